package spark

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"iter"
	"os"

	"gospark/engine"
)

const readSize = 256 << 10

// lines are the lines that begin in a split; site is where they were asked for.
func lines(t *engine.Task, site string, s split) any {
	return iter.Seq[string](func(yield func(string) bool) {
		f, err := os.Open(s.path)
		if err != nil {
			panic(unreadable(site, err))
		}
		defer f.Close()
		r := &lineReader{task: t, src: f, left: s.end - s.start}
		switch {
		case s.end < 0:
			z, err := gzip.NewReader(f)
			if err != nil {
				panic(unreadable(site, fmt.Errorf("%s: %w", s.path, err)))
			}
			r.src, r.left = z, 1<<62
		case s.start > 0:
			// The line that crosses the start belongs to the split before.
			if _, err := f.Seek(s.start-1, io.SeekStart); err != nil {
				panic(unreadable(site, err))
			}
			r.left++
			r.skip = true
		}
		if err := r.read(yield); err != nil {
			panic(unreadable(site, fmt.Errorf("%s: %w", s.path, err)))
		}
	})
}

// lineReader yields the lines of src that begin before left more bytes are read.
type lineReader struct {
	task *engine.Task
	src  io.Reader
	left int64
	skip bool // the first line

	records int64 // that were read and aren't told yet
}

func (r *lineReader) read(yield func(string) bool) error {
	buf, have := make([]byte, readSize), 0
	for {
		r.task.Check()
		n, err := r.src.Read(buf[have:])
		have += n
		r.task.Measure(engine.TaskMetrics{BytesRead: int64(n), RecordsRead: r.records})
		r.records = 0
		if err != nil && err != io.EOF {
			return err
		}
		used, more := r.take(buf[:have], err == io.EOF, yield)
		if !more || err == io.EOF {
			r.task.Measure(engine.TaskMetrics{RecordsRead: r.records})
			return nil
		}
		have = copy(buf, buf[used:have])
		if have == len(buf) {
			buf = append(buf, make([]byte, len(buf))...)
		}
	}
}

// take yields the whole lines of data, and at the end of the file also the last
// one that has no newline. more is false when no more lines are wanted.
func (r *lineReader) take(data []byte, last bool, yield func(string) bool) (used int, more bool) {
	for used < len(data) && r.left > 0 {
		line := data[used:]
		size := bytes.IndexByte(line, '\n')
		next := size + 1
		if size < 0 {
			if !last {
				break
			}
			size, next = len(line), len(line)
		} else if size > 0 && line[size-1] == '\r' {
			size--
		}
		used += next
		r.left -= int64(next)
		if r.skip {
			r.skip = false
		} else if r.records++; !yield(string(line[:size])) {
			return used, false
		}
	}
	return used, r.left > 0
}
