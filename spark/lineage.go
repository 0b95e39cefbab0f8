package spark

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"gospark/engine"
)

// A Lineage is what an RDD is computed from, as the stages that an action on it would have, and
// what of these would run as things are now. It is a picture of one moment: plain data.
// A notebook draws it.
type Lineage struct {
	RDD    int            // whose lineage it is
	RDDs   []LineageRDD   // by their numbers
	Stages []LineageStage // in the order in which they would run; the last one yields the action's result
}

// A LineageRDD is an RDD in a lineage.
type LineageRDD struct {
	ID          int
	Name        string // as SetName gave it, or the path of a file
	Kind        string // Spark's class: MapPartitionsRDD
	Operator    string // what made it: map
	Site        string // where: In[1]:4
	CallSite    string // the two, or what the person says in their place: map at In[1]:4
	Type        string // of its elements; "" where only the RDD that reads it knows what its rows are
	Partitions  int
	Partitioner string // HashPartitioner(4); "" where it isn't known where keys are
	Parents     []Dependency

	Level                StorageLevel // StorageNone where nothing is to be kept
	Cached               int          // partitions that are kept
	MemorySize, DiskSize int64        // of these, in bytes, estimated
	Checkpoint           string       // "marked" until it is saved, then "saved"; "" where there is none

	Skipped bool // an action wouldn't compute it: what it would be for is there
	Read    bool // an action would read what is kept of it, and compute nothing behind it
}

// A LineageStage is a part of a lineage that is computed in one go, partition by partition.
type LineageStage struct {
	ID        int    // 1, 2, ... in the order in which they would run
	RDDs      []int  // that its tasks compute, the last one first
	Parents   []int  // the stages that it reads
	Shuffle   int    // the RDD that reads what it writes, -1 for the last stage
	Operator  string // what wants the shuffle: reduceByKey
	CallSite  string // and where: reduceByKey at In[2]:3; "" for the last stage
	NumTasks  int
	Tasks     int // that an action would run
	Available int // map tasks whose output is there

	Ran  bool      // the stage has run; then
	Last StageInfo // how it ran last. Its ID is that of the status page
}

// Skipped tells whether an action would run nothing of the stage.
func (s *LineageStage) Skipped() bool { return s.Tasks == 0 }

// Took is how long the last run took, 0 where it isn't over.
func (s *LineageStage) Took() time.Duration {
	if s.Last.Completed.IsZero() {
		return 0
	}
	return s.Last.Completed.Sub(s.Last.Submitted)
}

// Lineage is what the RDD is computed from: its stages, what an action would run of them, and
// how they ran last. It runs nothing.
func (d *dataset[E, Self]) Lineage[_ ondemand]() Lineage { return lineageOf(d.node, "lineage") }

// Explain says in words what an action on the RDD would run, and why. It runs nothing.
func (d *dataset[E, Self]) Explain[_ ondemand]() string {
	return lineageOf(d.node, "explain").Explain()
}

// LineageOf is the lineage of an RDD of any shape; ok is false for what isn't one, or whose
// source can't be read. It is for programs that show values.
func LineageOf(rdd any) (l Lineage, ok bool) {
	s, ok := rdd.(shape)
	if !ok || reflect.ValueOf(rdd).IsNil() || s.untyped() == nil {
		return Lineage{}, false
	}
	l, err := newLineage(s.untyped())
	return l, err == nil
}

func lineageOf(c *core, op string) Lineage {
	l, err := newLineage(c)
	if err != nil {
		panic(failed(op, err))
	}
	return l
}

func newLineage(c *core) (Lineage, error) {
	plan, err := c.sc.engine.Forecast(c.rdd)
	if err != nil {
		return Lineage{}, err
	}
	l := Lineage{RDD: c.rdd.ID}
	ids := map[*engine.Stage]int{}
	needed, nodes := map[*engine.Node]bool{}, map[*engine.Node]bool{}
	reader := map[*engine.Shuffle]int{}
	for i, f := range plan {
		ids[f.Stage] = i + 1
		for _, n := range f.Nodes {
			nodes[n] = true
			needed[n] = needed[n] || f.Computed[n]
			for _, d := range n.Dependencies() {
				if d.Shuffle != nil {
					reader[d.Shuffle] = n.ID
				}
			}
		}
	}
	for _, f := range plan {
		st := LineageStage{ID: ids[f.Stage], Shuffle: -1, NumTasks: f.NumTasks, Tasks: f.Tasks, Available: f.Done, Ran: f.Ran, Last: f.Last}
		for _, n := range f.Nodes {
			st.RDDs = append(st.RDDs, n.ID)
		}
		for _, p := range f.Parents {
			st.Parents = append(st.Parents, ids[p])
		}
		if s := f.Shuffle; s != nil {
			st.Shuffle, st.Operator, st.CallSite = reader[s], s.Operator, s.Operator+" at "+s.Site
		}
		l.Stages = append(l.Stages, st)
	}
	for n := range nodes {
		r := lineageRDD(c, n)
		for _, f := range plan {
			r.Read = r.Read || f.Read[n] && !needed[n]
		}
		r.Skipped = !needed[n] && !r.Read
		l.RDDs = append(l.RDDs, r)
	}
	slices.SortFunc(l.RDDs, func(a, b LineageRDD) int { return a.ID - b.ID })
	return l, nil
}

// lineageRDD describes a node of c's lineage.
func lineageRDD(c *core, n *engine.Node) LineageRDD {
	r := LineageRDD{ID: n.ID, Name: n.Name(), Kind: n.Kind, Operator: n.Operator, Site: n.Site, CallSite: n.CallSite(), Level: n.Level()}
	if e, _ := n.Elements.(*elem); n == c.rdd {
		r.Type = elemName(c.elem)
	} else if e != nil {
		r.Type = elemName(e)
	}
	r.Partitions, _ = n.NumPartitions()
	if n.Partitioner != nil {
		r.Partitioner = partitionerName(n.Partitioner)
	}
	for _, d := range n.Dependencies() {
		r.Parents = append(r.Parents, Dependency{RDD: d.Parent.ID, Shuffle: d.Shuffle != nil})
	}
	r.Cached, r.MemorySize, r.DiskSize = c.sc.engine.Cached(n)
	if mark, done := n.Checkpointed(); done {
		r.Checkpoint = "saved"
	} else if mark != nil {
		r.Checkpoint = "marked"
	}
	return r
}

// partitionerName is HashPartitioner(4), or the type of one of the person's own.
func partitionerName(p Partitioner) string {
	switch p := p.(type) {
	case HashPartitioner:
		return p.String()
	case RangePartitioner:
		return p.String()
	case *funcPartitioner:
		return p.String()
	}
	return fmt.Sprintf("%s(%d)", typeNameOf(p), p.NumPartitions())
}

// Find is an RDD of the lineage by its number; nil where it isn't there.
func (l *Lineage) Find(rdd int) *LineageRDD {
	i, ok := slices.BinarySearchFunc(l.RDDs, rdd, func(r LineageRDD, id int) int { return r.ID - id })
	if !ok {
		return nil
	}
	return &l.RDDs[i]
}
