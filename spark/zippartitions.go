package spark

import "iter"

// ZipPartitions calls f once for each partition, with the elements of the same
// partition of both RDDs. They must have the same number of partitions; the numbers
// of elements may differ. preservesPartitioning says that f leaves elements where
// r's partitioner places them.
func (r *RDD[T]) ZipPartitions[A, U any](a *RDD[A], f func(iter.Seq[T], iter.Seq[A]) iter.Seq[U], preservesPartitioning ...bool) *RDD[U] {
	return newRDD[U](zipPartitions(r.node, elemOf[U](), f, preservesPartitioning, func(rows []any) any {
		return f(rows[0].(iter.Seq[T]), rows[1].(iter.Seq[A]))
	}, a))
}

// ZipPartitions3 is ZipPartitions of three RDDs.
func (r *RDD[T]) ZipPartitions3[A, B, U any](a *RDD[A], b *RDD[B], f func(iter.Seq[T], iter.Seq[A], iter.Seq[B]) iter.Seq[U], preservesPartitioning ...bool) *RDD[U] {
	return newRDD[U](zipPartitions(r.node, elemOf[U](), f, preservesPartitioning, func(rows []any) any {
		return f(rows[0].(iter.Seq[T]), rows[1].(iter.Seq[A]), rows[2].(iter.Seq[B]))
	}, a, b))
}

// ZipPartitions4 is ZipPartitions of four RDDs.
func (r *RDD[T]) ZipPartitions4[A, B, C, U any](a *RDD[A], b *RDD[B], c *RDD[C], f func(iter.Seq[T], iter.Seq[A], iter.Seq[B], iter.Seq[C]) iter.Seq[U], preservesPartitioning ...bool) *RDD[U] {
	return newRDD[U](zipPartitions(r.node, elemOf[U](), f, preservesPartitioning, func(rows []any) any {
		return f(rows[0].(iter.Seq[T]), rows[1].(iter.Seq[A]), rows[2].(iter.Seq[B]), rows[3].(iter.Seq[C]))
	}, a, b, c))
}

func zipPartitions(first *core, e *elem, f any, preserves []bool, together func(rows []any) any, others ...any) *core {
	const op = "zipPartitions"
	all := []*core{first}
	for _, o := range others {
		all = append(all, otherCore(first, op, o))
	}
	c := zipNode(op, all, e, f, together)
	if isSet(preserves) {
		c.rdd.Partitioner = first.rdd.Partitioner
	}
	return c
}
