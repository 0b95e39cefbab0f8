package cellrt

import "fmt"

// An interrupt of the cell ends reads of standard input with an error. What replaces
// fmt's own reads of it ends the cell then: few look at the error of a Scanln.

// Scan replaces fmt.Scan.
func Scan(a ...any) (int, error) {
	n, err := fmt.Scan(a...)
	Check()
	return n, err
}

// Scanf replaces fmt.Scanf.
func Scanf(format string, a ...any) (int, error) {
	n, err := fmt.Scanf(format, a...)
	Check()
	return n, err
}

// Scanln replaces fmt.Scanln.
func Scanln(a ...any) (int, error) {
	n, err := fmt.Scanln(a...)
	Check()
	return n, err
}
