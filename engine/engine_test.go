package engine_test

import (
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"gospark/engine"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// numbers is the element type of these tests: rows are a []int, and so are chunks.
type numbers struct{}

func (numbers) Gather(rows any, full func(chunk any) int) {
	all := rows.([]int)
	for next := full([]int{}); next > 0 && len(all) > 0; {
		n := min(next, len(all))
		next, all = full(all[:n:n]), all[n:]
	}
}

func (numbers) Rows(_ *engine.Task, chunks engine.Chunks) any {
	all, next := []int{}, chunks()
	for c := next(true); c != nil; c = next(true) {
		all = append(all, c.([]int)...)
	}
	return all
}

func (numbers) Measure(chunk any) (int, int64) {
	return len(chunk.([]int)), 8 * int64(len(chunk.([]int)))
}

func (numbers) Spills() error { return nil }

func (numbers) Encode(data []byte, chunk any, from, limit int) ([]byte, int, error) {
	for all := chunk.([]int); from < len(all) && len(data) < limit; from++ {
		data = binary.AppendVarint(data, int64(all[from]))
	}
	return data, from, nil
}

func (numbers) Decode(count int, data []byte) (any, error) {
	all := make([]int, count)
	for i := range all {
		n, size := binary.Varint(data)
		if size <= 0 {
			return nil, errors.New("cut short")
		}
		all[i], data = int(n), data[size:]
	}
	return all, nil
}

func node(e *engine.Engine, kind, op string, n int, compute func(t *engine.Task, p int) any, parents ...*engine.Node) *engine.Node {
	m := &engine.Node{Kind: kind, Operator: op, Site: "In[1]:1", Elements: numbers{},
		Count: func() (int, error) { return n, nil }, Compute: compute}
	for _, p := range parents {
		m.Deps = append(m.Deps, engine.Dependency{Parent: p})
	}
	return e.Add(m)
}

// source has the elements p*10 and p*10+1 in partition p.
func source(e *engine.Engine, n int) *engine.Node {
	return node(e, "ParallelCollectionRDD", "parallelize", n, func(_ *engine.Task, p int) any { return []int{10 * p, 10*p + 1} })
}

// mapped applies f to each element.
func mapped(e *engine.Engine, parent *engine.Node, f func(int) int) *engine.Node {
	n, _ := parent.NumPartitions()
	return node(e, "MapPartitionsRDD", "map", n, func(t *engine.Task, p int) any {
		out := []int{}
		for _, v := range t.Rows(parent, p).([]int) {
			out = append(out, f(v))
		}
		return out
	}, parent)
}

// shuffled moves elements to partition v mod n.
func shuffled(e *engine.Engine, parent *engine.Node, n int) *engine.Node {
	s := e.AddShuffle(&engine.Shuffle{Parent: parent, Partitions: n, Elements: numbers{}, Write: func(_ *engine.Task, rows any, out *engine.Output) {
		for _, v := range rows.([]int) {
			out.Add(v%n, []int{v})
		}
	}})
	m := node(e, "ShuffledRDD", "partitionBy", n, func(t *engine.Task, p int) any { return t.ShuffleRows(s, numbers{}, p) })
	m.Deps = []engine.Dependency{{Parent: parent, Shuffle: s}}
	return m
}

// plenty is a budget that is never used up.
const plenty = 1 << 30

func newEngine(t *testing.T, threads, failures int) *engine.Engine {
	e := engine.New(engine.Local{Threads: threads}, engine.Config{MaxFailures: failures, Memory: plenty})
	t.Cleanup(e.Stop)
	return e
}

func sum(_ *engine.Task, rows any) any {
	n := 0
	for _, v := range rows.([]int) {
		n += v
	}
	return n
}

func run(e *engine.Engine, n *engine.Node, parts ...int) ([]any, error) {
	return e.Run(context.Background(), engine.Job{Node: n, Partitions: parts, Action: "sum at In[2]:1", Body: sum})
}

// describe prints a plan: each stage, its parents, and the nodes it runs.
func describe(stages []*engine.Stage) string {
	var b strings.Builder
	for _, s := range stages {
		kind := "result"
		if s.Shuffle != nil {
			kind = fmt.Sprintf("shuffle %d", s.Shuffle.ID)
		}
		fmt.Fprintf(&b, "stage %d (%s, %d tasks): %s[%d]", s.ID, kind, s.NumTasks, s.Node.Kind, s.Node.ID)
		for _, p := range s.Parents {
			fmt.Fprintf(&b, " <- stage %d", p.ID)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestPlan cuts lineages into stages without running anything.
func TestPlan(t *testing.T) {
	e := newEngine(t, 1, 1)
	never := func(int) int { panic("planning ran a function") }
	a := mapped(e, source(e, 3), never)
	s := shuffled(e, a, 2)
	diamond := node(e, "UnionRDD", "union", 4, nil, mapped(e, s, never), mapped(e, s, never))
	two := node(e, "CoGroupedRDD", "cogroup", 2, nil)
	left, right := shuffled(e, a, 2), shuffled(e, shuffled(e, source(e, 5), 4), 2)
	two.Deps = append(append(two.Deps, left.Deps...), right.Deps...)
	for name, n := range map[string]*engine.Node{"narrow": a, "shuffle": mapped(e, s, never), "diamond": diamond, "cogroup": two} {
		stages, err := engine.Plan(n)
		if err != nil {
			t.Fatal(err)
		}
		file := "testdata/plan/" + name + ".txt"
		if *update {
			if err := os.WriteFile(file, []byte(describe(stages)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || describe(stages) != string(want) {
			t.Errorf("%s: %v\ngot:\n%swant:\n%s", name, err, describe(stages), want)
		}
	}
}

func TestRun(t *testing.T) {
	e := newEngine(t, 2, 1)
	s := shuffled(e, mapped(e, source(e, 3), func(v int) int { return v + 1 }), 2)
	got, err := run(e, s)
	if err != nil || fmt.Sprint(got) != "[36 33]" {
		t.Errorf("%v, %v", got, err)
	}
	some, err := run(e, s, 1)
	if err != nil || some[0] != got[1] {
		t.Errorf("partition 1 alone: %v, %v", some, err)
	}
	none, err := e.Run(context.Background(), engine.Job{Node: source(e, 0), Body: sum})
	if err != nil || len(none) != 0 {
		t.Errorf("no partitions: %v, %v", none, err)
	}
}

// A task that fails is tried again, and only that one.
func TestOnlyTheFailedTaskIsTriedAgain(t *testing.T) {
	e := newEngine(t, 2, 4)
	events := &log{}
	e.AddListener(events)
	var mu sync.Mutex
	failures := 0
	n := mapped(e, source(e, 3), func(v int) int {
		mu.Lock()
		defer mu.Unlock()
		if v == 10 && failures < 3 {
			failures++
			panic("flaky")
		}
		return v
	})
	got, err := run(e, shuffled(e, n, 2))
	if err != nil || events.count(func(e engine.Event) bool { _, ok := e.(engine.TaskStart); return ok }) != 8 {
		t.Errorf("%v, %v: %v", got, err, events.all)
	}
	for i, e := range events.all {
		if start, ok := e.(engine.TaskStart); ok && start.Stage == 1 && i == 0 {
			t.Error("the second stage began first")
		}
	}
}

type log struct {
	mu  sync.Mutex
	all []engine.Event
}

func (l *log) OnEvent(e engine.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, e)
}

func (l *log) count(match func(engine.Event) bool) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, e := range l.all {
		if match(e) {
			n++
		}
	}
	return n
}

// The events of a job come in order, and before its action returns.
func TestEvents(t *testing.T) {
	e := newEngine(t, 1, 1)
	events := &log{}
	e.AddListener(events)
	s := shuffled(e, source(e, 1), 1)
	if _, err := run(e, s); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range events.all {
		names = append(names, strings.TrimPrefix(fmt.Sprintf("%T", e), "engine."))
	}
	want := "JobStart StageSubmitted TaskStart TaskEnd StageCompleted StageSubmitted TaskStart TaskEnd StageCompleted JobEnd"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	e.RemoveListener(events)
	run(e, s)
	if len(events.all) != len(names) {
		t.Error("a removed listener is told more")
	}
}

// A listener that panics doesn't harm the job.
func TestListenerThatPanics(t *testing.T) {
	e := newEngine(t, 1, 1)
	e.AddListener(panicking{})
	if _, err := run(e, source(e, 2)); err != nil {
		t.Error(err)
	}
}

type panicking struct{}

func (panicking) OnEvent(engine.Event) { panic("listener") }

// A source whose partitions can't be counted fails the job, not the engine.
func TestCountFails(t *testing.T) {
	e := newEngine(t, 1, 1)
	cause := errors.New("no such file")
	n := node(e, "HadoopRDD", "textFile", 0, nil)
	n.Count = func() (int, error) { return 0, cause }
	_, err := run(e, n)
	var j *engine.JobError
	if !errors.As(err, &j) || !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
	if _, err := run(e, source(e, 2)); err != nil {
		t.Error(err)
	}
}

func TestStopped(t *testing.T) {
	e := engine.New(engine.Local{Threads: 1}, engine.Config{Memory: plenty})
	e.Stop()
	if _, err := run(e, source(e, 1)); !errors.Is(err, engine.ErrStopped) {
		t.Errorf("got %v", err)
	}
}

// Stop tells how each job ended, and then of the application's end.
func TestStopTellsOfJobs(t *testing.T) {
	const jobs = 50
	e := engine.New(engine.Local{Threads: 1}, engine.Config{Memory: plenty})
	events := &log{}
	e.AddListener(events)
	release := make(chan struct{})
	n := mapped(e, source(e, 1), func(v int) int { <-release; return v })
	var started, ended sync.WaitGroup
	started.Add(jobs)
	for range jobs {
		ended.Go(func() {
			_, err := e.Run(context.Background(), engine.Job{Node: n, Body: sum, Started: func(int) { started.Done() }})
			var j *engine.JobError
			if !errors.As(err, &j) || j.Job < 0 || !errors.Is(err, engine.ErrStopped) {
				t.Errorf("got %v", err)
			}
		})
	}
	started.Wait()
	e.Stop()
	told := len(events.all)
	_, last := events.all[told-1].(engine.ApplicationEnd)
	if n := events.count(func(e engine.Event) bool { _, ok := e.(engine.JobEnd); return ok }); n != jobs || !last {
		t.Errorf("%d jobs ended, then %T", n, events.all[told-1])
	}
	close(release)
	ended.Wait()
	if len(events.all) != told {
		t.Errorf("told afterwards: %v", events.all[told:])
	}
}

// queueing is an executor that runs tasks when it is told to: a second
// implementation of the seam.
type queueing struct {
	mu    sync.Mutex
	tasks []func()
}

func (q *queueing) Slots() int { return 3 }

func (q *queueing) Launch(t *engine.Task, report func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.tasks = append(q.tasks, func() { t.Run(report) })
}

// runAll runs what is queued, the last first.
func (q *queueing) runAll(done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		default:
		}
		q.mu.Lock()
		var last func()
		if n := len(q.tasks); n > 0 {
			last = q.tasks[n-1]
			q.tasks = q.tasks[:n-1]
		}
		q.mu.Unlock()
		if last != nil {
			last()
		}
	}
}

// Results are in the order of the partitions, whatever the order of the tasks.
func TestExecutorSeam(t *testing.T) {
	q := &queueing{}
	e := engine.New(q, engine.Config{Memory: plenty})
	defer e.Stop()
	done := make(chan struct{})
	go q.runAll(done)
	defer close(done)
	got, err := run(e, mapped(e, source(e, 7), func(v int) int { return v }))
	if err != nil || fmt.Sprint(got) != "[1 21 41 61 81 101 121]" {
		t.Errorf("%v, %v", got, err)
	}
}

// A partition that two tasks want at once is computed once, also when it is kept.
func TestKeptPartitionIsComputedOnce(t *testing.T) {
	e := newEngine(t, 4, 1)
	var mu sync.Mutex
	runs := map[int]int{}
	n := mapped(e, source(e, 2), func(v int) int {
		mu.Lock()
		defer mu.Unlock()
		runs[v]++
		return v
	})
	n.SetLevel(engine.StorageLevel{UseMemory: true, Deserialized: true})
	twice := node(e, "UnionRDD", "union", 4, func(t *engine.Task, p int) any { return t.Rows(n, p%2) }, n, n)
	for range 3 {
		if got, err := run(e, twice); err != nil || fmt.Sprint(got) != "[1 21 1 21]" {
			t.Errorf("%v, %v", got, err)
		}
	}
	for v, k := range runs {
		if k != 1 {
			t.Errorf("%d was computed %d times", v, k)
		}
	}
	if count, size, _ := e.Cached(n); count != 2 || size != 32 {
		t.Errorf("kept: %d, %d bytes", count, size)
	}
	e.Unpersist(n)
	if count, _, _ := e.Cached(n); count != 0 {
		t.Errorf("kept after unpersist: %d", count)
	}
}

// A stage isn't run when all partitions of what reads its output are kept.
func TestKeptNodeCutsTheLineage(t *testing.T) {
	e := newEngine(t, 1, 1)
	s := shuffled(e, source(e, 3), 2)
	s.SetLevel(engine.StorageLevel{UseMemory: true, Deserialized: true})
	if _, err := run(e, s); err != nil {
		t.Fatal(err)
	}
	events := &log{}
	e.AddListener(events)
	if _, err := run(e, mapped(e, s, func(v int) int { return v })); err != nil {
		t.Fatal(err)
	}
	if n := events.count(func(e engine.Event) bool { _, ok := e.(engine.StageSubmitted); return ok }); n != 1 {
		t.Errorf("%d stages ran, want 1", n)
	}
}

func TestFormatBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "0.0 B", 152: "152.0 B", 2047: "2047.0 B", 2048: "2.0 KiB", 2 << 20: "2.0 MiB", 3 << 29: "1536.0 MiB"} {
		if got := engine.FormatBytes(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
