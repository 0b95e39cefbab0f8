// Package engine is GoSpark's lazy, partitioned data engine. It knows no element types.
//
//	node        an RDD as the engine sees it: how its partitions are computed from those of its parents
//	dependency  what a partition needs of a parent: narrow (some partitions, in the same task) or shuffle (all of them)
//	stage       the part of a job between two shuffles
//	task        one stage applied to one partition
//	block       a partition's elements at rest: the output of a map task, or a cached partition
//
//	action -> Plan (lineage -> stages) -> scheduler (stages -> tasks) -> Executor -> results
//
// A node's computation returns rows: an opaque value (package spark uses iter.Seq[E])
// that the operators of a stage hand to each other without anything at rest between them.
// One goroutine owns the state of all jobs; tasks only report to it.
package engine
