package cellrt_test

import (
	"context"
	"sync"
	"testing"

	"gospark/cellrt"
)

// TestChannelsEndWithTheirCell: an interrupt wakes what waits for a channel, and defers run.
func TestChannelsEndWithTheirCell(t *testing.T) {
	never := make(chan int)
	for name, wait := range map[string]func(){
		"receive":        func() { cellrt.Recv(never) },
		"receive of two": func() { cellrt.Recv2(never) },
		"nil":            func() { cellrt.Recv[int](nil) },
		"send":           func() { cellrt.To(never).Send(1) },
		"range":          func() { cellrt.All(never)(func(int) bool { return true }) },
		"select":         func() { <-cellrt.Done(); cellrt.End() },
		"wait group":     func() { wg := cellrt.WaitGroup{WaitGroup: new(sync.WaitGroup)}; wg.Add(1); wg.Wait() },
		"sleep":          func() { cellrt.Sleep(1 << 60) },
	} {
		s := cellrt.NewScope(context.Background(), 1, nil)
		ended, returned := make(chan bool), false
		s.Do(func() {
			cellrt.Go(func() {
				defer close(ended)
				wait()
				returned = true
			})
		})
		s.Interrupt()
		<-ended
		if n := s.Settle(1 << 40); returned || n != 0 {
			t.Errorf("%s: returned %v, %d goroutines left", name, returned, n)
		}
		s.Close()
	}
}

// TestChannelsOutsideOfCells: there is nothing to end there.
func TestChannelsOutsideOfCells(t *testing.T) {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := range 3 {
			cellrt.To(c).Send(i)
		}
	}()
	if v, ok := cellrt.Recv2(c); v != 0 || !ok {
		t.Error(v, ok)
	}
	sum := 0
	for v := range cellrt.All(c) {
		sum += v
	}
	if _, ok := cellrt.RecvAs[bool](c); ok || sum != 3 || cellrt.Done() != nil {
		t.Error(ok, sum, cellrt.Done())
	}
}

// TestPanicsOfGoroutinesAreTold: those that a wait group or a timer started as well,
// and those that a goroutine starts after its cell has ended.
func TestPanicsOfGoroutinesAreTold(t *testing.T) {
	told := make(chan any, 1)
	s := cellrt.NewScope(context.Background(), 1, func(v any, _ []byte) { told <- v })
	ended := make(chan bool)
	s.Do(func() {
		cellrt.GoOf(new(sync.WaitGroup), func() { panic("group") })
		if v := <-told; v != "group" {
			t.Error(v)
		}
		cellrt.AfterFunc(1, func() { panic("timer") })
		if v := <-told; v != "timer" {
			t.Error(v)
		}
		cellrt.Go(func() {
			<-ended
			cellrt.Go(func() { panic("late") })
		})
	})
	s.Close()
	close(ended)
	if v := <-told; v != "late" {
		t.Error(v)
	}
}

// BenchmarkChannels compares what cells do with channels with plain Go.
func BenchmarkChannels(b *testing.B) {
	s := cellrt.NewScope(context.Background(), 1, nil)
	defer s.Close()
	in := func(b *testing.B, f func(*testing.B)) { s.Do(func() { f(b) }) }
	b.Run("pingpong/go", func(b *testing.B) {
		ping, pong := make(chan int), make(chan int)
		go func() {
			for v := range ping {
				pong <- v
			}
		}()
		for b.Loop() {
			ping <- 1
			<-pong
		}
		close(ping)
	})
	b.Run("pingpong/cell", func(b *testing.B) {
		in(b, func(b *testing.B) {
			ping, pong := make(chan int), make(chan int)
			go func() {
				for v := range cellrt.All(ping) {
					cellrt.To(pong).Send(v)
				}
			}()
			for b.Loop() {
				cellrt.To(ping).Send(1)
				cellrt.Recv(pong)
			}
			close(ping)
		})
	})
	b.Run("buffered/go", func(b *testing.B) {
		c := make(chan int, 1024)
		go func() {
			for range c {
			}
		}()
		for b.Loop() {
			c <- 1
		}
		close(c)
	})
	b.Run("buffered/cell", func(b *testing.B) {
		in(b, func(b *testing.B) {
			c := make(chan int, 1024)
			go func() {
				for range cellrt.All(c) {
				}
			}()
			for b.Loop() {
				cellrt.To(c).Send(1)
			}
			close(c)
		})
	})
	b.Run("select/go", func(b *testing.B) {
		c, d := make(chan int), make(chan int)
		go func() {
			for {
				select {
				case c <- 1:
				case <-d:
					return
				}
			}
		}()
		for b.Loop() {
			<-c
		}
		close(d)
	})
	b.Run("select/cell", func(b *testing.B) {
		in(b, func(b *testing.B) {
			c, d := make(chan int), make(chan int)
			go func() {
				for {
					select {
					case <-cellrt.Done():
						cellrt.End()
					case c <- 1:
					case <-d:
						return
					}
				}
			}()
			for b.Loop() {
				cellrt.Recv(c)
			}
			close(d)
		})
	})
}
