//go:build unix

package toolchain

import (
	"os/exec"
	"syscall"
)

// ownGroup makes cmd the head of a process group: an interrupt at the terminal
// doesn't reach it, and its cancellation ends the linker's linker too.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
