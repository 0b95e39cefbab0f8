package spark

import (
	"strings"
	"unsafe"
)

// arena is where key sets keep the texts of their keys: close to each other, and without the larger texts, lines
// of a file, that they may be parts of.
type arena struct {
	free []byte
	size int64 // of all texts
}

const (
	arenaSize   = 16 << 10
	longestText = arenaSize / 8 // of those that are put together
)

func (a *arena) keep(s string) string {
	a.size += int64(len(s))
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
