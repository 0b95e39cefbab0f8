package spark

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"gospark/engine"
)

// The settings of the event log, by Spark's names.
const (
	confLog       = "spark.eventLog.enabled"
	confLogDir    = "spark.eventLog.dir"
	confLogBlocks = "spark.eventLog.logBlockUpdates.enabled"
)

// eventLog writes the events as lines of JSON, in Spark's words.
type eventLog struct {
	file   *os.File
	w      *bufio.Writer
	blocks bool
	err    error
}

// logEvents begins the event log of a context, if its settings want one: a file of the
// application's ID in the folder spark.eventLog.dir, with .inprogress behind its name
// until the context is stopped.
func logEvents(sc *Context) error {
	if sc.conf[confLog] != "true" {
		return nil
	}
	dir := sc.conf[confLogDir]
	if dir == "" {
		dir = filepath.Join(os.TempDir(), "spark-events")
	}
	dir = localPath(dir)
	if info, err := os.Stat(dir); err != nil {
		return fmt.Errorf("the folder of the event log: %w", err)
	} else if !info.IsDir() {
		return fmt.Errorf("Log directory %s is not a directory.", dir)
	}
	f, err := os.OpenFile(filepath.Join(dir, sc.appID+".inprogress"), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o660)
	if err != nil {
		return fmt.Errorf("the event log: %w", err)
	}
	l := &eventLog{file: f, w: bufio.NewWriter(f), blocks: sc.conf[confLogBlocks] == "true"}
	l.write(object{{"Event", "SparkListenerLogStart"}, {"Spark Version", Version}})
	l.write(object{{"Event", "SparkListenerEnvironmentUpdate"}, {"Spark Properties", sc.conf}})
	sc.AddSparkListener(l)
	return nil
}

// OnEvent writes the event.
func (l *eventLog) OnEvent(e Event) {
	if b, ok := e.(BlockUpdated); l.err == nil && !(ok && !l.blocks) {
		if ok {
			l.write(blockJSON(b))
		} else if line := eventJSON(e); line != nil {
			l.write(line)
		}
	}
	switch e.(type) {
	case JobEnd:
		l.note(l.w.Flush())
	case ApplicationEnd:
		l.note(errors.Join(l.w.Flush(), l.file.Close()))
		if l.err == nil {
			name := l.file.Name()
			l.note(os.Rename(name, name[:len(name)-len(".inprogress")]))
		}
	}
}

func (l *eventLog) write(line object) {
	data, err := json.Marshal(line)
	if err == nil {
		_, err = l.w.Write(append(data, '\n'))
	}
	l.note(err)
}

// note ends the log at its first error, and says so.
func (l *eventLog) note(err error) {
	if err != nil && l.err == nil {
		l.err = err
		fmt.Fprintf(os.Stderr, "the event log ends: %v\n", err)
	}
}

// object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			out = append(out, ',')
		}
		name, _ := json.Marshal(m.name)
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}

// eventJSON is an event as Spark's JsonProtocol writes it; nil for one that Spark has no word for.
func eventJSON(e Event) object {
	switch e := e.(type) {
	case ApplicationStart:
		return object{{"Event", "SparkListenerApplicationStart"}, {"App Name", e.Name}, {"App ID", e.ID}, {"Timestamp", millis(e.Time)}, {"User", e.User}}
	case ApplicationEnd:
		return object{{"Event", "SparkListenerApplicationEnd"}, {"Timestamp", millis(e.Time)}}
	case JobStart:
		infos := []object{}
		for _, s := range e.Infos {
			infos = append(infos, stageJSON(s, nil))
		}
		return object{{"Event", "SparkListenerJobStart"}, {"Job ID", e.Job}, {"Submission Time", millis(e.Time)},
			{"Stage Infos", infos}, {"Stage IDs", listed(e.Stages)}, {"Properties", propertiesJSON(e.Properties, e.Action)}}
	case JobEnd:
		result := object{{"Result", "JobSucceeded"}}
		if e.Err != nil {
			result = object{{"Result", "JobFailed"}, {"Exception", object{{"Message", e.Err.Error()}, {"Stack Trace", []string{}}}}}
		}
		return object{{"Event", "SparkListenerJobEnd"}, {"Job ID", e.Job}, {"Completion Time", millis(e.Time)}, {"Job Result", result}}
	case StageSubmitted:
		return object{{"Event", "SparkListenerStageSubmitted"}, {"Stage Info", stageJSON(e.Stage, nil)}, {"Properties", propertiesJSON(e.Properties, "")}}
	case StageCompleted:
		return object{{"Event", "SparkListenerStageCompleted"}, {"Stage Info", stageJSON(e.Stage, e.Err)}}
	case TaskStart:
		return object{{"Event", "SparkListenerTaskStart"}, {"Stage ID", e.Stage}, {"Stage Attempt ID", e.StageAttempt},
			{"Task Info", taskJSON(e.ID, e.Partition, e.Attempt, e.Time, time.Time{}, nil, nil)}}
	case TaskEnd:
		kind := "ResultTask"
		if e.Shuffle {
			kind = "ShuffleMapTask"
		}
		return object{{"Event", "SparkListenerTaskEnd"}, {"Stage ID", e.Stage}, {"Stage Attempt ID", e.StageAttempt}, {"Task Type", kind},
			{"Task End Reason", reasonJSON(e.Err)}, {"Task Info", taskJSON(e.ID, e.Partition, e.Attempt, e.Start, e.Time, e.Err, e.Accumulables)},
			{"Task Metrics", metricsJSON(e.Metrics)}}
	case UnpersistRDD:
		return object{{"Event", "SparkListenerUnpersistRDD"}, {"RDD ID", e.RDD}}
	}
	return nil
}

