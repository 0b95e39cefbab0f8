//go:build unix

package lineedit

import (
	"os"
	"os/signal"
	"syscall"
)

// onResize calls f when the terminal's size has changed, until stop is called.
func onResize(f func()) (stop func()) {
	resized := make(chan os.Signal, 1)
	signal.Notify(resized, syscall.SIGWINCH)
	go func() {
		for range resized {
			f()
		}
	}()
	return func() {
		signal.Stop(resized)
		close(resized)
	}
}
