package spark

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gospark/engine"
)

// A partWriter writes the rows of a partition and tells how many there are.
type partWriter func(to *bufio.Writer, rows any) (records int64, err error)

// saveParts writes the rows of each partition of c by write into a new folder: a file
// part-NNNNN with a suffix for each, and _SUCCESS when all are there.
func saveParts(c *core, op, path, suffix string, write partWriter) {
	if strings.TrimSpace(path) == "" {
		panic(definition(op, "the path is empty", "name a folder that doesn't exist yet"))
	}
	path = localPath(path)
	if _, err := os.Lstat(path); err == nil {
		panic(failed(op, &engine.Fault{Err: &worded{"output directory " + path + " already exists", fs.ErrExist},
			Remedy: fmt.Sprintf("remove it (os.RemoveAll(%q)), or save to another folder", path)}))
	}
	temporary := filepath.Join(path, "_temporary")
	if err := os.MkdirAll(temporary, 0o777); err != nil {
		panic(failed(op, err))
	}
	saved := false
	defer func() {
		if !saved {
			removeShared(temporary)
			os.RemoveAll(path)
		}
	}()
	rows := narrow(c, c.elem, unchanged(op))
	run(rows, op, nil, func(t *engine.Task, rows any) any {
		writePart(t, temporary, filepath.Join(path, fmt.Sprintf("part-%05d%s", t.Partition, suffix)), rows, write)
		return nil
	})
	if err := errors.Join(removeShared(temporary), os.WriteFile(filepath.Join(path, "_SUCCESS"), nil, 0o666)); err != nil {
		panic(failed(op, err))
	}
	saved = true
}

// removeShared removes a folder in which tasks that nobody wants any more may be making files: under another name,
// so that they can't.
func removeShared(folder string) error {
	gone := folder + "-gone"
	return errors.Join(os.Rename(folder, gone), os.RemoveAll(gone))
}

// writePart writes a partition under a name of the attempt's own, and moves it
// into place when it is whole.
func writePart(t *engine.Task, temporary, target string, rows any, write partWriter) {
	f, err := os.CreateTemp(temporary, "part-")
	if err != nil {
		panic(err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	w := bufio.NewWriterSize(f, readSize)
	records, err := write(w, rows)
	err = errors.Join(err, w.Flush(), f.Chmod(0o644))
	size, sizeErr := f.Seek(0, io.SeekCurrent)
	if err = errors.Join(err, sizeErr, f.Close()); err == nil {
		err = os.Rename(f.Name(), target)
	}
	if err != nil {
		panic(err)
	}
	t.Measure(engine.TaskMetrics{RecordsWritten: records, BytesWritten: size})
}
