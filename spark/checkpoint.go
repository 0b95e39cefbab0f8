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
	"strconv"
	"strings"

	"gospark/engine"
)

// ErrCheckpointLost is the cause of the failure of a task that needs a partition of a
// locally checkpointed RDD which isn't kept any more: there is nothing to compute it from.
var ErrCheckpointLost = errors.New("[CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND] Checkpoint block not found")

// SetCheckpointDir says where Checkpoint saves partitions: in a folder of its own within dir,
// which is made if need be.
func (sc *Context) SetCheckpointDir(dir string) {
	const op = "setCheckpointDir"
	sc.check(op)
	if strings.TrimSpace(dir) == "" {
		panic(definition(op, "the path is empty", "name a folder"))
	}
	err := os.MkdirAll(localPath(dir), 0o777)
	if err == nil {
		dir, err = os.MkdirTemp(localPath(dir), "checkpoint-")
	}
	if err != nil {
		e := definition(op, err.Error(), "name a folder that can be written")
		e.Err = err
		panic(e)
	}
	sc.mu.Lock()
	defer sc.mu.Unlock()
	sc.checkpoints = dir
}

// GetCheckpointDir is the folder in which Checkpoint saves, or "".
func (sc *Context) GetCheckpointDir() string {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	return sc.checkpoints
}

// Checkpoint has the partitions be saved in the folder of SetCheckpointDir at the end of
// the next action that needs the RDD. From then on it is read from there, and what it was
// computed from is forgotten. An RDD that isn't cached is computed once more for that.
func (d *dataset[E, Self]) Checkpoint[_ ondemand]() { checkpoint(d.node) }

func checkpoint(c *core) {
	const op = "checkpoint"
	c.sc.check(op)
	dir := c.sc.GetCheckpointDir()
	if dir == "" {
		panic(definition(op, "Checkpoint directory has not been set in the SparkContext", "say where to save: sc.SetCheckpointDir(folder)"))
	}
	if mark, _ := c.rdd.Checkpointed(); mark != nil && mark.Local {
		return // as Spark has it: a local one stays
	}
	e := elements(c.rdd)
	if err := encodable(e); err != nil {
		panic(definition(op, err.Error(), "make elements that can be written, or keep them as they are: LocalCheckpoint"))
	}
	path := filepath.Join(dir, "rdd-"+strconv.Itoa(c.rdd.ID))
	c.sc.engine.SetCheckpoint(c.rdd, &engine.Checkpoint{File: path, Save: func(n *engine.Node, action string) *engine.Node {
		return saveCheckpoint(c.sc, n, action, path)
	}})
}

// elements is what can be done with rows of a node.
func elements(n *engine.Node) *elem { return n.Elements.(*elem) }

// LocalCheckpoint has the partitions be kept, at the end of the next action that needs the
// RDD, as its storage level says and on disk where they don't fit, and what it was computed
// from be forgotten. What is lost then is lost for good: ErrCheckpointLost.
func (d *dataset[E, Self]) LocalCheckpoint[_ ondemand]() Self {
	localCheckpoint(d.node)
	return d.self
}

func localCheckpoint(c *core) {
	c.sc.check("localCheckpoint")
	level := c.rdd.Level()
	if level.IsNone() {
		level = MemoryAndDisk
	}
	level.UseDisk = true
	if !c.sc.engine.SetCheckpoint(c.rdd, &engine.Checkpoint{Local: true, Save: func(n *engine.Node, action string) *engine.Node {
		return keepCheckpoint(c.sc, n, action)
	}}) {
		return
	}
	c.sc.engine.Persist(c.rdd, level)
}

// IsCheckpointed tells whether the RDD is saved, and no longer computed from what it was made of.
func (d *dataset[E, Self]) IsCheckpointed[_ ondemand]() bool { return isCheckpointed(d.node) }

func isCheckpointed(c *core) bool {
	_, done := c.rdd.Checkpointed()
	return done
}

// IsLocallyCheckpointed tells whether LocalCheckpoint was called.
func (d *dataset[E, Self]) IsLocallyCheckpointed[_ ondemand]() bool {
	return isLocallyCheckpointed(d.node)
}

func isLocallyCheckpointed(c *core) bool {
	mark, _ := c.rdd.Checkpointed()
	return mark != nil && mark.Local
}

// GetCheckpointFile is the folder that the RDD is saved in; ok is false where it isn't.
func (d *dataset[E, Self]) GetCheckpointFile[_ ondemand]() (folder string, ok bool) {
	return checkpointFile(d.node)
}

func checkpointFile(c *core) (folder string, ok bool) {
	mark, done := c.rdd.Checkpointed()
	if !done || mark.Local {
		return "", false
	}
	return mark.File, true
}

// checkpointNode is a node that an action makes to read what is saved of n.
func checkpointNode(sc *Context, n *engine.Node, kind, action string, rows func(t *engine.Task, p int) any) *engine.Node {
	count, err := n.NumPartitions()
	if err != nil {
		panic(failed("checkpoint", err))
	}
	return sc.engine.Add(&engine.Node{
		Kind: kind, Operator: "checkpoint", Caller: action, Elements: n.Elements, Partitioner: n.Partitioner,
		Count: fixed(count), Compute: rows,
	})
}

