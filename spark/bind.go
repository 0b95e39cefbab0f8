package spark

import (
	"reflect"

	"gospark/cellrt"
)

// The interpreter can't see generic methods, so it calls these. They work on the
// node of any RDD and return values of the types that the methods declare.
func bindTyped() {
	bindRDD("dataset.ID", func(c *core, _ []any) any { return c.rdd.ID })
	bindRDD("dataset.Name", func(c *core, _ []any) any { return c.rdd.Name() })
	bindRDD("dataset.Context", func(c *core, _ []any) any { return c.sc })
	bindRDD("dataset.GetNumPartitions", func(c *core, _ []any) any { return partitions(c, "getNumPartitions") })
	bindRDD("dataset.Partitioner", func(c *core, _ []any) any { return c.rdd.Partitioner })
	bindRDD("dataset.Dependencies", func(c *core, _ []any) any { return dependencies(c) })
	bindRDD("dataset.ToDebugString", func(c *core, _ []any) any { return debugString(c) })
	bindRDD("dataset.GetStorageLevel", func(c *core, _ []any) any { return c.rdd.Level() })
	bindRDD("dataset.Collect", func(c *core, _ []any) any { return collect(c, "collect") })
	bindRDD("dataset.Count", func(c *core, _ []any) any { return count(c) })
	bindRDD("dataset.Take", func(c *core, args []any) any { return take(c, "take", args[0].(int)) })
	bindRDD("dataset.First", func(c *core, _ []any) any { return reflect.ValueOf(first(c)).Index(0).Interface() })
	bindRDD("dataset.IsEmpty", func(c *core, _ []any) any { return isEmpty(c) })
	bindRDD("dataset.TakeSample", func(c *core, args []any) any {
		return takeSample(c, args[0].(bool), args[1].(int), seedOf(rest[int64](args, 2)))
	})
	bindRDD("RDD.Sum", func(c *core, _ []any) any { return sum(c) })
	bindRDD("RDD.Stats", func(c *core, _ []any) any { return stats(c, "stats") })
	bindRDD("RDD.Mean", func(c *core, _ []any) any { return stats(c, "mean").Mean() })
	bindSteps()
	bindSelf()
	bindContext()
}

// bindSteps binds the transformations whose result has the receiver's type.
func bindSteps() {
	bindStep("dataset.Distinct", func(c *core, args []any) *core { return distinct(c, rest[int](args, 0)) })
	bindStep("dataset.Coalesce", func(c *core, args []any) *core {
		return coalesceOrShuffle(c, args[0].(int), rest[bool](args, 1))
	})
	bindStep("dataset.Repartition", func(c *core, args []any) *core {
		return repartition(c, "repartition", partitionCount("repartition", args[0].(int)))
	})
	bindStep("dataset.Sample", func(c *core, args []any) *core {
		return sampleOf(c, "sample", args[0].(bool), args[1].(float64), seedOf(rest[int64](args, 2)))
	})
	bindStep("dataset.Union", func(c *core, args []any) *core {
		all := []*core{c}
		for _, a := range args {
			all = append(all, otherCore(c, "union", a))
		}
		return union("union", nonEmpty(all))
	})
	bindStep("dataset.Intersection", func(c *core, args []any) *core {
		return intersection(c, otherCore(c, "intersection", args[0]), rest[int](args, 1))
	})
	bindStep("dataset.Subtract", func(c *core, args []any) *core {
		return subtract(c, otherCore(c, "subtract", args[0]), rest[int](args, 1))
	})
}

// bindSelf binds the methods that return their receiver, or nothing.
func bindSelf() {
	self := func(method string, f func(c *core, args []any)) {
		cellrt.Bind(method, func(recv any, args []any) []any {
			f(coreOf(recv), args)
			return []any{recv}
		})
	}
	self("dataset.SetName", func(c *core, args []any) { c.rdd.SetName(args[0].(string)) })
	self("dataset.Cache", func(c *core, _ []any) { persist(c, "cache", nil) })
	self("dataset.Persist", func(c *core, args []any) { persist(c, "persist", rest[StorageLevel](args, 0)) })
	self("dataset.Unpersist", func(c *core, _ []any) { c.sc.engine.Unpersist(c.rdd) })
	cellrt.Bind("dataset.SaveAsTextFile", func(recv any, args []any) []any {
		saveAsTextFile(coreOf(recv), args[0].(string))
		return nil
	})
}

func bindContext() {
	of := func(method string, f func(sc *Context, args []any) any) {
		cellrt.Bind(method, func(recv any, args []any) []any { return []any{f(recv.(*Context), args)} })
	}
	of("Context.TextFile", func(sc *Context, args []any) any {
		return newRDD[string](textFile(sc, args[0].(string), rest[int](args, 1)))
	})
	of("Context.Range", func(sc *Context, args []any) any {
		return newRDD[int](rangeNode(sc, args[0].(int), args[1].(int), rest[int](args, 2)))
	})
	of("Context.Master", func(sc *Context, _ []any) any { return sc.Master() })
	of("Context.AppName", func(sc *Context, _ []any) any { return sc.AppName() })
	of("Context.ApplicationID", func(sc *Context, _ []any) any { return sc.ApplicationID() })
	of("Context.Version", func(sc *Context, _ []any) any { return sc.Version() })
	of("Context.DefaultParallelism", func(sc *Context, _ []any) any { return sc.DefaultParallelism() })
	of("Context.DefaultMinPartitions", func(sc *Context, _ []any) any { return sc.DefaultMinPartitions() })
	cellrt.Bind("Context.Stop", func(recv any, _ []any) []any {
		recv.(*Context).Stop()
		return nil
	})
}

func bindRDD(method string, f func(c *core, args []any) any) {
	cellrt.Bind(method, func(recv any, args []any) []any { return []any{f(coreOf(recv), args)} })
}

func bindStep(method string, f func(c *core, args []any) *core) {
	cellrt.Bind(method, func(recv any, args []any) []any {
		c := coreOf(recv)
		return []any{c.wrap(f(c, args))}
	})
}

// rest are the variadic arguments from the i-th on.
func rest[T any](args []any, i int) []T {
	var all []T
	for _, a := range args[min(i, len(args)):] {
		all = append(all, a.(T))
	}
	return all
}
