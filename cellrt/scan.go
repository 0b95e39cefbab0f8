package cellrt

import (
	"fmt"
	"io"
)

// An interrupt of the cell ends reads of standard input with an error. What replaces
// fmt's own reads of it ends the cell then: few look at the error of a Scanln.

// Scan replaces fmt.Scan.
func Scan(a ...any) (int, error) {
	n, err := scan(fmt.Scan, fmt.Fscan, a)
	Check()
	return n, err
}

// Scanf replaces fmt.Scanf.
func Scanf(format string, a ...any) (int, error) {
	n, err := scan(
		func(a ...any) (int, error) { return fmt.Scanf(format, a...) },
		func(r io.Reader, a ...any) (int, error) { return fmt.Fscanf(r, format, a...) }, a)
	Check()
	return n, err
}

// Scanln replaces fmt.Scanln.
func Scanln(a ...any) (int, error) {
	n, err := scan(fmt.Scanln, fmt.Fscanln, a)
	Check()
	return n, err
}

// scan reads the process's standard input, or what the front end is asked for.
func scan(own func(...any) (int, error), from func(io.Reader, ...any) (int, error), a []any) (int, error) {
	if r := typed(); r != nil {
		return from(r, a...)
	}
	return own(a...)
}
