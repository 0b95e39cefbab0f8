package spark

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"unsafe"

	"gospark/cellrt"
	"gospark/engine"
	"gospark/hadoop"
)

// SequenceFile makes a PairRDD of the records of Hadoop's SequenceFiles: a file, those of
// a folder, of a glob, or of several such paths separated by commas. K and V say what the
// files hold:
//
//	string       Text (a BytesWritable is read as a string, too)
//	int32        IntWritable
//	int, int64   LongWritable
//	float32      FloatWritable
//	float64      DoubleWritable
//	bool         BooleanWritable
//	[]byte       BytesWritable
//	struct{}     NullWritable
//
// Files of other classes are an error that names both, at once if the files are there.
// Large files are cut into at least minPartitions, however they are packed.
func (sc *Context) SequenceFile[K comparable, V any](path string, minPartitions ...int) *PairRDD[K, V] {
	return newPair[K, V](sequenceFile(sc, elemOf[Pair[K, V]](), nil, path, minPartitions))
}

// sequenceFile reads pairs; types are what they are to the person where they are any.
func sequenceFile(sc *Context, e *elem, types []cellrt.TypeArg, path string, minPartitions []int) *core {
	const op = "sequenceFile"
	k, v := halvesOf(op, e, types)
	least := leastPartitions(sc, op, minPartitions)
	check := func(path string, h *hadoop.Header) error { return checkClasses(path, h, &k, &v) }
	file := readFiles(sc, fileSource{"HadoopRDD", op, path}, e, func() ([]split, error) {
		return sequenceSplits(path, least, check)
	}, func(t *engine.Task, site string, s split) any {
		return e.push(func(yield func(unsafe.Pointer) bool) {
			slot := reflect.New(typeOf(e))
			p := slot.UnsafePointer()
			var key, value *writable
			s.records(t, site, func(r *hadoop.Reader, rawKey, rawValue []byte) (bool, error) {
				if key == nil {
					if err := check(s.path, &r.Header); err != nil {
						return false, err
					}
					key, value = k.of(r.Key), v.of(r.Value)
				}
				if err := errors.Join(key.parse(rawKey, unsafe.Add(p, k.offset)), value.parse(rawValue, unsafe.Add(p, v.offset))); err != nil {
					return false, r.Place(err)
				}
				return yield(p), nil
			})
		})
	})
	file.rdd.SetName(path)
	c := narrow(file, e, unchanged(op))
	checkNow(op, func() error {
		_, err := sequenceSplits(path, least, check)
		return err
	})
	return c
}

// checkNow panics where find says that files hold something else than was asked for. That
// they can't be read is no error yet: they need not be there before they are read.
func checkNow(op string, find func() error) {
	var wrong *classError
	if err := find(); errors.As(err, &wrong) {
		panic(wrongSource(op, err))
	}
}

// sequenceSplits cuts the SequenceFiles of a path, each of which check accepts.
func sequenceSplits(path string, least int, check func(path string, h *hadoop.Header) error) ([]split, error) {
	files, err := filesOf(path, mapFile)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if f.end == 0 {
			continue
		}
		if err := checkHeader(f, check); err != nil {
			return nil, err
		}
	}
	return splitsOf(files, least, hadoop.MinSplit, neverPacked)
}

func checkHeader(s split, check func(path string, h *hadoop.Header) error) error {
	f, err := os.Open(s.path)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := hadoop.NewReader(s.path, f, s.end, 0, math.MaxInt64)
	if err != nil {
		return unreadableSequence(s.path, err)
	}
	return check(s.path, &r.Header)
}

// unreadableSequence is the error of a header, with a remedy where there is one.
func unreadableSequence(path string, err error) error {
	var unknown *hadoop.UnknownCodec
	if errors.As(err, &unknown) {
		return &engine.Fault{Err: err, Remedy: codecRemedy(err)}
	}
	return err
}

