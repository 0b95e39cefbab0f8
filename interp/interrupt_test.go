package interp

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gospark/cell"
)

// interruptSoon runs a cell and interrupts it once it has said, by ready.Store(true),
// that it is where it should be.
func (nb *notebook) interruptSoon(text string) error {
	nb.t.Helper()
	nb.n++
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var ready *atomic.Bool
	for _, v := range nb.in.Variables() {
		if v.Name == "ready" {
			ready = v.Value.(*atomic.Bool)
		}
	}
	go func() {
		for {
			time.Sleep(time.Millisecond)
			if ready.Load() {
				time.Sleep(20 * time.Millisecond)
				cancel()
				return
			}
		}
	}()
	_, err := nb.in.Run(ctx, cell.Source{N: nb.n, Text: text}, nil)
	return err
}

// TestInterruptKeepsSession: whatever a cell is caught in, it ends, what its
// completed statements bound stays, and the next cell runs.
func TestInterruptKeepsSession(t *testing.T) {
	for name, text := range map[string]string{
		"empty loop":       "ready.Store(true)\nfor {}",
		"labelled":         "ready.Store(true)\nouter:\nfor { for { continue outer } }",
		"goto":             "ready.Store(true)\nagain:\nkept = 2\ngoto again",
		"recursion":        "func down(n int) { for i := 0; i < n; i++ { down(n) } }\nready.Store(true)\ndown(100)",
		"recover":          "func f() { defer func() { recover() }(); for {} }\nready.Store(true)\nfor { f() }",
		"range over func":  "ready.Store(true)\nfor range (func(yield func(int) bool) { for yield(1) {} }) {}",
		"sleep":            "ready.Store(true)\ntime.Sleep(time.Hour)",
		"receive":          "ready.Store(true)\n<-make(chan int)",
		"receive of two":   "ready.Store(true)\nv, ok := <-make(chan int)\n_, _ = v, ok",
		"send":             "ready.Store(true)\nmake(chan int) <- 1",
		"nil channel":      "var c chan int\nready.Store(true)\nc <- 1",
		"range of channel": "ready.Store(true)\nfor range make(chan int) {}",
		"text of an error": "type endless struct{}\nfunc (endless) Error() string { ready.Store(true); for {} }\nfunc f() error { return endless{} }\nf()",
		"timer":            "ready.Store(true)\n<-time.After(time.Hour)",
		"select":           "ready.Store(true)\nselect { case <-make(chan int): case make(chan int) <- 1: }",
		"empty select":     "ready.Store(true)\nselect {}",
		"deferred receive": "func f() { defer func() { <-make(chan int) }(); for {} }\nready.Store(true)\nf()",
		"wait for a send":  "var wg sync.WaitGroup\nc := make(chan int)\nwg.Go(func() { c <- 1 })\nready.Store(true)\nwg.Wait()",
		"undone group":     "var wg sync.WaitGroup\nwg.Add(1)\nready.Store(true)\nwg.Wait()",
		"late timer":       "time.AfterFunc(0, func() { for {} })\nready.Store(true)\nselect {}",
		"goroutine":        "ready.Store(true)\nvar wg sync.WaitGroup\nwg.Go(func() { for {} })\nwg.Wait()",
		"short loops":      "ready.Store(true)\nfor { for i := range 10 { kept = 2 + i - i } }",
		"loops of loops":   "n := 0\nready.Store(true)\nfor range 4000 { for range 4000 { for range 4000 { n++ } } }",
		"closure in a map": "fs := map[string]func(){\"f\": func() { for {} }}\nready.Store(true)\nfs[\"f\"]()",
	} {
		t.Run(name, func(t *testing.T) {
			nb := newNotebook(t, Auto)
			nb.run("ready := new(atomic.Bool)\nkept := 1")
			err := nb.interruptSoon("kept = 2\n" + text)
			var e *cell.Error
			if !errors.As(err, &e) || e.Code != cell.CodeInterrupted || e.Msg != "In[2] interrupted" {
				t.Fatalf("the interrupted cell ended with %v", err)
			}
			if got := nb.run("kept + 1"); got != "int = 3" {
				t.Errorf("after the interrupt: %s", got)
			}
		})
	}
}

