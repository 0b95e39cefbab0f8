package engine

import (
	"gospark/engine/disk"
)

// A Block is elements at rest: chunks, which are slices of them, on disk and behind these in memory.
type Block struct {
	count  int
	file   *disk.File // of frames
	frames []disk.Frame
	chunks []any
	size   int64 // of chunks, estimated
}

// Count is the number of elements.
func (b *Block) Count() int { return b.count }

// Size is the estimated number of bytes in memory.
func (b *Block) Size() int64 { return b.size }

// DiskSize is the number of bytes on disk.
func (b *Block) DiskSize() int64 {
	n := int64(0)
	for _, f := range b.frames {
		n += f.Size
	}
	return n
}

// Chunks begin a reading of chunks. next is the next chunk, or nil at the end; next(false) ends the reading.
type Chunks func() (next func(more bool) any)

// A chunkReader reads a block's chunks one by one.
type chunkReader struct {
	block    Block
	elements Elements
	lost     func(error) // what to do about a frame that can't be read; it doesn't return
	file     *disk.Reader
	at       int
}

// next is the next chunk, or nil at the end.
func (r *chunkReader) next() any {
	i := r.at
	r.at++
	if i < len(r.block.frames) {
		return r.decoded(r.block.frames[i])
	}
	r.close()
	if i -= len(r.block.frames); i < len(r.block.chunks) {
		return r.unpacked(r.block.chunks[i])
	}
	return nil
}

func (r *chunkReader) decoded(f disk.Frame) any {
	if r.file == nil {
		r.file = r.block.file.Reader()
	}
	data, err := r.file.Read(f)
	if err != nil {
		r.lost(err)
	}
	return r.decode(f.Count, data)
}

func (r *chunkReader) unpacked(chunk any) any {
	if p, ok := chunk.(*packed); ok {
		return r.decode(p.count, p.data)
	}
	return chunk
}

func (r *chunkReader) decode(count int, data []byte) any {
	chunk, err := r.elements.Decode(count, data)
	if err != nil {
		r.lost(err)
	}
	return chunk
}

func (r *chunkReader) close() {
	if r.file != nil {
		r.file.Close()
		r.file = nil
	}
}

// chunksOf are the chunks of what reader(0) to reader(n-1) read.
func chunksOf(n int, reader func(i int) *chunkReader) Chunks {
	return func() func(more bool) any {
		i, r := 0, (*chunkReader)(nil)
		return func(more bool) any {
			for more {
				if r == nil {
					if i == n {
						return nil
					}
					r = reader(i)
					i++
				}
				if c := r.next(); c != nil {
					return c
				}
				r = nil
			}
			if r != nil {
				r.close()
			}
			return nil
		}
	}
}
