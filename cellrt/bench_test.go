package cellrt_test

import (
	"context"
	"testing"

	"gospark/cellrt"
)

// BenchmarkCheck is what a loop of a cell pays for being interruptible.
func BenchmarkCheck(b *testing.B) {
	s := cellrt.NewScope(context.Background(), 1, nil)
	defer s.Close()
	s.Do(func() {
		for b.Loop() {
			cellrt.Check()
		}
	})
}

// BenchmarkEnter is what a call of a func that may recurse pays.
func BenchmarkEnter(b *testing.B) {
	for b.Loop() {
		cellrt.Enter()
	}
}

// BenchmarkTask is what a task pays for being known to what it runs, and BenchmarkInTask
// what it costs to ask.
func BenchmarkTask(b *testing.B) {
	for b.Loop() {
		(*cellrt.Scope)(nil).DoTask(b, func(func()) {}, func() {})
	}
}

func BenchmarkInTask(b *testing.B) {
	(*cellrt.Scope)(nil).DoTask(b, func(func()) {}, func() {
		for b.Loop() {
			cellrt.Task()
		}
	})
}
