package session

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"gospark/cell"
)

// A printout is a sink that keeps what a cell printed and came to.
type printout struct {
	mu     sync.Mutex
	text   strings.Builder
	result cell.Result
	jobs   map[int]bool // those whose progress it was told of
}

func (p *printout) Result(r cell.Result)      { p.result = r }
func (p *printout) Text(text string)          { p.Stdout(0, []byte(text)) }
func (p *printout) Stderr(n int, text []byte) { p.Stdout(n, text) }
func (p *printout) Direct() bool              { return false }

func (p *printout) Stdout(n int, text []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintf(&p.text, "%d:%s", n, text)
}

func (p *printout) Progress(at cell.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.jobs == nil {
		p.jobs = map[int]bool{}
	}
	if at.Jobs > 0 {
		p.jobs[at.Job] = true
	}
}

// TestCellsAtOnce: a cell runs beside another that waits for it; each has its own number,
// output and progress, and what both define is there in the end.
func TestCellsAtOnce(t *testing.T) {
	s := newSession(t)
	run := func(n int, text string) *printout {
		p := &printout{}
		if err := s.RunNumbered(t.Context(), n, text, p); err != nil {
			t.Errorf("In[%d]: %v", n, err)
		}
		return p
	}
	run(s.Take(), "reached, over := make(chan int), make(chan bool)")
	first, second := s.Take(), s.Take()
	var waits *printout
	ended := make(chan bool)
	go func() {
		defer close(ended)
		waits = run(first, "a := 1\nreached <- 1\nfmt.Print(`first`)\n<-over\n"+
			"sc.Range(0, 4, 1, 4).Map(func(i int) int { time.Sleep(time.Second); return i }).Count()\na + 1")
	}()
	beside := run(second, "b := <-reached + 10\nfmt.Print(`second`)\nb")
	if got := fmt.Sprint(beside.text.String(), beside.result.N, beside.result.Values[0].V); got != fmt.Sprintf("%d:second%d 11", second, second) {
		t.Errorf("the cell beside came to %s", got)
	}
	run(s.Take(), "close(over)")
	idle := run(s.Take(), "time.Sleep(time.Second)")
	<-ended
	if got := waits.text.String(); got != fmt.Sprintf("%d:first", first) {
		t.Errorf("the cell that waited printed %q", got)
	}
	if len(waits.jobs) != 1 || len(idle.jobs) != 0 {
		t.Errorf("the cell with a job was told of %v, the one beside of %v", waits.jobs, idle.jobs)
	}
	if got := run(s.Take(), "a + b").result; got.N != second+3 || fmt.Sprint(got.Values[0].V) != "12" {
		t.Errorf("in the end: %+v", got)
	}
}

// TestResetWhileACellRuns: it is refused, and the cell keeps its variables; then it is done.
func TestResetWhileACellRuns(t *testing.T) {
	s := newSession(t)
	run := func(text string) error { return s.Run(t.Context(), text, &printout{}) }
	if err := run("kept := 41\nreached, over := make(chan int), make(chan bool)"); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- run("reached <- 1\n<-over\nkept++") }()
	if err := run("<-reached"); err != nil {
		t.Fatal(err)
	}
	var e *cell.Error
	if err := run(":reset"); !errors.As(err, &e) || e.Hint != "wait for its end, or interrupt it" {
		t.Fatalf("while a cell runs :reset says %v", err)
	}
	run("close(over)")
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := run("if kept != 42 { panic(kept) }"); err != nil {
		t.Error(err)
	}
	if err := run(":reset"); err != nil {
		t.Error(err)
	}
	if err := run("kept"); err == nil {
		t.Error("kept is still there")
	}
}
