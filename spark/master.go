package spark

import (
	"fmt"
	"regexp"
	"runtime"
	"strconv"
)

// A Master says where tasks run.
type Master struct {
	Threads     int // how many run at once
	MaxFailures int // how often a task may fail before its job does
}

var masterForm = regexp.MustCompile(`^local(?:\[\s*(\*|[0-9]+)\s*(?:,\s*([0-9]+)\s*)?\])?$`)

// ParseMaster reads a master: local (one thread), local[N], local[*] (a thread
// for each core), local[N,F] (and a task may fail F times), local[*,F]. The
// error says which forms there are.
func ParseMaster(s string) (Master, error) {
	m := masterForm.FindStringSubmatch(s)
	if m == nil {
		return Master{}, fmt.Errorf("no such master: %q (there are local, local[N], local[*], local[N,F], local[*,F])", s)
	}
	master := Master{Threads: 1, MaxFailures: 1}
	if m[1] == "*" {
		master.Threads = runtime.NumCPU()
	} else if m[1] != "" {
		master.Threads, _ = strconv.Atoi(m[1])
	}
	if m[2] != "" {
		master.MaxFailures, _ = strconv.Atoi(m[2])
	}
	if master.Threads < 1 || master.MaxFailures < 1 {
		return Master{}, fmt.Errorf("master %q: its numbers must be positive", s)
	}
	return master, nil
}
