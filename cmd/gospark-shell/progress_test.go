package main

import (
	"strings"
	"testing"
	"time"

	"gospark/cell"
)

func TestProgressText(t *testing.T) {
	count := func(done, total int) cell.Count { return cell.Count{Done: done, Total: total} }
	for want, p := range map[string]cell.Progress{
		"job 3 reduceByKey at In[5]:1  stage 2/3  [===>      ] 12/40 tasks  3.1s": {
			Jobs: 1, Job: 3, Action: "reduceByKey at In[5]:1", Stages: count(1, 3), Tasks: count(12, 40), Duration: 3100 * time.Millisecond,
		},
		"job 0 count at In[1]:1 (and 2 more)  stage 1/1  [==========] 4/4 tasks  1m5s": {
			Jobs: 3, Action: "count at In[1]:1", Stages: count(1, 1), Tasks: count(4, 4), Duration: 65 * time.Second,
		},
		"job 1 sum at In[1]:1  stage 1/2  0.5s": {Jobs: 1, Job: 1, Action: "sum at In[1]:1", Stages: count(0, 2), Duration: time.Second / 2},
	} {
		if got := progressText(p); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestProgressRow: the row is kept once and for each size anew, its text fits, and it is given back.
func TestProgressRow(t *testing.T) {
	var out strings.Builder
	width, height := 12, 24
	r := &progressRow{w: &out, size: func() (int, int) { return width, height }}
	job := cell.Progress{Jobs: 1, Action: "日本語 at In[1]:1"}
	expect := func(want string) {
		t.Helper()
		if out.String() != want {
			t.Errorf("got %q, want %q", out.String(), want)
		}
		out.Reset()
	}
	r.show(cell.Progress{})
	expect("")
	r.show(job)
	row := "\x1b7\x1b[24;1H\x1b[m\x1b[2Kjob 0 日本…\x1b8"
	expect("\x1bD\x1b7\x1b[1;23r\x1b8\x1b[A" + row)
	r.show(job)
	expect(row)
	height = 10
	r.show(job)
	released := "\x1b7\x1b[r\x1b[10;1H\x1b[2K\x1b8"
	expect(released + "\x1bD\x1b7\x1b[1;9r\x1b8\x1b[A" + strings.Replace(row, "24", "10", 1))
	r.show(cell.Progress{})
	expect(released)
	r.show(cell.Progress{})
	expect("")
	height = 3
	r.show(job)
	expect("")
}
