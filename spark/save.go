package spark

import (
	"bufio"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"strconv"
	"strings"
	"unsafe"

	"gospark/cellrt"
)

// SaveAsTextFile writes the elements as lines into a new folder: a file
// part-NNNNN for each partition, and _SUCCESS when all are there. With a codec the files
// are packed, and their names end as it says: part-00000.gz. It fails, before
// any task, when the folder is there already.
func (d *dataset[E, Self]) SaveAsTextFile[_ ondemand](path string, codec ...Codec) {
	saveAsTextFile(d.node, path, codec)
}

func saveAsTextFile(c *core, path string, given []Codec) {
	const op = "saveAsTextFile"
	codec, perRecord := codecGiven(op, given)
	if perRecord {
		panic(definition(op, "a text isn't packed per record", "PerRecord is for SaveAsSequenceFile"))
	}
	suffix := ""
	if codec != nil {
		suffix = codec.Suffix
	}
	saveParts(c, op, path, suffix, func(to *bufio.Writer, rows any) (int64, error) {
		if codec == nil {
			return writeLines(to, c.elem, rows), nil
		}
		packed := codec.Writer(to)
		w := bufio.NewWriterSize(packed, readSize)
		records := writeLines(w, c.elem, rows)
		return records, errors.Join(w.Flush(), packed.Close())
	})
}

func writeLines(w *bufio.Writer, e *elem, rows any) (count int64) {
	if texts, ok := rows.(iter.Seq[string]); ok {
		for s := range texts {
			w.WriteString(s)
			w.WriteByte('\n')
			count++
		}
		return count
	}
	t := staticOf(e)
	e.each(rows, func(p unsafe.Pointer) bool {
		w.WriteString(textOf(reflect.NewAt(typeOf(e), p).Elem(), t))
		w.WriteByte('\n')
		count++
		return true
	})
	return count
}

// textOf is an element as Spark writes it: (key,value), (key,(left,right)); what
// isn't a struct of this package as fmt prints it. What is in an any is written as
// if it were not; static is what the person declares it to be.
func textOf(v reflect.Value, static cellrt.TypeArg) string {
	if v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	if static.Text != nil {
		return static.Text(v.Interface())
	}
	t := v.Type()
	if t.Kind() == reflect.Struct && t.PkgPath() == apiPackage && t.NumMethod() == 0 {
		fields, types := make([]string, v.NumField()), fieldTypes(static, t)
		for i := range fields {
			fields[i] = textOf(v.Field(i), types[i])
		}
		if len(fields) > 2 {
			return "(" + fields[0] + ",(" + strings.Join(fields[1:], ",") + "))"
		}
		return "(" + strings.Join(fields, ",") + ")"
	}
	switch v.Kind() {
	case reflect.String:
		if t.NumMethod() == 0 {
			return v.String()
		}
	case reflect.Int:
		if t.NumMethod() == 0 {
			return strconv.FormatInt(v.Int(), 10)
		}
	}
	return fmt.Sprint(v.Interface())
}
