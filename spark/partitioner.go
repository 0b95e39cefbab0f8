package spark

import (
	"fmt"
	"math"
	"reflect"
	"unsafe"

	"gospark/engine"
)

// A Partitioner places keys in partitions. Its type must be comparable: two
// partitioners that are equal by == place every key alike, and nothing is shuffled between them.
type Partitioner = engine.Partitioner

// A HashPartitioner places keys by their hash code, as Spark's does.
type HashPartitioner struct{ n int }

// NewHashPartitioner is a partitioner by hash code for n partitions.
func NewHashPartitioner(n int) HashPartitioner {
	return HashPartitioner{positiveCount("hashPartitioner", n)}
}

// NumPartitions is the number of partitions.
func (p HashPartitioner) NumPartitions() int { return p.n }

// Partition is the partition of a key.
func (p HashPartitioner) Partition(key any) int {
	if key == nil {
		return 0
	}
	return nonNegativeMod(hashValue(reflect.ValueOf(key)), p.n)
}

// String is HashPartitioner(4).
func (p HashPartitioner) String() string { return fmt.Sprintf("HashPartitioner(%d)", p.n) }

func nonNegativeMod(h int32, n int) int {
	if n == 0 {
		return 0
	}
	m := int(h) % n
	if m < 0 {
		m += n
	}
	return m
}

// NewPartitioner is a partitioner that calls a function, which must return a number from 0 to n-1.
func NewPartitioner[K comparable](n int, partition func(key K) int) Partitioner {
	describe("newPartitioner", partition)
	return &funcPartitioner{positiveCount("newPartitioner", n), func(key any) int {
		if key == nil { // K is an interface
			var none K
			return partition(none)
		}
		return partition(key.(K))
	}}
}

type funcPartitioner struct {
	n int
	f func(any) int
}

// String is Partitioner(4).
func (p *funcPartitioner) String() string        { return fmt.Sprintf("Partitioner(%d)", p.n) }
func (p *funcPartitioner) NumPartitions() int    { return p.n }
func (p *funcPartitioner) Partition(key any) int { return p.f(key) }

// elementPartitioner places elements where their keys are.
type elementPartitioner struct{ Partitioner }

func (p elementPartitioner) Partition(element any) int {
	if v := reflect.ValueOf(element); v.IsValid() && v.Kind() == reflect.Struct && v.Type().PkgPath() == apiPackage {
		element = v.Field(0).Interface()
	}
	return p.Partitioner.Partition(element)
}

// placing is the person's function that places keys for p, if there is one.
func placing(p Partitioner) []any {
	if f, ok := p.(*funcPartitioner); ok {
		return []any{f.f}
	}
	return nil
}

// placer is a partitioner's placement of elements that begin with a key of the type, by address.
func placer(p Partitioner, k *keyOps) func(unsafe.Pointer) int {
	n := p.NumPartitions()
	switch p := p.(type) {
	case HashPartitioner:
		return func(key unsafe.Pointer) int { return nonNegativeMod(k.hash(key), n) }
	case RangePartitioner:
		if keyType(p.keys) != keyType(k) {
			panic(definition("partitionBy", "the partitioner places keys of type "+keyName(p.keys)+", and these are of type "+keyName(k), ""))
		}
		return p.place()
	}
	return func(key unsafe.Pointer) int {
		at := p.Partition(reflect.NewAt(keyType(k), key).Elem().Interface())
		if at < 0 || at >= n {
			panic(fmt.Errorf("the partitioner placed a key in partition %d of %d", at, n))
		}
		return at
	}
}

// comparablePartitioner checks a partitioner that the person gave.
func comparablePartitioner(op string, p Partitioner) Partitioner {
	if p == nil {
		panic(definition(op, "the partitioner is nil", "make one: spark.NewHashPartitioner(n)"))
	}
	if !reflect.TypeOf(p).Comparable() {
		panic(definition(op, "the partitioner, a "+typeNameOf(p)+", can't be compared with ==",
			"make its type comparable, or pass a pointer"))
	}
	return p
}

// partitionerFor is the partitioner of an operator's result (Spark's
// defaultPartitioner): by hash into the number the person asked for, else the
// largest that the inputs have, if it is large enough, else by hash into as
// many partitions as the largest input has.
func partitionerFor(op string, numPartitions []int, inputs ...*core) Partitioner {
	if len(numPartitions) > 0 {
		return HashPartitioner{partitionCount(op, numPartitions[0])}
	}
	widest, most := (*core)(nil), 0
	for _, c := range inputs {
		n := partitions(c, op)
		most = max(most, n)
		if p := c.rdd.Partitioner; p != nil && p.NumPartitions() > 0 &&
			(widest == nil || n > partitions(widest, op)) {
			widest = c
		}
	}
	n := most
	if inputs[0].sc.configured > 0 {
		n = inputs[0].sc.configured
	}
	if widest != nil {
		p := widest.rdd.Partitioner
		if math.Log10(float64(most))-math.Log10(float64(p.NumPartitions())) < 1 || n <= p.NumPartitions() {
			return p
		}
	}
	return HashPartitioner{n}
}
