package spark

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync/atomic"
	"unsafe"

	"gospark/engine"
)

const (
	maxResultSizeKey     = "spark.driver.maxResultSize"
	defaultMaxResultSize = 1 << 30
)

// maxResultSize is how large the results of a job may be, in bytes; 0 for any size.
func maxResultSize(conf Conf) int64 {
	s, ok := conf[maxResultSizeKey]
	if !ok {
		return defaultMaxResultSize
	}
	n, err := parseBytes(s)
	if err != nil {
		panic(definition("newContext", fmt.Sprintf("%s is %q", maxResultSizeKey, s), "make it a size, as in 512m or 2g, or 0 for no limit"))
	}
	return n
}

// parseBytes reads a size as Spark does: 512k, 2g, 100mb; a number alone is bytes.
func parseBytes(s string) (int64, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	shift, ok := map[string]int{"": 0, "b": 0, "k": 10, "kb": 10, "m": 20, "mb": 20, "g": 30, "gb": 30, "t": 40, "tb": 40, "p": 50, "pb": 50}[s[len(digits):]]
	if !ok {
		return 0, fmt.Errorf("%q has no unit that is known", s)
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err == nil && (n < 0 || n > (1<<62)>>shift) {
		err = strconv.ErrRange
	}
	return n << shift, err
}

// A resultLimit ends a job whose results get too large, before the process dies of them.
type resultLimit struct {
	most    int64 // bytes, 0 for no limit
	size    atomic.Int64
	pending atomic.Int64 // of tasks that still gather
	tasks   atomic.Int64
}

// add takes note of the result of a task.
func (l *resultLimit) add(result any) {
	if l.most <= 0 || result == nil {
		return
	}
	l.size.Add(sizeOf(reflect.ValueOf(result)))
	l.tasks.Add(1)
	l.check(0)
}

// check fails the task where all results, with those of more tasks, are too large.
func (l *resultLimit) check(more int64) {
	size := l.size.Load() + l.pending.Load()
	if size <= l.most {
		return
	}
	panic(&engine.Fault{
		Err: fmt.Errorf("Total size of serialized results of %d tasks (%s) is bigger than %s (%s)", //nolint // Spark's words
			l.tasks.Load()+more, engine.FormatBytes(size), maxResultSizeKey, engine.FormatBytes(l.most)),
		Remedy: "Take what is to be looked at, save the RDD, or set " + maxResultSizeKey, Final: true,
	})
}

// slice is rows as a []E. It fails as soon as they are too many.
func (l *resultLimit) slice(e *elem, rows any) any {
	if l.most <= 0 {
		return e.slice(rows, -1)
	}
	return e.slice(l.guarded(e, rows), -1)
}

// lookEvery is how many bytes a task gathers between two looks at what all have.
const lookEvery = 1 << 16

func (l *resultLimit) guarded(e *elem, rows any) any {
	return e.push(func(yield func(unsafe.Pointer) bool) {
		size, gathered, since := sizer(typeOf(e)), int64(0), int64(0)
		defer func() { l.pending.Add(-gathered) }()
		e.each(rows, func(p unsafe.Pointer) bool {
			if since += size(p); since >= lookEvery {
				l.pending.Add(since)
				gathered, since = gathered+since, 0
				l.check(1)
			}
			return yield(p)
		})
	})
}

// lookedAtEvery is which elements are measured, of the many that no size can be told of by their type.
const lookedAtEvery = 16

// sizer estimates the size of one element after the other.
func sizer(t reflect.Type) func(unsafe.Pointer) int64 {
	own := int64(t.Size())
	switch {
	case t.Kind() == reflect.String:
		return func(p unsafe.Pointer) int64 { return own + int64(len(*(*string)(p))) }
	case isFlat(t):
		return func(unsafe.Pointer) int64 { return own }
	}
	n, last := 0, own
	return func(p unsafe.Pointer) int64 {
		if n++; n <= lookedAt || n%lookedAtEvery == 0 {
			last = sizeOf(reflect.NewAt(t, p).Elem())
		}
		return last
	}
}
