package spark

import (
	"iter"
	"reflect"

	"gospark/cellrt"
)

// eraseAsync binds the actions that don't wait, and those that yield one partition
// after the other. The type arguments are those of the family.
func eraseAsync() {
	bind := cellrt.BindErased
	bind("FutureAction.Get", func(_ types, f *FutureAction[any]) any { return f.Get() })
	bind("FutureAction.Cancel", func(_ types, f *FutureAction[any]) { f.Cancel() })
	bind("FutureAction.OnComplete", func(_ types, f *FutureAction[any], call func(any, error)) { f.OnComplete(call) })
	bind("FutureAction.Done", func(_ types, f *FutureAction[any]) <-chan struct{} { return f.Done() })
	bind("FutureAction.IsCompleted", func(_ types, f *FutureAction[any]) bool { return f.IsCompleted() })
	bind("FutureAction.IsCancelled", func(_ types, f *FutureAction[any]) bool { return f.IsCancelled() })
	bind("FutureAction.JobIDs", func(_ types, f *FutureAction[any]) []int { return f.JobIDs() })
	bind("dataset.CountAsync", func(_ types, r any) *FutureAction[any] { return &FutureAction[any]{countAsync(coreOf(r))} })
	bind("dataset.CollectAsync", func(t types, r any) *FutureAction[any] {
		return sliceLater(t, collectAsync(boxed(t, r).node))
	})
	bind("dataset.TakeAsync", func(t types, r any, n int) *FutureAction[any] {
		return sliceLater(t, takeAsync(boxed(t, r).node, n))
	})
	bind("unary.ForeachAsync", func(_ types, r *RDD[any], f func(any)) *FutureAction[any] { return held1(r.ForeachAsync(f)) })
	bind("unary.ForeachPartitionAsync", func(_ types, r *RDD[any], f func(seq)) *FutureAction[any] {
		return held1(r.ForeachPartitionAsync(f))
	})
	bind("binary.ForeachAsync", func(t types, r any, f func(a, b any)) *FutureAction[any] {
		return held1(halves(t, r).ForeachAsync(f))
	})
	bind("binary.ForeachPartitionAsync", func(t types, r any, f func(seq2)) *FutureAction[any] {
		return held1(halves(t, r).ForeachPartitionAsync(f))
	})
	bind("ternary.ForeachAsync", func(t types, r any, f func(a, b, c any)) *FutureAction[any] {
		return held1(thirds(t, r).ForeachAsync(f))
	})
	bind("quaternary.ForeachAsync", func(t types, r any, f func(a, b, c, d any)) *FutureAction[any] {
		return held1(foreachAsync(boxed(t, r).node, "foreachAsync", f, func(rows any) { forEach(rows, func(v any) { f(fourth(t, v)) }) }))
	})
	bind("quinary.ForeachAsync", func(t types, r any, f func(a, b, c, d, e any)) *FutureAction[any] {
		return held1(foreachAsync(boxed(t, r).node, "foreachAsync", f, func(rows any) { forEach(rows, func(v any) { f(fifth(t, v)) }) }))
	})
	for _, family := range []string{"ternary", "quaternary", "quinary"} {
		bind(family+".ForeachPartitionAsync", func(t types, r any, f func(seq)) *FutureAction[any] {
			return held1(boxed(t, r).ForeachPartitionAsync(f))
		})
		bind(family+".ToLocalIterator", func(t types, r any, prefetch ...bool) seq { return boxed(t, r).ToLocalIterator(prefetch...) })
	}
	bind("unary.ToLocalIterator", func(_ types, r *RDD[any], prefetch ...bool) seq { return r.ToLocalIterator(prefetch...) })
	bind("binary.ToLocalIterator", func(t types, r any, prefetch ...bool) iter.Seq2[any, any] {
		return halves(t, r).ToLocalIterator(prefetch...)
	})
	bind("Context.RunJob", func(_ types, sc *Context, r *RDD[any], f func(seq) any, partitions ...int) []any {
		return sc.RunJob(r, f, partitions...)
	})
}

// held1 is a FutureAction in erased form.
func held1[T any](f *FutureAction[T]) *FutureAction[any] { return &FutureAction[any]{f.future} }

// sliceLater is an action whose result, a []any, is to be a slice of the elements' type.
func sliceLater(t types, f *future) *FutureAction[any] {
	f.turn = func(v any) any { return sliceAs(reflect.SliceOf(t[0].Type), v.([]any)) }
	return &FutureAction[any]{f}
}
