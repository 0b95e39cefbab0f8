package spark

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"gospark/cellrt"
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
	dir, err := checkpointFolder(dir)
	if err != nil {
		e := definition(op, err.Error(), "name a folder that can be written")
		e.Err = err
		panic(e)
	}
	sc.mu.Lock()
	defer sc.mu.Unlock()
	sc.checkpoints = dir
}

// confCheckpoints is the setting for SetCheckpointDir, by Spark's name.
const confCheckpoints = "spark.checkpoint.dir"

// checkpointFolder makes a folder of a context's own within dir.
func checkpointFolder(dir string) (string, error) {
	dir = localPath(dir)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	return os.MkdirTemp(dir, "checkpoint-")
}

// GetCheckpointDir is the folder in which Checkpoint saves, or "".
func (sc *Context) GetCheckpointDir() string {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	return sc.checkpoints
}

// Checkpoint has the partitions be saved in the folder of SetCheckpointDir at the
// end of the next action that needs the RDD. From then on it is read from there,
// and what it was computed from is forgotten. An RDD that isn't cached is computed
// once more for that. It fails where no folder was set.
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
	if err := c.rdd.Elements.Spills(); err != nil {
		panic(definition(op, err.Error(), "make elements that can be written, or keep them as they are: LocalCheckpoint"))
	}
	path := filepath.Join(dir, "rdd-"+strconv.Itoa(c.rdd.ID))
	c.sc.engine.SetCheckpoint(c.rdd, &engine.Checkpoint{File: path, Save: func(n *engine.Node, action string) *engine.Node {
		return saveCheckpoint(c.sc, n, action, path)
	}})
}

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
			n.Elements.Gather(rows, func(any) int { return checkpointChunk }) // reads them, and so has them kept
			return nil
		})
	}
	return checkpointNode(sc, n, "LocalCheckpointRDD", action, func(_ *engine.Task, p int) any {
		panic(&engine.Fault{Err: &worded{fmt.Sprintf("[CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND] Checkpoint block rdd_%d_%d not found! "+
			"The executor that checkpointed this partition is no longer alive, or the original RDD is unpersisted.", n.ID, p), ErrCheckpointLost},
			Remedy: "make the RDD anew, or use Checkpoint, which is slower and loses nothing"})
	})
}

// runNode runs a job over partitions of a node (nil for all) on behalf of an action.
func runNode(sc *Context, n *engine.Node, action string, parts []int, body func(t *engine.Task, rows any) any) {
	scope := cellrt.Current()
	_, err := sc.engine.Run(cellrt.Context(), engine.Job{
		Node: n, Partitions: parts, Action: action, Body: body, Properties: sc.properties(), Owner: scope,
		Wrap: func(t *engine.Task, work func()) { scope.DoTask(t, t.OnKill, work) },
	})
	sc.settle(action)
	if err != nil {
		panic(explained(err))
	}
}

// saveCheckpoint writes the partitions of n into a folder.
func saveCheckpoint(sc *Context, n *engine.Node, action, folder string) *engine.Node {
	e := n.Elements
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
