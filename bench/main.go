// Bench runs the workloads of cells/ through gospark-shell, as Go programs by hand, and with
// Spark's own two shells, in turn, and prints a table of medians and ratios. make bench builds
// what it runs; README.md tells what is measured.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// options are what to run, and where it is.
type options struct {
	shell, byhand string // programs
	cells, data   string // folders
	peers         string // the folder of a Python environment with PySpark; "" for none
	scripts       string // the folder of the peers' programs
	results       string // the folder where the table is kept; "" for nowhere
	scale         string // of the data, to be told
	runs          int
	workloads     []string
}

var allWorkloads = []string{"tiny", "seedpipe", "wordcount", "sort", "logreg", "pagerank"}

func main() {
	var o options
	flag.StringVar(&o.shell, "shell", "bin/gospark-shell", "the shell")
	flag.StringVar(&o.byhand, "byhand", "bin/bench/byhand", "the workloads by hand")
	flag.StringVar(&o.cells, "cells", "bench/cells", "the workloads as cells")
	flag.StringVar(&o.data, "data", "bin/bench/data-1", "the data")
	flag.StringVar(&o.peers, "peers", "", "a Python environment with PySpark")
	flag.StringVar(&o.scripts, "scripts", "bench/peers", "the workloads for the peers")
	flag.StringVar(&o.results, "results", "", "where the table is kept")
	flag.StringVar(&o.scale, "scale", "1", "the scale of the data")
	flag.IntVar(&o.runs, "runs", 5, "how often each is run")
	flag.Parse()
	if o.workloads = flag.Args(); len(o.workloads) == 0 {
		o.workloads = allWorkloads
	}
	if err := bench(o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(o options) error {
	for _, w := range o.workloads {
		if !slices.Contains(allWorkloads, w) {
			return fmt.Errorf("there is no workload %s: there are %s", w, strings.Join(allWorkloads, ", "))
		}
	}
	if err := o.absolute(); err != nil {
		return err
	}
	m := newMeasured()
	for i := range o.runs {
		fmt.Fprintf(os.Stderr, "run %d of %d\n", i+1, o.runs)
		if err := o.round(m); err != nil {
			return err
		}
	}
	table := heading(o) + m.table()
	fmt.Print(table)
	if err := m.disagreement(); err != nil {
		return err
	}
	if o.results == "" {
		return nil
	}
	return keep(o.results, table)
}

// absolute makes paths absolute: programs are run in the folder of the data.
func (o *options) absolute() (err error) {
	for _, path := range []*string{&o.shell, &o.byhand, &o.cells, &o.data, &o.peers, &o.scripts} {
		if *path == "" {
			continue
		}
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
		if _, err = os.Stat(*path); err != nil {
			return err
		}
	}
	return nil
}

// round runs everything once.
func (o options) round(m *measured) error {
	for _, w := range o.workloads {
		if err := m.note(ours, w)(o.runCells(w, "compiled")); err != nil {
			return err
		}
		if w == "tiny" { // there is nothing to do by hand
			continue
		}
		if err := m.note(byHand, w)(o.runByHand(w)); err != nil {
			return err
		}
		if w == "seedpipe" {
			if err := m.note(interpreted, w)(o.runCells(w, "interpreted")); err != nil {
				return err
			}
		}
	}
	if o.peers == "" {
		return nil
	}
	for _, peer := range []struct {
		who     string
		session func() (map[string]sample, error)
	}{{sparkShell, o.runSparkShell}, {pySpark, o.runPySpark}} {
		samples, err := peer.session()
		if err != nil {
			return err
		}
		for _, w := range o.workloads {
			if err := m.note(peer.who, w)(samples[w], nil); err != nil {
				return err
			}
		}
	}
	return nil
}
