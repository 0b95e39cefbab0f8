package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Signals turns the signals a shell gets into the end of a cell or of the shell.
type signals struct {
	interrupt chan os.Signal  // Ctrl-C
	ctx       context.Context // ends when the shell is told to
	ended     os.Signal       // by what; read it when ctx is done
}

// listen takes over the process's signals.
func listen() *signals {
	ctx, cancel := context.WithCancel(context.Background())
	s := &signals{interrupt: make(chan os.Signal, 1), ctx: ctx}
	signal.Notify(s.interrupt, os.Interrupt)
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as nohup has it
		signal.Notify(end, syscall.SIGHUP)
	}
	go func() {
		s.ended = <-end
		signal.Stop(end) // a second one ends the process at once
		cancel()
	}()
	return s
}

// during calls f with a context that ends with the shell or with Ctrl-C; again is
// called when Ctrl-C comes once more. It tells whether f was interrupted.
func (s *signals) during(f func(context.Context), again func()) (interrupted bool) {
	select {
	case <-s.interrupt: // from before
	default:
	}
	ctx, cancel := context.WithCancel(s.ctx)
	done, watched := make(chan bool), make(chan bool)
	go func() {
		defer close(watched)
		for {
			select {
			case <-s.interrupt:
				if interrupted {
					again()
				}
				interrupted = true
				cancel()
			case <-done:
				return
			}
		}
	}()
	f(ctx)
	close(done)
	<-watched
	cancel()
	return interrupted
}

// over tells whether the shell was told to end, and its exit status then.
func (s *signals) over() (status int, over bool) {
	if s.ctx.Err() == nil {
		return 0, false
	}
	return signalStatus(s.ended), true
}

// signalStatus is the exit status of a process that a signal ended, as shells count it.
func signalStatus(sig os.Signal) int {
	if n, ok := sig.(syscall.Signal); ok {
		return 128 + int(n)
	}
	return statusFailed
}
