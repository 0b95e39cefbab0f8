// Package eval interprets checked Go: the syntax tree with the types that go/types
// found is compiled into closures. It needs no toolchain.
//
//	types     what holds the values of a type: a reflect.Type
//	box       values of types that reflect can't make, in interfaces: identity, methods, text
//	expr      an expression as closures, by the kind of its value
//	place     variables, fields, elements: what has an address
//	stmt      statements; loops, switches, calls in files of their own
//	std       the standard library, by yaegi's table of its names
//	erased    the RDDs' operators, with every type argument any
//	beside    what differs where cells are compiled too: values are held by the compiler's types
//
// What it can't do as Go does is an Obstacle, found before anything runs.
package eval
