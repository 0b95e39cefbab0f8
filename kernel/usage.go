package kernel

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// A usage is what the kernel and its machine have used at a time, in ticks of the
// system's clock. It is taken by the control lane alone.
type usage struct {
	at                 time.Time
	kernel, busy, idle float64
	memory             int // bytes
}

// ticks is how many ticks a second has: the same on every Linux.
const ticks = 100

// usageOf answers what JupyterLab's panel of resources asks: processor time in percent
// of one processor since it was asked before, and memory. Where the system has no /proc,
// these are left out.
func usageOf(l *lane, _ *request) map[string]any {
	host, _ := os.Hostname()
	reply := map[string]any{"status": "ok", "hostname": host, "pid": os.Getpid(), "cpu_count": runtime.NumCPU(), "host_virtual_memory": hostMemory()}
	now, ok := readUsage()
	if !ok {
		return reply
	}
	before := l.k.usage
	l.k.usage = now
	reply["kernel_memory"] = now.memory
	reply["kernel_cpu"] = percent(now.kernel-before.kernel, now.at.Sub(before.at).Seconds()*ticks)
	if busy, idle := now.busy-before.busy, now.idle-before.idle; busy > 0 {
		reply["host_cpu_percent"] = percent(busy, busy+idle)
	}
	return reply
}

// percent is a part of a whole in percent, with one digit.
func percent(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return float64(int(part/whole*1000)) / 10
}

// readUsage is what has been used until now.
func readUsage() (u usage, ok bool) {
	u.at = time.Now()
	own, _ := os.ReadFile("/proc/self/stat")
	_, rest, _ := strings.Cut(string(own), ") ") // behind the program's name
	f := strings.Fields(rest)
	all, _ := os.ReadFile("/proc/stat")
	first, _, _ := strings.Cut(string(all), "\n")
	h := strings.Fields(first)
	if len(f) < 22 || len(h) < 9 || h[0] != "cpu" {
		return u, false
	}
	u.kernel = number(f[11]) + number(f[12])                                                         // user and system
	u.busy = number(h[1]) + number(h[2]) + number(h[3]) + number(h[6]) + number(h[7]) + number(h[8]) // user, nice, system, interrupts, stolen
	u.idle = number(h[4]) + number(h[5])
	u.memory = int(number(f[21])) * os.Getpagesize()
	return u, true
}

// hostMemory is the machine's memory in bytes, by the names that psutil has.
func hostMemory() map[string]any {
	out := map[string]any{}
	names := map[string]string{"MemTotal": "total", "MemFree": "free", "MemAvailable": "available", "Active": "active", "Inactive": "inactive"}
	text, _ := os.ReadFile("/proc/meminfo")
	for line := range strings.Lines(string(text)) {
		name, rest, _ := strings.Cut(line, ":")
		if as := names[name]; as != "" {
			out[as] = number(strings.TrimSuffix(strings.TrimSpace(rest), " kB")) * 1024
		}
	}
	total, _ := out["total"].(float64)
	available, _ := out["available"].(float64)
	out["percent"] = percent(total-available, total)
	return out
}

func number(text string) float64 {
	n, _ := strconv.ParseFloat(text, 64)
	return n
}
