package spark

import (
	"iter"
	"reflect"
	"sync"
	"unsafe"

	"gospark/engine"
)

// elem is what can be done with rows of one element type by code that doesn't
// know the type. Its functions are compiled wherever an RDD of the type is made:
// they are few and small. Rows are an iter.Seq[E].
type elem struct {
	typ any // a reflect.Type, see typeOf
	// static is a cellrt.TypeArg, what the elements of an RDD that the interpreter made are; else nil.
	static any
	// keys tells that elements must be equal by == to what they were when they were written and are read.
	keys bool
	// sizes is how much memory elements take.
	sizes *sizer
	// batches reads rows into batches: full is told where the elements of one are, which are gone when it returns,
	// and says how many the next one may have; 0 ends the reading. It is told of an empty one first.
	batches func(rows any, full func(first unsafe.Pointer, n int) int)
	// slice reads at most limit elements (all when negative) into a []E.
	slice func(rows any, limit int) any
	// replay are the rows of chunks, each a []E.
	replay func(t *engine.Task, chunks engine.Chunks) any
	// push are rows that f pushes by their addresses.
	push func(f func(yield func(unsafe.Pointer) bool)) any
	// scatter reads rows into chunks, each of elements with the same of n places; all
	// are at place 0 where place is nil. full is told each chunk that is full, or begun
	// when the rows end, and says how many elements the next one may have; 0 ends the reading.
	scatter func(rows any, n int, place func(unsafe.Pointer) int, full func(to int, chunk any) int)
}

// typeOf is the type of the elements. It isn't a method, because a cell compiles
// what the methods of types mention, and all of reflect.Type is a lot.
func typeOf(e *elem) reflect.Type { return e.typ.(reflect.Type) }

var elems sync.Map // reflect.Type -> *elem

// elemOf is the table of operations of type E.
func elemOf[E any]() *elem {
	return intern((*E)(nil), batches[E], sliceOf[E], replay[E], push[E], scatter[E])
}

// intern is the one table of the type that pointer points to.
func intern(pointer any, batches func(any, func(unsafe.Pointer, int) int), slice func(any, int) any,
	replay func(*engine.Task, engine.Chunks) any, push func(func(func(unsafe.Pointer) bool)) any,
	scatter func(any, int, func(unsafe.Pointer) int, func(int, any) int)) *elem {
	t := reflect.TypeOf(pointer).Elem()
	if e, ok := elems.Load(t); ok {
		return e.(*elem)
	}
	e, _ := elems.LoadOrStore(t, &elem{typ: t, sizes: sizerFor(t), batches: batches, slice: slice, replay: replay, push: push, scatter: scatter})
	return e.(*elem)
}

//go:noinline
func batches[E any](rows any, full func(first unsafe.Pointer, n int) int) {
	more, batch := true, make([]E, 0, full(nil, 0))
	rows.(iter.Seq[E])(func(e E) bool {
		if batch = append(batch, e); len(batch) < cap(batch) {
			return true
		}
		next := full(unsafe.Pointer(unsafe.SliceData(batch)), len(batch))
		if more = next > 0; next == cap(batch) {
			batch = batch[:0]
		} else {
			batch = make([]E, 0, next)
		}
		return more
	})
	if more && len(batch) > 0 {
		full(unsafe.Pointer(unsafe.SliceData(batch)), len(batch))
	}
}

//go:noinline
func sliceOf[E any](rows any, limit int) any {
	all := []E{}
	if limit != 0 {
		rows.(iter.Seq[E])(func(e E) bool {
			all = append(all, e)
			return len(all) != limit
		})
	}
	return all
}

// checkEvery is how many elements a source yields between two looks at whether they are still wanted.
const checkEvery = 1024

//go:noinline
func replay[E any](t *engine.Task, chunks engine.Chunks) any {
	return iter.Seq[E](func(yield func(E) bool) {
		next := chunks()
		for c := next(true); c != nil; c = next(true) {
			for i, e := range c.([]E) {
				if i%checkEvery == 0 {
					t.Check()
				}
				if !yield(e) {
					next(false)
					return
				}
			}
		}
	})
}

//go:noinline
func push[E any](f func(yield func(unsafe.Pointer) bool)) any {
	return iter.Seq[E](func(yield func(E) bool) {
		f(func(p unsafe.Pointer) bool { return yield(*(*E)(p)) })
	})
}

// each calls f with the address of each element until f is false.
func (e *elem) each(rows any, f func(unsafe.Pointer) bool) {
	e.batches(rows, func(first unsafe.Pointer, n int) int { return times(n == 0 || f(first)) })
}

// chain are the rows of several rows; the i-th are asked for when those before are read.
func (e *elem) chain(n int, rows func(i int) any) any {
	return e.push(func(yield func(unsafe.Pointer) bool) {
		more := true
		for i := 0; i < n && more; i++ {
			e.each(rows(i), func(p unsafe.Pointer) bool {
				more = yield(p)
				return more
			})
		}
	})
}

// repeat has each element as often as times says of it.
func (e *elem) repeat(rows any, times func(unsafe.Pointer) int) any {
	return e.push(func(yield func(unsafe.Pointer) bool) {
		e.each(rows, func(p unsafe.Pointer) bool {
			for n := times(p); n > 0; n-- {
				if !yield(p) {
					return false
				}
			}
			return true
		})
	})
}

//go:noinline
func scatter[E any](rows any, n int, place func(unsafe.Pointer) int, full func(to int, chunk any) int) {
	chunks := make([][]E, n)
	var slot E
	rows.(iter.Seq[E])(func(e E) bool {
		at := 0
		if place != nil {
			slot = e
			at = place(unsafe.Pointer(&slot))
		}
		c := &chunks[at]
		if len(*c) == cap(*c) {
			next := full(at, *c)
			if *c = make([]E, 0, next); next == 0 {
				return false
			}
		}
		*c = append(*c, e)
		return true
	})
	for i, c := range chunks {
		if len(c) <= cap(c)/2 { // small blocks stay small
			c = append(make([]E, 0, len(c)), c...)
		}
		if len(c) > 0 {
			full(i, c)
		}
	}
}
