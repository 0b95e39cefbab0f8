package spark

import (
	"fmt"
	"reflect"
	"slices"
	"sort"
	"unsafe"
)

// A RangePartitioner places keys by their order: each partition has the keys up to a
// bound, and above the bound before. Two with the same bounds and order are equal.
type RangePartitioner struct {
	keys   *keyOps
	order  Order
	bounds any // an array of keys, rising, one less than partitions
}

// NewRangePartitioner samples the keys of an RDD, which it runs a job for (two where
// its partitions differ much in size), to find bounds that cut it into n partitions of
// about the same size; fewer where it has few distinct keys. Keys must have an order.
func NewRangePartitioner[K comparable, V any](n int, rdd Keyed[K, V], order ...Order) RangePartitioner {
	return rangePartitionerFor[K](n, rdd, keyOf[K](), order)
}

func rangePartitionerFor[K any](n int, rdd any, k *keyOps, order []Order) RangePartitioner {
	const op = "rangePartitioner"
	mustBeThere(op, rdd)
	compare := orderOfKeys[K](op, k)
	keys := keysOf[K](coreOf(rdd))
	return rangePartitionerOf(k, sampleBounds(keys, op, partitionCount(op, n), Identity[K], compare), orderIn(order))
}

func rangePartitionerOf[K any](k *keyOps, bounds []K, order Order) RangePartitioner {
	return RangePartitioner{k, order, arrayOf(reflect.ValueOf(bounds))}
}

// arrayOf is a slice as an array, which can be compared with ==.
func arrayOf(slice reflect.Value) any {
	array := reflect.New(reflect.ArrayOf(slice.Len(), slice.Type().Elem())).Elem()
	reflect.Copy(array, slice)
	return array.Interface()
}

// NumPartitions is the number of partitions.
func (p RangePartitioner) NumPartitions() int { return reflect.TypeOf(p.bounds).Len() + 1 }

// Partition is the partition of a key.
func (p RangePartitioner) Partition(key any) int {
	if t := keyType(p.keys); key != nil && !reflect.TypeOf(key).AssignableTo(t) {
		panic(fmt.Errorf("a key of type %s is given to a partitioner of keys of type %s", typeNameOf(key), keyName(p.keys)))
	}
	return p.place()(addressOf(key, keyType(p.keys)))
}

// String is RangePartitioner(4).
func (p RangePartitioner) String() string {
	return fmt.Sprintf("RangePartitioner(%d)", p.NumPartitions())
}

// place is the placement of keys by their address.
func (p RangePartitioner) place() func(unsafe.Pointer) int {
	t := reflect.TypeOf(p.bounds)
	array := reflect.New(t)
	array.Elem().Set(reflect.ValueOf(p.bounds))
	first, size, n := array.UnsafePointer(), t.Elem().Size(), t.Len()
	bound := func(i int) unsafe.Pointer { return unsafe.Add(first, uintptr(i)*size) }
	search := func(key unsafe.Pointer) int {
		return sort.Search(n, func(i int) bool { return p.keys.compare(bound(i), key) >= 0 })
	}
	if rank := p.keys.rank; p.keys.exact && rank != nil {
		bounds := make([]uint64, n)
		for i := range bounds {
			bounds[i] = rank(bound(i))
		}
		search = func(key unsafe.Pointer) int { at, _ := slices.BinarySearch(bounds, rank(key)); return at }
	}
	if p.order == Descending {
		return func(key unsafe.Pointer) int { return n - search(key) }
	}
	return search
}

// orderIn is the order given, or else Ascending.
func orderIn(order []Order) Order {
	if len(order) > 0 {
		return order[0]
	}
	return Ascending
}
