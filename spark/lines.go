package spark

import (
	"bytes"
	"io"

	"gospark/engine"
)

const (
	readSize = 256 << 10
	// sharedText is how many bytes lines that follow each other may have in common, so that not each must be allocated: a line
	// that is kept keeps so much at most. A line that is longer than half of it has its memory alone.
	sharedText = 256
)

// lineReader yields lines as Hadoop's LineRecordReader does: each ends with \n, \r or
// \r\n; those are read that begin before left more bytes are read, or right there, so
// that a split begins with what follows its first end of a line.
type lineReader struct {
	task    *engine.Task
	src     io.Reader
	left    int64
	skip    bool  // the first line
	top     bool  // the first line is the file's: a byte order mark in front of it doesn't count
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
// one that nothing ends. more is false when no more lines are wanted.
func (r *lineReader) take(data []byte, last bool, yield func(string) bool) (used int, more bool) {
	begin := 0 // of the line's text
	if r.top && bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		begin = 3
	}
	text, from := "", 0 // lines in one piece of memory, and where they are in data
	cr := nextByte(data, begin, '\r')
	for begin < len(data) && r.left >= 0 {
		if cr < begin {
			cr = nextByte(data, begin, '\r')
		}
		end := nextByte(data[:cr], begin, '\n')
		next := min(end+1, len(data))
		if next == len(data) && !last && (end == len(data) || end == cr) { // more may come: of the line, or a \n behind \r
			break
		}
		if end == cr && next < len(data) && data[next] == '\n' {
			next++
		}
		if !r.skip && end > from+len(text) {
			text, from = string(data[begin:sharing(data, begin, end)]), begin
		}
		line := begin
		r.left -= int64(next - used)
		begin, used, r.top = next, next, false
		if r.skip {
			r.skip = false
		} else if r.records++; !yield(text[line-from : end-from]) {
			return used, false
		}
	}
	return used, r.left >= 0
}

// sharing is the end of the last line that shares memory with the one from begin to end.
func sharing(data []byte, begin, end int) int {
	if end-begin > sharedText/2 {
		return end
	}
	return max(end, begin+bytes.LastIndexByte(data[begin:min(begin+sharedText, len(data))], '\n'))
}

// nextByte is where b stands in data from a place on, or len(data).
func nextByte(data []byte, from int, b byte) int {
	if at := bytes.IndexByte(data[from:], b); at >= 0 {
		return from + at
	}
	return len(data)
}
