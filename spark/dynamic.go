package spark

import (
	"fmt"
	"reflect"
	"sync"
	"time"
	"unsafe"
)

// numbering gives values numbers, for as long as the process lives: it is for what there are
// few of, as types.
type numbering struct {
	mu   sync.RWMutex
	of   map[any]uint64
	list []any
}

func (n *numbering) number(v any) uint64 {
	n.mu.RLock()
	i, ok := n.of[v]
	n.mu.RUnlock()
	if ok {
		return i
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if i, ok := n.of[v]; ok {
		return i
	}
	if n.of == nil {
		n.of = map[any]uint64{}
	}
	i = uint64(len(n.list))
	n.of[v] = i
	n.list = append(n.list, v)
	return i
}

func (n *numbering) at(i uint64) any {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if i >= uint64(len(n.list)) {
		panic(errCorrupt)
	}
	return n.list[i]
}

var dynamicTypes, sharedPointers numbering // of reflect.Type, of unsafe.Pointer

// isShared tells whether pointers of a type stay what they are when they are written for this
// process: those of the interpreter, and the places of times.
func isShared(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer && (isOpaque(t) || t == reflect.TypeFor[*time.Location]())
}

// shared is the codec of such pointers: the number of the pointer.
func (c *codec) shared() {
	c.write = func(w *writer, p unsafe.Pointer) { w.uvarint(sharedPointers.number(*(*unsafe.Pointer)(p))) }
	c.read = func(r *reader, p unsafe.Pointer) {
		*(*unsafe.Pointer)(p) = sharedPointers.at(r.uvarint()).(unsafe.Pointer)
	}
}

// dynamic is the codec of an interface: the number of the type that it holds and one more, 0
// for nil, and the value.
func (c *codec) dynamic(t reflect.Type, kind codecKind) {
	c.write = func(w *writer, p unsafe.Pointer) {
		w.enter()
		defer w.leave()
		v := reflect.NewAt(t, p).Elem()
		if v.IsNil() {
			w.byte(0)
			return
		}
		v = v.Elem()
		in := codecFor(v.Type(), kind)
		if in.err != nil {
			panic(fmt.Errorf("an interface holds a value that can't be written: %w", in.err))
		}
		w.uvarint(dynamicTypes.number(v.Type()) + 1)
		at := reflect.New(v.Type())
		at.Elem().Set(v)
		in.write(w, at.UnsafePointer())
	}
	c.read = func(r *reader, p unsafe.Pointer) {
		n := r.uvarint()
		if n == 0 {
			return
		}
		of := dynamicTypes.at(n - 1).(reflect.Type)
		v := reflect.New(of)
		codecFor(of, kind).read(r, v.UnsafePointer())
		reflect.NewAt(t, p).Elem().Set(v.Elem())
	}
}
