package interp

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"gospark/cell"
)

// interruptSoon runs a cell and interrupts it once it has said, by closing the
// channel ready, that it is where it should be.
func (nb *notebook) interruptSoon(text string) error {
	nb.t.Helper()
	nb.n++
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		for {
			if v := nb.in.Variables(); len(v) > 0 {
				for _, x := range v {
					if x.Name == "ready" && x.Value == true {
						time.Sleep(20 * time.Millisecond)
						cancel()
						return
					}
				}
			}
			time.Sleep(time.Millisecond)
		}
	}()
	_, err := nb.in.Run(ctx, cell.Source{N: nb.n, Text: text})
	return err
}

// TestInterruptKeepsSession: whatever a cell is caught in, it ends, what its
// completed statements bound stays, and the next cell runs.
func TestInterruptKeepsSession(t *testing.T) {
	for name, text := range map[string]string{
		"empty loop":       "ready = true\nfor {}",
		"labelled":         "ready = true\nouter:\nfor { for { continue outer } }",
		"goto":             "ready = true\nagain:\nkept = 2\ngoto again",
		"recursion":        "func down(n int) { for i := 0; i < n; i++ { down(n) } }\nready = true\ndown(100)",
		"recover":          "func f() { defer func() { recover() }(); for {} }\nready = true\nfor { f() }",
		"range over func":  "ready = true\nfor range (func(yield func(int) bool) { for yield(1) {} }) {}",
		"sleep":            "ready = true\ntime.Sleep(time.Hour)",
		"goroutine":        "ready = true\nvar wg sync.WaitGroup\nwg.Go(func() { for {} })\nwg.Wait()",
		"closure in a map": "fs := map[string]func(){\"f\": func() { for {} }}\nready = true\nfs[\"f\"]()",
	} {
		t.Run(name, func(t *testing.T) {
			nb := newNotebook(t, Auto)
			nb.run("ready := false\nkept := 1")
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
	nb.run("ready := false")
	err := nb.interruptSoon("ready = true\n<-make(chan int)")
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
