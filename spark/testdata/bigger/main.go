// Bigger runs an operator over several times as much data as spark.memory and prints the budget,
// what the data takes, and the most memory that the process had:
//
//	go run -trimpath ./spark/testdata/bigger [-memory 128m] [-times 4] [-partitions 8] OPERATOR...
//
// The operators are those of the list below: wideGroupByKey is groupByKey of values of a kilobyte, skewedJoin a join
// where one key has a sixteenth of the pairs, sortBy is of texts. Each runs in a process of its own. The exit status is 1 where a result is wrong, or the memory more than 1.5
// times the budget and 100 MB.
package main

import (
	"bytes"
	"cmp"
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

var operators = []string{"sortByKey", "sortBy", "groupByKey", "wideGroupByKey", "reduceByKey", "join", "skewedJoin", "cogroup", "distinct", "cache"}

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
	fmt.Printf("%-14s %10s %10s %10s %10s %10s %8s\n", "operator", "budget", "data", "resident", "allowed", "spilled", "time")
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
	fmt.Printf("%-14s %7d MB %7d MB %7d MB %7d MB %7d MB %7.1fs\n", name, budget, int64(n)*pairSize>>20, most, allowed, written(), took.Seconds())
	check(most <= allowed, "%s takes %d MB, more than %d MB", name, most, allowed)
}

func run(name string, sc *spark.Context, pairs *spark.PairRDD[int, int], n int) {
	sum := n * (n - 1) / 2
	switch name {
	case "sortByKey":
		checkOrder(pairs.SortByKey().Keys().MapPartitions(inOrder[int]).Collect(), n)
	case "sortBy": // a text takes as much as two pairs
		texts := sc.Range(0, n/2, 1, *partitions).Map(func(i int) string { return fmt.Sprintf("%016d", i*7919%(n/2)) })
		checkOrder(texts.SortBy(spark.Identity[string]).MapPartitions(inOrder[string]).Collect(), n/2)
	case "groupByKey": // four values a key
		groups := pairs.Map(func(k, v int) int { return k }).GroupBy(func(k int) int { return k / 4 })
		counts := groups.Map(func(k int, vs []int) int { return len(vs) })
		check(counts.Filter(func(n int) bool { return n == 4 }).Count() == n/4, "the groups are wrong")
	case "wideGroupByKey":
		const width = 1 << 10
		wide := n * pairSize / width / 4 * 4
		values := sc.Range(0, wide, 1, *partitions).MapToPair(func(i int) (int, []byte) { return i * 7919 % wide / 4, make([]byte, width) })
		right := values.GroupByKey().Filter(func(k int, vs [][]byte) bool { return len(vs) == 4 && len(vs[3]) == width }).Count()
		check(right == wide/4, "%d groups are right, not %d", right, wide/4)
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
	case "skewedJoin":
		skewed := sc.Range(0, n/2, 1, *partitions).KeyBy(func(i int) int {
			if i%16 == 0 {
				return 0
			}
			return i
		})
		joined := skewed.Join(sc.Range(0, n/2, 1, *partitions).KeyBy(spark.Identity[int]))
		right := joined.Filter(func(k, a, b int) bool { return b == k && (a == k || k == 0 && a%16 == 0) }).Count()
		check(right == n/2, "%d pairs meet as they should", right)
	case "cogroup":
		half := pairs.Filter(func(k, v int) bool { return k%2 == 0 })
		groups := half.CoGroup(sc.Range(0, n, 2, *partitions).KeyBy(spark.Identity[int]))
		right := groups.Filter(func(k int, as, bs []int) bool { return len(as) == 1 && len(bs) == 1 && as[0]*7919%n == k && bs[0] == k }).Count()
		check(right == n/2, "%d groups are right", right)
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
type stretch[T cmp.Ordered] struct {
	first, last T
	count       int
	ok          bool
}

// inOrder tells of a partition whether it is in order.
func inOrder[T cmp.Ordered](keys iter.Seq[T]) iter.Seq[stretch[T]] {
	return func(yield func(stretch[T]) bool) {
		s := stretch[T]{ok: true}
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

// checkOrder checks partitions of n different elements in all.
func checkOrder[T cmp.Ordered](got []stretch[T], n int) {
	total := 0
	for i, p := range got {
		check(p.ok && (i == 0 || got[i-1].last < p.first), "partition %d isn't in order", i)
		total += p.count
	}
	check(total == n, "%d elements are sorted, not %d", total, n)
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
