package session

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

const workPrefix = "gospark-"

// newWorkDir makes the folder for this session's files, readable by the person
// alone, and removes those that sessions which were killed have left.
func newWorkDir() (string, error) {
	removeLeftovers(os.TempDir(), alive)
	dir, err := os.MkdirTemp("", fmt.Sprintf("%s%d-", workPrefix, os.Getpid()))
	if err != nil {
		return "", fmt.Errorf("no folder for the session's files: %w", err)
	}
	return dir, nil
}

// removeLeftovers removes the work folders in dir whose process is gone.
func removeLeftovers(dir string, alive func(pid int) bool) {
	found, err := filepath.Glob(filepath.Join(dir, workPrefix+"*-*"))
	if err != nil {
		return
	}
	for _, f := range found {
		text, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(f), workPrefix), "-")
		if pid, err := strconv.Atoi(text); err == nil && !alive(pid) {
			os.RemoveAll(f)
		}
	}
}

// alive tells whether there is a process with that number; one of another person counts.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || os.IsPermission(err)
}
