package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A sample is one run of a workload.
type sample struct {
	seconds float64 // of the workload itself
	whole   float64 // with the start of the program, and the compiling of cells; 0 where others ran in the same session
	check   string  // what came of it
	peak    int64   // the largest size in memory, in bytes; 0 where others ran in the same session
}

// runCells runs a workload's cells in a shell of their own.
func (o options) runCells(workload, mode string) (sample, error) {
	file, err := timed(filepath.Join(o.cells, workload+".cells"))
	if err != nil {
		return sample{}, err
	}
	defer os.Remove(file)
	out, s, err := o.run(nil, o.shell, "--mode="+mode, "run", file)
	if err != nil {
		return sample{}, err
	}
	if s.seconds, err = secondsRun(out); err != nil {
		return sample{}, err
	}
	s.check = field(out, "checksum ", "\n")
	return s, nil
}

// timed is a file of the same cells, each told to show where its time went.
func timed(cells string) (file string, err error) {
	text, err := os.ReadFile(cells)
	if err != nil {
		return "", err
	}
	f, err := os.CreateTemp("", "bench*.cells")
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(strings.ReplaceAll(string(text), "// %%\n", "// %%\n%%time\n"))
	return f.Name(), errors.Join(err, f.Close())
}

// ranFor is the last part of a cell's time, where it isn't that of a cell that only declares.
var ranFor = regexp.MustCompile(`(?m)^In\[\d+\] (?:compiled|interpreted), .*\brun ([^,\s]+)$`)

// secondsRun is how long cells ran, all together.
func secondsRun(out string) (float64, error) {
	var total time.Duration
	cells := ranFor.FindAllStringSubmatch(out, -1)
	if len(cells) == 0 {
		return 0, fmt.Errorf("no cell shows its time:\n%s", out)
	}
	for _, c := range cells {
		d, err := time.ParseDuration(c[1])
		if err != nil {
			return 0, err
		}
		total += d
	}
	return total.Seconds(), nil
}

// runByHand runs a workload by hand.
func (o options) runByHand(workload string) (sample, error) {
	out, s, err := o.run(nil, o.byhand, o.data, workload)
	if err != nil {
		return sample{}, err
	}
	return s.with(reports(out)[workload]), nil
}

// runPySpark runs the workloads in one session of PySpark.
func (o options) runPySpark() (map[string]sample, error) {
	args := append([]string{filepath.Join(o.scripts, "bench.py"), o.data}, o.workloads...)
	out, _, err := o.run(o.active(), filepath.Join(o.peers, "bin/python"), args...)
	return reports(out), err
}

// runSparkShell runs the workloads in one session of spark-shell.
func (o options) runSparkShell() (map[string]sample, error) {
	env := append(o.active(), "BENCH_DATA="+o.data, "BENCH="+strings.Join(o.workloads, ","))
	out, _, err := o.run(env, filepath.Join(o.peers, "bin/spark-shell"), "--master", "local[*]", "--driver-memory", "6g",
		"--conf", "spark.ui.enabled=false", "-i", filepath.Join(o.scripts, "bench.scala"))
	return reports(out), err
}

// active is what makes the peers' Python environment the one that their scripts find.
func (o options) active() []string {
	return []string{"PATH=" + filepath.Join(o.peers, "bin") + string(os.PathListSeparator) + os.Getenv("PATH"), "VIRTUAL_ENV=" + o.peers}
}

// run runs a program in the folder of the data.
func (o options) run(env []string, program string, args ...string) (out string, s sample, err error) {
	cmd := exec.Command(program, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.Dir, cmd.Env = o.data, append(os.Environ(), env...)
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return "", s, fmt.Errorf("%s: %w\n%s%s", cmd, err, stdout.Bytes(), stderr.Bytes())
	}
	s.whole = time.Since(start).Seconds()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.peak = int64(usage.Maxrss) << 10
	}
	return stdout.String(), s, nil
}

// with is s with what a program reported of the workload itself.
func (s sample) with(r sample) sample {
	s.seconds, s.check = r.seconds, r.check
	return s
}

// reports are the lines of name, seconds and checksum that programs print.
func reports(out string) map[string]sample {
	all := map[string]sample{}
	for line := range strings.Lines(out) {
		fields := strings.Split(strings.TrimSpace(strings.TrimPrefix(line, "RESULT\t")), "\t")
		if len(fields) != 3 {
			continue
		}
		if seconds, err := strconv.ParseFloat(fields[1], 64); err == nil {
			all[fields[0]] = sample{seconds: seconds, check: fields[2]}
		}
	}
	return all
}

// field is what stands between two texts in out, or "".
func field(out, before, behind string) string {
	_, rest, _ := strings.Cut(out, before)
	text, _, _ := strings.Cut(rest, behind)
	return text
}
