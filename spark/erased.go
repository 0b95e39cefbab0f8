package spark

import (
	"iter"
	"sync"

	"gospark/cellrt"
)

// types is the type arguments of an operator in erased form.
type types = []cellrt.TypeArg

// BindInterpreter makes the package callable by an interpreter of cells (see
// cellrt.BindErased and cellrt.BindTyped). It may be called again. It is no init function,
// and nothing that is initialised mentions it: the linker would make all of it part of
// every compiled cell.
func BindInterpreter() { bindOnce.Do(bindAll) }

var bindOnce sync.Once

func bindAll() {
	eraseTypes()
	eraseFuncs()
	eraseContext()
	eraseDataset()
	eraseActions()
	eraseUnary()
	eraseRDD()
	eraseBinary()
	eraseTernary()
	eraseQuaternary()
	eraseQuinary()
	eraseKeyed()
	erasePairs()
	eraseCombining()
	eraseJoins()
	eraseAsync()
	eraseApprox()
	eraseShared()
	eraseSharedTypes()
	eraseCoGrouped()
	bindTyped()
}

// typed is c with what its elements are to the person.
func typed(c *core, t types) *core {
	if len(t) == 0 {
		return c
	}
	v := same(c, c.rdd)
	v.as, v.elem = c.as, staticElem(c.elem, t[0])
	return v
}

// staticElem is e as the type that the checker found for its values.
func staticElem(e *elem, t cellrt.TypeArg) *elem {
	s := *e
	s.static = t
	return &s
}

// viewAs is c's node with its rows as rows of E.
func viewAs[E any](c *core, as func(rows any) any) *core {
	v := view(c)
	v.elem = elemOf[E]()
	switch inner := c.as; {
	case inner == nil:
		v.as = as
	case as != nil:
		v.as = func(rows any) any { return as(inner(rows)) }
	}
	return v
}

// turned is what turns rows of E into rows of U.
func turned[E, U any](f func(E) U) func(rows any) any {
	return func(rows any) any {
		in := rows.(iter.Seq[E])
		return iter.Seq[U](func(yield func(U) bool) {
			in(func(e E) bool { return yield(f(e)) })
		})
	}
}

func box[E any](e E) any   { return e }
func unbox[E any](e any) E { return e.(E) }

// boxed is a view of an RDD of any shape as an RDD of its elements.
func boxed(t types, rdd any) *RDD[any] {
	var as func(any) any
	switch rdd.(type) {
	case *RDD[any]:
	case *PairRDD[any, any]:
		as = turned(box[Pair[any, any]])
	case *GroupedRDD[any, any]:
		as = turned(box[Group[any, any]])
	case *JoinedRDD[any, any, any]:
		as = turned(box[Joined[any, any, any]])
	case *CoGroupedRDD[any, any, any]:
		as = turned(box[CoGrouped[any, any, any]])
	case *CoGrouped3RDD[any, any, any, any]:
		as = turned(box[CoGrouped3[any, any, any, any]])
	case *CoGrouped4RDD[any, any, any, any, any]:
		as = turned(box[CoGrouped4[any, any, any, any, any]])
	case *RDD2[any, any]:
		as = turned(box[Tuple2[any, any]])
	}
	return newRDD[any](typed(viewAs[any](coreOf(rdd), as), t))
}

// unboxed is an RDD of the shape of rdd for a node whose rows are rdd's elements in any.
func unboxed(rdd any, c *core) any {
	var as func(any) any
	switch rdd.(type) {
	case *RDD[any]:
	case *PairRDD[any, any]:
		as = turned(unbox[Pair[any, any]])
	case *GroupedRDD[any, any]:
		as = turned(unbox[Group[any, any]])
	case *JoinedRDD[any, any, any]:
		as = turned(unbox[Joined[any, any, any]])
	case *CoGroupedRDD[any, any, any]:
		as = turned(unbox[CoGrouped[any, any, any]])
	case *CoGrouped3RDD[any, any, any, any]:
		as = turned(unbox[CoGrouped3[any, any, any, any]])
	case *CoGrouped4RDD[any, any, any, any, any]:
		as = turned(unbox[CoGrouped4[any, any, any, any, any]])
	case *RDD2[any, any]:
		as = turned(unbox[Tuple2[any, any]])
	}
	shape := coreOf(rdd)
	v := same(shape, c.rdd)
	v.as = as
	return shape.wrap(v)
}

// halves is a view of an RDD whose functions take two arguments, with the values of
// a GroupedRDD as one value.
func halves(t types, rdd any) *RDD2[any, any] {
	c := coreOf(rdd)
	switch rdd.(type) {
	case *RDD2[any, any]:
		return newRDD2[any, any](view(c))
	case *PairRDD[any, any]:
		return newRDD2[any, any](viewAs[Tuple2[any, any]](c, turned(func(e Pair[any, any]) Tuple2[any, any] {
			return Tuple2[any, any]{e.Key, e.Value}
		})))
	}
	values := t[2].Type
	return newRDD2[any, any](viewAs[Tuple2[any, any]](c, turned(func(e Group[any, any]) Tuple2[any, any] {
		return Tuple2[any, any]{e.Key, sliceAs(values, e.Values)}
	})))
}

// halve makes two arguments of an element.
func halve(t types, e any) (any, any) {
	switch e := e.(type) {
	case Pair[any, any]:
		return e.Key, e.Value
	case Group[any, any]:
		return e.Key, sliceAs(t[2].Type, e.Values)
	}
	tuple := e.(Tuple2[any, any])
	return tuple.A, tuple.B
}

// thirds is a view of an RDD whose functions take three arguments, with the values of
// each side of a CoGroupedRDD as one value.
func thirds(t types, rdd any) *JoinedRDD[any, any, any] {
	c := coreOf(rdd)
	if _, ok := rdd.(*JoinedRDD[any, any, any]); ok {
		return newJoined[any, any, any](view(c))
	}
	left, right := t[2].Type, t[3].Type
	return newJoined[any, any, any](viewAs[Joined[any, any, any]](c, turned(func(e CoGrouped[any, any, any]) Joined[any, any, any] {
		return Joined[any, any, any]{e.Key, sliceAs(left, e.Left), sliceAs(right, e.Right)}
	})))
}

// third makes three arguments of an element.
func third(t types, e any) (any, any, any) {
	if e, ok := e.(Joined[any, any, any]); ok {
		return e.Key, e.Left, e.Right
	}
	g := e.(CoGrouped[any, any, any])
	return g.Key, sliceAs(t[2].Type, g.Left), sliceAs(t[3].Type, g.Right)
}
