package spark

import (
	"bufio"
	bin "encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"reflect"
	"unsafe"

	"gospark/cellrt"
	"gospark/engine"
	"gospark/hadoop"
)

// castagnoli is the polynomial of the checksums in files.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// An object file is a SequenceFile, as Spark's is: so it is cut where it is large. Its
// keys are NullWritable, its values BytesWritable of elements as codecs write them, which
// begin with a checksum of what follows and the number of elements. The header's metadata
// say what an element is made of: objectType, as layoutOf has it, and its name.
const (
	objectVersion = "gospark.object" // "1"
	objectType    = "gospark.type"
	objectName    = "gospark.name"
	objectBatch   = 32 << 10 // bytes of elements in a record, about
)

// SaveAsObjectFile writes the elements into a new folder, to be read by ObjectFile with
// the same type: all of their data, unexported fields too. It fails, before any task,
// when the folder is there already, and when elements have a part that can't be written: a
// function, a channel, an interface.
func (d *dataset[E, Self]) SaveAsObjectFile[_ ondemand](path string) {
	saveAsObjectFile(d.node, cellrt.TypeArg{}, path)
}

func saveAsObjectFile(c *core, static cellrt.TypeArg, path string) {
	const op = "saveAsObjectFile"
	o := objectsOf(op, c.elem, static)
	h := hadoop.Header{Key: hadoop.NullWritable, Value: hadoop.BytesWritable,
		Metadata: map[string]string{objectVersion: "1", objectType: o.layout, objectName: o.name}}
	saveParts(c, op, path, "", func(to *bufio.Writer, rows any) (records int64, _ error) {
		file, err := hadoop.NewWriter(to, h)
		if err != nil {
			return 0, err
		}
		b := &batch{}
		c.elem.each(rows, func(p unsafe.Pointer) bool {
			b.count++
			records++
			o.write(&b.writer, p)
			if len(b.writer.bytes) >= objectBatch || b.count >= objectBatch {
				err = b.flush(file)
			}
			return err == nil
		})
		return records, errors.Join(err, b.flush(file), file.Close())
	})
}

// objects is how elements lie in object files.
type objects struct {
	*codec
	layout, name string
}

// objectsOf is how elements lie in object files; static is what they are to the person
// where they are held in any.
func objectsOf(op string, e *elem, static cellrt.TypeArg) objects {
	if static.Type == nil {
		static = cellrt.TypeArg{Type: typeOf(e), Name: typeName(typeOf(e))}
	}
	c := heldCodec(static, typeOf(e), static.Name)
	if c.err != nil {
		panic(definition(op, c.err.Error(), "make elements of it first that can: of numbers, strings, structs, slices, maps and pointers"))
	}
	return objects{c, layoutOf(static), static.Name}
}

// batch is the elements of a record.
type batch struct {
	writer writer
	count  uint64
}

func (b *batch) flush(to *hadoop.Writer) error {
	if b.count == 0 {
		return nil
	}
	body := append(bin.AppendUvarint(nil, b.count), b.writer.bytes...)
	record := bin.BigEndian.AppendUint32(nil, crc32.Checksum(body, castagnoli))
	b.writer.bytes, b.count = b.writer.bytes[:0], 0
	return to.Append(nil, hadoop.AppendBytes(nil, append(record, body...)))
}

// ObjectFile makes an RDD of the elements that SaveAsObjectFile wrote: of a folder, of a
// glob, or of several such paths separated by commas. T must be made of the same fields
// and types as what was written; its name doesn't count. Files of other types are an
// error, at once if the files are there.
func (sc *Context) ObjectFile[T any](path string, minPartitions ...int) *RDD[T] {
	return newRDD[T](objectFile(sc, elemOf[T](), cellrt.TypeArg{}, path, minPartitions))
}

func objectFile(sc *Context, e *elem, static cellrt.TypeArg, path string, minPartitions []int) *core {
	const op = "objectFile"
	o := objectsOf(op, e, static)
	least := leastPartitions(sc, op, minPartitions)
	file := readFiles(sc, fileSource{"HadoopRDD", op, path}, e, func() ([]split, error) {
		return sequenceSplits(path, least, o.check)
	}, func(t *engine.Task, site string, s split) any {
		return e.push(func(yield func(unsafe.Pointer) bool) {
			s.records(t, site, func(r *hadoop.Reader, _, value []byte) (more bool, err error) {
				if err := o.check(s.path, &r.Header); err != nil {
					return false, err
				}
				if more, err = o.each(typeOf(e), value, yield); err != nil {
					err = r.Place(err)
				}
				return more, err
			})
		})
	})
	file.rdd.SetName(path)
	c := narrow(file, e, unchanged(op))
	checkNow(op, func() error {
		_, err := sequenceSplits(path, least, o.check)
		return err
	})
	return c
}

// check compares what a file holds with what was asked for.
func (o *objects) check(path string, h *hadoop.Header) error {
	m := h.Metadata
	switch {
	case m[objectVersion] == "" || h.Key != hadoop.NullWritable || h.Value != hadoop.BytesWritable:
		return &engine.Fault{Err: &classError{fmt.Sprintf("%s is no object file: it is a SequenceFile of %s and %s", path, shortClass(h.Key), shortClass(h.Value))},
			Remedy: remedyFor(h)}
	case m[objectVersion] != "1":
		return fmt.Errorf("%s is an object file of version %s: only version 1 can be read", path, m[objectVersion])
	case m[objectType] != o.layout:
		return &engine.Fault{Err: &classError{fmt.Sprintf("%s holds elements %s, which aren't %s: they are %s, and not %s", path, m[objectName], o.name, m[objectType], o.layout)},
			Remedy: "ask for a type of the same fields, with the same names and types, in the same order"}
	}
	return nil
}

// each yields the elements of a record; those of which are t.
func (o *objects) each(t reflect.Type, record []byte, yield func(unsafe.Pointer) bool) (more bool, err error) {
	data, err := hadoop.ParseBytes(record)
	if err != nil {
		return false, err
	}
	if len(data) < 4 || crc32.Checksum(data[4:], castagnoli) != bin.BigEndian.Uint32(data) {
		return false, errors.New("the checksum of a record is wrong: the file is damaged")
	}
	r := &reader{data[4:]}
	count, err := r.count()
	slot := reflect.New(t)
	for more = true; err == nil && more && count > 0; count-- {
		slot.Elem().SetZero()
		if err = o.readOne(r, slot.UnsafePointer()); err == nil {
			more = yield(slot.UnsafePointer())
		}
	}
	return more && err == nil, err
}

func (r *reader) count() (n uint64, err error) {
	defer catch(&err)
	return r.uvarint(), nil
}

// readOne reads an element. What f of records panics with passes, so nothing else runs in here.
func (o *objects) readOne(r *reader, p unsafe.Pointer) (err error) {
	defer catch(&err)
	o.read(r, p)
	return nil
}
