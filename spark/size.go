package spark

import (
	"reflect"
	"sync"
	"unsafe"
)

// A sizer estimates how much memory values of a type take. What strings and slices at fixed
// places in a value hold is counted exactly; what is behind pointers, maps and
// interfaces is looked at for some of the values.
type sizer struct {
	size  int64
	heads []head
	deep  []deepField
}

// head is a string or a slice of flat elements within a value.
type head struct {
	offset uintptr
	isText bool
	each   int64 // bytes of an element
}

// deepField is a part of a value that holds what isn't counted by a head.
type deepField struct {
	offset uintptr
	typ    any // a reflect.Type, see typeOf
}

const (
	// lookedAt is how many elements of a slice or a map are looked at to estimate the size of all.
	lookedAt = 64
	// followed is how far pointers and slices in each other are followed for an estimate.
	followed = 4
	// mapOverhead is how much memory a map takes for what its entries do, about.
	mapOverhead = 1.6
)

var sizers sync.Map // reflect.Type -> *sizer

func sizerFor(t reflect.Type) *sizer {
	if s, ok := sizers.Load(t); ok {
		return s.(*sizer)
	}
	s := &sizer{size: int64(t.Size())}
	addTo(s, t, 0)
	first, _ := sizers.LoadOrStore(t, s)
	return first.(*sizer)
}

// sizesOf is the sizer of the type that pointer points to.
func sizesOf(pointer any) *sizer { return sizerFor(reflect.TypeOf(pointer).Elem()) }

// addTo adds what a part of a value holds. It is no method for the reason that typeOf isn't.
func addTo(s *sizer, t reflect.Type, offset uintptr) {
	switch k := t.Kind(); {
	case isFlat(t):
	case k == reflect.String:
		s.heads = append(s.heads, head{offset: offset, isText: true, each: 1})
	case k == reflect.Slice && isFlat(t.Elem()):
		s.heads = append(s.heads, head{offset: offset, each: int64(t.Elem().Size())})
	case k == reflect.Struct:
		for i := range t.NumField() {
			addTo(s, t.Field(i).Type, offset+t.Field(i).Offset)
		}
	default:
		s.deep = append(s.deep, deepField{offset, t})
	}
}

// measure is the number of elements of a slice, and the estimated size of it and what they hold.
func measure(slice any) (count int, size int64) {
	return sizerFor(reflect.TypeOf(slice).Elem()).measure(slice)
}

func (s *sizer) measure(slice any) (count int, size int64) {
	v := reflect.ValueOf(slice)
	return v.Len(), int64(v.Cap())*s.size + s.held(v.UnsafePointer(), v.Len())
}

// held is what n values, the first at an address, hold outside of themselves.
func (s *sizer) held(first unsafe.Pointer, n int) (size int64) {
	if n == 0 {
		return 0
	}
	for _, h := range s.heads {
		size += h.held(unsafe.Add(first, h.offset), uintptr(s.size), n)
	}
	if len(s.deep) == 0 {
		return size
	}
	every := max(1, n/lookedAt)
	deep, looked := int64(0), int64(0)
	for i := 0; i < n; i += every {
		for _, d := range s.deep {
			deep += heldBy(reflect.NewAt(d.typ.(reflect.Type), unsafe.Add(first, i*int(s.size)+int(d.offset))).Elem(), followed)
		}
		looked++
	}
	return size + deep*int64(n)/looked
}

// held is the bytes behind a head of each of n values, which are step bytes apart.
func (h head) held(at unsafe.Pointer, step uintptr, n int) (size int64) {
	if h.isText {
		for i := range n {
			size += int64(len(*(*string)(unsafe.Add(at, uintptr(i)*step))))
		}
		return size
	}
	for i := range n {
		size += int64(cap(*(*[]byte)(unsafe.Add(at, uintptr(i)*step))))
	}
	return size * h.each
}

// sizeOf estimates the bytes of a value and what it holds.
func sizeOf(v any) int64 {
	r := reflect.ValueOf(v)
	return int64(r.Type().Size()) + heldBy(r, followed)
}

// heldBy estimates the bytes that v's slices, maps, strings and pointers hold, without its own.
func heldBy(v reflect.Value, depth int) int64 {
	if depth == 0 {
		return 0
	}
	switch v.Kind() {
	case reflect.String:
		return int64(v.Len())
	case reflect.Slice:
		return int64(v.Cap())*int64(v.Type().Elem().Size()) + heldByElements(v, depth)
	case reflect.Array:
		return heldByElements(v, depth)
	case reflect.Struct:
		n := int64(0)
		for i := range v.NumField() {
			n += heldBy(v.Field(i), depth)
		}
		return n
	case reflect.Map:
		return heldByMap(v, depth)
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() && !isOpaque(v.Type()) {
			return int64(v.Elem().Type().Size()) + heldBy(v.Elem(), depth-1)
		}
	}
	return 0
}

func heldByElements(v reflect.Value, depth int) int64 {
	if v.Len() == 0 || isFlat(v.Type().Elem()) {
		return 0
	}
	every := max(1, v.Len()/lookedAt)
	n, looked := int64(0), int64(0)
	for i := 0; i < v.Len(); i += every {
		n += heldBy(v.Index(i), depth-1)
		looked++
	}
	return n * int64(v.Len()) / looked
}

// heldByMap looks at all entries: which some are is another matter each time, and what a table takes must not be.
func heldByMap(v reflect.Value, depth int) int64 {
	t := v.Type()
	size := int64(float64(int64(v.Len())*int64(t.Key().Size()+t.Elem().Size())) * mapOverhead)
	if isFlat(t.Key()) && isFlat(t.Elem()) {
		return size
	}
	for i := v.MapRange(); i.Next(); {
		size += heldBy(i.Key(), depth-1) + heldBy(i.Value(), depth-1)
	}
	return size
}

// isFlat tells whether values of a type hold nothing outside of themselves.
func isFlat(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return isFlat(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !isFlat(t.Field(i).Type) {
				return false
			}
		}
		return true
	}
	return t.Kind() < reflect.Array && t.Kind() != reflect.Invalid
}
