package spark

import (
	"fmt"
	"reflect"
	"unsafe"

	"gospark/cellrt"
	"gospark/engine"
)

// core is an RDD without the types of its elements: what all shapes of it share.
// Each method of it is compiled again for each shape, so what it can do are functions.
type core struct {
	sc   *Context
	rdd  *engine.Node
	elem *elem
	// as turns the node's rows into rows of elem; nil where they are that already.
	as func(rows any) any
	// wrap makes an RDD of the same shape and types of another core.
	wrap func(*core) any
	// pairs turns rows into rows of Pair[K, W], W being what a join sees as the
	// value; nil where they are that already.
	pairs func(rows any) any
}

// String describes the RDD as Spark does: MapPartitionsRDD[3] at map at In[1]:4.
func (c *core) String() string { return c.rdd.String() }

func (c *core) untyped() *core { return c }

// shape is any kind of RDD.
type shape interface{ untyped() *core }

// coreOf is the core of an RDD, whatever its shape.
func coreOf(rdd any) *core { return rdd.(shape).untyped() }

// otherCore is the core of an RDD that is to be combined with c.
func otherCore(c *core, op string, rdd any) *core {
	mustBeThere(op, rdd)
	o := coreOf(rdd)
	if o.sc != c.sc {
		panic(definition(op, "the other RDD belongs to another context", "make both RDDs with the same context"))
	}
	return o
}

// mustBeThere panics when an RDD is nil.
func mustBeThere(op string, rdd any) {
	if v := reflect.ValueOf(rdd); !v.IsValid() || v.IsNil() {
		panic(definition(op, "the other RDD is nil", "make it first"))
	}
}

// same is a core with the shape and types of c for another node.
func same(c *core, n *engine.Node) *core {
	return &core{sc: c.sc, rdd: n, elem: c.elem, wrap: c.wrap, pairs: c.pairs}
}

// view is c's node with other types for the same rows.
func view(c *core) *core { return &core{sc: c.sc, rdd: c.rdd, elem: c.elem, as: c.as} }

// seen are rows of c's node as c sees them.
func seen(c *core, rows any) any {
	if c.as != nil {
		return c.as(rows)
	}
	return rows
}

// read are the rows of a partition of c.
func read(t *engine.Task, c *core, p int) any { return seen(c, t.Rows(c.rdd, p)) }

// compute is the computation of a partition from the rows of the same partition of its parent.
type compute func(t *engine.Task, partition int, rows any) any

// passRows is the computation of an RDD that exists in the lineage only.
func passRows(_ *engine.Task, _ int, rows any) any { return rows }

// step is one operator on one parent.
type step struct {
	kind    string // MapPartitionsRDD where empty
	op      string
	f       any // the person's function, or a []any of them, if it has any
	keep    bool
	compute compute
}

// narrow adds a node to the lineage that computes each partition from the same
// partition of c. e is the type of its elements; keep says that elements stay where they are.
func narrow(c *core, e *elem, s step) *core {
	parent := c.rdd
	funcs, ok := s.f.([]any)
	if !ok {
		funcs = []any{s.f}
	}
	n := newNode(c.sc, s.kind, s.op, e, funcs...)
	n.Deps = []engine.Dependency{{Parent: parent}}
	n.Count = parent.NumPartitions
	if s.keep {
		n.Partitioner = parent.Partitioner
	}
	n.Compute = func(t *engine.Task, p int) any {
		return orNothing(t, e, s.compute(t, p, read(t, c, p)))
	}
	return &core{sc: c.sc, rdd: c.sc.engine.Add(n), elem: e}
}

// orNothing are rows, or none where a function of the person's returned no iterator.
func orNothing(t *engine.Task, e *elem, rows any) any {
	if reflect.ValueOf(rows).IsNil() {
		return e.replay(t, these())
	}
	return rows
}

// isSet tells whether an optional argument is given and true.
func isSet(option []bool) bool { return len(option) > 0 && option[0] }

// newNode begins a node; its site is the caller outside of this package.
func newNode(sc *Context, kind, op string, e *elem, funcs ...any) *engine.Node {
	if kind == "" {
		kind = "MapPartitionsRDD"
	}
	sc.check(op)
	n := &engine.Node{Kind: kind, Operator: op, Site: callSite(op), Caller: sc.GetLocalProperty(propertyCallSite), Elements: e}
	for _, f := range funcs {
		if f != nil {
			n.Functions = append(n.Functions, describe(op, f))
		}
	}
	return n
}

// describe is what the engine keeps of one of the person's functions.
func describe(op string, f any) engine.Function {
	v := reflect.ValueOf(f)
	if v.IsNil() {
		panic(definition(op, "its function is nil", "pass a function"))
	}
	code := *(*func())(unsafe.Add(unsafe.Pointer(&f), unsafe.Sizeof(uintptr(0))))
	d := engine.Function{Entry: v.Pointer()}
	if c := cellrt.DescriptorOf(code); c != nil {
		d.Descriptor = c
	}
	return d
}

// partitions is the number of c's partitions; a source that can't be read panics as a wrong definition of op.
func partitions(c *core, op string) int {
	n, err := c.rdd.NumPartitions()
	if err != nil {
		panic(wrongSource(op, err))
	}
	return n
}

// fixed is the number of partitions of a node that depends on no source.
func fixed(n int) func() (int, error) { return func() (int, error) { return n, nil } }

// mostPartitions is how many an RDD may have: each costs memory before anything runs.
const mostPartitions = 1_000_000

// tooManyPartitions is the error of a node that would have more.
func tooManyPartitions(n *engine.Node) error {
	return &engine.Fault{Err: fmt.Errorf("it would have more than %d partitions", mostPartitions), Site: n.CallSite(),
		Remedy: "make the inputs' partitions fewer: Coalesce"}
}

// partitionCount checks a number of partitions that the person gave.
func partitionCount(op string, n int) int {
	if n = positiveCount(op, n); n > mostPartitions {
		panic(definition(op, fmt.Sprintf("number of partitions (%d) is too large", n), fmt.Sprintf("ask for %d at most", mostPartitions)))
	}
	return n
}

func positiveCount(op string, n int) int {
	if n < 1 {
		panic(definition(op, fmt.Sprintf("number of partitions (%d) must be positive", n), "ask for 1 or more"))
	}
	return n
}