// mapFile is the SequenceFile in a folder that is one of Hadoop's MapFiles.
func mapFile(folder string) (string, error) {
	data := filepath.Join(folder, "data")
	if _, err := os.Stat(data); err != nil {
		return refuseFolder(folder)
	}
	return data, nil
}

// records calls f with each record of the split until it is false; it panics where one can't be read.
func (s split) records(t *engine.Task, site string, f func(r *hadoop.Reader, key, value []byte) (bool, error)) {
	in, err := os.Open(s.path)
	if err != nil {
		panic(unreadable(site, err))
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		panic(unreadable(site, err))
	}
	end := s.end
	r, err := hadoop.NewReader(s.path, in, info.Size(), s.start, end)
	for n, more := 0, true; more && err == nil; n++ {
		if n%checkEvery == 0 {
			t.Check()
		}
		var key, value []byte
		if key, value, err = r.Next(); err == nil {
			more, err = f(r, key, value)
		}
	}
	if err != nil && err != io.EOF {
		panic(unreadable(site, named(s.path, err)))
	}
}

// A classError is a file whose classes aren't what was asked for.
type classError struct{ text string }

func (e *classError) Error() string { return e.text }

// checkClasses compares the classes of a file with the types that were asked for.
func checkClasses(path string, h *hadoop.Header, k, v *half) error {
	if k.as(h.Key) != nil && v.as(h.Value) != nil {
		return nil
	}
	err := &classError{fmt.Sprintf("%s holds %s and %s, which aren't %s and %s", path, shortClass(h.Key), shortClass(h.Value), k.typ.Name, v.typ.Name)}
	return &engine.Fault{Err: err, Remedy: remedyFor(h)}
}

func remedyFor(h *hadoop.Header) string {
	key, value := goTypeOf(h.Key), goTypeOf(h.Value)
	if key == "" || value == "" {
		return sequenceTypes
	}
	if key == "[]byte" {
		key = "string"
	}
	return fmt.Sprintf("ask for sc.SequenceFile[%s, %s]", key, value)
}

// shortClass is a Java class without Hadoop's package.
func shortClass(class string) string { return strings.TrimPrefix(class, "org.apache.hadoop.io.") }

// SaveAsSequenceFile writes the pairs into a new folder: a SequenceFile part-NNNNN for
// each partition, with the classes that SequenceFile lists, and _SUCCESS when all are
// there. A codec packs many records together, or each by itself: spark.Gzip.PerRecord().
// It fails, before any task, when the folder is there already, and when the
// types of keys or values have no class.
func (p *PairRDD[K, V]) SaveAsSequenceFile[_ ondemand](path string, codec ...Codec) {
	saveAsSequenceFile(p.core, nil, path, codec)
}

func saveAsSequenceFile(c *core, types []cellrt.TypeArg, path string, given []Codec) {
	const op = "saveAsSequenceFile"
	k, v := halvesOf(op, c.elem, types)
	h := headerFor(op, given)
	h.Key, h.Value = k.class, v.class
	key, value := k.of(k.class), v.of(v.class)
	saveParts(c, op, path, "", func(to *bufio.Writer, rows any) (records int64, _ error) {
		w, err := hadoop.NewWriter(to, h)
		if err != nil {
			return 0, err
		}
		var rawKey, rawValue []byte
		c.elem.each(rows, func(p unsafe.Pointer) bool {
			rawKey = key.append(rawKey[:0], unsafe.Add(p, k.offset))
			rawValue = value.append(rawValue[:0], unsafe.Add(p, v.offset))
			err = w.Append(rawKey, rawValue)
			records++
			return err == nil
		})
		return records, errors.Join(err, w.Close())
	})
}

// headerFor is how a SequenceFile is packed by a codec.
func headerFor(op string, given []Codec) (h hadoop.Header) {
	codec, perRecord := codecGiven(op, given)
	switch {
	case codec == nil:
	case perRecord:
		h.Compression, h.Codec = hadoop.ByRecord, codec
	default:
		h.Compression, h.Codec = hadoop.ByBlock, codec
	}
	return h
}
