package cellrt

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

// A Closure describes a func literal, or a declared function, of a cell: what the
// engine keeps with the nodes that run it, and what an executor in another
// process needs to make it again.
type Closure struct {
	Cell     string    // the cell package that holds its code
	Ordinal  int       // which func of that package, counted from 0
	Site     string    // where it stands: In[3]:2:14
	Captures []Capture // the variables of its surroundings that it uses

	code atomic.Uintptr // the code last seen, so that the common case is one comparison
}

// A Capture is a variable that a func literal uses and that is declared outside of it.
type Capture struct {
	Name string
	Type string // as written in the cell
	Var  int    // the number of the session variable, or -1 for a local one
}

var closures sync.Map // uintptr -> *Closure

// Lit notes that f is made from the literal that c describes, and returns f.
func Lit[F any](c *Closure, f F) F {
	if pc := codeOf(unsafe.Pointer(&f)); c.code.Load() != pc {
		c.note(pc)
	}
	return f
}

func (c *Closure) note(pc uintptr) {
	c.code.Store(pc)
	closures.Store(pc, c)
}

// codeOf reads the code pointer out of the func value at f: a func value is a
// pointer to a record that begins with it.
func codeOf(f unsafe.Pointer) uintptr {
	record := *(*unsafe.Pointer)(f)
	if record == nil {
		return 0
	}
	return *(*uintptr)(record)
}

// DescriptorOf is the descriptor of the func value f, or nil for a function that
// isn't a cell's.
func DescriptorOf[F any](f F) *Closure {
	if c, ok := closures.Load(codeOf(unsafe.Pointer(&f))); ok {
		return c.(*Closure)
	}
	return nil
}
