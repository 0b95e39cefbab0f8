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
	// growing is the part of a slice that is there twice while it grows, about.
	growing = 4
	// A table is looked at after firstLook elements, and then when half of what it may still take
	// could be taken.
	firstLook, oftenLook, seldomLook = 64, 16, 1 << 16
	// looking is the part of a table that is added at least before it is looked at again: a look takes as long as it is large.
	looking = 32
)

// A divider watches how large a table of values by key becomes, on behalf of a task. When it is
// too large, its rows go to files by the hash of their keys; so do those after them,
// and in the end the table is made for one file after the other.
type divider struct {
	t     *engine.Task
	keys  *keyOps
	elem  *elem // of the result; nil where the caller chains the results of parts
	depth int
	lease *engine.Lease
	// again makes the result for parts of the inputs.
	again func(d *divider, inputs []any) any
	// into, where it isn't nil, takes the rows of a full table instead of files: a shuffle.
	into  func(rows any)
	elems []*elem // of the inputs
	outs  []*engine.Output
	last  *divider // of the part that was asked for last
	rows  any      // its result
}

// divide makes the result of a table for inputs whose elements begin with a key.
func divide(t *engine.Task, k *keyOps, e *elem, again func(d *divider, inputs []any) any, elems []*elem, inputs ...any) any {
	return again(&divider{t: t, keys: k, elem: e, lease: t.Lease(), again: again, elems: elems}, inputs)
}

// look counts the memory of a table, flushes it if that is too much, and says after how many more
// elements to look again. It panics with a *engine.Fault that names the key with most
// values when the table can't be divided and is larger than the budget.
func (d *divider) look(table any) (next int) {
	rows := rowsIn(table)
	count, size := measure(rows)
	size += size / growing
	size += int64(count) * indexSize
	if !d.lease.Resize(size) {
		if d.divides(count) {
			d.flush(table)
			return firstLook
		}
		if !d.lease.Exceed(size) {
			d.t.Fail(d.tooLarge(rows))
		}
	}
	return lookAfter(count, size, d.t.Share())
}

// lookAfter is how many elements may follow until a table of so many and such a size is looked at again.
func lookAfter(count int, size, share int64) int {
	room := max(0, share-size) / 2 * int64(count) / max(1, size)
	return int(max(oftenLook, int64(count/looking), min(room, int64(max(seldomLook, count)))))
}

// divides tells whether it would help to divide a table of so many rows.
func (d *divider) divides(rows int) bool {
	if d.into != nil {
		return true
	}
	return rows > 1 && d.depth < deepestDivision && d.unspillable() == nil
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

// flush puts the rows of a table where there is room for them, and makes it empty.
func (d *divider) flush(table any) {
	rows := rowsIn(table)
	for i, e := range d.elems {
		in := any(nil)
		if reflect.TypeOf(rows).Elem() == typeOf(e) {
			in = e.replay(d.t, these(rows))
		} else {
			in = apart(e, rows, i)
		}
		d.put(i, in)
	}
	forget(table)
}

// put puts rows of an input into the files.
func (d *divider) put(input int, rows any) {
	if d.into != nil {
		d.into(rows)
		return
	}
	if d.outs == nil {
		for _, e := range d.elems {
			d.outs = append(d.outs, d.t.OutputOnDisk(e, buckets))
		}
	}
	d.overflow(input, rows)
}

// overflow puts into the files those rows of an input that come when others are there already: a table that only
// collects values would hold them for nothing.
func (d *divider) overflow(input int, rows any) {
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

// rest is the result of a table whose rows are of the elements of the result, or in files by now.
func (d *divider) rest(table any) any {
	if !d.divided() {
		return d.elem.replay(d.t, these(rowsIn(table)))
	}
	d.flush(table)
	discard(table)
	return d.chained()
}

// chained is the results of all parts, one after the other.
func (d *divider) chained() any {
	return d.elem.chain(buckets, func(i int) any {
		d.part(i, nil)
		return d.rows
	})
}

// part makes rows the result of the i-th part, and tells whether there is one. What the table still has
// is flushed before.
func (d *divider) part(i int, table any) bool {
	if !d.divided() || i == buckets {
		return false
	}
	if i == 0 {
		if table != nil {
			d.flush(table)
			discard(table)
		}
		d.last = d
	}
	d.last.lease.Release()
	d.last = &divider{t: d.t, keys: d.keys, elem: d.elem, depth: d.depth + 1, lease: d.t.Lease(), again: d.again, elems: d.elems}
	inputs := make([]any, len(d.outs))
	for k, out := range d.outs {
		inputs[k] = out.Rows(i)
	}
	d.rows = d.again(d.last, inputs)
	return true
}

// tooLarge is the error of a table that can't be divided and is larger than all memory.
func (d *divider) tooLarge(rows any) error {
	budget := engine.FormatBytes(d.t.Budget())
	if err := d.unspillable(); err != nil {
		return &engine.Fault{Err: fmt.Errorf("the values by key don't fit in spark.memory (%s) and can't be written to disk: %w", budget, err),
			Remedy: "raise spark.memory, or make elements of them that can be written", Final: true}
	}
	v := reflect.ValueOf(rows)
	s, at, largest := sizerFor(v.Type().Elem()), 0, int64(-1)
	for i := range v.Len() {
		if size := s.held(v.Index(i).Addr().UnsafePointer(), 1); size > largest {
			at, largest = i, size
		}
	}
	key := reflect.NewAt(keyType(d.keys), v.Index(at).Addr().UnsafePointer()).Elem()
	return &engine.Fault{Err: fmt.Errorf("the values of key %s alone don't fit in spark.memory (%s)", keyText(key), budget),
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
