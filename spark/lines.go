package spark

import (
	"bytes"
	"io"

	"gospark/engine"
)

const readSize = 256 << 10

// lineReader yields lines as Hadoop's LineRecordReader does: each ends with \n, \r or
// \r\n; those are read that begin before left more bytes are read, or right there, so
// that a split begins with what follows its first end of a line.
type lineReader struct {
	task *engine.Task
	src  io.Reader
	left int64
	skip bool // the first line
	top  bool // the first line is the file's: a byte order mark in front of it doesn't count
}

func (r *lineReader) read(yield func(string) bool) error {
	buf, have := make([]byte, readSize), 0
	for {
		r.task.Check()
		n, err := r.src.Read(buf[have:])
		have += n
		if err != nil && err != io.EOF {
			return err
		}
		used, more := r.take(buf[:have], err == io.EOF, yield)
		if !more || err == io.EOF {
			return nil
		}
		have = copy(buf, buf[used:have])
		if have == len(buf) {
			buf = append(buf, make([]byte, len(buf))...)
		}
	}
}

// take yields the whole lines of data, and at the end of the file also the last
// one that nothing ends. more is false when no more lines are wanted.
func (r *lineReader) take(data []byte, last bool, yield func(string) bool) (used int, more bool) {
	if r.top && (len(data) >= 3 || last) {
		used, r.top = r.mark(data), false
	}
	if r.top {
		return 0, true
	}
	cr := nextByte(data, used, '\r')
	for used < len(data) && r.left >= 0 {
		if cr < used {
			cr = nextByte(data, used, '\r')
		}
		end := nextByte(data[:cr], used, '\n')
		next := min(end+1, len(data))
		if end == cr && cr < len(data) { // \r, or \r\n
			if cr+1 == len(data) && !last {
				break
			}
			if cr+1 < len(data) && data[cr+1] == '\n' {
				next++
			}
		} else if end == len(data) && !last {
			break
		}
		line := data[used:end]
		r.left -= int64(next - used)
		used = next
		if r.skip {
			r.skip = false
		} else if !yield(string(line)) {
			return used, false
		}
	}
	return used, r.left >= 0
}

// mark is the length of the byte order mark that data begins with.
func (r *lineReader) mark(data []byte) int {
	if !bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		return 0
	}
	r.left -= 3
	return 3
}

// nextByte is where b stands in data from a place on, or len(data).
func nextByte(data []byte, from int, b byte) int {
	if at := bytes.IndexByte(data[from:], b); at >= 0 {
		return from + at
	}
	return len(data)
}
