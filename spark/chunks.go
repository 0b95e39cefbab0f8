package spark

import (
	"iter"
	"reflect"
	"unsafe"

	"gospark/cellrt"
	"gospark/engine"
)

// everything reads on.
func everything(unsafe.Pointer) bool { return true }

// encodable is nil if elements can be written, else which part of them can't be.
func encodable(e *elem) error { return codecFor(reflect.SliceOf(typeOf(e))).err }

// encodeChunks tells f the rows as bytes, in chunks of at most size elements.
func encodeChunks(t *engine.Task, e *elem, rows any, size int, f func(count int, data []byte) error) (err error) {
	if err := encodable(e); err != nil {
		return err
	}
	chunk := reflect.New(reflect.SliceOf(typeOf(e)))
	all := reflect.MakeSlice(chunk.Type().Elem(), 0, size)
	defer catch(&err)
	flush := func() bool {
		t.Check()
		if all.Len() == 0 {
			return true
		}
		chunk.Elem().Set(all)
		w := &writer{}
		codecFor(all.Type()).write(w, chunk.UnsafePointer())
		err = f(all.Len(), w.bytes)
		all = reflect.MakeSlice(all.Type(), 0, size)
		return err == nil
	}
	e.each(rows, func(p unsafe.Pointer) bool {
		all = reflect.Append(all, reflect.NewAt(typeOf(e), p).Elem())
		return all.Len() < size || flush()
	})
	if err == nil {
		flush()
	}
	return err
}

// decodeChunks are the rows that encodeChunks made the chunks of.
func decodeChunks(t *engine.Task, e *elem, chunks iter.Seq[[]byte]) any {
	return e.push(func(yield func(unsafe.Pointer) bool) {
		for data := range chunks {
			b, err := e.Decode(data)
			if err != nil {
				panic(err)
			}
			more := true
			e.each(e.Rows(t, b), func(p unsafe.Pointer) bool {
				more = yield(p)
				return more
			})
			if !more {
				return
			}
		}
	})
}

// runNode runs a job over partitions of a node (nil for all) on behalf of an action.
func runNode(sc *Context, n *engine.Node, action string, parts []int, body func(t *engine.Task, rows any) any) {
	scope := cellrt.Current()
	_, err := sc.engine.Run(cellrt.Context(), engine.Job{
		Node: n, Partitions: parts, Action: action, Body: body, Properties: sc.properties(),
		Wrap: func(t *engine.Task, work func()) { scope.DoTask(t, t.OnKill, work) },
	})
	sc.settle(action)
	if err != nil {
		panic(explained(err))
	}
}
