package hadoop

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Hadoop's stream of Snappy is of blocks: the length of a block's data, then chunks
// until they hold as much: the length of a chunk, and the chunk in Snappy's block format.
// Lengths are 4 bytes, big-endian.

// snappyBlock is how much Hadoop packs at once: its buffer of 256 KB less what packing may add.
const snappyBlock = 256<<10 - (256<<10/6 + 32)

type snappyWriter struct {
	to      io.Writer
	pending []byte
	packed  []byte
	began   bool
	err     error
}

func writeSnappy(w io.Writer) io.WriteCloser { return &snappyWriter{to: w} }

func (w *snappyWriter) Write(p []byte) (n int, err error) {
	for n < len(p) && w.err == nil {
		part := min(len(p)-n, snappyBlock-len(w.pending))
		w.pending = append(w.pending, p[n:n+part]...)
		n += part
		if len(w.pending) == snappyBlock {
			w.flush()
		}
	}
	return n, w.err
}

func (w *snappyWriter) flush() {
	w.packed = binary.BigEndian.AppendUint32(w.packed[:0], uint32(len(w.pending)))
	if len(w.pending) > 0 {
		w.packed = append(w.packed, 0, 0, 0, 0)
		w.packed = appendSnappy(w.packed, w.pending)
		binary.BigEndian.PutUint32(w.packed[4:], uint32(len(w.packed)-8))
	}
	w.pending, w.began = w.pending[:0], true
	_, w.err = w.to.Write(w.packed)
}

func (w *snappyWriter) Close() error {
	if w.err == nil && (len(w.pending) > 0 || !w.began) {
		w.flush()
	}
	return w.err
}

type snappyReader struct {
	from   io.Reader
	block  int // what the block has yet to yield
	chunk  []byte
	unread []byte
	packed []byte
}

func readSnappy(r io.Reader) (io.ReadCloser, error) { return io.NopCloser(&snappyReader{from: r}), nil }

func (r *snappyReader) Read(p []byte) (int, error) {
	for len(r.unread) == 0 {
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.unread)
	r.unread = r.unread[n:]
	return n, nil
}

// next unpacks the next chunk. The end of the stream is between blocks.
func (r *snappyReader) next() error {
	var size [4]byte
	for r.block == 0 {
		if _, err := io.ReadFull(r.from, size[:]); err != nil {
			return err
		}
		r.block = int(binary.BigEndian.Uint32(size[:]))
	}
	if _, err := io.ReadFull(r.from, size[:]); err != nil {
		return cut(err)
	}
	if err := r.readPacked(int(binary.BigEndian.Uint32(size[:]))); err != nil {
		return err
	}
	var err error
	if r.chunk, err = unpackSnappy(r.chunk[:0], r.packed, r.block); err != nil {
		return err
	}
	r.block -= len(r.chunk)
	r.unread = r.chunk
	return nil
}

// readPacked reads a chunk, whose length may be wrong: it takes memory as it reads.
func (r *snappyReader) readPacked(size int) error {
	r.packed = r.packed[:0]
	for len(r.packed) < size {
		have := len(r.packed)
		r.packed = append(r.packed, make([]byte, min(size-have, 1<<20))...)
		if _, err := io.ReadFull(r.from, r.packed[have:]); err != nil {
			return cut(err)
		}
	}
	return nil
}

