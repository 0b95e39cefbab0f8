// Package cellrt is what compiled cells call at run time, and the little that
// the engine's API must know of cells:
//
//	registry   the session's variables, functions and results, shared by the compiled and the interpreted side
//	scope      which cell a goroutine works for, and the context that ends with it
//	place      what a goroutine works for: its scope, its task, the values that it inherits
//	channel    what cells do with channels, so that an interrupt wakes it
//	goroutine  the ways to start goroutines, whose panics are told to the cell, and to wait for them
//	output     where cells print
//	interrupt  the check at loops and function entries, and what replaces calls that would end or block the process
//	closure    descriptors of func literals, found by their code
//	binding    generic methods as functions that the interpreter can call
//
// It is a leaf that imports only the standard library, because every compiled cell links it.
// It has no internal tests: a package that is recompiled for its tests can't be imported by a cell.
package cellrt
