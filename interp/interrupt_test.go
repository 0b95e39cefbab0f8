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
	_, err := nb.in.Run(ctx, cell.Source{N: nb.n, Text: text})
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
		"goroutine":        "ready.Store(true)\nvar wg sync.WaitGroup\nwg.Go(func() { for {} })\nwg.Wait()",
		"closure in a map": "fs := map[string]func(){\"f\": func() { for {} }}\nready.Store(true)\nfs[\"f\"]()",
	} {
		t.Run(name, func(t *testing.T) {
			nb := newNotebook(t, Auto)
			nb.run("ready := new(atomic.Bool)\nkept := 1")
			err := nb.interruptSoon("kept = 2\n" + text)
			var e *cell.Error
			if !errors.As(err, &e) || e.Code != cell.CodeInterrupted {
				t.Fatalf("the interrupted cell ended with %v", err)
			}
			if got := nb.run("kept + 1"); got != "int = 3" {
				t.Errorf("after the interrupt: %s", got)
			}
		})
	}
}

// TestUnstoppableIsLeftBehind: a cell that waits in a channel comes back, and says so.
func TestUnstoppableIsLeftBehind(t *testing.T) {
	nb := newNotebook(t, Auto)
	nb.run("ready := new(atomic.Bool)")
	err := nb.interruptSoon("ready.Store(true)\n<-make(chan int)")
	var e *cell.Error
	if !errors.As(err, &e) || e.Code != cell.CodeInterrupted {
		t.Fatalf("the interrupted cell ended with %v", err)
	}
	if got := nb.run("1 + 1"); got != "int = 2" {
		t.Errorf("after the interrupt: %s", got)
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
