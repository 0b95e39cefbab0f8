package spark

import (
	"reflect"

	"gospark/cellrt"
)

// bindTyped binds what the interpreter calls of a session whose cells are compiled: on
// RDDs of any types, with results of the types that the methods declare.
func bindTyped() {
	for _, name := range []string{
		"ID", "Name", "Context", "GetNumPartitions", "Partitioner", "Dependencies", "ToDebugString", "Explain", "GetStorageLevel",
		"SetName", "Cache", "Persist", "Unpersist", "CleanShuffleDependencies", "Count", "IsEmpty", "SaveAsTextFile", "SaveAsObjectFile",
		"Checkpoint", "LocalCheckpoint", "IsCheckpointed",
		"Distinct", "Coalesce", "Repartition", "Sample", "Union", "Intersection", "Subtract",
	} { // the erased form of these knows no element
		f, _ := cellrt.Erased("dataset." + name)
		cellrt.BindTyped("dataset."+name, f.Interface(), nil)
	}
	bind := cellrt.BindTyped
	bind("dataset.Collect", func(_ types, r any) any { return collect(coreOf(r), "collect") }, sliceType)
	bind("dataset.Take", func(_ types, r any, n int) any { return take(coreOf(r), "take", n) }, sliceType)
	bind("dataset.First", func(_ types, r any) any { return reflect.ValueOf(first(coreOf(r))).Index(0).Interface() }, elementType)
	bind("dataset.TakeSample", func(_ types, r any, withReplacement bool, n int, seed ...int64) any {
		return takeSample(coreOf(r), withReplacement, n, seedOf(seed))
	}, sliceType)
	bind("RDD.Sum", func(_ types, r any) any { return sum(coreOf(r)) }, elementType)
	bind("RDD.Stats", func(_ types, r any) Stats { return stats(coreOf(r), "stats") }, nil)
	bind("RDD.Mean", func(_ types, r any) float64 { return stats(coreOf(r), "mean").Mean() }, nil)
	bind("Context.TextFile", func(_ types, sc *Context, path string, n ...int) *RDD[string] {
		return newRDD[string](textFile(sc, path, n))
	}, nil)
	bind("Context.Range", func(_ types, sc *Context, start, end int, more ...int) *RDD[int] {
		return newRDD[int](rangeNode(sc, start, end, more))
	}, nil)
}

// sliceType is the type of what Collect returns of an RDD of a given type.
func sliceType(rdd reflect.Type) reflect.Type {
	f, _ := rdd.Elem().FieldByName("elements")
	return f.Type.Elem()
}

func elementType(rdd reflect.Type) reflect.Type { return sliceType(rdd).Elem() }
