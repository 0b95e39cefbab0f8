//go:build !unix

package toolchain

import "os/exec"

// ownGroup does nothing where there are no process groups (and no plugins).
func ownGroup(*exec.Cmd) {}
