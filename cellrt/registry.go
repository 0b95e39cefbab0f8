package cellrt

import (
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"
)

// A slot is where a session variable lives. It holds no interface of the pointer:
// the type *T that reflect makes for the interpreter isn't the one that a plugin has.
type slot struct {
	ptr unsafe.Pointer
	typ reflect.Type // of what ptr points to
}

// registry holds a slot for each session variable, function and result, by the
// number that the session gave it.
var registry sync.Map // int -> slot

var ids atomic.Int64

// NewID is a number for a variable, function or result that no other has had in this process.
func NewID() int { return int(ids.Add(1)) }

// Var is the session variable id, of type T; its first caller makes it.
func Var[T any](id int) *T { return (*T)(variable(id, (*T)(nil))) }

// variable is Var apart from its type, which ptr brings: what could be inlined here,
// sync.Map's generic methods above all, would be compiled again into every cell.
//
//go:noinline
func variable(id int, ptr any) unsafe.Pointer {
	t := reflect.TypeOf(ptr).Elem()
	s, ok := registry.Load(id)
	if !ok {
		s, _ = registry.LoadOrStore(id, slot{reflect.New(t).UnsafePointer(), t})
	}
	if have := s.(slot).typ; have != t {
		panic(fmt.Sprintf("cellrt: variable %d is of type %v, not %v", id, have, t))
	}
	return s.(slot).ptr
}

// Lookup is the variable id as an addressable value; ok is false where there is none.
func Lookup(id int) (v reflect.Value, ok bool) {
	s, ok := registry.Load(id)
	if !ok {
		return reflect.Value{}, false
	}
	return s.(slot).value(), true
}

// New is variable id; where there is none it is made, with type t and its zero value.
func New(id int, t reflect.Type) reflect.Value {
	s, ok := registry.Load(id)
	if !ok {
		s, _ = registry.LoadOrStore(id, slot{reflect.New(t).UnsafePointer(), t})
	}
	return s.(slot).value()
}

func (s slot) value() reflect.Value { return reflect.NewAt(s.typ, s.ptr).Elem() }

// Delete forgets the variables with the given numbers.
func Delete(ids ...int) {
	for _, id := range ids {
		registry.Delete(id)
	}
}

// Ptr is the address of a copy of v: an operand that Go can't take the address of.
func Ptr[T any](v T) *T { return &v }

var runs sync.Map // string -> func()

// Register notes the statements of the compiled cell package path; its init calls it.
func Register(path string, run func()) { runs.Store(path, run) }

// Run is the statements of the compiled cell package path; ok is false where it has none.
func Run(path string) (run func(), ok bool) {
	f, ok := runs.LoadAndDelete(path)
	if !ok {
		return nil, false
	}
	return f.(func()), true
}

// Convert is v as a type of the same layout: struct types whose unexported fields are
// of different cells.
func Convert[To, From any](v From) To { return *(*To)(unsafe.Pointer(&v)) }

// Zero sets a variable to its type's zero value.
func Zero[T any](p *T) {
	var zero T
	*p = zero
}
