//go:build unix

package main

import (
	"path/filepath"
	"testing"
	"time"
)

// spilling is a cell whose job has more than 1 MB on disk when its tasks stop in the element last of their partition.
func spilling(last string) string {
	return "sc.Range(0, 800000, 1, 4).KeyBy(func(i int) int { if i%200000 == 199999 && " + last + " { time.Sleep(time.Hour) }; return i }).GroupByKey(2).Count()\r"
}

// becomes waits until there are files in the spill folders, or none.
func becomes(t *testing.T, folder string, some bool) {
	t.Helper()
	var found []string
	for range 1000 {
		if found, _ = filepath.Glob(filepath.Join(folder, "*", "0*")); len(found) > 0 == some {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("files: %v", found)
}

// TestSpillFilesOfAShell: they are gone after Ctrl-C; a shell that is killed leaves them, and the next one removes them.
func TestSpillFilesOfAShell(t *testing.T) {
	dir, folder := t.TempDir(), t.TempDir()
	begin := func() *person {
		p := realShell(t, dir, "--conf", "spark.memory=1m", "--conf", "spark.local.dir="+folder)
		p.prompted(1)
		return p
	}
	p := begin()
	p.types(spilling("true"))
	becomes(t, folder, true)
	p.cmd.Process.Kill()
	p.leaves()
	becomes(t, folder, true)

	p = begin()
	becomes(t, folder, false)
	p.types(spilling("true"))
	becomes(t, folder, true)
	p.types(ctrlC)
	p.sees("In[1] interrupted\n")
	p.prompted(2)
	becomes(t, folder, false)
	p.types(spilling("i > 400000")) // two map tasks end
	p.sees("2/4 tasks")
	p.types(ctrlC)
	p.sees("In[2] interrupted\n")
	p.prompted(3)
	becomes(t, folder, true) // what they made, which nothing refers to as soon as the others have ended
	p.types("for range 100 { runtime.GC(); time.Sleep(20 * time.Millisecond) }\r")
	p.prompted(4)
	becomes(t, folder, false)
	p.types(spilling("false"))
	p.sees("Out[4]: int = 800000\n")
	p.prompted(5)
	p.types(ctrlD)
	if status := p.leaves(); status != 0 {
		t.Errorf("status %d", status)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
