package spark

import (
	"reflect"

	"gospark/cellrt"
	"gospark/engine"
)

// eraseContext binds the methods of Context that have type parameters. The type
// arguments are the method's.
func eraseContext() {
	bind := cellrt.BindErased
	bind("Context.Parallelize", func(_ types, sc *Context, data any, n ...int) *RDD[any] {
		return newRDD[any](parallelizeAny(sc, data, n))
	})
	bind("Context.ParallelizePairs", func(_ types, sc *Context, data []Pair[any, any], n ...int) *PairRDD[any, any] {
		return sc.ParallelizePairs(data, n...)
	})
	bind("Context.ParallelizeMap", func(t types, sc *Context, data map[any]any, n ...int) *PairRDD[any, any] {
		return newPair[any, any](parallelize(sc, "parallelize", pairsOf(data, staticKeys(t[0])), n))
	})
	bind("Context.Range", func(_ types, sc *Context, start, end int, more ...int) *RDD[any] {
		return newRDD[any](viewAs[any](rangeNode(sc, start, end, more), turned(box[int])))
	})
	bind("Context.TextFile", func(_ types, sc *Context, path string, n ...int) *RDD[any] {
		return newRDD[any](viewAs[any](textFile(sc, path, n), turned(box[string])))
	})
	eraseFiles()
	bind("Context.EmptyRDD", func(_ types, sc *Context) *RDD[any] { return sc.EmptyRDD[any]() })
	bind("Context.Union", func(_ types, sc *Context, rdds ...any) any { return unionOf(sc, rdds) })
}

// eraseFiles binds what else reads files.
func eraseFiles() {
	bind := cellrt.BindErased
	type pairs = *PairRDD[any, any]
	bind("Context.WholeTextFiles", func(_ types, sc *Context, path string, n ...int) pairs {
		return newPair[any, any](viewAs[Pair[any, any]](wholeTextFiles(sc, path, n), turned(boxPair[string, string])))
	})
	bind("Context.BinaryFiles", func(_ types, sc *Context, path string, n ...int) pairs {
		return newPair[any, any](viewAs[Pair[any, any]](binaryFiles(sc, path, n), turned(boxPair[string, PortableDataStream])))
	})
	bind("Context.BinaryRecords", func(_ types, sc *Context, path string, length int) *RDD[any] {
		return newRDD[any](viewAs[any](binaryRecords(sc, path, length), turned(box[[]byte])))
	})
	bind("Context.SequenceFile", func(t types, sc *Context, path string, n ...int) pairs {
		return newPair[any, any](sequenceFile(sc, elemOf[Pair[any, any]](), t, path, n))
	})
	bind("Context.ObjectFile", func(t types, sc *Context, path string, n ...int) *RDD[any] {
		return newRDD[any](objectFile(sc, elemOf[any](), t[0], path, n))
	})
}

func boxPair[K comparable, V any](p Pair[K, V]) Pair[any, any] { return Pair[any, any]{p.Key, p.Value} }

// parallelizeAny is parallelize of a slice of any type, which isn't copied.
func parallelizeAny(sc *Context, data any, numSlices []int) *core {
	const op = "parallelize"
	if all, ok := data.([]any); ok || data == nil {
		return parallelize(sc, op, all, numSlices)
	}
	n, v := numSlicesOf(sc, op, numSlices), reflect.ValueOf(data)
	size := v.Len()
	return source(sc, "ParallelCollectionRDD", op, elemOf[any](), n, func(t *engine.Task, p int) any {
		return seq(func(yield func(any) bool) {
			for i, end := p*size/n, (p+1)*size/n; i < end; i++ {
				if i%checkEvery == 0 {
					t.Check()
				}
				if !yield(v.Index(i).Interface()) {
					return
				}
			}
		})
	})
}