// cut is the error of reading where more must come.
func cut(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

var errSnappy = errors.New("the data isn't Snappy's")

// unpackSnappy appends what one block of Snappy's format holds, which is at most limit bytes.
func unpackSnappy(to, from []byte, limit int) ([]byte, error) {
	length, size := binary.Uvarint(from)
	if size <= 0 {
		return to, errSnappy
	}
	if length > uint64(limit) {
		return to, fmt.Errorf("a chunk of %d bytes lies in a block of %d", length, limit)
	}
	base := len(to)
	for from = from[size:]; len(from) > 0; {
		var n, offset int
		switch tag := from[0]; tag & 3 {
		case 0:
			n, size = int(tag>>2)+1, 1
			if extra := n - 60; extra > 0 { // the length is in so many bytes
				if len(from) < 1+extra {
					return to, errSnappy
				}
				var wide [4]byte
				copy(wide[:], from[1:1+extra])
				n, size = int(binary.LittleEndian.Uint32(wide[:]))+1, 1+extra
			}
			if n > len(from)-size {
				return to, errSnappy
			}
			to = append(to, from[size:size+n]...)
			size += n
		case 1:
			if len(from) < 2 {
				return to, errSnappy
			}
			n, offset, size = int(tag>>2&7)+4, int(tag>>5)<<8|int(from[1]), 2
		case 2:
			if len(from) < 3 {
				return to, errSnappy
			}
			n, offset, size = int(tag>>2)+1, int(binary.LittleEndian.Uint16(from[1:])), 3
		case 3:
			if len(from) < 5 {
				return to, errSnappy
			}
			n, offset, size = int(tag>>2)+1, int(binary.LittleEndian.Uint32(from[1:])), 5
		}
		if from[0]&3 != 0 {
			if offset == 0 || offset > len(to)-base {
				return to, errSnappy
			}
			for range n { // what is copied may overlap with what is written
				to = append(to, to[len(to)-offset])
			}
		}
		if from = from[size:]; uint64(len(to)-base) > length {
			return to, errSnappy
		}
	}
	if uint64(len(to)-base) != length {
		return to, errSnappy
	}
	return to, nil
}

// appendSnappy appends from as one block of Snappy's format.
func appendSnappy(to, from []byte) []byte {
	to = binary.AppendUvarint(to, uint64(len(from)))
	for len(from) > 0 {
		part := from[:min(len(from), 1<<16)] // so that offsets fit into 16 bits
		to = appendFragment(to, part)
		from = from[len(part):]
	}
	return to
}

const snappyTable = 14 // bits of the hashes of places

// appendFragment packs at most 64 KB: at each place it looks where the same four bytes
// stood last, and the longer it finds nothing, the wider it steps.
func appendFragment(to, from []byte) []byte {
	var table [1 << snappyTable]uint16 // 1 more than the place
	literal := 0
	for at, missed := 0, 0; at+4 <= len(from); {
		word := binary.LittleEndian.Uint32(from[at:])
		slot := &table[word*0x1e35a7bd>>(32-snappyTable)]
		before := int(*slot) - 1
		if at < 1<<16-1 {
			*slot = uint16(at + 1)
		}
		if before < 0 || binary.LittleEndian.Uint32(from[before:]) != word {
			missed++
			at += 1 + missed>>5
			continue
		}
		end := at + 4
		for end < len(from) && from[end] == from[before+end-at] {
			end++
		}
		to = appendLiteral(to, from[literal:at])
		to = appendCopy(to, at-before, end-at)
		at, literal, missed = end, end, 0
	}
	return appendLiteral(to, from[literal:])
}

func appendLiteral(to, s []byte) []byte {
	switch n := len(s) - 1; {
	case n < 0:
		return to
	case n < 60:
		to = append(to, byte(n<<2))
	case n < 1<<8:
		to = append(to, 60<<2, byte(n))
	default:
		to = append(to, 61<<2, byte(n), byte(n>>8))
	}
	return append(to, s...)
}

func appendCopy(to []byte, offset, n int) []byte {
	for n > 64 {
		part := min(n, 64)
		if n < 68 {
			part = 60 // so that four are left
		}
		to = append(to, byte((part-1)<<2|2), byte(offset), byte(offset>>8))
		n -= part
	}
	if n < 12 && offset < 2048 {
		return append(to, byte(offset>>8<<5|(n-4)<<2|1), byte(offset))
	}
	return append(to, byte((n-1)<<2|2), byte(offset), byte(offset>>8))
}
