package spark

import (
	"reflect"

	"gospark/cellrt"
)

// eraseFuncs binds the package's funcs and variables. The type arguments are the func's.
func eraseFuncs() {
	bind := cellrt.BindErased
	bind("spark.NewContext", func(_ types, master, appName string, conf ...Conf) *Context {
		return NewContext(master, appName, conf...)
	})
	bind("spark.GetOrCreate", func(_ types, conf ...Conf) *Context { return GetOrCreate(conf...) })
	bind("spark.ParseMaster", func(_ types, s string) (Master, error) { return ParseMaster(s) })
	bind("spark.NewHashPartitioner", func(_ types, n int) HashPartitioner { return NewHashPartitioner(n) })
	bind("spark.NewPartitioner", func(_ types, n int, f func(any) int) Partitioner { return NewPartitioner(n, f) })
	bind("spark.NewRangePartitioner", func(t types, n int, rdd any, order ...Order) RangePartitioner {
		return rangePartitionerFor[any](n, rdd, staticKeys(t[0]), order)
	})
	bind("spark.KV", func(_ types, key, value any) Pair[any, any] { return KV(key, value) })
	bind("spark.T2", func(_ types, a, b any) Tuple2[any, any] { return T2(a, b) })
	bind("spark.Unpair", func(_ types, p Pair[any, any]) (any, any) { return Unpair(p) })
	bind("spark.Both", func(_ types, a, b any) (any, any) { return a, b })
	bind("spark.Swap", func(_ types, a, b any) (any, any) { return b, a })
	bind("spark.Identity", func(_ types, v any) any { return v })
	bind("spark.Some", func(_ types, v any) Option[any] { return Some(v) })
	bind("spark.None", func(t types) Option[any] { return Option[any]{value: zeroOf(t[0])} })
	bind("spark.Try", func(_ types, f func() any) (any, error) { return Try(f) })
	bind("spark.Must", func(_ types, f func(any) (any, error)) func(any) any { return Must(f) })
	bind("spark.Reverse", func(_ types, compare func(a, b any) int) func(a, b any) int { return Reverse(compare) })
	bind("spark.AsPairRDD", func(_ types, r *RDD[any]) *PairRDD[any, any] {
		return newPair[any, any](viewAs[Pair[any, any]](r.core, turned(unbox[Pair[any, any]])))
	})
	bind("spark.PrintPipeContext", func(_ types, f func(print func(string))) PipeOption { return PrintPipeContext(f) })
	bind("spark.PrintRDDElement", func(t types, f func(e any, print func(string))) PipeOption {
		o := PrintRDDElement(f).(elementPrinter)
		o.elem = staticElem(o.elem, t[0])
		return o
	})
	bind("spark.StatsOf", func(t types, values ...any) Stats { return statsOfAny(t[0].Type, values) })
	bind("spark.Add", func(t types, x, y any) any { return addAny(t[0].Type, x, y) })
	bind("spark.Max", func(t types, x, y any) any { return maxAny(t[0], x, y) })
	bind("spark.Min", func(t types, x, y any) any { return minAny(t[0], x, y) })
	bind("spark.ErrEmpty", &ErrEmpty)
	bind("spark.StorageNone", &StorageNone)
	bind("spark.MemoryOnly", &MemoryOnly)
	bind("spark.MemoryAndDisk", &MemoryAndDisk)
	bind("spark.MemoryAndDisk2", &MemoryAndDisk2)
	bind("spark.MemoryAndDiskSer", &MemoryAndDiskSer)
	bind("spark.MemoryAndDiskSer2", &MemoryAndDiskSer2)
	bind("spark.MemoryOnly2", &MemoryOnly2)
	bind("spark.MemoryOnlySer", &MemoryOnlySer)
	bind("spark.MemoryOnlySer2", &MemoryOnlySer2)
	bind("spark.DiskOnly", &DiskOnly)
	bind("spark.DiskOnly2", &DiskOnly2)
	bind("spark.DiskOnly3", &DiskOnly3)
	bind("spark.OffHeap", &OffHeap)
}

// addAny is x + y, values of type t.
func addAny(t reflect.Type, x, y any) any {
	switch x := x.(type) {
	case int:
		return x + y.(int)
	case float64:
		return x + y.(float64)
	case string:
		return x + y.(string)
	}
	sum, second := reflect.New(t), reflect.New(t)
	sum.Elem().Set(reflect.ValueOf(x))
	second.Elem().Set(reflect.ValueOf(y))
	if t.Kind() == reflect.String {
		sum.Elem().SetString(sum.Elem().String() + second.Elem().String())
	} else {
		adder(t)(sum.UnsafePointer(), second.UnsafePointer())
	}
	return sum.Elem().Interface()
}

// maxAny is the larger one of two values of type t.
func maxAny(t cellrt.TypeArg, x, y any) any {
	switch x := x.(type) {
	case int:
		return max(x, y.(int))
	case float64:
		return max(x, y.(float64))
	case string:
		return max(x, y.(string))
	}
	return mostOf(x, y, orderFor(t), Max[float64])
}