func blockJSON(e BlockUpdated) object {
	return object{{"Event", "SparkListenerBlockUpdated"}, {"Block Updated Info", object{
		{"Block Manager ID", object{{"Executor ID", "driver"}, {"Host", "localhost"}, {"Port", 0}}},
		{"Block ID", fmt.Sprintf("rdd_%d_%d", e.RDD, e.Partition)}, {"Storage Level", levelJSON(e.Level)},
		{"Memory Size", e.MemorySize}, {"Disk Size", e.DiskSize}}}}
}

func propertiesJSON(p map[string]string, action string) map[string]string {
	all := map[string]string{}
	if action != "" {
		all[propertyCallSite] = action
	}
	for k, v := range p {
		all[k] = v
	}
	return all
}

func stageJSON(s StageInfo, err error) object {
	rdds := []object{}
	for _, r := range s.RDDs {
		name := r.Name
		if name == "" {
			name = r.Kind
		}
		rdds = append(rdds, object{{"RDD ID", r.ID}, {"Name", name}, {"Callsite", r.CallSite}, {"Parent IDs", listed(r.Parents)},
			{"Storage Level", levelJSON(r.Level)}, {"Barrier", false}, {"Number of Partitions", r.NumPartitions},
			{"Number of Cached Partitions", r.NumCachedPartitions}, {"Memory Size", r.MemorySize}, {"Disk Size", r.DiskSize}})
	}
	o := object{{"Stage ID", s.ID}, {"Stage Attempt ID", s.Attempt}, {"Stage Name", s.Name}, {"Number of Tasks", s.NumTasks},
		{"RDD Info", rdds}, {"Parent IDs", listed(s.Parents)}, {"Details", ""}}
	if !s.Submitted.IsZero() {
		o = append(o, member{"Submission Time", millis(s.Submitted)})
	}
	if !s.Completed.IsZero() {
		o = append(o, member{"Completion Time", millis(s.Completed)})
	}
	if err != nil {
		o = append(o, member{"Failure Reason", err.Error()})
	}
	return append(o, member{"Accumulables", accumulablesJSON("Value", s.Accumulables)})
}

// accumulablesJSON is what was added: a task's Update, or a stage's Value.
func accumulablesJSON(what string, all []engine.Accumulable) []object {
	list := []object{}
	for _, a := range all {
		value := a.Value
		if f, ok := value.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
			value = fmt.Sprint(f) // JSON has no such number
		}
		list = append(list, object{{"ID", a.ID}, {"Name", a.Name}, {what, value}, {"Internal", false}, {"Count Failed Values", false}})
	}
	return list
}

func levelJSON(l StorageLevel) object {
	return object{{"Use Disk", l.UseDisk}, {"Use Memory", l.UseMemory}, {"Use Off Heap", l.UseOffHeap},
		{"Deserialized", l.Deserialized}, {"Replication", max(1, l.Replication)}}
}

func taskJSON(id, partition, attempt int, start, end time.Time, err error, added []engine.Accumulable) object {
	finish := int64(0)
	if !end.IsZero() {
		finish = millis(end)
	}
	killed := errors.Is(err, context.Canceled)
	return object{{"Task ID", id}, {"Index", partition}, {"Attempt", attempt}, {"Partition ID", partition}, {"Launch Time", millis(start)},
		{"Executor ID", "driver"}, {"Host", "localhost"}, {"Locality", "PROCESS_LOCAL"}, {"Speculative", false}, {"Getting Result Time", 0},
		{"Finish Time", finish}, {"Failed", err != nil && !killed}, {"Killed", killed}, {"Accumulables", accumulablesJSON("Update", added)}}
}

func reasonJSON(err error) object {
	switch {
	case err == nil:
		return object{{"Reason", "Success"}}
	case errors.Is(err, context.Canceled):
		return object{{"Reason", "TaskKilled"}, {"Kill Reason", err.Error()}}
	}
	return object{{"Reason", "ExceptionFailure"}, {"Class Name", typeNameOf(err)}, {"Description", err.Error()}, {"Stack Trace", []string{}}}
}

func metricsJSON(m engine.TaskMetrics) object {
	return object{{"Executor Run Time", m.RunTime.Milliseconds()}, {"Memory Bytes Spilled", m.MemorySpilled}, {"Disk Bytes Spilled", m.DiskSpilled},
		{"Shuffle Read Metrics", object{{"Remote Bytes Read", 0}, {"Local Bytes Read", m.ShuffleBytesRead}, {"Total Records Read", m.ShuffleRecordsRead}}},
		{"Shuffle Write Metrics", object{{"Shuffle Bytes Written", m.ShuffleBytesWritten}, {"Shuffle Records Written", m.ShuffleRecordsWritten}}},
		{"Input Metrics", object{{"Bytes Read", m.BytesRead}, {"Records Read", m.RecordsRead}}},
		{"Output Metrics", object{{"Bytes Written", m.BytesWritten}, {"Records Written", m.RecordsWritten}}}}
}

func millis(t time.Time) int64 { return t.UnixMilli() }

// listed is a slice that JSON writes as a list also where it is nil.
func listed(ids []int) []int { return append([]int{}, ids...) }
