package session

import (
	"os"
	"path/filepath"
	"testing"
)

// TestLeftoversOfTheDeadAreRemoved: a killed session's folder goes at the next start,
// a living one's stays, and so does what isn't a session's.
func TestLeftoversOfTheDeadAreRemoved(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"gospark-11-a", "gospark-22-b", "gospark-notes", "other-11-a"} {
		if err := os.MkdirAll(filepath.Join(dir, name, "sub"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	removeLeftovers(dir, func(pid int) bool { return pid == 22 })
	for name, want := range map[string]bool{"gospark-11-a": false, "gospark-22-b": true, "gospark-notes": true, "other-11-a": true} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", name, err == nil, want)
		}
	}
	if !alive(os.Getpid()) {
		t.Error("this process isn't alive")
	}
}
