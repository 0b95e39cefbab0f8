package engine

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// A Node is an RDD: an immutable, partitioned collection, known by how it is computed.
type Node struct {
	ID          int
	Kind        string       // Spark's class: MapPartitionsRDD, ShuffledRDD, ...
	Operator    string       // what made it: reduceByKey
	Site        string       // where: In[2]:3
	Caller      string       // what is said in place of the two, where the person wants that
	Deps        []Dependency // as it was made; Dependencies tells what is so now
	Partitioner Partitioner  // nil where the placement of elements isn't known
	Elements    Elements
	Functions   []Function // the person's functions that it runs
	Barrier     bool       // all tasks of its stage run at once, and can wait for each other

	// Count is the number of partitions. It may read the file system, and fail.
	Count func() (int, error)
	// Compute starts the computation of one partition and returns its rows.
	Compute func(t *Task, partition int) any

	mu      sync.Mutex
	source  *Node // what it is computed from once it is cut off
	mark    *Checkpoint
	name    string
	level   atomic.Value // of a StorageLevel
	held    atomic.Bool  // rows may be held, see Hold
	holding atomic.Bool  // those that are computed now are
	counted bool
	count   int
}

// A Dependency says what a node reads of a parent: rows of the same stage where
// Shuffle is nil, otherwise the output of the stage that ends in the shuffle.
type Dependency struct {
	Parent  *Node
	Shuffle *Shuffle
}

// A Shuffle moves the elements of Parent to the partitions of a child.
type Shuffle struct {
	ID         int
	Parent     *Node
	Partitions int
	Operator   string     // what made it: reduceByKey
	Site       string     // where: In[2]:3
	Functions  []Function // the person's functions that Write runs
	Elements   Elements   // that are moved
	// Write puts what is made of the rows of one partition of Parent into the blocks of out, one for
	// each of the child's partitions.
	Write func(t *Task, rows any, out *Output)
}

func (s *Shuffle) site() string { return s.Operator + " at " + s.Site }

// A Partitioner places keys. Two that are equal by == place every key alike.
type Partitioner interface {
	NumPartitions() int
	// Partition is the partition of a key, from 0 to NumPartitions()-1.
	Partition(key any) int
}

// Elements is what the engine asks of an element type. A chunk is a slice of elements.
type Elements interface {
	// Gather reads rows into chunks. full is told each that is full, or begun when the rows end,
	// and says how many elements the next one may have; 0 ends the reading.
	Gather(rows any, full func(chunk any) int)
	// Rows are the rows of chunks, one chunk after the other.
	Rows(t *Task, chunks Chunks) any
	// Measure is the number of a chunk's elements, and its estimated size in bytes.
	Measure(chunk any) (count int, size int64)
	// Spills is nil if Encode can write elements, as far as the type tells, else which part of it can't be.
	Spills() error
	// Encode appends the elements of a chunk from one on to data, until that has limit bytes,
	// and says which is the next. The bytes are for this process.
	Encode(data []byte, chunk any, from, limit int) (more []byte, next int, err error)
	// Decode is the chunk of count elements that Encode made the bytes of.
	Decode(count int, data []byte) (chunk any, err error)
}

// A Function is one of the person's functions: its code, by which a stack trace
// is matched with a node, and its descriptor for executors in other processes.
type Function struct {
	Entry      uintptr
	Descriptor any // *cellrt.Closure, or nil for a function that isn't a cell's
}

// NumPartitions is the number of partitions; the error is that of the source it reads.
// What went right once is remembered.
func (n *Node) NumPartitions() (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.counted {
		return n.count, nil
	}
	c, err := n.Count()
	if err != nil {
		return 0, err
	}
	n.counted, n.count = true, c
	return c, nil
}

// Name is the name the person gave, or "".
func (n *Node) Name() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.name
}

// SetName gives the node a name.
func (n *Node) SetName(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.name = name
}

// Level is where the node's partitions are kept once computed.
func (n *Node) Level() StorageLevel {
	l, _ := n.level.Load().(StorageLevel)
	return l
}

// SetLevel sets where the node's partitions are kept once computed.
func (n *Node) SetLevel(l StorageLevel) { n.level.Store(l) }

// CallSite is what made the node, and where: reduceByKey at In[2]:3.
func (n *Node) CallSite() string {
	if n.Caller != "" {
		return n.Caller
	}
	return n.Operator + " at " + n.Site
}

// String is the node as Spark prints it: MapPartitionsRDD[3] at map at In[1]:4,
// with its name, where it has one, in front.
func (n *Node) String() string {
	s := fmt.Sprintf("%s[%d] at %s", n.Kind, n.ID, n.CallSite())
	if name := n.Name(); name != "" {
		return name + " " + s
	}
	return s
}
