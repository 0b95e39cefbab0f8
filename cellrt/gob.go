package cellrt

import (
	"reflect"
	"strconv"
	"sync"
)

// gobTypes are the types that cells registered with encoding/gob, by the names they got.
var gobTypes sync.Map

// GobName is the name that gob.Register gives a value's type; with a number where another
// type has that name: one that was declared again, which no program can have.
func GobName(value any) string {
	t := reflect.TypeOf(value)
	name := t.String()
	if t.Name() != "" && t.PkgPath() != "" {
		name = t.PkgPath() + "." + t.Name()
	}
	numbered := name
	for n := 2; ; n++ {
		if known, loaded := gobTypes.LoadOrStore(numbered, t); !loaded || known == t {
			return numbered
		}
		numbered = name + "#" + strconv.Itoa(n)
	}
}
