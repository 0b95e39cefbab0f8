package engine

import (
	"errors"
	"fmt"
	"slices"

	"gospark/engine/disk"
)

const (
	// frameSize is how many bytes of elements a frame on disk has, about.
	frameSize = 128 << 10
	// Chunks begin small, so that small blocks are, and double within limits.
	fewestElements, mostElements = 16, 4096
	largestChunk                 = 1 << 20 // bytes, about
	// leastSpilled is the part of its task's share that an output must hold before it goes
	// to disk: less would make many small frames.
	leastSpilled = 4
	// filling is the part of the share that all chunks may take that are being filled.
	filling = 16
)

// An Output is blocks that a task makes. Their chunks stay in memory as long as there is
// room; then they go to disk, behind those that went there before, and more may follow.
type Output struct {
	t        *Task // nil once the blocks are at rest
	memory   *memory
	elements Elements
	blocks   []Block
	held     int64 // in memory
	file     *disk.File
	spilled  bool // something is on disk

	level   StorageLevel // how the blocks are kept
	spared  int          // the node whose blocks must not make room for these, or noNode
	stopped bool         // they don't fit in memory, and can't be written
	places  []int32      // at rest, which of the blocks those are that aren't empty; nil for all
}

// noNode is the number of no node.
const noNode = -1

// packed is a chunk in memory that is encoded.
type packed struct {
	count int
	data  []byte
}

// Output begins n blocks of elements.
func (t *Task) Output(elements Elements, n int) *Output {
	return t.output(elements, n, memoryAndDisk, noNode)
}

// OutputOnDisk begins n blocks whose chunks go to disk at once.
func (t *Task) OutputOnDisk(elements Elements, n int) *Output {
	return t.output(elements, n, diskOnly, noNode)
}

func (t *Task) output(elements Elements, n int, level StorageLevel, spared int) *Output {
	o := &Output{t: t, memory: t.engine.memory, elements: elements, blocks: make([]Block, n), level: level, spared: spared}
	t.outputs = append(t.outputs, o)
	return o
}

// Grow adds a block, and returns its number.
func (o *Output) Grow() int {
	o.blocks = append(o.blocks, Block{})
	return len(o.blocks) - 1
}

// Add adds a chunk to a block, and says how many elements the next one may have; 0
// when no more are wanted. An empty chunk only asks.
func (o *Output) Add(to int, chunk any) (next int) {
	count, size := o.elements.Measure(chunk)
	if count == 0 {
		return fewestElements
	}
	b := &o.blocks[to]
	b.count += count
	switch {
	case !o.level.UseMemory:
		o.t.must(o.write(b, chunk))
		o.t.memoryBytes += size
	case o.level.Deserialized:
		o.keep(b, chunk, size)
	default:
		o.pack(b, chunk)
	}
	if o.stopped {
		return 0
	}
	most := min(largestChunk, o.memory.share()/filling/int64(len(o.blocks))) * int64(count) / max(1, size)
	return int(max(1, min(int64(2*count), most, mostElements)))
}

// keep leaves a chunk in memory, if there is room.
func (o *Output) keep(b *Block, chunk any, size int64) {
	b.chunks = append(b.chunks, chunk)
	b.size += size
	o.held += size
	m := o.memory
	if m.add(size, o.spared) || o.held < m.share()/leastSpilled {
		return
	}
	switch err := o.elements.Spills(); {
	case err == nil:
		o.spill()
	case o.spared != noNode && !o.level.UseDisk:
		o.stopped = true
	case m.used.Load() > m.limit+m.limit/leastSpilled:
		o.t.Fail(unspillable(err))
	}
}

// pack keeps a chunk as bytes.
func (o *Output) pack(b *Block, chunk any) {
	o.t.must(encode(o.elements, []any{chunk}, func(count int, data []byte) error {
		o.keep(b, &packed{count, data}, int64(len(data)))
		return nil
	}))
}

