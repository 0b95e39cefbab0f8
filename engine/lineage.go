package engine

import (
	"fmt"
	"strings"
)

// DebugString is the lineage of n as Spark's toDebugString prints it, but that the
// brackets show each RDD's own storage level. The error is that of a source
// whose partitions can't be counted.
func (e *Engine) DebugString(n *Node) (string, error) {
	d := debugPrinter{engine: e}
	count, err := n.NumPartitions()
	if err != nil {
		return "", err
	}
	head := fmt.Sprintf("(%d)", count)
	off := (len(head) - 1) / 2
	next := strings.Repeat(" ", off) + "|" + strings.Repeat(" ", len(head)-off)
	d.self(head+" ", next+" ", n)
	if err := d.children(n, next); err != nil {
		return "", err
	}
	return strings.Join(d.lines, "\n"), nil
}

type debugPrinter struct {
	engine *Engine
	lines  []string
}

// self prints n's line behind first and, behind more, the line of what is cached of it.
func (d *debugPrinter) self(first, more string, n *Node) {
	level := ""
	if l := n.Level(); !l.IsNone() {
		level = l.String()
	}
	d.lines = append(d.lines, fmt.Sprintf("%s%s [%s]", first, n, level))
	if count, memory, disk := d.engine.Cached(n); count > 0 {
		d.lines = append(d.lines, fmt.Sprintf("%s    CachedPartitions: %d; MemorySize: %s; DiskSize: %s",
			more, count, FormatBytes(memory), FormatBytes(disk)))
	}
}

func (d *debugPrinter) children(n *Node, prefix string) error {
	deps := n.Dependencies()
	for i, dep := range deps {
		if dep.Shuffle == nil {
			d.self(prefix, prefix, dep.Parent)
			if err := d.children(dep.Parent, prefix); err != nil {
				return err
			}
			continue
		}
		count, err := dep.Parent.NumPartitions()
		if err != nil {
			return err
		}
		this := strings.TrimSuffix(strings.TrimRight(prefix, " "), "|")
		head := fmt.Sprintf("(%d)", count)
		off := (len(head) - 1) / 2
		bar := "| "
		if i == len(deps)-1 {
			bar = "  "
		}
		next := this + bar + strings.Repeat(" ", off) + "|" + strings.Repeat(" ", len(head)-off)
		d.self(this+"+-"+head+" ", next, dep.Parent)
		if err := d.children(dep.Parent, next); err != nil {
			return err
		}
	}
	return nil
}

// FormatBytes prints a size as Spark does: 152.0 B, 2.0 KiB.
func FormatBytes(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB"}
	v, i := float64(n), 0
	for v >= 2048 && i < len(units)-1 {
		v, i = v/1024, i+1
	}
	return fmt.Sprintf("%.1f %s", v, units[i])
}
