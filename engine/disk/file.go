package disk

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"sync"
)

// Codec is the number of the way in which elements are written in frames.
const Codec = 1

// A frame's header: its codec and format, the count of what is in it, the size of its bytes, and
// the checksum of all of these and the bytes.
const (
	magic      = 0x47530000 | Codec
	headerSize = 4 + 4 + 8 + 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A File has frames, one after the other. One goroutine may write to it at a time; any
// number may read meanwhile what is written.
type File struct {
	folder *Folder
	path   string

	mu   sync.Mutex
	w    fileWriter // while it is written to
	size int64
	gone bool
}

// What an open file is here. A cell compiles what the types that it reaches mention, and all of os.File is a lot.
type (
	fileWriter interface {
		io.WriterAt
		io.Closer
	}
	fileReader interface {
		io.ReaderAt
		io.Closer
	}
)

// A Frame is where bytes are in a file.
type Frame struct {
	Offset int64
	Size   int64 // of the frame, its header included
	Count  int
}

// Path is the file's path.
func (f *File) Path() string { return f.path }

// Append writes data as a frame of count elements. The error is a *WriteError; what was
// written before is still there.
func (f *File) Append(count int, data []byte) (Frame, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := Frame{Offset: f.size, Size: headerSize + int64(len(data)), Count: count}
	if err := f.write(at, header(count, data), data); err != nil {
		return Frame{}, &WriteError{f.path, err}
	}
	f.size += at.Size
	return at, nil
}

func (f *File) write(at Frame, parts ...[]byte) error {
	if f.gone {
		return os.ErrClosed
	}
	if f.w == nil {
		w, err := f.folder.open(f.path)
		if err != nil {
			return err
		}
		f.w = w
	}
	if err := f.folder.reserve(at.Size); err != nil {
		return err
	}
	offset := at.Offset
	for _, p := range parts {
		if _, err := f.w.WriteAt(p, offset); err != nil {
			f.folder.used.Add(-at.Size)
			return err
		}
		offset += int64(len(p))
	}
	return nil
}

func header(count int, data []byte) []byte {
	h := make([]byte, headerSize)
	binary.LittleEndian.PutUint32(h[0:], magic)
	binary.LittleEndian.PutUint32(h[4:], uint32(count))
	binary.LittleEndian.PutUint64(h[8:], uint64(len(data)))
	sum := crc32.Update(crc32.Checksum(h[:16], castagnoli), castagnoli, data)
	binary.LittleEndian.PutUint32(h[16:], sum)
	return h
}

// Flush ends the writing for now: the file takes no descriptor until the next frame.
func (f *File) Flush() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.w == nil {
		return nil
	}
	err := f.w.Close()
	f.w = nil
	if err != nil {
		return &WriteError{f.path, err}
	}
	return nil
}

// Remove removes the file. It may be called again.
func (f *File) Remove() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gone {
		return
	}
	f.gone = true
	if f.w != nil {
		f.w.Close()
		f.w = nil
	}
	if f.size > 0 || f.exists() {
		os.Remove(f.path)
	}
	f.folder.used.Add(-f.size)
}

func (f *File) exists() bool {
	_, err := os.Lstat(f.path)
	return err == nil
}

// A Reader reads frames of a file.
type Reader struct {
	file *File
	r    fileReader
	buf  []byte
}

// Reader opens the file when the first frame is read.
func (f *File) Reader() *Reader { return &Reader{file: f} }

// Read is the bytes of a frame, valid until the next call. The error is a *CorruptError.
func (r *Reader) Read(at Frame) ([]byte, error) {
	data, err := r.read(at)
	if err != nil {
		return nil, &CorruptError{r.file.path, err}
	}
	return data, nil
}

func (r *Reader) read(at Frame) ([]byte, error) {
	if r.r == nil {
		f, err := os.Open(r.file.path)
		if err != nil {
			return nil, err
		}
		r.r = f
	}
	if int64(cap(r.buf)) < at.Size {
		r.buf = make([]byte, at.Size)
	}
	b := r.buf[:at.Size]
	if _, err := r.r.ReadAt(b, at.Offset); err != nil {
		return nil, err
	}
	if [headerSize]byte(b) != [headerSize]byte(header(at.Count, b[headerSize:])) {
		return nil, errors.New("its checksum is wrong")
	}
	return b[headerSize:], nil
}

// Close closes the file. It may be called again, and reading goes on by another Read.
func (r *Reader) Close() {
	if r.r != nil {
		r.r.Close()
		r.r = nil
	}
}

// A CorruptError is why what was written to a file can't be read any more.
type CorruptError struct {
	Path string
	Err  error
}

// Error says which file it is.
func (e *CorruptError) Error() string {
	err := e.Err
	if p := (*os.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Sprintf("the spill file %s is lost: %v", e.Path, err)
}

// Unwrap is the cause.
func (e *CorruptError) Unwrap() error { return e.Err }
