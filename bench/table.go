package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// Who runs workloads.
const (
	ours        = "ours"
	interpreted = "ours, interpreted"
	byHand      = "by hand"
	sparkShell  = "spark-shell"
	pySpark     = "PySpark"
)

// measured is what came of all runs: by workload and by who ran it.
type measured struct {
	workloads []string // in the order of the first run
	samples   map[string]map[string][]sample
}

func newMeasured() *measured { return &measured{samples: map[string]map[string][]sample{}} }

// note notes what came of a run.
func (m *measured) note(who, workload string) func(sample, error) error {
	return func(s sample, err error) error {
		if err != nil {
			return err
		}
		if s.check == "" {
			return fmt.Errorf("%s, %s: no checksum", workload, who)
		}
		if m.samples[workload] == nil {
			m.samples[workload] = map[string][]sample{}
			m.workloads = append(m.workloads, workload)
		}
		m.samples[workload][who] = append(m.samples[workload][who], s)
		return nil
	}
}

// disagreement is an error where a workload's checksums differ.
func (m *measured) disagreement() error {
	for _, w := range m.workloads {
		want := m.samples[w][ours][0].check
		for who, samples := range m.samples[w] {
			for _, s := range samples {
				if s.check != want {
					return fmt.Errorf("%s: %q is the checksum %s, and %q that of ours", w, s.check, who, want)
				}
			}
		}
	}
	return nil
}

// median is the median of a property of samples; ok is false where there are none, or they haven't got it.
func median(samples []sample, of func(sample) float64) (v float64, ok bool) {
	var all []float64
	for _, s := range samples {
		all = append(all, of(s))
	}
	if len(all) == 0 {
		return 0, false
	}
	slices.Sort(all)
	v = (all[(len(all)-1)/2] + all[len(all)/2]) / 2
	return v, v > 0
}

func seconds(s sample) float64 { return s.seconds }
func whole(s sample) float64   { return s.whole }
func peak(s sample) float64    { return float64(s.peak) / (1 << 20) }

// A column of the table: a median of who's samples, as so many times that of another's where that isn't "".
type column struct {
	heading string
	format  string
	of      func(sample) float64
	who, to string
}

// table is the medians and ratios as text.
func (m *measured) table() string {
	var b strings.Builder
	m.rows(&b, m.workloads, []column{
		{"ours", "%.3f s", seconds, ours, ""},
		{"by hand", "%.3f s", seconds, byHand, ""},
		{"spark-shell", "%.2f s", seconds, sparkShell, ""},
		{"PySpark", "%.2f s", seconds, pySpark, ""},
		{"ours/by hand", "%.2f", seconds, ours, byHand},
		{"spark-shell/ours", "%.1f", seconds, sparkShell, ours},
		{"PySpark/ours", "%.1f", seconds, pySpark, ours},
	})
	b.WriteString("\nwith starting and compiling, and the largest size in memory:\n")
	m.rows(&b, m.workloads, []column{
		{"ours", "%.3f s", whole, ours, ""},
		{"by hand", "%.3f s", whole, byHand, ""},
		{"ours/by hand", "%.2f", whole, ours, byHand},
		{"ours", "%.0f MB", peak, ours, ""},
		{"by hand", "%.0f MB", peak, byHand, ""},
		{"ours/by hand", "%.2f", peak, ours, byHand},
	})
	some := slices.DeleteFunc(slices.Clone(m.workloads), func(w string) bool { return m.samples[w][interpreted] == nil })
	if len(some) > 0 {
		b.WriteString("\ninterpreted:\n")
		m.rows(&b, some, []column{
			{"ours", "%.2f s", seconds, interpreted, ""},
			{"PySpark", "%.2f s", seconds, pySpark, ""},
			{"ours/PySpark", "%.2f", seconds, interpreted, pySpark},
		})
	}
	return b.String()
}

func (m *measured) rows(b *strings.Builder, workloads []string, columns []column) {
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, c := range columns {
		fmt.Fprintf(w, "\t%s", c.heading)
	}
	fmt.Fprintln(w, "\t")
	for _, name := range workloads {
		fmt.Fprint(w, name)
		for _, c := range columns {
			fmt.Fprintf(w, "\t%s", m.cell(name, c))
		}
		fmt.Fprintln(w, "\t")
	}
	w.Flush()
}

// cell is what stands in a column for a workload.
func (m *measured) cell(workload string, c column) string {
	v, ok := median(m.samples[workload][c.who], c.of)
	if ok && c.to != "" {
		var by float64
		by, ok = median(m.samples[workload][c.to], c.of)
		v /= by
	}
	if !ok {
		return "-"
	}
	return fmt.Sprintf(c.format, v)
}

// heading tells what was run, and on what.
func heading(o options) string {
	return fmt.Sprintf("%s  %s  %s  %s, %d processors  scale %s, medians of %d runs\n\n",
		time.Now().Format(time.DateOnly), commit(), runtime.Version(), processor(), runtime.NumCPU(), o.scale, o.runs)
}

// processor is the processor's name, as far as the system tells.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	if name := field(string(text), "model name\t: ", "\n"); name != "" {
		return name
	}
	return runtime.GOARCH
}

// commit is the commit that is measured, with a + where files differ from it.
func commit() string {
	out, err := exec.Command("git", "describe", "--always", "--dirty=+", "--exclude=*").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

// keep writes a table into a folder, by date and commit.
func keep(folder, table string) error {
	name := time.Now().Format(time.DateOnly) + "-" + commit() + ".txt"
	return os.WriteFile(filepath.Join(folder, name), []byte(table), 0o644)
}
