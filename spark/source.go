package spark

import (
	"iter"
	"math/bits"
	"slices"
	"unsafe"

	"gospark/engine"
)

// source is a node without parents.
func source(sc *Context, kind, op string, e *elem, n int, rows func(t *engine.Task, p int) any) *core {
	node := newNode(sc, kind, op, e)
	node.Count = fixed(n)
	node.Compute = rows
	return &core{sc: sc, rdd: sc.engine.Add(node), elem: e}
}

// numSlicesOf is the number of partitions of an in-memory source.
func numSlicesOf(sc *Context, op string, asked []int) int {
	if len(asked) == 0 {
		return sc.DefaultParallelism()
	}
	return partitionCount(op, asked[0])
}

func parallelize[E any](sc *Context, op string, data []E, numSlices []int) *core {
	n := numSlicesOf(sc, op, numSlices)
	return source(sc, "ParallelCollectionRDD", op, elemOf[E](), n, func(t *engine.Task, p int) any {
		return replay[E](t, these(data[p*len(data)/n:(p+1)*len(data)/n]))
	})
}

// Parallelize makes an RDD of a slice, in numSlices partitions of adjacent
// elements (DefaultParallelism where it isn't said). The slice isn't copied.
func (sc *Context) Parallelize[T any](data []T, numSlices ...int) *RDD[T] {
	return newRDD[T](parallelize(sc, "parallelize", data, numSlices))
}

// ParallelizePairs makes a PairRDD of a slice, as Parallelize does.
func (sc *Context) ParallelizePairs[K comparable, V any](data []Pair[K, V], numSlices ...int) *PairRDD[K, V] {
	return newPair[K, V](parallelize(sc, "parallelize", data, numSlices))
}

// ParallelizeMap makes a PairRDD of a map, in the order of the keys where they have one.
func (sc *Context) ParallelizeMap[K comparable, V any](data map[K]V, numSlices ...int) *PairRDD[K, V] {
	return newPair[K, V](parallelize(sc, "parallelize", pairsOf(data, keyOf[K]()), numSlices))
}

// pairsOf is a map's keys and values, in the order of the keys where they have one.
func pairsOf[K comparable, V any](data map[K]V, k *keyOps) []Pair[K, V] {
	pairs := make([]Pair[K, V], 0, len(data))
	for k, v := range data {
		pairs = append(pairs, Pair[K, V]{k, v})
	}
	if k.compare != nil {
		slices.SortFunc(pairs, func(a, b Pair[K, V]) int { return k.compare(unsafe.Pointer(&a.Key), unsafe.Pointer(&b.Key)) })
	}
	return pairs
}

// Range makes an RDD of the numbers from start up to, but not including, end. Its
// optional arguments are the step (1 where it isn't said), which mustn't be 0, and the number of partitions.
func (sc *Context) Range[_ ondemand](start, end int, stepAndSlices ...int) *RDD[int] {
	return newRDD[int](rangeNode(sc, start, end, stepAndSlices))
}

func rangeNode(sc *Context, start, end int, stepAndSlices []int) *core {
	const op = "range"
	step, asked := 1, []int(nil)
	if len(stepAndSlices) > 0 {
		step, asked = stepAndSlices[0], stepAndSlices[1:]
	}
	if step == 0 {
		panic(definition(op, "the step is 0", "make it positive or negative"))
	}
	n, count := numSlicesOf(sc, op, asked), stepsIn(start, end, step)
	cut := func(p int) uint64 { // no product or difference here may overflow
		high, low := bits.Mul64(uint64(p), count)
		at, _ := bits.Div64(high, low, uint64(n))
		return at
	}
	c := source(sc, "ParallelCollectionRDD", op, elemOf[int](), n, func(t *engine.Task, p int) any {
		return iter.Seq[int](func(yield func(int) bool) {
			for i, end := cut(p), cut(p+1); i < end; i++ {
				if i%checkEvery == 0 {
					t.Check()
				}
				if !yield(start + int(i)*step) {
					return
				}
			}
		})
	})
	return narrow(c, c.elem, unchanged(op))
}

// stepsIn is how many steps there are from start up to, but not including, end.
func stepsIn(start, end, step int) uint64 {
	distance, size := uint64(end)-uint64(start), uint64(step)
	if step < 0 {
		distance, size = -distance, -size
	}
	if start == end || (start < end) != (step > 0) {
		return 0
	}
	return (distance-1)/size + 1
}

// unchanged is a step that changes nothing, as Spark makes some.
func unchanged(op string) step { return step{op: op, compute: passRows} }

// EmptyRDD makes an RDD without partitions.
func (sc *Context) EmptyRDD[T any]() *RDD[T] {
	return newRDD[T](source(sc, "EmptyRDD", "emptyRDD", elemOf[T](), 0, nil))
}

// TextFile makes an RDD of the lines of a file, of the files of a folder, of those
// that a glob matches, or of several such paths separated by commas. A line ends with
// \n, \r\n or \r. A file whose name ends in .gz, .deflate, .bz2, .snappy or .zst is
// unpacked, and is one partition; others are cut by size into at least
// minPartitions (DefaultMinPartitions where it isn't said). Whether the files are there
// is checked when the partitions are first needed.
func (sc *Context) TextFile[_ ondemand](path string, minPartitions ...int) *RDD[string] {
	return newRDD[string](textFile(sc, path, minPartitions))
}
