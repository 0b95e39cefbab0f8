package spark

import (
	"reflect"
	"strings"
	"unsafe"
)

// index is where the rows of a table are by the hash of their keys: open addressing, so that
// what is read for a key is mostly next to each other.
type index struct {
	slots []slot // a power of two, of which a quarter at least is empty
	used  int
	texts *arena         // of keys that are texts, else nil
	nan   map[string]int // the rows of keys that differ from themselves
}

// slot is the hash of a key, and the number of its row and 1; 0 where it is empty.
type slot struct{ hash, row uint32 }

const (
	firstSlots = 16
	// indexSize is how many bytes a row takes of an index, about.
	indexSize = 20
)

func newIndex(k *keyOps) *index {
	x := &index{slots: make([]slot, firstSlots), nan: k.nanRows()}
	if keyType(k).Kind() == reflect.String {
		x.texts = &arena{}
	}
	return x
}

// add adds the row of a key that has none. Where key points to a text it becomes the one that is kept.
func (x *index) add(hash uint32, row int, key unsafe.Pointer) {
	if x.texts != nil {
		*(*string)(key) = x.texts.keep(*(*string)(key))
	}
	if x.used++; x.used > len(x.slots)/4*3 {
		old := x.slots
		x.slots = make([]slot, 2*len(old))
		for _, s := range old {
			if s.row != 0 {
				x.put(s)
			}
		}
	}
	x.put(slot{hash, uint32(row + 1)})
}

func (x *index) put(s slot) {
	at := int(s.hash) & (len(x.slots) - 1)
	for x.slots[at].row != 0 {
		at = (at + 1) & (len(x.slots) - 1)
	}
	x.slots[at] = s
}

// clear makes the index empty. What it took is kept for what comes next.
func (x *index) clear() {
	clear(x.slots)
	clear(x.nan)
	x.used = 0
}

// arena is where tables keep the texts of their keys: close to each other, and without the larger texts, lines
// of a file, that they may be parts of.
type arena struct{ free []byte }

const (
	arenaSize   = 16 << 10
	longestText = arenaSize / 8 // of those that are put together
)

func (a *arena) keep(s string) string {
	if len(s) > longestText {
		return strings.Clone(s)
	}
	if len(s) > cap(a.free)-len(a.free) {
		a.free = make([]byte, 0, arenaSize)
	}
	a.free = append(a.free, s...)
	at := a.free[len(a.free)-len(s):]
	return unsafe.String(unsafe.SliceData(at), len(at))
}