// TestInterruptInterpreted: without a compiler, too, what waits for a channel ends at once.
func TestInterruptInterpreted(t *testing.T) {
	for _, text := range []string{"<-make(chan int)", "make(chan int) <- 1", "select {}", "select { case <-make(chan int): }", "for range make(chan int) {}"} {
		nb := newNotebook(t, Interpreted)
		nb.run("ready := new(atomic.Bool)\nkept := 1")
		err := nb.interruptSoon("kept = 2\nready.Store(true)\n" + text)
		var e *cell.Error
		if !errors.As(err, &e) || e.Msg != "In[2] interrupted" {
			t.Errorf("%s ended with %v", text, err)
		}
		if got := nb.run("kept + 1"); got != "int = 3" {
			t.Errorf("after %s: %s", text, got)
		}
	}
}

// TestUnstoppableIsLeftBehind: a cell that waits for a lock comes back, and says so;
// so does one whose goroutine does. When the lock comes, they end.
func TestUnstoppableIsLeftBehind(t *testing.T) {
	for text, want := range map[string]string{
		"mu.Lock()": "In[2] interrupted; it waits",
		"go mu.Lock()\ngo func() { mu.Lock(); after = 2 }()\nselect {}": "In[2] interrupted; 2 goroutines of it wait",
	} {
		nb := newNotebook(t, Auto)
		nb.run("ready := new(atomic.Bool)\nvar mu sync.Mutex\nmu.Lock()\nafter := 1")
		err := nb.interruptSoon("ready.Store(true)\n" + text + "\nafter = 3")
		var e *cell.Error
		if !errors.As(err, &e) || e.Code != cell.CodeInterrupted || !strings.HasPrefix(e.Msg, want) {
			t.Fatalf("the interrupted cell ended with %v", err)
		}
		if got := nb.run("1 + 1"); got != "int = 2" {
			t.Errorf("after the interrupt: %s", got)
		}
	}
}

// TestInterruptWhileCompiling: whatever the compiler is at, the cell changes nothing and the next one runs.
func TestInterruptWhileCompiling(t *testing.T) {
	nb := newNotebook(t, Auto)
	nb.run("func warm() int { return 1 }")
	for _, soon := range []time.Duration{0, 10 * time.Millisecond, 60 * time.Millisecond, 200 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(context.Background(), soon)
		nb.n++
		_, err := nb.in.Run(ctx, cell.Source{N: nb.n, Text: "type t struct{ a int }\nfunc f() { fmt.Fprint(io.Discard, t{1}) }\nfor { f() }"}, nil)
		cancel()
		var e *cell.Error
		if !errors.As(err, &e) || e.Code != cell.CodeInterrupted {
			t.Fatalf("the cell that was interrupted after %v ended with %v", soon, err)
		}
	}
	if got := nb.run("func two() int { return warm() + 1 }\ntwo()"); got != "int = 2" {
		t.Errorf("afterwards: %s", got)
	}
}

// TestNobodysPanics: goroutines that the standard library starts for a cell are its own.
func TestNobodysPanics(t *testing.T) {
	nb := newNotebook(t, Auto)
	if got := nb.run("var wg sync.WaitGroup\nwg.Go(func() { panic(\"of a group\") })\nwg.Wait()\nselect {}"); !strings.Contains(got, "In[1]:2: a goroutine panicked: panic: of a group") {
		t.Errorf("wait group: %s", got)
	}
	if got := nb.run("time.AfterFunc(0, func() { panic(\"of a timer\") })\nselect {}"); !strings.Contains(got, "In[2]:1: a goroutine panicked: panic: of a timer") {
		t.Errorf("timer: %s", got)
	}
}

// TestPanicAfterItsCell: a goroutine that outlives its cell and panics is told of, and hurts nobody.
func TestPanicAfterItsCell(t *testing.T) {
	nb := newNotebook(t, Auto)
	nb.run("fuse := make(chan int)\ngo func() { <-fuse; panic(\"late\") }()")
	nb.run("close(fuse)")
	for line := range nb.notices {
		if strings.Contains(line, "In[1]:2: a goroutine panicked: panic: late") {
			break
		}
	}
	if got := nb.run("1 + 1"); got != "int = 2" {
		t.Errorf("afterwards: %s", got)
	}
}
