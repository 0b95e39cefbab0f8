package cellrt_test

import (
	"bufio"
	"context"
	"runtime"
	"sync/atomic"
	"testing"

	"gospark/cellrt"
)

// asked is a front end that counts the lines that it was asked for.
type asked struct{ n atomic.Int64 }

func (a *asked) Input(int, string, bool) (string, error) {
	a.n.Add(1)
	return "a line", nil
}

// TestLinesAskedFor: one for each that is read, though on a busy machine who reads comes late to what there is.
func TestLinesAskedFor(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var over atomic.Bool
	defer over.Store(true)
	for range 4 {
		go func() {
			for !over.Load() {
			}
		}()
	}
	a := &asked{}
	s := cellrt.NewScope(context.Background(), 1, nil)
	defer s.Close()
	s.SetOutput(&cellrt.Output{Write: func(int, bool, []byte) {}, Front: a})
	s.Do(func() {
		lines := bufio.NewScanner(*cellrt.Stdin())
		for i := range 5 {
			if !lines.Scan() || lines.Text() != "a line" || a.n.Load() != int64(i+1) {
				t.Fatalf("line %d is %q, and %d were asked for", i+1, lines.Text(), a.n.Load())
			}
		}
	})
}
