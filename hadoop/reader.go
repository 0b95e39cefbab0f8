package hadoop

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// An Error is what is wrong with a SequenceFile, and where.
type Error struct {
	Path   string
	Offset int64
	Err    error
}

func (e *Error) Error() string { return fmt.Sprintf("%s, at byte %d: %v", e.Path, e.Offset, e.Err) }
func (e *Error) Unwrap() error { return e.Err }

// A Reader reads the records of a part of a SequenceFile.
type Reader struct {
	Header
	path string
	file io.ReadSeeker
	in   *bufio.Reader
	pos  int64 // of in
	size int64
	end  int64 // of the part
	at   int64 // where the record that was read last begins
	buf  []byte
	raw  bytes.Reader
	val  []byte // an unpacked value
	block
}

const readSize = 64 << 10

// NewReader reads the header of a file of size bytes, and goes to the first record of
// the part from start up to, but not including, end. path is for errors, which are *Errors.
func NewReader(path string, file io.ReadSeeker, size, start, end int64) (*Reader, error) {
	r := &Reader{path: path, file: file, in: bufio.NewReaderSize(file, readSize), size: size, end: end}
	var err error
	if r.Header, r.pos, err = readHeader(r.in); err != nil {
		return nil, r.wrong(r.pos, err)
	}
	// What begins right behind the header belongs to the first part, however small that is.
	first := r.pos + 1
	if start > 0 {
		return r, r.seekSync(max(start, first))
	}
	r.end = max(end, first)
	return r, nil
}

func (r *Reader) wrong(at int64, err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = errors.New("the file ends in the middle of a record")
	}
	return &Error{r.path, at, err}
}

// Place is where the record that was read last begins, for errors.
func (r *Reader) Place(err error) error { return r.wrong(r.at, err) }

// seekSync goes to the first marker whose -1 begins at from or behind it, or to the end.
func (r *Reader) seekSync(from int64) error {
	if from >= r.size {
		r.pos = r.size
		r.in.Reset(bytes.NewReader(nil))
		return nil
	}
	if _, err := r.file.Seek(from, io.SeekStart); err != nil {
		return r.wrong(from, err)
	}
	r.in.Reset(r.file)
	r.pos = from
	mark := append([]byte{0xff, 0xff, 0xff, 0xff}, r.Sync[:]...)
	for {
		window, err := r.in.Peek(readSize)
		if at := bytes.Index(window, mark); at >= 0 {
			r.skip(at)
			return nil
		}
		if err == io.EOF {
			r.skip(len(window))
			return nil
		} else if err != nil {
			return r.wrong(r.pos, err)
		}
		r.skip(len(window) - len(mark) + 1)
	}
}

func (r *Reader) skip(n int) {
	r.in.Discard(n)
	r.pos += int64(n)
}

// Next is the next record's key and value, in slices that are good until it is called
// again, or io.EOF at the end of the part.
func (r *Reader) Next() (key, value []byte, err error) {
	if r.Compression == ByBlock {
		return r.nextOfBlock()
	}
	r.at = r.pos
	length, err := r.length()
	if err != nil {
		return nil, nil, err
	}
	keyLength, err := r.int()
	switch {
	case err != nil:
		return nil, nil, r.wrong(r.at, err)
	case length < 0 || keyLength < 0 || keyLength > length || int64(length) > r.size-r.pos:
		return nil, nil, r.wrong(r.at, fmt.Errorf("a record of %d bytes whose key has %d, where %d are left", length, keyLength, r.size-r.pos))
	}
	if r.buf, err = r.read(r.buf[:0], int(length)); err != nil {
		return nil, nil, r.wrong(r.at, err)
	}
	key, value = r.buf[:keyLength:keyLength], r.buf[keyLength:]
	if r.Compression == ByRecord {
		r.raw.Reset(value)
		if r.val, err = r.Codec.unpack(r.val[:0], &r.raw); err != nil {
			return nil, nil, r.Place(broken(err))
		}
		value = r.val
	}
	return key, value, nil
}

// length reads the length of a record or, in a file of blocks, -1, with the marker
// that may stand before. It is io.EOF at the end of the part.
func (r *Reader) length() (int32, error) {
	start := r.pos
	if start >= r.size {
		return 0, io.EOF
	}
	n, err := r.int()
	if err != nil {
		return 0, r.wrong(start, err)
	}
	if n != -1 {
		if r.Compression == ByBlock {
			return 0, r.wrong(start, errors.New("no sync marker stands where one belongs"))
		}
		return n, nil
	}
	if start >= r.end {
		return 0, io.EOF
	}
	if r.buf, err = r.read(r.buf[:0], syncSize); err != nil {
		return 0, r.wrong(start, err)
	}
	if !bytes.Equal(r.buf, r.Sync[:]) {
		return 0, r.wrong(start, errors.New("a sync marker isn't that of the file"))
	}
	if r.Compression == ByBlock {
		return n, nil
	}
	if r.pos >= r.size {
		return 0, io.EOF
	}
	if n, err = r.int(); err != nil {
		return 0, r.wrong(start, err)
	}
	return n, nil
}

func (r *Reader) int() (int32, error) {
	var err error
	if r.buf, err = r.read(r.buf[:0], 4); err != nil {
		return 0, err
	}
	return int32(binary.BigEndian.Uint32(r.buf)), nil
}

// read appends n bytes to b; n is at most what is left of the file.
func (r *Reader) read(b []byte, n int) ([]byte, error) {
	if int64(n) > r.size-r.pos {
		return b, io.ErrUnexpectedEOF
	}
	have := len(b)
	if cap(b) < have+n {
		b = append(b, make([]byte, n)...)
	}
	b = b[:have+n]
	got, err := io.ReadFull(r.in, b[have:])
	r.pos += int64(got)
	return b, err
}

// vint reads a number that can't be negative.
func (r *Reader) vint() (int, error) {
	var b [9]byte
	for i := range b {
		if r.pos >= r.size {
			return 0, io.ErrUnexpectedEOF
		}
		c, err := r.in.ReadByte()
		if err != nil {
			return 0, err
		}
		r.pos++
		b[i] = c
		n, _, err := Vint(b[:i+1])
		switch {
		case err == errShort:
		case n < 0 || n > math.MaxInt32:
			return 0, fmt.Errorf("a length of %d", n)
		default:
			return int(n), err
		}
	}
	return 0, errShort
}

// broken is the error of packed data, which may end too early: so does the file not.
func broken(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("packed data ends too early")
	}
	return err
}
