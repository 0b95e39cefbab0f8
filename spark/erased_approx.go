package spark

import (
	"reflect"
	"time"

	"gospark/cellrt"
)

// eraseApprox binds the approximate actions. The type arguments are those of the family.
func eraseApprox() {
	bind := cellrt.BindErased
	type result = *PartialResult[any]
	bind("PartialResult.InitialValue", func(_ types, p result) any { return p.InitialValue() })
	bind("PartialResult.IsInitialValueFinal", func(_ types, p result) bool { return p.IsInitialValueFinal() })
	bind("PartialResult.GetFinalValue", func(_ types, p result) any { return p.GetFinalValue() })
	bind("PartialResult.Cancel", func(_ types, p result) { p.Cancel() })
	bind("dataset.CountApprox", func(_ types, r any, timeout time.Duration, confidence ...float64) result {
		return &PartialResult[any]{countApprox(coreOf(r), timeout, confidence)}
	})
	bind("RDD.SumApprox", func(t types, r *RDD[any], timeout time.Duration, confidence ...float64) result {
		return &PartialResult[any]{sumApprox(typed(r.node, t), timeout, confidence)}
	})
	bind("RDD.MeanApprox", func(t types, r *RDD[any], timeout time.Duration, confidence ...float64) result {
		return &PartialResult[any]{meanApprox(typed(r.node, t), timeout, confidence)}
	})
	bind("dataset.CountByValueApprox", func(t types, r any, timeout time.Duration, confidence ...float64) result {
		return &PartialResult[any]{boxed(t, r).CountByValueApprox(timeout, confidence...).approximation}
	})
	bind("byKey.CountByKeyApprox", func(t types, r any, timeout time.Duration, confidence ...float64) result {
		return &PartialResult[any]{groupedApprox(keysOf[any](coreOf(r)), "countByKeyApprox", timeout, confidence, Identity[any], func(counts []Pair[any, BoundedDouble]) any {
			m := reflect.MakeMap(reflect.MapOf(t[1].Type, reflect.TypeFor[BoundedDouble]()))
			for _, c := range counts {
				key := reflect.New(t[1].Type).Elem()
				if c.Key != nil {
					key.Set(reflect.ValueOf(c.Key))
				}
				m.SetMapIndex(key, reflect.ValueOf(c.Value))
			}
			return m.Interface()
		})}
	})
	bind("dataset.CountApproxDistinct", func(t types, r any, relativeSD ...float64) int {
		return boxed(t, r).CountApproxDistinct(relativeSD...)
	})
	bind("PairRDD.CountApproxDistinctByKey", func(t types, r *PairRDD[any, any], relativeSD float64, n ...int) *PairRDD[any, any] {
		values := *elemOf[any]()
		values.static = t[1]
		counts := countApproxDistinctByKey[any, any](r.core, &values, relativeSD, n)
		return newPair[any, any](viewAs[Pair[any, any]](counts, turned(func(p Pair[any, int]) Pair[any, any] { return Pair[any, any]{p.Key, p.Value} })))
	})
	bind("RDD.Histogram", func(t types, r *RDD[any], buckets int) Histogram { return histogram(typed(r.node, t), buckets) })
	bind("RDD.HistogramOf", func(t types, r *RDD[any], edges ...float64) Histogram {
		return histogramOf(typed(r.node, t), edges)
	})
	bind("RDD.PopVariance", func(t types, r *RDD[any]) float64 { return newRDD[any](typed(r.node, t)).PopVariance() })
	bind("RDD.PopStdev", func(t types, r *RDD[any]) float64 { return newRDD[any](typed(r.node, t)).PopStdev() })
}
