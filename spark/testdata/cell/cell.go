// Package cell is named as the packages of cells are.
package cell

// A Door is what a person declares in a cell.
type Door struct{ N []int }

// A Box is generic.
type Box[T any] struct{ V T }
