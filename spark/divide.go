package spark

import (
	"fmt"
	"reflect"
	"unsafe"

	"gospark/engine"
)

const (
	// buckets is how many parts a table's input is divided into by the hash of the keys when the table
	// takes more memory than its task may have.
	buckets = 16
	// deepestDivision is how often parts are divided again. What is more than memory
	// then is of one key, or of few.
	deepestDivision = 5
	// growing is the part of a table that is there twice while it grows, about.
	growing = 4
	// A table is looked at after firstLook elements, and then when half of what it may still take
	// could be taken.
	firstLook, oftenLook, seldomLook = 64, 16, 1 << 16
	// looking is the part of a table that is added at least before it is looked at again: a look takes as long as it is large.
	looking = 32
)

// sized is a table that takes memory.
type sized interface {
	len() int     // of its keys
	bytes() int64 // also those that it takes for a moment when it grows
}

// table is one whose rows go to a divider's files.
type table interface {
	sized
	// tooLarge is the error of a table that can't be divided and is larger than all memory.
	tooLarge(d *divider) error
}

// A watch counts the memory of a table, on behalf of a task.
type watch struct {
	t     *engine.Task
	lease *engine.Lease
	left  int // elements, until the table is looked at again
}

func newWatch(t *engine.Task) watch { return watch{t, t.Lease(), firstLook} }

// full tells, n elements later, whether a table takes more memory than its task may have.
func (w *watch) full(n int, table sized) bool {
	if w.left -= n; w.left > 0 {
		return false
	}
	count, size := table.len(), table.bytes()
	if !w.lease.Resize(size) {
		w.left = firstLook
		return true
	}
	w.left = lookAfter(count, size, w.t.Share())
	return false
}

// exceed lets a table be larger than its task may have, if there is that much memory at all.
func (w *watch) exceed(table sized) bool {
	size := table.bytes()
	w.left = lookAfter(table.len(), size, w.t.Share())
	return w.lease.Exceed(size)
}

// lookAfter is how many elements may follow until a table of so many and such a size is looked at again.
func lookAfter(count int, size, share int64) int {
	room := max(0, share-size) / 2 * int64(count) / max(1, size)
	return int(max(oftenLook, int64(count/looking), min(room, int64(max(seldomLook, count)))))
}

// A divider watches how large a table of values by key becomes. When it is too large, its rows go to files by the
// hash of their keys; so do those after them, and in the end the table is made for one file after the other.
type divider struct {
	watch
	keys  *keyOps
	elem  *elem // of the result
	depth int
	// again makes the result for parts of the inputs.
	again func(d *divider, inputs []any) any
	elems []*elem // of the inputs
	outs  []*engine.Output
}

func newDivider(t *engine.Task, k *keyOps, e *elem, again func(d *divider, inputs []any) any, elems []*elem) *divider {
	return &divider{watch: newWatch(t), keys: k, elem: e, again: again, elems: elems}
}

// divide makes the result of a table for inputs whose elements begin with a key.
func divide(t *engine.Task, k *keyOps, e *elem, again func(d *divider, inputs []any) any, elems []*elem, inputs ...any) any {
	return again(newDivider(t, k, e, again, elems), inputs)
}

// full tells, n elements later, whether a table's rows must go to files, which there are then. It panics with the
// table's own *engine.Fault when it can't be divided and is larger than the budget.
func (d *divider) full(n int, t table) bool {
	if !d.watch.full(n, t) {
		return false
	}
	if t.len() > 1 && d.divides() {
		d.open()
		return true
	}
	if !d.exceed(t) {
		d.t.Fail(t.tooLarge(d))
	}
	return false
}

// divides tells whether the inputs can be divided.
func (d *divider) divides() bool { return d.depth < deepestDivision && d.unspillable() == nil }

// open makes the files.
func (d *divider) open() {
	for len(d.outs) < len(d.elems) {
		d.outs = append(d.outs, d.t.OutputOnDisk(d.elems[len(d.outs)], buckets))
	}
}

// unspillable is why inputs can't be written to files, or nil.
func (d *divider) unspillable() error {
	for _, e := range d.elems {
		if err := e.Spills(); err != nil {
			return err
		}
	}
	return nil
}

// put puts into the files the rows of an input, which may be those that come when there are files.
func (d *divider) put(input int, rows any) {
	d.elems[input].scatter(rows, buckets, d.bucket, func(to int, chunk any) int { return d.outs[input].Add(to, chunk) })
}

// bucket is the part that an element is in. It must not be by what placed the element in its partition, nor
// in the part that is divided.
func (d *divider) bucket(p unsafe.Pointer) int {
	h := uint32(d.keys.hash(p)) + uint32(d.depth+1)*0x9e3779b9
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return int((h ^ h>>16) % buckets)
}

// divided tells whether rows were put into files.
func (d *divider) divided() bool { return d.outs != nil }

// chained is the results of all files, one after the other.
func (d *divider) chained() any {
	last := d
	return d.elem.chain(buckets, func(i int) any {
		last.lease.Release()
		last = newDivider(d.t, d.keys, d.elem, d.again, d.elems)
		last.depth = d.depth + 1
		inputs := make([]any, len(d.outs))
		for k, out := range d.outs {
			inputs[k] = out.Rows(i)
		}
		return d.again(last, inputs)
	})
}

// valuesTooLarge is the error of a table of values by key, of which the one at an address has most.
func (d *divider) valuesTooLarge(key unsafe.Pointer) error {
	budget := engine.FormatBytes(d.t.Budget())
	if err := d.unspillable(); err != nil {
		return &engine.Fault{Err: fmt.Errorf("the values by key don't fit in spark.memory (%s) and can't be written to disk: %w", budget, err),
			Remedy: "raise spark.memory, or make elements of them that can be written", Final: true}
	}
	return &engine.Fault{Err: fmt.Errorf("the values of key %s alone don't fit in spark.memory (%s)", keyText(reflect.NewAt(keyType(d.keys), key).Elem()), budget),
		Remedy: "combine the values instead of collecting them: ReduceByKey, AggregateByKey; or raise spark.memory", Final: true}
}

// keyText is a key as an error names it.
func keyText(key reflect.Value) string {
	const longest = 100
	text := fmt.Sprintf("%+v", key.Interface())
	if key.Kind() == reflect.String {
		text = fmt.Sprintf("%q", key.Interface())
	}
	if len(text) > longest {
		text = text[:longest] + "..."
	}
	return text
}
