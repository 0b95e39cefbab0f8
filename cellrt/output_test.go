package cellrt_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"gospark/cellrt"
)

// TestFlushesAtOnce: each waits until what was printed is taken, also where another waits for it already.
func TestFlushesAtOnce(t *testing.T) {
	s := cellrt.NewScope(context.Background(), 1, nil)
	defer s.Close()
	release := make(chan bool)
	var taken atomic.Bool
	s.SetOutput(&cellrt.Output{Write: func(int, bool, []byte) {
		<-release
		taken.Store(true)
	}})
	s.Do(func() { fmt.Fprint(*cellrt.Stdout(), "text") })
	flushed := make(chan bool, 2)
	for range 2 {
		go func() {
			s.Flush()
			flushed <- taken.Load()
		}()
	}
	time.AfterFunc(100*time.Millisecond, func() { close(release) }) // by then one that doesn't wait is over
	for range 2 {
		if !<-flushed {
			t.Error("it didn't wait")
		}
	}
}
