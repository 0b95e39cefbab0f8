package kernel

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// A chain is the processes from the kernel's parent up to the one that launched it: that one
// alone, or with programs between that were told to start the kernel, as conda run or a shell. It
// is empty where nobody is known to have launched the kernel, as where it was started by hand.
type chain []int

// launchedBy is the chain up to process pid. A process between is one whose command names the connection
// file. Where that isn't so the kernel has inherited the variable that names pid, and isn't pid's to end.
func launchedBy(pid int, file string) chain {
	if pid == 0 {
		return nil
	}
	c := chain{os.Getppid()}
	for at := c[0]; at != pid; c = append(c, at) {
		command, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", at))
		if at = parentOf(at); at == 0 || !bytes.Contains(command, []byte(file)) {
			return nil
		}
	}
	return c
}

// gone tells whether one of them has ended: then its child has another parent.
func (c chain) gone() bool {
	for i, pid := range c {
		if i == 0 && os.Getppid() != pid || i > 0 && parentOf(c[i-1]) != pid {
			return true
		}
	}
	return false
}

// parentOf is the parent of a process, or 0 where the system doesn't tell.
func parentOf(pid int) int {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	f := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:])) // behind the program's name
	if len(f) < 2 {
		return 0
	}
	parent, _ := strconv.Atoi(f[1])
	return parent
}
