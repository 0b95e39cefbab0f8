package hadoop

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// Compression is what of a SequenceFile is packed.
type Compression int

const (
	Unpacked Compression = iota
	ByRecord             // each value by itself
	ByBlock              // keys and values of many records together
)

const (
	version      = 6
	syncSize     = 16
	syncInterval = 5 * 1024 * (4 + syncSize) // Hadoop's
)

// MinSplit is the least size of the parts of a SequenceFile that are read each by its own task.
const MinSplit = syncInterval

// A Header is how a SequenceFile begins.
type Header struct {
	Key, Value  string // Java classes
	Compression Compression
	Codec       *Codec // where something is packed
	Metadata    map[string]string
	Sync        [syncSize]byte
}

// append appends the header.
func (h *Header) append(b []byte) []byte {
	b = append(b, 'S', 'E', 'Q', version)
	b = appendText(appendText(b, h.Key), h.Value)
	b = AppendBool(AppendBool(b, h.Compression != Unpacked), h.Compression == ByBlock)
	if h.Compression != Unpacked {
		b = appendText(b, codecPackage+h.Codec.Class)
	}
	b = AppendInt(b, int32(len(h.Metadata)))
	for _, name := range slices.Sorted(maps.Keys(h.Metadata)) {
		b = appendText(appendText(b, name), h.Metadata[name])
	}
	return append(b, h.Sync[:]...)
}

// headerReader reads a header; its first error stays.
type headerReader struct {
	r   *bufio.Reader
	pos int64
	err error
}

// longestName bounds what is read of a name before anything is known to be right.
const longestName = 1 << 20

func (h *headerReader) next(n int) []byte {
	b := make([]byte, n)
	if h.err == nil {
		var got int
		got, h.err = io.ReadFull(h.r, b)
		h.pos += int64(got)
	}
	return b
}

func (h *headerReader) text() string {
	first := h.next(1)
	if size := int8(first[0]); size < -112 && h.err == nil { // more bytes of the length
		more := -112 - int(size)
		if size < -120 {
			more = -120 - int(size)
		}
		first = append(first, h.next(more)...)
	}
	if h.err != nil {
		return ""
	}
	n, _, err := vlength(first)
	if err == nil && n > longestName {
		err = fmt.Errorf("a name of %d bytes", n)
	}
	if err != nil {
		h.err = err
		return ""
	}
	return string(h.next(n))
}

// readHeader reads a header, and says where it ends.
func readHeader(r *bufio.Reader) (h Header, end int64, err error) {
	in := &headerReader{r: r}
	magic := in.next(4)
	switch {
	case in.err != nil || string(magic[:3]) != "SEQ":
		return h, 0, errors.New(`no SequenceFile: it doesn't begin with "SEQ"`)
	case magic[3] != version:
		return h, 3, fmt.Errorf("a SequenceFile of version %d: only version %d can be read", magic[3], version)
	}
	h.Key, h.Value = in.text(), in.text()
	packed, blocks := in.next(1)[0] != 0, in.next(1)[0] != 0
	switch {
	case blocks && packed:
		h.Compression = ByBlock
	case packed:
		h.Compression = ByRecord
	case blocks && in.err == nil:
		in.err = errors.New("its header says that it is in blocks, and that it isn't packed")
	}
	if packed {
		class := in.text()
		if in.err == nil {
			h.Codec, in.err = byClass(class)
		}
	}
	for n := int32(binary.BigEndian.Uint32(in.next(4))); n > 0 && in.err == nil; n-- {
		if h.Metadata == nil {
			h.Metadata = map[string]string{}
		}
		name := in.text()
		h.Metadata[name] = in.text()
	}
	copy(h.Sync[:], in.next(syncSize))
	if in.err == io.EOF || in.err == io.ErrUnexpectedEOF {
		in.err = errors.New("it ends in the middle of the header")
	}
	return h, in.pos, in.err
}
