package spark

import (
	"bufio"
	bin "encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"gospark/engine"
)

// A checkpoint's file is this line and frames, each of a chunk of elements: how many bytes,
// how many elements, the checksum of all, the bytes. One without bytes is the last. The bytes
// are for this process, as those of spilled blocks.
const checkpointMagic = "gospark checkpoint 1\n"

// checkpointChunk is how many elements are encoded at once, and checkpointFrame how many
// bytes a frame has, about.
const (
	checkpointChunk = 1024
	checkpointFrame = 128 << 10
)

// writeCheckpoint writes a partition under a name of the attempt's own, and moves it into
// place when it is whole.
func writeCheckpoint(t *engine.Task, e engine.Elements, rows any, folder string) (err error) {
	f, err := os.CreateTemp(folder, ".part-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	w := bufio.NewWriterSize(f, readSize)
	_, err = w.WriteString(checkpointMagic)
	e.Gather(rows, func(chunk any) int {
		t.Check()
		if err == nil {
			err = writeChunk(t, w, e, chunk)
		}
		if err != nil {
			return 0
		}
		return checkpointChunk
	})
	if err == nil {
		err = writeFrame(w, 0, nil)
	}
	if err = errors.Join(err, w.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), partFile(folder, t.Partition))
}

// writeChunk writes the frames of a chunk.
func writeChunk(t *engine.Task, w io.Writer, e engine.Elements, chunk any) error {
	count, _ := e.Measure(chunk)
	for from := 0; from < count; {
		data, next, err := e.Encode(nil, chunk, from, checkpointFrame)
		if err == nil {
			err = writeFrame(w, next-from, data)
		}
		if err != nil {
			return err
		}
		t.Measure(engine.TaskMetrics{RecordsWritten: int64(next - from), BytesWritten: int64(len(data))})
		from = next
	}
	return nil
}

// checksum is that of a frame.
func checksum(head, data []byte) uint32 {
	return crc32.Update(crc32.Checksum(head, castagnoli), castagnoli, data)
}

func writeFrame(w io.Writer, count int, data []byte) error {
	var head [12]byte
	bin.LittleEndian.PutUint32(head[:], uint32(len(data)))
	bin.LittleEndian.PutUint32(head[4:], uint32(count))
	bin.LittleEndian.PutUint32(head[8:], checksum(head[:8], data))
	if _, err := w.Write(head[:]); err != nil {
		return err
	}
	_, err := w.Write(data)
	return err
}

func partFile(folder string, p int) string { return filepath.Join(folder, fmt.Sprintf("part-%05d", p)) }

// readCheckpoint are the rows of a file; one that isn't whole fails the task.
func readCheckpoint(t *engine.Task, e engine.Elements, path string) any {
	return e.Rows(t, func() func(more bool) any {
		r, err := openCheckpoint(path)
		if err != nil {
			panic(badCheckpoint(path, err))
		}
		return func(more bool) any {
			if !more {
				r.file.Close()
				return nil
			}
			chunk, size, err := r.next(e)
			if err != nil {
				r.file.Close()
				panic(badCheckpoint(path, err))
			}
			if chunk == nil {
				r.file.Close()
			}
			t.Measure(engine.TaskMetrics{BytesRead: int64(size)})
			return chunk
		}
	})
}

type checkpointReader struct {
	file *os.File
	in   *bufio.Reader
}

func openCheckpoint(path string) (*checkpointReader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r := &checkpointReader{f, bufio.NewReaderSize(f, readSize)}
	magic := make([]byte, len(checkpointMagic))
	if _, err := io.ReadFull(r.in, magic); err != nil || string(magic) != checkpointMagic {
		f.Close()
		return nil, errors.Join(errCorrupt, err)
	}
	return r, nil
}

// next is the chunk of the next frame, and how many bytes that has; nil after the last.
func (r *checkpointReader) next(e engine.Elements) (chunk any, size int, err error) {
	var head [12]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return nil, 0, errors.Join(errCorrupt, err)
	}
	want := int64(bin.LittleEndian.Uint32(head[:]))
	data, err := io.ReadAll(io.LimitReader(r.in, want)) // a wrong size must not ask for all memory at once
	if err == nil && int64(len(data)) < want {
		err = io.ErrUnexpectedEOF
	}
	if err != nil || checksum(head[:8], data) != bin.LittleEndian.Uint32(head[8:]) {
		return nil, 0, errors.Join(errCorrupt, err)
	}
	if len(data) == 0 && bin.LittleEndian.Uint32(head[4:]) == 0 {
		return nil, 0, nil
	}
	chunk, err = e.Decode(int(bin.LittleEndian.Uint32(head[4:])), data)
	return chunk, len(data), err
}

func badCheckpoint(path string, err error) error {
	text := "the checkpoint's file " + path + " is damaged: " + err.Error()
	if errors.Is(err, fs.ErrNotExist) {
		text = "the checkpoint's file " + path + " is gone"
	}
	return &engine.Fault{Err: &worded{text, err}, Remedy: "the lineage was cut at the checkpoint: make the RDD anew"}
}
