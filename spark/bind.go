package spark

import (
	"reflect"

	"gospark/cellrt"
)

// bindTyped binds what the interpreter calls of a session whose cells are compiled: on
// RDDs of any types, with results of the types that the methods declare.
func bindTyped() {
	for _, name := range []string{
		"ID", "Name", "Context", "GetNumPartitions", "Partitioner", "Dependencies", "ToDebugString", "GetStorageLevel",
		"SetName", "Cache", "Persist", "Unpersist", "Count", "IsEmpty", "SaveAsTextFile", "SaveAsObjectFile",
		"Checkpoint", "LocalCheckpoint", "IsCheckpointed",
		"Distinct", "Coalesce", "Repartition", "Sample", "Union", "Intersection", "Subtract",
	} { // the erased form of these knows no element
		f, _ := cellrt.Erased("dataset." + name)
		cellrt.Bind("dataset."+name, func(recv any, args []any) []any { return reflected(f, append([]any{types(nil), recv}, args...)) })
	}
	for _, name := range []string{"Master", "AppName", "ApplicationID", "Version", "DefaultParallelism", "DefaultMinPartitions", "Stop", "UIWebURL",
		"SetJobGroup", "ClearJobGroup", "SetJobDescription", "AddJobTag", "ClearJobTags", "CancelAllJobs", "SetCheckpointDir", "GetCheckpointDir"} {
		cellrt.Bind("Context."+name, func(recv any, args []any) []any { return reflected(reflect.ValueOf(recv).MethodByName(name), args) })
	}
	bindElements()
}

// bindElements binds what takes or returns elements.
func bindElements() {
	bindRDD("dataset.Collect", func(c *core, _ []any) any { return collect(c, "collect") })
	bindRDD("dataset.Take", func(c *core, args []any) any { return take(c, "take", args[0].(int)) })
	bindRDD("dataset.First", func(c *core, _ []any) any { return reflect.ValueOf(first(c)).Index(0).Interface() })
	bindRDD("dataset.TakeSample", func(c *core, args []any) any {
		return takeSample(c, args[0].(bool), args[1].(int), seedOf(rest[int64](args, 2)))
	})
	bindRDD("RDD.Sum", func(c *core, _ []any) any { return sum(c) })
	bindRDD("RDD.Stats", func(c *core, _ []any) any { return stats(c, "stats") })
	bindRDD("RDD.Mean", func(c *core, _ []any) any { return stats(c, "mean").Mean() })
	cellrt.Bind("Context.TextFile", func(recv any, args []any) []any {
		return []any{newRDD[string](textFile(recv.(*Context), args[0].(string), rest[int](args, 1)))}
	})
	cellrt.Bind("Context.Range", func(recv any, args []any) []any {
		return []any{newRDD[int](rangeNode(recv.(*Context), args[0].(int), args[1].(int), rest[int](args, 2)))}
	})
}

func bindRDD(method string, f func(c *core, args []any) any) {
	cellrt.Bind(method, func(recv any, args []any) []any { return []any{f(coreOf(recv), args)} })
}

// reflected calls f with arguments that may be nil, variadic ones not packed.
func reflected(f reflect.Value, args []any) []any {
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		in[i] = reflect.New(parameter(f.Type(), i)).Elem()
		if a != nil {
			in[i].Set(reflect.ValueOf(a))
		}
	}
	var results []any
	for _, r := range f.Call(in) {
		results = append(results, r.Interface())
	}
	return results
}

// parameter is the type of the i-th argument of a call.
func parameter(f reflect.Type, i int) reflect.Type {
	if last := f.NumIn() - 1; f.IsVariadic() && i >= last {
		return f.In(last).Elem()
	}
	return f.In(i)
}

// rest are the variadic arguments from the i-th on.
func rest[T any](args []any, i int) []T {
	var all []T
	for _, a := range args[min(i, len(args)):] {
		all = append(all, a.(T))
	}
	return all
}
