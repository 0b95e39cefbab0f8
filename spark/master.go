package spark

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
)

// A Master says where tasks run.
type Master struct {
	Threads     int // how many run at once
	MaxFailures int // how often a task may fail before its job does
}

// ParseMaster reads a master: local (one thread), local[N], local[*] (a thread
// for each core), local[N,F] (and a task may fail F times), local[*,F]. The
// error says which forms there are.
func ParseMaster(s string) (Master, error) {
	if s == "local" {
		return Master{Threads: 1, MaxFailures: 1}, nil
	}
	inside, ok := strings.CutPrefix(s, "local[")
	inside, closed := strings.CutSuffix(inside, "]")
	threads, failures, both := strings.Cut(inside, ",")
	m := Master{Threads: runtime.NumCPU(), MaxFailures: 1}
	if strings.TrimSpace(threads) != "*" {
		m.Threads = positive(threads)
	}
	if both {
		m.MaxFailures = positive(failures)
	}
	if !ok || !closed || m.Threads == 0 || m.MaxFailures == 0 {
		return Master{}, fmt.Errorf("no such master: %q (there are local, local[N], local[*], local[N,F] and local[*,F], N and F positive numbers)", s)
	}
	return m, nil
}

// positive is the number that s is, or 0 where it isn't a positive one.
func positive(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return max(0, n)
}
