package main

import (
	"strings"
	"sync"

	"gospark/cell"
)

// A lateOutput shows what goroutines print whose cell is over, with the cell's name
// before each line: nobody expects it where it appears.
type lateOutput struct {
	show func(text string) // at any time, above what is being typed

	mu   sync.Mutex
	cell int  // the one that printed last
	open bool // its line isn't at its end
}

// write shows what a goroutine of cell n prints, which may be part of a line.
func (l *lateOutput) write(n int, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var b strings.Builder
	if l.open && n != l.cell {
		b.WriteByte('\n')
		l.open = false
	}
	l.cell = n
	for line := range strings.Lines(text) {
		if !l.open {
			b.WriteString(cell.Name(n) + "| ")
		}
		b.WriteString(line)
		l.open = !strings.HasSuffix(line, "\n")
	}
	l.show(b.String())
}
