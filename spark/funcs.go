package spark

import (
	"cmp"
	"fmt"
)

// Number is the types that can be added and averaged.
type Number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr | ~float32 | ~float64
}

// KV makes a Pair.
func KV[K comparable, V any](key K, value V) Pair[K, V] { return Pair[K, V]{key, value} }

// T2 makes a Tuple2.
func T2[A, B any](a A, b B) Tuple2[A, B] { return Tuple2[A, B]{a, b} }

// Unpair is the key and the value of a Pair: rdd.MapToPair(spark.Unpair).
func Unpair[K comparable, V any](p Pair[K, V]) (K, V) { return p.Key, p.Value }

// Both returns its arguments.
func Both[A, B any](a A, b B) (A, B) { return a, b }

// Swap returns its arguments in the other order: pairs.MapToPair(spark.Swap).
func Swap[A, B any](a A, b B) (B, A) { return b, a }

// Identity returns its argument.
func Identity[T any](t T) T { return t }

// Add is x + y: nums.Reduce(spark.Add).
func Add[T Number | ~string](x, y T) T { return x + y }

// Max is the larger one.
func Max[T cmp.Ordered](x, y T) T { return max(x, y) }

// Min is the smaller one.
func Min[T cmp.Ordered](x, y T) T { return min(x, y) }

// Must makes of a function that may fail one that panics then, which fails the
// task: lines.Map(spark.Must(strconv.Atoi)).
func Must[T, U any](f func(T) (U, error)) func(T) U {
	return func(t T) U {
		u, err := f(t)
		if err != nil {
			panic(fmt.Errorf("%v: %w", t, err))
		}
		return u
	}
}

// Reverse is the opposite order.
func Reverse[T any](compare func(a, b T) int) func(a, b T) int {
	return func(a, b T) int { return compare(b, a) }
}
