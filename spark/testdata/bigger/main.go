// Bigger runs an operator over several times as much data as spark.memory and prints the budget,
// what the data takes, and the most memory that the process had:
//
//	go run -trimpath ./spark/testdata/bigger [-memory 128m] [-times 4] [-partitions 8] OPERATOR...
//
// The operators are sortByKey, groupByKey, reduceByKey, join, distinct and cache. Each runs in a process of
// its own. The exit status is 1 where a result is wrong, or the memory more than 1.5
// times the budget and 100 MB.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"gospark/spark"
)

var (
	memory     = flag.String("memory", "128m", "spark.memory, in megabytes")
	factor     = flag.Int64("times", 4, "how many times the budget the data takes")
	partitions = flag.Int("partitions", 8, "of the data")
	master     = flag.String("master", "local[2]", "the master")
	here       = flag.Bool("here", false, "run one operator in this process")
)

var operators = []string{"sortByKey", "groupByKey", "reduceByKey", "join", "distinct", "cache"}

func main() {
	flag.Parse()
	names := flag.Args()
	if len(names) == 0 {
		names = operators
	}
	if *here {
		measure(names[0])
		return
	}
	failed := false
	fmt.Printf("%-12s %10s %10s %10s %10s %10s %8s\n", "operator", "budget", "data", "resident", "allowed", "spilled", "time")
	for _, name := range names {
		args := []string{"-here", "-memory=" + *memory, "-times=" + fmt.Sprint(*factor), "-partitions=" + fmt.Sprint(*partitions), "-master=" + *master, name}
		cmd := exec.Command(os.Args[0], args...)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		failed = cmd.Run() != nil || failed
	}
	if failed {
		os.Exit(1)
	}
}

// A pair of an int takes so many bytes in the blocks of a shuffle.
const pairSize = 16

// measure runs one operator and prints a row.
func measure(name string) {
	budget := megabytes(*memory)
	n := int(budget * *factor << 20 / pairSize)
	folder, err := os.MkdirTemp("", "bigger")
	check(err == nil, "%v", err)
	defer os.RemoveAll(folder)
	sc := spark.NewContext(*master, name, spark.Conf{"spark.memory": *memory, "spark.local.dir": folder})
	defer sc.Stop()
	// Keys are all distinct, and in no order.
	pairs := sc.Range(0, n, 1, *partitions).MapToPair(func(i int) (int, int) { return i * 7919 % n, i })
	begin := time.Now()
	run(name, sc, pairs, n)
	took := time.Since(begin)
	most, allowed := resident(), budget*3/2+100
	fmt.Printf("%-12s %7d MB %7d MB %7d MB %7d MB %7d MB %7.1fs\n", name, budget, int64(n)*pairSize>>20, most, allowed, written(), took.Seconds())
	check(most <= allowed, "%s takes %d MB, more than %d MB", name, most, allowed)
}

func run(name string, sc *spark.Context, pairs *spark.PairRDD[int, int], n int) {
	sum := n * (n - 1) / 2
	switch name {
	case "sortByKey":
		sorted := pairs.SortByKey().Keys().MapPartitions(inOrder)
		got := sorted.Collect()
		total := 0
		for i, p := range got {
			check(p.ok && (i == 0 || got[i-1].last < p.first), "partition %d isn't in order", i)
			total += p.count
		}
		check(total == n, "%d elements are sorted, not %d", total, n)
	case "groupByKey": // four values a key
		groups := pairs.Map(func(k, v int) int { return k }).GroupBy(func(k int) int { return k / 4 })
		counts := groups.Map(func(k int, vs []int) int { return len(vs) })
		check(counts.Filter(func(n int) bool { return n == 4 }).Count() == n/4, "the groups are wrong")
	case "reduceByKey":
		sums := pairs.ReduceByKey(spark.Add[int])
		got := sums.Values().Aggregate([2]int{}, func(a [2]int, v int) [2]int { return [2]int{a[0] + 1, a[1] + v} },
			func(a, b [2]int) [2]int { return [2]int{a[0] + b[0], a[1] + b[1]} })
		check(got == [2]int{n, sum}, "there are %d keys, their sum is %d", got[0], got[1])
	case "join":
		half := pairs.Filter(func(k, v int) bool { return k%2 == 0 })
		other := sc.Range(0, n, 2, *partitions).KeyBy(spark.Identity[int])
		joined := half.Join(other)
		right := joined.Filter(func(k, a, b int) bool { return a*7919%n == k && b == k }).Count()
		check(right == n/2, "%d pairs meet as they should", right)
	case "distinct":
		twice := pairs.Keys().Union(sc.Range(0, n, 1, *partitions))
		check(twice.Distinct().Count() == n, "wrong number of elements")
	case "cache":
		kept := pairs.Persist(spark.MemoryAndDisk)
		for range 3 {
			check(kept.Values().Sum() == sum, "the sum is wrong")
		}
	default:
		check(false, "there is no operator %s", name)
	}
}

// stretch is what inOrder finds of a partition.
type stretch struct {
	first, last, count int
	ok                 bool
}

// inOrder tells of a partition whether it is in order.
func inOrder(keys iter.Seq[int]) iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		s := stretch{ok: true}
		for k := range keys {
			if s.count == 0 {
				s.first = k
			} else if k < s.last {
				s.ok = false
			}
			s.last = k
			s.count++
		}
		if s.count > 0 {
			yield(s)
		}
	}
}

func megabytes(size string) int64 {
	n, err := strconv.ParseInt(strings.TrimSuffix(size, "m"), 10, 64)
	check(err == nil, "the memory is %s, not as 128m", size)
	return n
}

// resident is the most memory that the process had, in megabytes.
func resident() int64 { return ofProcess("status", "VmHWM:") >> 10 }

// written is how much the process wrote to files, in megabytes.
func written() int64 { return ofProcess("io", "wchar:") >> 20 }

func ofProcess(file, name string) int64 {
	text, err := os.ReadFile("/proc/self/" + file)
	check(err == nil, "%v", err)
	_, rest, _ := bytes.Cut(text, []byte(name))
	n, err := strconv.ParseInt(strings.Fields(string(rest))[0], 10, 64)
	check(err == nil, "%v", err)
	return n
}

func check(ok bool, format string, args ...any) {
	if !ok {
		fmt.Fprintf(os.Stderr, format+"\n", args...)
		os.Exit(1)
	}
}
