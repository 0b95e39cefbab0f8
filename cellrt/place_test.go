package cellrt_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	"gospark/cellrt"
)

// TestTaskFollowsGoroutines: what runs in a task knows it, until the task is over.
func TestTaskFollowsGoroutines(t *testing.T) {
	s := cellrt.NewScope(context.Background(), 1, nil)
	defer s.Close()
	for _, scope := range []*cellrt.Scope{nil, s} {
		over, late := make(chan bool), make(chan any)
		scope.DoTask("one", func(func()) {}, func() {
			if cellrt.Task() != "one" || cellrt.Current() != scope {
				t.Error(cellrt.Task(), cellrt.Current())
			}
			var wg sync.WaitGroup
			wg.Go(func() {
				if cellrt.Task() != "one" || cellrt.Current() != scope {
					t.Error("a goroutine of the task isn't in it")
				}
			})
			wg.Wait()
			cellrt.Go(func() {
				<-over
				if cellrt.Current() != scope {
					t.Error("a goroutine that outlives its task has lost its cell")
				}
				late <- cellrt.Task()
			})
		})
		close(over)
		if got := <-late; got != nil || cellrt.Task() != nil {
			t.Error("the task stays after its end: ", got)
		}
	}
}

// TestLocalIsInherited: a goroutine begins with what the one that starts it has, and keeps
// its own changes for itself; a cell's own goroutine keeps them for the next cell.
func TestLocalIsInherited(t *testing.T) {
	next := cellrt.NewScope(context.Background(), 2, nil)
	defer next.Close()
	s := cellrt.NewScope(context.Background(), 1, nil)
	s.Do(func() {
		cellrt.SetLocal("cell")
		ended := make(chan bool)
		cellrt.Go(func() {
			defer close(ended)
			if cellrt.Local() != "cell" || cellrt.Current() != s {
				t.Error("inherited", cellrt.Local(), cellrt.Current())
			}
			cellrt.SetLocal("goroutine")
			if cellrt.Local() != "goroutine" || cellrt.Current() != s {
				t.Error("set", cellrt.Local(), cellrt.Current())
			}
		})
		<-ended
		if cellrt.Local() != "cell" {
			t.Error("a goroutine changed what is its parent's:", cellrt.Local())
		}
	})
	s.Close()
	next.Do(func() {
		if cellrt.Local() != "cell" {
			t.Error("the next cell has", cellrt.Local())
		}
		cellrt.SetLocal(nil)
	})
	done := make(chan bool)
	go func() { // a program's goroutine
		defer close(done)
		cellrt.SetLocal(1)
		var wg sync.WaitGroup
		wg.Go(func() {
			if cellrt.Local() != 1 {
				t.Error("outside of cells:", cellrt.Local())
			}
		})
		wg.Wait()
	}()
	<-done
	if cellrt.Local() != nil {
		t.Error("it came out of the goroutine:", cellrt.Local())
	}
}

// TestPlacesAreForgotten: what goroutines of the past worked for isn't kept.
func TestPlacesAreForgotten(t *testing.T) {
	freed := make(chan bool)
	func() {
		task := new([64]byte)
		runtime.AddCleanup(task, func(int) { close(freed) }, 0)
		(*cellrt.Scope)(nil).DoTask(task, func(func()) {}, func() { cellrt.SetLocal(task) })
	}()
	for range 100 {
		runtime.GC()
		select {
		case <-freed:
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Error("a task is kept after its end")
}

// TestKilledTaskEnds: its goroutines do, wherever they are, and those of others go on.
func TestKilledTaskEnds(t *testing.T) {
	s := cellrt.NewScope(context.Background(), 1, nil)
	defer s.Close()
	never := make(chan int)
	for name, wait := range map[string]func(){
		"loop": func() {
			for {
				cellrt.Check()
			}
		},
		"receive": func() { cellrt.Recv(never) },
		"sleep":   func() { cellrt.Sleep(1 << 60) },
		"child": func() {
			done := make(chan bool)
			cellrt.Go(func() {
				defer close(done)
				for {
					cellrt.Check()
				}
			})
			<-done
			cellrt.Check()
		},
	} {
		for _, scope := range []*cellrt.Scope{nil, s} {
			kill, ended, returned := make(chan func(), 1), make(chan bool), false
			go func() {
				defer close(ended)
				scope.DoTask(name, func(f func()) { kill <- f }, func() {
					wait()
					returned = true
				})
			}()
			alive := make(chan bool)
			go s.DoTask("other", func(func()) {}, func() {
				<-ended
				cellrt.Check()
				close(alive)
			})
			f := <-kill
			f()
			f()
			<-ended
			<-alive
			f() // too late
			if returned {
				t.Errorf("%s: it went on", name)
			}
		}
	}
}