// spill writes what is in memory to disk.
func (o *Output) spill() {
	for i := range o.blocks {
		b := &o.blocks[i]
		if len(b.chunks) > 0 {
			o.t.must(o.write(b, b.chunks...))
			b.chunks, b.size = nil, 0
		}
	}
	o.t.memoryBytes += o.held
	o.memory.add(-o.held, noNode)
	o.held = 0
}

// write adds chunks to a block's frames. The error is a *Fault.
func (o *Output) write(b *Block, chunks ...any) error {
	o.spilled = true
	return encode(o.elements, chunks, func(count int, data []byte) error {
		if o.file == nil {
			f, err := o.memory.disk.Create()
			if err != nil {
				return unwritable(err)
			}
			o.file = f
		}
		at, err := o.file.Append(count, data)
		if err != nil {
			return unwritable(err)
		}
		b.file = o.file
		b.frames = append(b.frames, at)
		if o.t != nil {
			o.t.diskBytes += at.Size
		}
		return nil
	})
}

// encode makes frames of chunks, of about frameSize bytes each. The error is a *Fault.
func encode(elements Elements, chunks []any, frame func(count int, data []byte) error) (err error) {
	var data []byte
	count := 0
	flush := func() error {
		if count == 0 {
			return nil
		}
		err := frame(count, data)
		data, count = nil, 0
		return err
	}
	for _, c := range chunks {
		if p, ok := c.(*packed); ok {
			if err := errors.Join(flush(), frame(p.count, p.data)); err != nil {
				return err
			}
			continue
		}
		all, _ := elements.Measure(c)
		for from, next := 0, 0; from < all; from = next {
			if data, next, err = elements.Encode(data, c, from, frameSize); err != nil {
				return unspillable(err)
			}
			if count += next - from; len(data) < frameSize {
				continue
			}
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// unwritable is the error of a disk that takes no more.
func unwritable(err error) error {
	return &Fault{Err: err, Remedy: "make room there, have spark.local.dir name a folder on another disk, or raise spark.memory"}
}

// unspillable is the error of elements that don't fit in memory and can't be written.
func unspillable(err error) error {
	return &Fault{Err: fmt.Errorf("the elements don't fit in memory and can't be written to disk: %w", err),
		Remedy: "raise spark.memory, or make elements of them that can be written"}
}

// Rows are the rows of a block; more may be added to others.
func (o *Output) Rows(i int) any {
	return o.elements.Rows(o.t, chunksOf(1, func(int) *chunkReader { return o.reader(i) }))
}

// Next yields a block's chunks one by one, and nil at the end; stop ends it before that.
func (o *Output) Next(i int) (next func() any, stop func()) {
	r := o.reader(i)
	return r.next, r.close
}

func (o *Output) reader(i int) *chunkReader {
	return o.t.reader(o.blocks[i], o.elements, func(err error) error { return &lostBlock{owner: nobody, err: err} })
}

// compact leaves out the empty blocks, if most are: of ten thousand tasks for as many partitions nearly all are.
func (o *Output) compact() {
	some := 0
	for _, b := range o.blocks {
		if b.count > 0 {
			some++
		}
	}
	if some > len(o.blocks)/2 {
		return
	}
	full, places := make([]Block, 0, some), make([]int32, 0, some)
	for i, b := range o.blocks {
		if b.count > 0 {
			full, places = append(full, b), append(places, int32(i))
		}
	}
	o.blocks, o.places = full, places
}

// block is a block at rest.
func (o *Output) block(i int) Block {
	if o.places == nil {
		return o.blocks[i]
	}
	if at, ok := slices.BinarySearch(o.places, int32(i)); ok {
		return o.blocks[at]
	}
	return Block{}
}

// flush ends the writing for now.
func (o *Output) flush() error {
	if o.file == nil {
		return nil
	}
	if err := o.file.Flush(); err != nil {
		return unwritable(err)
	}
	return nil
}

// Discard gives back what the blocks take before the task ends.
func (o *Output) Discard() {
	o.t.forget(o)
	o.discard()
}

// discard gives back the memory and removes the file.
func (o *Output) discard() {
	o.memory.add(-o.held, noNode)
	o.held = 0
	if o.file != nil {
		o.file.Remove()
	}
	o.blocks, o.file = nil, nil
}
