package cellrt_test

import (
	"context"
	"sync"
	"testing"

	"gospark/cellrt"
)

// TestScopeFollowsGoroutines: a goroutine belongs to the cell whose goroutine started it.
func TestScopeFollowsGoroutines(t *testing.T) {
	s := cellrt.NewScope(context.Background(), 3, nil)
	defer s.Close()
	if cellrt.Current() != nil {
		t.Fatal("a goroutine outside of cells has a scope")
	}
	var wg sync.WaitGroup
	s.Do(func() {
		if cellrt.Current() != s {
			t.Error("Do's function isn't in its scope")
		}
		wg.Go(func() {
			if cellrt.Current() != s {
				t.Error("a goroutine started in the scope isn't in it")
			}
		})
	})
	wg.Wait()
	if cellrt.Current() != nil {
		t.Error("the scope stays after Do")
	}
}

// TestCheckEndsGoroutine: an interrupt ends the cell's goroutines, whatever they recover, and no others.
func TestCheckEndsGoroutine(t *testing.T) {
	s, other := cellrt.NewScope(context.Background(), 1, nil), cellrt.NewScope(context.Background(), 2, nil)
	defer other.Close()
	ended, started, release := make(chan bool), make(chan bool), make(chan bool)
	s.Do(func() {
		go func() {
			defer close(ended)
			defer func() { recover() }()
			close(started)
			for {
				cellrt.Check()
			}
		}()
	})
	alive := make(chan bool)
	other.Do(func() {
		go func() {
			<-release
			cellrt.Check()
			alive <- true
		}()
	})
	<-started
	s.Interrupt()
	<-ended
	close(release)
	<-alive
}

// TestEnterStopsEndlessRecursion: Go would end the process; a cell gets a panic.
func TestEnterStopsEndlessRecursion(t *testing.T) {
	var f func(int) int
	f = func(n int) int { cellrt.Enter(); return f(n+1) + 1 }
	defer func() {
		if v := recover(); v == nil {
			t.Error("no panic")
		}
	}()
	f(0)
}

// TestClosureFoundByCode: a func value leads back to its literal, however often it was made.
func TestClosureFoundByCode(t *testing.T) {
	c := &cellrt.Closure{Site: "In[1]:1:1"}
	for i := range 3 {
		f := cellrt.Lit(c, func() int { return i })
		if got := cellrt.DescriptorOf(f); got != c {
			t.Fatalf("descriptor %v, want %v", got, c)
		}
	}
	if cellrt.DescriptorOf(func() {}) != nil {
		t.Error("a func of no cell has a descriptor")
	}
}

func TestVarKeepsValueAndType(t *testing.T) {
	defer cellrt.Delete(1)
	*cellrt.Var[int](1) = 5
	if v, ok := cellrt.Lookup(1); !ok || v.Interface() != 5 || !v.CanSet() {
		t.Errorf("Lookup: %v %v", v, ok)
	}
	defer func() {
		if recover() == nil {
			t.Error("another type for the same variable was let pass")
		}
	}()
	cellrt.Var[string](1)
}
