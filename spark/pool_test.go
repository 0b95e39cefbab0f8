package spark_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gospark/spark"
)

const allocations = `<?xml version="1.0"?>
<!-- as conf/fairscheduler.xml.template -->
<allocations>
  <pool name="heavy"><schedulingMode>FAIR</schedulingMode><weight>2</weight><minShare>0</minShare></pool>
  <pool name="least"><minShare> 2 </minShare></pool>
</allocations>`

func poolContext(t *testing.T, master, text string) *spark.Context {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fairscheduler.xml")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return newContext(t, master, spark.Conf{"spark.scheduler.mode": "FAIR", "spark.scheduler.allocation.file": path})
}

// served are the pools in the order in which their tasks begin, on n slots that hold those of one
// job until all jobs wait, and don't give up their slots until limit have begun.
func served(t *testing.T, sc *spark.Context, n, limit int, pools ...string) string {
	t.Helper()
	var mu sync.Mutex
	order := []string{}
	held, begin, enough := make(chan bool, n), make(chan bool), make(chan bool)
	var wg sync.WaitGroup
	run := func(pool string, partitions int, f func()) {
		wg.Go(func() {
			sc.SetLocalProperty("spark.scheduler.pool", pool)
			sc.Range(0, partitions, 1, partitions).Foreach(func(int) { f() })
		})
	}
	run("holds", n, func() { held <- true; <-begin })
	for range n {
		<-held
	}
	for i, pool := range pools {
		run(pool, limit, func() {
			mu.Lock()
			order = append(order, pool)
			if len(order) == limit {
				close(enough)
			}
			mu.Unlock()
			<-enough
		})
		for len(sc.StatusTracker().GetActiveStageIDs()) < i+2 {
		}
	}
	close(begin)
	wg.Wait()
	count := map[string]int{}
	for _, p := range order[:limit] {
		count[p]++
	}
	return fmt.Sprint(count)
}

// TestPools: a pool gets as many slots as its weight and its minShare say.
func TestPools(t *testing.T) {
	sc := poolContext(t, "local[6]", allocations)
	if got := served(t, sc, 6, 6, "heavy", "other"); got != "map[heavy:4 other:2]" {
		t.Errorf("by weight: %s", got)
	}
	if got := served(t, sc, 6, 6, "a", "b", "c", "least"); got != "map[a:2 b:1 c:1 least:2]" && got != "map[a:1 b:2 c:1 least:2]" && got != "map[a:1 b:1 c:2 least:2]" {
		t.Errorf("by minShare: %s", got)
	}
	pools := fmt.Sprint(sc.GetAllPools())
	if want := "[{heavy true 2 0 0 0} {least false 1 2 0 0} {default false 1 0 0 0}]"; pools != want || sc.GetSchedulingMode() != "FAIR" {
		t.Errorf("%s, want %s", pools, want)
	}
	if p, ok := sc.GetPoolForName("heavy"); !ok || p.Weight != 2 {
		t.Error(p, ok)
	}
	if _, ok := sc.GetPoolForName("nobody"); ok {
		t.Error("there is a pool that nobody named")
	}
}

// TestFairPool: within a pool that is FAIR, jobs share; in another the first one has all.
func TestFairPool(t *testing.T) {
	sc := poolContext(t, "local[4]", allocations)
	for pool, want := range map[string]int{"heavy": 2, "plain": 0} {
		var mu sync.Mutex
		var first []int
		held, begin, enough := make(chan bool, 4), make(chan bool), make(chan bool)
		var wg sync.WaitGroup
		run := func(job int, f func()) {
			wg.Go(func() {
				sc.SetLocalProperty("spark.scheduler.pool", pool)
				sc.Range(0, 4, 1, 4).Foreach(func(int) { f() })
			})
			for len(sc.StatusTracker().GetActiveStageIDs()) < job+1 {
			}
		}
		run(0, func() { held <- true; <-begin })
		for range 4 {
			<-held
		}
		for job := 1; job <= 2; job++ {
			run(job, func() {
				mu.Lock()
				if first = append(first, job); len(first) == 4 {
					close(enough)
				}
				mu.Unlock()
				<-enough
			})
		}
		close(begin)
		wg.Wait()
		second := 0
		for _, job := range first[:4] {
			second += job - 1
		}
		if second != want {
			t.Errorf("%s: %v", pool, first[:4])
		}
	}
}

// TestBadPools: a file that can't be read is an error that says where.
func TestBadPools(t *testing.T) {
	for text, want := range map[string]string{
		"<allocations><pool name='a'><weight>0</weight></pool></allocations>":                    `pool "a": weight is "0": it is a number from 1`,
		"<allocations><pool name='a'><schedulingMode>LIFO</schedulingMode></pool></allocations>": "FIFO or FAIR",
		"<allocations><pool/></allocations>":                                                     "it has no name",
		"nothing":                                                                                "fairscheduler.xml: EOF",
	} {
		path := filepath.Join(t.TempDir(), "fairscheduler.xml")
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := spark.Try(func() *spark.Context {
			return spark.NewContext("local", "test", spark.Conf{"spark.scheduler.mode": "FAIR", "spark.scheduler.allocation.file": path})
		})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
