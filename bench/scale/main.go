// Scale runs operators over 1, 2, 4 and 8 times as many elements in memory, on all cores and on one, beside the same
// written by hand, and prints what an element takes:
//
//	go run -trimpath ./bench/scale [-runs 5] [-elements 500000] [OPERATOR...]
//
// Each measurement is a process of its own, which is told what to run by -one; ours and by hand take turns.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	runs     = flag.Int("runs", 5, "how often each is run in its process; the best counts")
	elements = flag.Int("elements", 500_000, "of the smallest size")
	one      = flag.String("one", "", "run one measurement in this process: OPERATOR/WAY/ELEMENTS")
)

// partitions is how many all RDDs have.
const partitions = 8

// A work makes its input once, and returns what is to be timed; that returns a checksum.
type work func(n int) func() int

// operators have the same checksum in both ways.
var operators = []struct {
	name        string
	rdd, byHand work
}{
	{"scan", rddScan, handScan},
	{"sortBy", rddSort, handSort},
	{"distinct", rddDistinct, handDistinct},
	{"reduceByKey", rddReduce, handReduce},
	{"groupByKey", rddGroup, handGroup},
	{"join", rddJoin, handJoin},
}

var sizes = []int{1, 2, 4, 8}

func main() {
	flag.Parse()
	if *one != "" {
		runOne(*one)
		return
	}
	fmt.Printf("nanoseconds an element, %d elements and 2, 4, 8 times as many; growth from 1 to 8 times; what %d cores gain,\n"+
		"and what as many processes that know nothing of each other gain, each with its part of the elements\n\n", *elements, runtime.NumCPU())
	fmt.Printf("%-12s %-8s %6s %6s %6s %6s %8s %9s %6s %6s\n", "", "", "1", "2", "4", "8", "growth", "one core", "gain", "apart")
	for _, o := range operators {
		if flag.NArg() == 0 || slices.Contains(flag.Args(), o.name) {
			compare(o.name)
		}
	}
}

// compare prints the two rows of an operator.
func compare(name string) {
	ways, cores, most := []string{"ours", "by hand"}, runtime.NumCPU(), sizes[len(sizes)-1]**elements
	took, alone, apart, sums := map[string][]float64{}, map[string]float64{}, map[string]float64{}, map[string]string{}
	for _, size := range sizes {
		for _, way := range ways {
			t, sum := start(name, way, size**elements, cores)()
			took[way] = append(took[way], t)
			sums[way] += sum + " "
		}
	}
	for _, way := range ways {
		alone[way], _ = start(name, way, most, 1)()
		apart[way] = beside(name, way, most/cores, cores) / float64(cores)
	}
	for _, way := range ways {
		t := took[way]
		last := t[len(t)-1]
		fmt.Printf("%-12s %-8s %6.1f %6.1f %6.1f %6.1f %+7.0f%% %9.1f %6.2f %6.2f\n", name, way, t[0], t[1], t[2], last, (last/t[0]-1)*100,
			alone[way], alone[way]/last, alone[way]/apart[way])
		name = ""
	}
	if sums[ways[0]] != sums[ways[1]] {
		fmt.Printf("the checksums differ: %v\n", sums)
		os.Exit(1)
	}
}

// beside runs a measurement in several processes at once, on a core each, and returns the slowest one's nanoseconds an element.
func beside(name, way string, n, processes int) (slowest float64) {
	var results []func() (float64, string)
	for range processes {
		results = append(results, start(name, way, n, 1))
	}
	for _, result := range results {
		t, _ := result()
		slowest = max(slowest, t)
	}
	return slowest
}

// start starts one measurement in a process on so many cores; its result is the nanoseconds an element, and the checksum.
func start(name, way string, n, cores int) (result func() (ns float64, sum string)) {
	cmd := exec.Command(os.Args[0], "-runs", fmt.Sprint(*runs), "-one", fmt.Sprintf("%s/%s/%d", name, way, n))
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", cores))
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	err := cmd.Start()
	return func() (ns float64, sum string) {
		if err == nil {
			err = cmd.Wait()
		}
		if _, scanned := fmt.Sscan(out.String(), &ns, &sum); err != nil || scanned != nil {
			fmt.Fprintf(os.Stderr, "%v: %v %s\n", cmd.Args, err, out.String())
			os.Exit(1)
		}
		return ns, sum
	}
}

func runOne(what string) {
	part := strings.Split(what, "/")
	n, err := strconv.Atoi(part[2])
	if err != nil {
		panic(err)
	}
	for _, o := range operators {
		if o.name != part[0] {
			continue
		}
		w := o.rdd
		if part[1] == "by hand" {
			w = o.byHand
		}
		f, best, sum := w(n), time.Duration(1<<62), 0
		for range *runs {
			runtime.GC()
			begin := time.Now()
			sum = f()
			best = min(best, time.Since(begin))
		}
		fmt.Println(float64(best)/float64(n), sum)
	}
}
