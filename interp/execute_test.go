package interp

import (
	"context"
	"testing"

	"gospark/cellrt"
)

// TestReadyAndLate: where both is so, as on a busy machine, what is there counts.
func TestReadyAndLate(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	comp := &compiler{ready: make(chan struct{})}
	if _, err := comp.wait(ctx); err == nil {
		t.Error("there is a compiler before it is ready")
	}
	close(comp.ready)
	for range 100 {
		if _, err := comp.wait(ctx); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		ended <- nil
		if _, ok := cellrt.Within(0, ended); !ok {
			t.Fatal("the cell that has ended is left behind")
		}
	}
	if _, ok := cellrt.Within[error](0, nil); ok {
		t.Error("a cell that runs has ended")
	}
}
