package spark

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"unsafe"

	"gospark/cellrt"
	"gospark/engine"
)

// SaveAsTextFile writes the elements as lines into a new folder: a file
// part-NNNNN for each partition, and _SUCCESS when all are there. It fails, before
// any task, when the folder is there already.
func (d *dataset[E, Self]) SaveAsTextFile[_ ondemand](path string) { saveAsTextFile(d.node, path) }

func saveAsTextFile(c *core, path string) {
	const op = "saveAsTextFile"
	if strings.TrimSpace(path) == "" {
		panic(definition(op, "the path is empty", "name a folder that doesn't exist yet"))
	}
	path = localPath(path)
	if _, err := os.Lstat(path); err == nil {
		panic(failed(op, &engine.Fault{Err: &worded{"output folder exists already: " + path, fs.ErrExist},
			Remedy: fmt.Sprintf("remove it (os.RemoveAll(%q)), or save to another folder", path)}))
	}
	temporary := filepath.Join(path, "_temporary")
	if err := os.MkdirAll(temporary, 0o777); err != nil {
		panic(failed(op, err))
	}
	saved := false
	defer func() {
		if !saved {
			os.RemoveAll(path)
		}
	}()
	texts := narrow(c, c.elem, unchanged(op))
	run(texts, op, nil, func(t *engine.Task, rows any) any { return writePart(t, c.elem, rows, path, temporary) })
	if err := errors.Join(os.RemoveAll(temporary), os.WriteFile(filepath.Join(path, "_SUCCESS"), nil, 0o666)); err != nil {
		panic(failed(op, err))
	}
	saved = true
}

// writePart writes a partition under a name of the attempt's own, and moves it
// into place when it is whole.
func writePart(t *engine.Task, e *elem, rows any, path, temporary string) any {
	f, err := os.CreateTemp(temporary, "part-")
	if err != nil {
		panic(err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	w := bufio.NewWriterSize(f, readSize)
	writeLines(w, e, rows)
	target := filepath.Join(path, fmt.Sprintf("part-%05d", t.Partition))
	if err := errors.Join(w.Flush(), f.Chmod(0o644), f.Close(), os.Rename(f.Name(), target)); err != nil {
		panic(err)
	}
	return nil
}

func writeLines(w *bufio.Writer, e *elem, rows any) {
	if texts, ok := rows.(iter.Seq[string]); ok {
		for s := range texts {
			w.WriteString(s)
			w.WriteByte('\n')
		}
		return
	}
	t := staticOf(e)
	e.each(rows, func(p unsafe.Pointer) bool {
		w.WriteString(textOf(reflect.NewAt(typeOf(e), p).Elem(), t))
		w.WriteByte('\n')
		return true
	})
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
