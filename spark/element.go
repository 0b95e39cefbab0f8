package spark

import (
	"fmt"
	"iter"
)

// A Pair is a key and its value, the element of a PairRDD.
type Pair[K comparable, V any] struct {
	Key   K
	Value V
}

// A Group is a key and all its values, the element of a GroupedRDD.
type Group[K comparable, V any] struct {
	Key    K
	Values []V
}

// A Joined is a key and a value from each side, the element of a JoinedRDD.
type Joined[K comparable, V, W any] struct {
	Key   K
	Left  V
	Right W
}

// A CoGrouped is a key and all its values on each side, the element of a CoGroupedRDD.
type CoGrouped[K comparable, V, W any] struct {
	Key   K
	Left  []V
	Right []W
}

// A CoGrouped3 is a key and all its values on each of three sides, the element of a CoGrouped3RDD.
type CoGrouped3[K comparable, V, W, X any] struct {
	Key    K
	First  []V
	Second []W
	Third  []X
}

// A CoGrouped4 is a key and all its values on each of four sides, the element of a CoGrouped4RDD.
type CoGrouped4[K comparable, V, W, X, Y any] struct {
	Key    K
	First  []V
	Second []W
	Third  []X
	Fourth []Y
}

// A Tuple2 is two values, the element of an RDD2.
type Tuple2[A, B any] struct {
	A A
	B B
}

// An Option is a value that may be missing: a side of an outer join.
type Option[T any] struct {
	value   T
	defined bool
}

// Some is an Option with a value.
func Some[T any](value T) Option[T] { return Option[T]{value, true} }

// None is an Option without a value.
func None[T any]() Option[T] { return Option[T]{} }

// Get is the value, and whether there is one.
func (o Option[T]) Get() (T, bool) { return o.value, o.defined }

// GetOrElse is the value, or other where there is none.
func (o Option[T]) GetOrElse(other T) T {
	if o.defined {
		return o.value
	}
	return other
}

// IsDefined tells whether there is a value.
func (o Option[T]) IsDefined() bool { return o.defined }

// IsEmpty tells whether there is no value.
func (o Option[T]) IsEmpty() bool { return !o.defined }

// String is Some(value) or None.
func (o Option[T]) String() string {
	if o.defined {
		return fmt.Sprintf("Some(%v)", o.value)
	}
	return "None"
}

// A Counted is a value and how often it occurs.
type Counted[T any] struct {
	Value T
	Count int
}

// Counts are values and how often each occurs, the most frequent first.
type Counts[T any] []Counted[T]

// Of is how often a value occurs.
func (c Counts[T]) Of(value T) int {
	for _, e := range c {
		if any(e.Value) == any(value) {
			return e.Count
		}
	}
	return 0
}

// All yields each value and its count.
func (c Counts[T]) All() iter.Seq2[T, int] {
	return func(yield func(T, int) bool) {
		for _, e := range c {
			if !yield(e.Value, e.Count) {
				return
			}
		}
	}
}
