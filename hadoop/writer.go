package hadoop

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
)

// A Writer writes a SequenceFile.
type Writer struct {
	header Header
	to     io.Writer
	pos    int64
	synced int64 // where the last marker stands
	buf    []byte
	packed bytes.Buffer
	count  int       // records of the block
	parts  [4][]byte // lengths of keys, keys, lengths of values, values
	err    error
}

// blockSize is how much of keys and values is packed together, as Hadoop has it.
const blockSize = 1_000_000

// NewWriter writes a header to w, with a new marker. It fails where the header's codec can't pack.
func NewWriter(w io.Writer, h Header) (*Writer, error) {
	if h.Compression != Unpacked && h.Codec.Writer == nil {
		return nil, fmt.Errorf("%s can be read, but not written", h.Codec.Name)
	}
	for i := 0; i < syncSize; i += 8 {
		binary.BigEndian.PutUint64(h.Sync[i:], rand.Uint64())
	}
	f := &Writer{header: h, to: w}
	f.write(h.append(nil))
	f.synced = f.pos
	return f, f.err
}

func (w *Writer) write(b []byte) {
	if w.err == nil {
		_, w.err = w.to.Write(b)
		w.pos += int64(len(b))
	}
}

var errLargeRecord = errors.New("a record of 2 GB or more doesn't fit into a SequenceFile")

// Append adds a record, given as its classes write it. It keeps neither slice.
func (w *Writer) Append(key, value []byte) error {
	if len(key)+len(value) > math.MaxInt32 {
		return errLargeRecord
	}
	if w.header.Compression == ByBlock {
		w.parts[0] = AppendVint(w.parts[0], int64(len(key)))
		w.parts[1] = append(w.parts[1], key...)
		w.parts[2] = AppendVint(w.parts[2], int64(len(value)))
		w.parts[3] = append(w.parts[3], value...)
		w.count++
		if len(w.parts[1])+len(w.parts[3]) >= blockSize {
			w.flush()
		}
		return w.err
	}
	if w.header.Compression == ByRecord {
		value = w.pack(value)
	}
	if w.pos >= w.synced+syncInterval {
		w.mark()
	}
	w.buf = AppendInt(w.buf[:0], int32(len(key)+len(value)))
	w.buf = AppendInt(w.buf, int32(len(key)))
	w.write(append(w.buf, key...))
	w.write(value)
	return w.err
}

// mark writes a marker.
func (w *Writer) mark() {
	w.synced = w.pos
	w.write(append([]byte{0xff, 0xff, 0xff, 0xff}, w.header.Sync[:]...))
}

// pack is b packed: good until it is called again.
func (w *Writer) pack(b []byte) []byte {
	w.packed.Reset()
	z := w.header.Codec.Writer(&w.packed)
	_, err := z.Write(b)
	if err = errors.Join(err, z.Close()); w.err == nil {
		w.err = err
	}
	return w.packed.Bytes()
}

// flush writes the block.
func (w *Writer) flush() {
	if w.count == 0 {
		return
	}
	w.mark()
	w.write(AppendVint(nil, int64(w.count)))
	for i, part := range w.parts {
		packed := w.pack(part)
		w.write(AppendVint(nil, int64(len(packed))))
		w.write(packed)
		w.parts[i] = part[:0]
	}
	w.count = 0
}

// Close writes what is left. It doesn't close what the file is written to.
func (w *Writer) Close() error {
	w.flush()
	return w.err
}
