//go:build unix

package main

import (
	"os"
	"syscall"
	"time"
)

// takeInput gives cells a standard input of their own: the same terminal, opened anew,
// so that reads that wait can be ended. It returns what lets cells read, or ends that;
// nil where there is no such terminal. Call it after the prompt has its standard input.
func takeInput() func(reading bool) {
	f, err := os.OpenFile("/dev/fd/0", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil
	}
	if f.SetReadDeadline(time.Time{}) != nil { // this system can't
		f.Close()
		return nil
	}
	os.Stdin = f
	return func(reading bool) {
		if !reading {
			f.SetReadDeadline(time.Unix(1, 0))
			return
		}
		f.SetReadDeadline(time.Time{})
		if raw, err := f.SyscallConn(); err == nil {
			// Whoever asked for the descriptor, as a command that a cell starts does, made its reads wait for good.
			raw.Control(func(fd uintptr) { syscall.SetNonblock(int(fd), true) })
		}
	}
}