// keepCheckpoint computes what isn't kept of n.
func keepCheckpoint(sc *Context, n *engine.Node, action string) *engine.Node {
	if missing := sc.engine.MissingOf(n); len(missing) > 0 {
		runNode(sc, n, action, missing, func(_ *engine.Task, rows any) any {
			elements(n).each(rows, everything)
			return nil
		})
	}
	return checkpointNode(sc, n, "LocalCheckpointRDD", action, func(_ *engine.Task, p int) any {
		panic(&engine.Fault{Err: &worded{fmt.Sprintf("[CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND] Checkpoint block rdd_%d_%d not found! "+
			"The executor that checkpointed this partition is no longer alive, or the original RDD is unpersisted.", n.ID, p), ErrCheckpointLost},
			Remedy: "make the RDD anew, or use Checkpoint, which is slower and loses nothing"})
	})
}

// saveCheckpoint writes the partitions of n into a folder.
func saveCheckpoint(sc *Context, n *engine.Node, action, folder string) *engine.Node {
	e := elements(n)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		panic(engine.NewJobError(action, err))
	}
	runNode(sc, n, action, nil, func(t *engine.Task, rows any) any {
		if err := writeCheckpoint(t, e, rows, folder); err != nil {
			panic(err)
		}
		return nil
	})
	return checkpointNode(sc, n, "ReliableCheckpointRDD", action, func(t *engine.Task, p int) any {
		return readCheckpoint(t, e, partFile(folder, p))
	})
}

// A checkpoint's file is this line and frames, each of a chunk of elements: how many bytes,
// their checksum, the bytes. One without bytes is the last.
const checkpointMagic = "gospark checkpoint 1\n"

// checkpointChunk is how many elements a frame has.
const checkpointChunk = 1024

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// writeCheckpoint writes a partition under a name of the attempt's own, and moves it into
// place when it is whole.
func writeCheckpoint(t *engine.Task, e *elem, rows any, folder string) (err error) {
	f, err := os.CreateTemp(folder, ".part-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	w := bufio.NewWriterSize(f, readSize)
	w.WriteString(checkpointMagic)
	records, bytes := int64(0), int64(0)
	if err = encodeChunks(t, e, rows, checkpointChunk, func(count int, data []byte) error {
		records, bytes = records+int64(count), bytes+int64(len(data))
		return writeFrame(w, data)
	}); err == nil {
		err = writeFrame(w, nil)
	}
	t.Measure(engine.TaskMetrics{RecordsWritten: records, BytesWritten: bytes})
	return errors.Join(err, w.Flush(), f.Sync(), f.Close(), os.Rename(f.Name(), partFile(folder, t.Partition)))
}

func writeFrame(w io.Writer, data []byte) error {
	var head [8]byte
	bin.LittleEndian.PutUint32(head[:], uint32(len(data)))
	bin.LittleEndian.PutUint32(head[4:], crc32.Checksum(data, castagnoli))
	if _, err := w.Write(head[:]); err != nil {
		return err
	}
	_, err := w.Write(data)
	return err
}

func partFile(folder string, p int) string { return filepath.Join(folder, fmt.Sprintf("part-%05d", p)) }

// readCheckpoint are the rows of a file; one that isn't whole fails the task.
func readCheckpoint(t *engine.Task, e *elem, path string) any {
	return decodeChunks(t, e, func(yield func(data []byte) bool) {
		f, err := os.Open(path)
		if err != nil {
			panic(badCheckpoint(path, err))
		}
		defer f.Close()
		r := bufio.NewReaderSize(f, readSize)
		magic := make([]byte, len(checkpointMagic))
		if _, err := io.ReadFull(r, magic); err != nil || string(magic) != checkpointMagic {
			panic(badCheckpoint(path, errors.Join(errCorrupt, err)))
		}
		for {
			data, err := readFrame(r)
			if err != nil {
				panic(badCheckpoint(path, err))
			}
			t.Measure(engine.TaskMetrics{BytesRead: int64(len(data))})
			if len(data) == 0 || !yield(data) {
				return
			}
		}
	})
}

// readFrame is the bytes of the next frame.
func readFrame(r io.Reader) ([]byte, error) {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, errors.Join(errCorrupt, err)
	}
	size := int64(bin.LittleEndian.Uint32(head[:]))
	data, err := io.ReadAll(io.LimitReader(r, size)) // a wrong size must not ask for all memory at once
	if err == nil && int64(len(data)) < size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil || crc32.Checksum(data, castagnoli) != bin.LittleEndian.Uint32(head[4:]) {
		return nil, errors.Join(errCorrupt, err)
	}
	return data, nil
}

func badCheckpoint(path string, err error) error {
	text := "the checkpoint's file " + path + " is damaged: " + err.Error()
	if errors.Is(err, fs.ErrNotExist) {
		text = "the checkpoint's file " + path + " is gone"
	}
	return &engine.Fault{Err: &worded{text, err}, Remedy: "the lineage was cut at the checkpoint: make the RDD anew"}
}
