package spark_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gospark/spark"
)

// eventsOf are the events of a type that were told so far.
func eventsOf[E spark.Event](r *recorder) (all []E) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.events {
		if e, ok := e.(E); ok {
			all = append(all, e)
		}
	}
	return all
}

// TestEventsTellWhatTasksDid: times, records and sizes of tasks, and what of RDDs is kept.
func TestEventsTellWhatTasksDid(t *testing.T) {
	sc := spark.NewContext("local[2]", "test")
	told := &recorder{}
	sc.AddSparkListener(told)
	path := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(path, []byte("a 1\nb 2\na 3\nc 4\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	pairs := sc.TextFile(path, 2).MapToPair(func(line string) (string, int) { return line[:1], len(line) })
	counts := pairs.ReduceByKey(func(a, b int) int { return a + b }).Cache()
	counts.SetName("counts").Count()
	starts, ends := eventsOf[spark.TaskStart](told), eventsOf[spark.TaskEnd](told)
	if len(starts) != 4 || len(ends) != 4 {
		t.Fatalf("%d tasks started, %d ended", len(starts), len(ends))
	}
	var total spark.TaskMetrics
	ids := map[int]bool{}
	for _, e := range ends {
		total.Add(e.Metrics)
		ids[e.ID] = true
		if e.Time.Before(e.Start) || e.Start.IsZero() || e.Metrics.RunTime < 0 || e.Shuffle != (e.Stage == 0) {
			t.Errorf("%+v", e)
		}
	}
	if len(ids) != 4 || total.RecordsRead != 4 || total.BytesRead < 16 || total.ShuffleRecordsWritten != total.ShuffleRecordsRead ||
		total.ShuffleRecordsWritten < 3 || total.ShuffleBytesWritten <= 0 || total.ShuffleBytesRead != total.ShuffleBytesWritten {
		t.Errorf("%v: %+v", ids, total)
	}
	stages := eventsOf[spark.StageCompleted](told)
	if len(stages) != 2 || stages[0].Stage.Metrics.RecordsRead != 4 || fmt.Sprint(stages[1].Stage.Parents) != "[0]" ||
		stages[1].Stage.Completed.Before(stages[1].Stage.Submitted) {
		t.Fatalf("%+v", stages)
	}
	if r := stages[1].Stage.RDDs; len(r) != 1 || r[0].Name != "counts" || r[0].Kind != "ShuffledRDD" || r[0].Level != spark.MemoryOnly || r[0].NumPartitions != 2 {
		t.Errorf("%+v", r)
	}
	blocks := eventsOf[spark.BlockUpdated](told)
	if len(blocks) != 2 || blocks[0].RDD != counts.ID() || blocks[0].Level != spark.MemoryOnly || blocks[0].MemorySize <= 0 {
		t.Errorf("%+v", blocks)
	}
	if p := sc.GetPersistentRDDs()[counts.ID()]; p.NumCachedPartitions != 2 || p.MemorySize <= 0 || p.Name != "counts" || len(sc.GetRDDStorageInfo()) != 1 {
		t.Errorf("%+v", p)
	}
	if counts.Unpersist(); len(sc.GetPersistentRDDs()) != 0 {
		t.Error("unpersisted")
	}
	sc.Stop()
	if u, end := eventsOf[spark.UnpersistRDD](told), eventsOf[spark.ApplicationEnd](told); len(u) != 1 || u[0].RDD != counts.ID() || len(end) != 1 {
		t.Error(u, end)
	}
}

// TestEventLog: lines of JSON with Spark's names.
func TestEventLog(t *testing.T) {
	dir := t.TempDir()
	sc := spark.NewContext("local[2]", "logged", spark.Conf{"spark.eventLog.enabled": "true", "spark.eventLog.dir": "file://" + dir})
	sc.SetJobDescription("a \"job\"")
	sc.Parallelize([]int{1, 2, 3}, 2).MapToPair(func(v int) (int, int) { return v, v }).GroupByKey().Count()
	sc.SetJobDescription("")
	spark.Try(func() int { return sc.Parallelize([]int{1}, 1).Map(func(v int) int { return v / (v - 1) }).Count() })
	id := sc.ApplicationID()
	if _, err := os.Stat(filepath.Join(dir, id+".inprogress")); err != nil {
		t.Error(err)
	}
	sc.Stop()
	f, err := os.Open(filepath.Join(dir, id))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var names []string
	lines := map[string]map[string]any{}
	for s := bufio.NewScanner(f); s.Scan(); {
		var line map[string]any
		if err := json.Unmarshal(s.Bytes(), &line); err != nil {
			t.Fatalf("%v: %s", err, s.Text())
		}
		name := strings.TrimPrefix(line["Event"].(string), "SparkListener")
		names = append(names, name)
		lines[name] = line
	}
	want := []string{"LogStart", "EnvironmentUpdate", "ApplicationStart", "JobStart", "StageSubmitted", "TaskStart", "TaskStart", "TaskEnd", "TaskEnd",
		"StageCompleted", "StageSubmitted", "TaskStart", "TaskStart", "TaskEnd", "TaskEnd", "StageCompleted", "JobEnd",
		"JobStart", "StageSubmitted", "TaskStart", "TaskEnd", "StageCompleted", "JobEnd", "ApplicationEnd"}
	if got := slices.Sorted(slices.Values(names)); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Errorf("%v", names)
	}
	at := func(v any, path ...string) any {
		for _, p := range path {
			m, ok := v.(map[string]any)
			if !ok {
				return nil
			}
			v = m[p]
		}
		return v
	}
	for want, got := range map[string]any{
		"logged":           at(lines["ApplicationStart"], "App Name"),
		id:                 at(lines["ApplicationStart"], "App ID"),
		"JobFailed":        at(lines["JobEnd"], "Job Result", "Result"),
		"ExceptionFailure": at(lines["TaskEnd"], "Task End Reason", "Reason"),
		"ResultTask":       at(lines["TaskEnd"], "Task Type"),
		"true":             fmt.Sprint(at(lines["TaskEnd"], "Task Info", "Failed")),
		"2":                fmt.Sprint(at(lines["StageCompleted"], "Stage Info", "Stage ID")),
		"<nil>":            fmt.Sprint(at(lines["JobStart"], "Properties", "spark.job.description")),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, dir := range []string{filepath.Join(dir, "nowhere"), filepath.Join(dir, id)} {
		_, err := spark.Try(func() *spark.Context {
			return spark.NewContext("local", "x", spark.Conf{"spark.eventLog.enabled": "true", "spark.eventLog.dir": dir})
		})
		if e := (*spark.DefinitionError)(nil); !errors.As(err, &e) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%v", err)
		}
	}
}

// TestStoppedContextNamesPlaces: where it was made and where it was stopped.
func TestStoppedContextNamesPlaces(t *testing.T) {
	sc := spark.NewContext("local", "test")
	_, err := spark.Try(func() *spark.Context { return spark.NewContext("local", "second") })
	if err == nil || !strings.Contains(err.Error(), "events_test.go:") {
		t.Errorf("a second context: %v", err)
	}
	rdd := sc.Range(0, 3)
	sc.Stop()
	sc.Stop()
	for _, use := range []func(){func() { rdd.Count() }, func() { sc.Range(0, 1) }, func() { sc.Broadcast(1) }, func() { sc.Accumulator(0) }} {
		_, err := spark.Try(func() bool { use(); return true })
		if err == nil || !strings.Contains(err.Error(), "Cannot call methods on a stopped SparkContext (it was created at events_test.go:") {
			t.Errorf("%v", err)
		}
	}
}

// TestEventsTellOfDisk: what tasks spill, and what is evicted. One runs at a time, so that what groups spill is all there is.
func TestEventsTellOfDisk(t *testing.T) {
	sc := spark.NewContext("local", "test", spark.Conf{"spark.memory": "1m", "spark.local.dir": t.TempDir()})
	defer sc.Stop()
	told := &recorder{}
	sc.AddSparkListener(told)
	text := strings.Repeat("x", 1000)
	sc.Range(0, 3000, 1, 4).MapToPair(func(v int) (int, string) { return v, text }).GroupByKey().Count()
	var total spark.TaskMetrics
	for _, e := range eventsOf[spark.TaskEnd](told) {
		total.Add(e.Metrics)
	}
	if total.MemorySpilled < 1<<20 || total.DiskSpilled < 1<<20 || total.ShuffleRecordsWritten != 3000 || total.ShuffleRecordsRead != 3000 {
		t.Errorf("%+v", total)
	}
	rdd := sc.Range(0, 3000, 1, 8).Map(func(v int) string { return fmt.Sprint(text, v) }).Persist(spark.MemoryAndDisk)
	rdd.Count()
	evicted := 0
	for _, b := range eventsOf[spark.BlockUpdated](told) {
		if b.RDD == rdd.ID() && b.DiskSize > 0 {
			evicted++
		}
	}
	if info := sc.GetPersistentRDDs()[rdd.ID()]; evicted == 0 || info.NumCachedPartitions != 8 || info.DiskSize < 1<<20 {
		t.Errorf("%d evicted; %+v", evicted, info)
	}
}

// TestOutputMetrics: what is saved is counted, in records and in bytes of files.
func TestOutputMetrics(t *testing.T) {
	sc := newContext(t, "local[2]")
	folder := t.TempDir()
	var total spark.TaskMetrics
	sc.AddSparkListener(spark.ListenerFunc(func(e spark.Event) {
		if end, ok := e.(spark.TaskEnd); ok {
			total.Add(end.Metrics)
		}
	}))
	nums := sc.Range(0, 100, 1, 3)
	for name, save := range map[string]func(path string){
		"text":     func(path string) { nums.SaveAsTextFile(path) },
		"strings":  func(path string) { nums.Map(strconv.Itoa).SaveAsTextFile(path, spark.Gzip) },
		"sequence": func(path string) { nums.KeyBy(spark.Identity[int]).SaveAsSequenceFile(path) },
		"objects":  func(path string) { nums.SaveAsObjectFile(path) },
	} {
		total = spark.TaskMetrics{}
		path := filepath.Join(folder, name)
		save(path)
		size := int64(0)
		parts, _ := filepath.Glob(filepath.Join(path, "part-*"))
		for _, p := range parts {
			info, err := os.Stat(p)
			if err != nil {
				t.Fatal(err)
			}
			size += info.Size()
		}
		if total.RecordsWritten != 100 || total.BytesWritten != size || size == 0 {
			t.Errorf("%s: %d records of 100, %d bytes of %d", name, total.RecordsWritten, total.BytesWritten, size)
		}
	}
}

// TestAccumulablesInEvents: what tasks add is told with their end, and of a stage what counted.
func TestAccumulablesInEvents(t *testing.T) {
	sc := newContext(t, "local[2,3]")
	told := &recorder{}
	sc.AddSparkListener(told)
	bad, seen, mean := sc.LongAccumulator("bad"), sc.CollectionAccumulator[string](), sc.Accumulator(1.5, "mean")
	sc.Range(0, 6, 1, 2).Foreach(func(i int) {
		bad.Add(1)
		seen.Add("x")
		mean.Add(0.5)
		if i == 5 && spark.GetTaskContext().AttemptNumber() == 0 {
			panic("once")
		}
	})
	if ends := eventsOf[spark.TaskEnd](told); len(ends) != 3 || fmt.Sprint(ends[0].Accumulables) != "[{2 mean 1.5} {1  3 elements} {0 bad 3}]" {
		t.Errorf("%+v", ends)
	}
	stages := eventsOf[spark.StageCompleted](told)
	if got := fmt.Sprint(stages[0].Stage.Accumulables); got != "[{2 mean 3} {1  3 elements} {0 bad 6}]" {
		t.Error(got)
	}
}
