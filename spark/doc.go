// Package spark is Spark's RDDs in Go: lazy, partitioned, typed collections.
//
//	RDD[T]                 elements T                 functions take func(T)
//	PairRDD[K, V]          elements Pair[K, V]        functions take func(K, V)
//	GroupedRDD[K, V]       elements Group[K, V]       functions take func(K, []V)
//	JoinedRDD[K, V, W]     elements Joined[K, V, W]   functions take func(K, V, W)
//	CoGroupedRDD[K, V, W]  elements CoGrouped[...]    functions take func(K, []V, []W)
//	CoGrouped3RDD, CoGrouped4RDD: the same of three and four sides
//	RDD2[A, B]             elements Tuple2[A, B]      functions take func(A, B)
//
// A transformation (Map, ReduceByKey, Join) only notes what is to be done. An
// action (Count, Collect, SaveAsTextFile) runs a job, returns plain values and
// panics with a *JobError when it fails; Try turns that into an error. A
// transformation that can't work panics with a *DefinitionError where it is written.
//
// Names are Spark's, with a capital letter; where one is another, its doc tells Spark's.
// A method that fails panics in this way, and so does one whose argument isn't what it
// must be. Without numPartitions a shuffle has the partitioner of what it reads, or as
// many partitions as the largest of that.
//
// Functions run in several goroutines at once, and again when a partition is computed again.
//
// Methods have a type parameter that nobody writes, [_ ondemand], so that a
// program compiles only those it calls. In the methods that all RDDs have, E is the
// type of the elements and Self that of the RDD itself.
package spark

// ondemand is the constraint of a type parameter that can only be struct{}: it is
// inferred without an argument. A method that has one is compiled where it is
// called; one without is compiled for each new RDD type in every package that mentions it.
type ondemand interface{ struct{} }
