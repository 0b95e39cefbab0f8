//go:build unix

package session

import (
	"os/exec"
	"syscall"
)

// asGroup makes a command, and what it starts, a process group that an interrupt ends.
func asGroup(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGTERM) }
}
