package spark

import (
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
	t := staticOf(e).Type
	read := numberOf(t)
	if read == nil {
		panic(definition(op, "elements of type "+elemName(e)+" aren't numbers", "Map them to numbers first"))
	}
	if e.static != nil {
		return func(p unsafe.Pointer) float64 { return read(held(p, t)) }
	}
	return read
}

// sum adds up all elements, as values of their own type.
func sum(c *core) any {
	const op = "sum"
	mustBeNumber(op, c.elem)
	t := staticOf(c.elem).Type
	total, add := reflect.New(t), adder(t)
	if c.elem.static != nil {
		plain := add
		add = func(sum, p unsafe.Pointer) { plain(sum, held(p, t)) }
	}
	for _, part := range run(c, op, nil, func(_ *engine.Task, rows any) any {
		part := reflect.New(t)
		c.elem.each(rows, func(p unsafe.Pointer) bool { add(part.UnsafePointer(), p); return true })
		return part
	}) {
		adder(t)(total.UnsafePointer(), part.(reflect.Value).UnsafePointer())
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

// Mean returns the mean of the elements, which must be numbers; 0 where there are none, as in Spark.
func (r *RDD[T]) Mean[_ ondemand]() float64 { return stats(r.node, "mean").Mean() }

// Variance returns the population variance of the elements, which must be numbers.
func (r *RDD[T]) Variance[_ ondemand]() float64 { return stats(r.node, "variance").Variance() }

// Stdev returns the population standard deviation of the elements, which must be numbers.
func (r *RDD[T]) Stdev[_ ondemand]() float64 { return stats(r.node, "stdev").Stdev() }

// PopVariance is Variance (Spark's popVariance).
func (r *RDD[T]) PopVariance[_ ondemand]() float64 { return stats(r.node, "popVariance").Variance() }

// PopStdev is Stdev (Spark's popStdev).
func (r *RDD[T]) PopStdev[_ ondemand]() float64 { return stats(r.node, "popStdev").Stdev() }

// SampleVariance returns the variance of the elements, which must be numbers, as a
// sample of more; NaN where there are fewer than two.
func (r *RDD[T]) SampleVariance[_ ondemand]() float64 {
	return stats(r.node, "sampleVariance").SampleVariance()
}

// SampleStdev returns the standard deviation of the elements, which must be
// numbers, as a sample of more; NaN where there are fewer than two.
func (r *RDD[T]) SampleStdev[_ ondemand]() float64 {
	return stats(r.node, "sampleStdev").SampleStdev()
}

func stats(c *core, op string) Stats {
	body := statsBody(c, op)
	return mergedStats(run(c, op, nil, func(_ *engine.Task, rows any) any { return body(rows) }))
}

// statsBody makes the Stats of a partition.
func statsBody(c *core, op string) func(rows any) any {
	read := mustBeNumber(op, c.elem)
	return func(rows any) any {
		s := StatsOf[float64]()
		c.elem.each(rows, func(p unsafe.Pointer) bool { s = s.Merge(read(p)); return true })
		return s
	}
}

// mergedStats is the Stats of all partitions.
func mergedStats(parts []any) Stats {
	all := StatsOf[float64]()
	for _, part := range parts {
		all = all.MergeStats(part.(Stats))
	}
	return all
}