// minAny is the smaller one of two values of type t.
func minAny(t cellrt.TypeArg, x, y any) any {
	switch x := x.(type) {
	case int:
		return min(x, y.(int))
	case float64:
		return min(x, y.(float64))
	case string:
		return min(x, y.(string))
	}
	return mostOf(x, y, Reverse(orderFor(t)), Min[float64])
}

// mostOf is what is last in an order; floats know better: NaN, and which zero.
func mostOf(x, y any, order func(a, b any) int, float func(x, y float64) float64) any {
	if v := reflect.ValueOf(x); v.CanFloat() {
		return reflect.ValueOf(float(v.Float(), reflect.ValueOf(y).Float())).Convert(v.Type()).Interface()
	}
	if order(y, x) > 0 {
		return y
	}
	return x
}

// statsOfAny is StatsOf of values of type t.
func statsOfAny(t reflect.Type, values []any) Stats {
	s, read := StatsOf[float64](), numberOf(t)
	for i := range values {
		s = s.Merge(read(addressOf(values[i], t)))
	}
	return s
}

// eraseTypes tells what holds values of the package's types.
func eraseTypes() {
	bind := cellrt.BindErasedType
	for name, t := range map[string]reflect.Type{
		"Context": reflect.TypeFor[Context](), "Conf": reflect.TypeFor[Conf](), "Master": reflect.TypeFor[Master](),
		"RDD": reflect.TypeFor[RDD[any]](), "PairRDD": reflect.TypeFor[PairRDD[any, any]](),
		"GroupedRDD": reflect.TypeFor[GroupedRDD[any, any]](), "JoinedRDD": reflect.TypeFor[JoinedRDD[any, any, any]](),
		"CoGroupedRDD":  reflect.TypeFor[CoGroupedRDD[any, any, any]](),
		"CoGrouped3RDD": reflect.TypeFor[CoGrouped3RDD[any, any, any, any]](), "CoGrouped3": reflect.TypeFor[CoGrouped3[any, any, any, any]](),
		"CoGrouped4RDD": reflect.TypeFor[CoGrouped4RDD[any, any, any, any, any]](), "CoGrouped4": reflect.TypeFor[CoGrouped4[any, any, any, any, any]](),
		"RDD2":  reflect.TypeFor[RDD2[any, any]](),
		"Keyed": reflect.TypeFor[any](),
		"Pair":  reflect.TypeFor[Pair[any, any]](), "Group": reflect.TypeFor[Group[any, any]](),
		"Joined": reflect.TypeFor[Joined[any, any, any]](), "CoGrouped": reflect.TypeFor[CoGrouped[any, any, any]](),
		"Tuple2": reflect.TypeFor[Tuple2[any, any]](), "Option": reflect.TypeFor[Option[any]](),
		"Counted": reflect.TypeFor[Counted[any]](), "Counts": reflect.TypeFor[Counts[any]](),
		"FutureAction": reflect.TypeFor[FutureAction[any]](), "PartialResult": reflect.TypeFor[PartialResult[any]](),
		"BoundedDouble": reflect.TypeFor[BoundedDouble](), "CountedApprox": reflect.TypeFor[CountedApprox[any]](),
		"Stats": reflect.TypeFor[Stats](), "Histogram": reflect.TypeFor[Histogram](), "SortOption": reflect.TypeFor[SortOption](),
		"Order": reflect.TypeFor[Order](), "Partitions": reflect.TypeFor[Partitions](),
		"HashPartitioner": reflect.TypeFor[HashPartitioner](), "RangePartitioner": reflect.TypeFor[RangePartitioner](),
		"PipeOption": reflect.TypeFor[PipeOption](), "Env": reflect.TypeFor[Env](), "workingDir": reflect.TypeFor[workingDir](),
		"Dependency": reflect.TypeFor[Dependency](),
		"Lineage":    reflect.TypeFor[Lineage](), "LineageRDD": reflect.TypeFor[LineageRDD](), "LineageStage": reflect.TypeFor[LineageStage](),
		"Codec": reflect.TypeFor[Codec](), "PortableDataStream": reflect.TypeFor[PortableDataStream](),
		"DefinitionError": reflect.TypeFor[DefinitionError](), "ListenerFunc": reflect.TypeFor[ListenerFunc](),
	} {
		bind("spark."+name, t)
	}
	for name, t := range map[string]reflect.Type{
		"Partitioner": reflect.TypeFor[Partitioner](), "StorageLevel": reflect.TypeFor[StorageLevel](),
		"JobError": reflect.TypeFor[JobError](), "Listener": reflect.TypeFor[Listener](), "Event": reflect.TypeFor[Event](),
		"JobStart": reflect.TypeFor[JobStart](), "JobEnd": reflect.TypeFor[JobEnd](), "StageInfo": reflect.TypeFor[StageInfo](),
		"StageSubmitted": reflect.TypeFor[StageSubmitted](), "StageCompleted": reflect.TypeFor[StageCompleted](),
		"TaskStart": reflect.TypeFor[TaskStart](), "TaskEnd": reflect.TypeFor[TaskEnd](),
	} {
		bind("spark."+name, t)
		bind("engine."+name, t)
	}
}
