package spark

import (
	"fmt"
	"math"
	"reflect"
	"unsafe"

	"gospark/engine"
)

// numberOf reads an element as a float64; nil where the type isn't a number.
func numberOf(t reflect.Type) func(unsafe.Pointer) float64 {
	read := func(p unsafe.Pointer) reflect.Value { return reflect.NewAt(t, p).Elem() }
	switch k := t.Kind(); {
	case k == reflect.Int:
		return func(p unsafe.Pointer) float64 { return float64(*(*int)(p)) }
	case k == reflect.Float64:
		return func(p unsafe.Pointer) float64 { return *(*float64)(p) }
	case k == reflect.Float32:
		return func(p unsafe.Pointer) float64 { return read(p).Float() }
	case k >= reflect.Int8 && k <= reflect.Int64:
		return func(p unsafe.Pointer) float64 { return float64(read(p).Int()) }
	case k >= reflect.Uint && k <= reflect.Uintptr:
		return func(p unsafe.Pointer) float64 { return float64(read(p).Uint()) }
	}
	return nil
}

func mustBeNumber(op string, e *elem) func(unsafe.Pointer) float64 {
	read := numberOf(typeOf(e))
	if read == nil {
		panic(definition(op, fmt.Sprintf("elements of type %s aren't numbers", typeOf(e)), "map them to numbers first"))
	}
	return read
}

// sum adds up all elements, as values of their own type.
func sum(c *core) any {
	const op = "sum"
	mustBeNumber(op, c.elem)
	total := reflect.New(typeOf(c.elem))
	add := adder(typeOf(c.elem))
	for _, part := range run(c, op, nil, func(_ *engine.Task, rows any) any {
		part := reflect.New(typeOf(c.elem))
		c.elem.each(rows, func(p unsafe.Pointer) bool { add(part.UnsafePointer(), p); return true })
		return part
	}) {
		add(total.UnsafePointer(), part.(reflect.Value).UnsafePointer())
	}
	return total.Elem().Interface()
}

// adder adds the number at p to that at sum.
func adder(t reflect.Type) func(sum, p unsafe.Pointer) {
	switch t.Kind() {
	case reflect.Int:
		return func(sum, p unsafe.Pointer) { *(*int)(sum) += *(*int)(p) }
	case reflect.Float64:
		return func(sum, p unsafe.Pointer) { *(*float64)(sum) += *(*float64)(p) }
	}
	return func(sum, p unsafe.Pointer) {
		s, v := reflect.NewAt(t, sum).Elem(), reflect.NewAt(t, p).Elem()
		switch {
		case s.CanInt():
			s.SetInt(s.Int() + v.Int())
		case s.CanUint():
			s.SetUint(s.Uint() + v.Uint())
		default:
			s.SetFloat(s.Float() + v.Float())
		}
	}
}

// Sum returns the sum of the elements, which must be numbers; 0 where there are none.
func (r *RDD[T]) Sum[_ ondemand]() T { return sum(r.node).(T) }

// Stats returns the count, mean, variance, minimum and maximum of the elements,
// which must be numbers, from one pass.
func (r *RDD[T]) Stats[_ ondemand]() Stats { return stats(r.node, "stats") }

// Mean returns the mean of the elements, which must be numbers; NaN where there are none.
func (r *RDD[T]) Mean[_ ondemand]() float64 { return stats(r.node, "mean").Mean() }

// Variance returns the population variance of the elements, which must be numbers.
func (r *RDD[T]) Variance[_ ondemand]() float64 { return stats(r.node, "variance").Variance() }

// Stdev returns the population standard deviation of the elements, which must be numbers.
func (r *RDD[T]) Stdev[_ ondemand]() float64 { return stats(r.node, "stdev").Stdev() }

// SampleVariance returns the variance of the elements as a sample of more.
func (r *RDD[T]) SampleVariance[_ ondemand]() float64 {
	return stats(r.node, "sampleVariance").SampleVariance()
}

// SampleStdev returns the standard deviation of the elements as a sample of more.
func (r *RDD[T]) SampleStdev[_ ondemand]() float64 {
	return stats(r.node, "sampleStdev").SampleStdev()
}

func stats(c *core, op string) Stats {
	read := mustBeNumber(op, c.elem)
	all := StatsOf[float64]()
	for _, part := range run(c, op, nil, func(_ *engine.Task, rows any) any {
		s := StatsOf[float64]()
		c.elem.each(rows, func(p unsafe.Pointer) bool { s = s.Merge(read(p)); return true })
		return s
	}) {
		all = all.MergeStats(part.(Stats))
	}
	return all
}

// Stats is a summary of numbers (Spark's StatCounter).
type Stats struct {
	count    int
	mean, m2 float64
	min, max float64
}

// StatsOf is the summary of values.
func StatsOf[N Number](values ...N) Stats {
	s := Stats{min: math.Inf(1), max: math.Inf(-1)}
	for _, v := range values {
		s = s.Merge(float64(v))
	}
	return s
}

// Merge is the summary with one more value.
func (s Stats) Merge(value float64) Stats {
	s.count++
	delta := value - s.mean
	s.mean += delta / float64(s.count)
	s.m2 += delta * (value - s.mean)
	s.min, s.max = min(s.min, value), max(s.max, value)
	return s
}

// MergeStats is the summary of the values of both.
func (s Stats) MergeStats(other Stats) Stats {
	switch {
	case other.count == 0:
		return s
	case s.count == 0:
		return other
	}
	n, m := float64(s.count), float64(other.count)
	delta := other.mean - s.mean
	s.mean += delta * m / (n + m)
	s.m2 += other.m2 + delta*delta*n*m/(n+m)
	s.count += other.count
	s.min, s.max = min(s.min, other.min), max(s.max, other.max)
	return s
}

// Count is the number of values.
func (s Stats) Count() int { return s.count }

// Mean is the mean of the values; NaN where there are none.
func (s Stats) Mean() float64 {
	if s.count == 0 {
		return math.NaN()
	}
	return s.mean
}

// Sum is the sum of the values.
func (s Stats) Sum() float64 { return s.mean * float64(s.count) }

// Min is the least value.
func (s Stats) Min() float64 { return s.min }

// Max is the largest value.
func (s Stats) Max() float64 { return s.max }

// Variance is the population variance; NaN where there are no values.
func (s Stats) Variance() float64 {
	if s.count == 0 {
		return math.NaN()
	}
	return s.m2 / float64(s.count)
}

// SampleVariance is the variance of the values as a sample of more; NaN where there are fewer than two.
func (s Stats) SampleVariance() float64 {
	if s.count < 2 {
		return math.NaN()
	}
	return s.m2 / float64(s.count-1)
}

// Stdev is the population standard deviation.
func (s Stats) Stdev() float64 { return math.Sqrt(s.Variance()) }

// SampleStdev is the standard deviation of the values as a sample of more.
func (s Stats) SampleStdev() float64 { return math.Sqrt(s.SampleVariance()) }

// String is the summary in Spark's words.
func (s Stats) String() string {
	return fmt.Sprintf("(count: %d, mean: %f, stdev: %f, max: %f, min: %f)", s.count, s.Mean(), s.Stdev(), s.max, s.min)
}
