package spark

import (
	"iter"
	"unsafe"
)

// An element of two or more fields is a struct of them, whatever its type is
// called: these functions read its fields where the element's type is only known as E.

func split2[E, A, B any](e E) (A, B) {
	t := (*Tuple2[A, B])(unsafe.Pointer(&e))
	return t.A, t.B
}

type tuple3[A, B, C any] struct {
	a A
	b B
	c C
}

func split3[E, A, B, C any](e E) (A, B, C) {
	t := (*tuple3[A, B, C])(unsafe.Pointer(&e))
	return t.a, t.b, t.c
}

type tuple4[A, B, C, D any] struct {
	a A
	b B
	c C
	d D
}

func split4[E, A, B, C, D any](e E) (A, B, C, D) {
	t := (*tuple4[A, B, C, D])(unsafe.Pointer(&e))
	return t.a, t.b, t.c, t.d
}

type tuple5[A, B, C, D, F any] struct {
	a A
	b B
	c C
	d D
	f F
}

func split5[E, A, B, C, D, F any](e E) (A, B, C, D, F) {
	t := (*tuple5[A, B, C, D, F])(unsafe.Pointer(&e))
	return t.a, t.b, t.c, t.d, t.f
}

func one2[E, A, B, U any](f func(A, B) U) func(E) U {
	return func(e E) U { return f(split2[E, A, B](e)) }
}

func one3[E, A, B, C, U any](f func(A, B, C) U) func(E) U {
	return func(e E) U { return f(split3[E, A, B, C](e)) }
}

func oneOf2[E, A, B, U, W any](f func(A, B) (U, W)) func(E) (U, W) {
	return func(e E) (U, W) { return f(split2[E, A, B](e)) }
}

func oneOf3[E, A, B, C, U, W any](f func(A, B, C) (U, W)) func(E) (U, W) {
	return func(e E) (U, W) { return f(split3[E, A, B, C](e)) }
}

func one4[E, A, B, C, D, U any](f func(A, B, C, D) U) func(E) U {
	return func(e E) U { return f(split4[E, A, B, C, D](e)) }
}

func oneOf4[E, A, B, C, D, U, W any](f func(A, B, C, D) (U, W)) func(E) (U, W) {
	return func(e E) (U, W) { return f(split4[E, A, B, C, D](e)) }
}

func one5[E, A, B, C, D, F, U any](f func(A, B, C, D, F) U) func(E) U {
	return func(e E) U { return f(split5[E, A, B, C, D, F](e)) }
}

func oneOf5[E, A, B, C, D, F, U, W any](f func(A, B, C, D, F) (U, W)) func(E) (U, W) {
	return func(e E) (U, W) { return f(split5[E, A, B, C, D, F](e)) }
}

// pairwise yields the two fields of each element.
func pairwise[E, A, B any](rows iter.Seq[E]) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		rows(func(e E) bool { return yield(split2[E, A, B](e)) })
	}
}

// pairUp yields a Pair for each key and value.
func pairUp[K comparable, V any](rows iter.Seq2[K, V]) iter.Seq[Pair[K, V]] {
	if rows == nil {
		return nil
	}
	return func(yield func(Pair[K, V]) bool) {
		rows(func(k K, v V) bool { return yield(Pair[K, V]{k, v}) })
	}
}

// keyIn is the key of an element, its first field.
func keyIn[K, E any](e E) K { return *(*K)(unsafe.Pointer(&e)) }
