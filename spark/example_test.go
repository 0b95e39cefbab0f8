package spark_test

import (
	"fmt"
	"strconv"
	"strings"

	"gospark/spark"
)

func ExampleContext_Parallelize() {
	sc := spark.NewContext("local[2]", "example")
	defer sc.Stop()
	squares := sc.Parallelize([]int{1, 2, 3, 4}).Map(func(i int) int { return i * i })
	fmt.Println(squares.Collect(), squares.Sum())
	// Output: [1 4 9 16] 30
}

func ExamplePairRDD_ReduceByKey() {
	sc := spark.NewContext("local[2]", "example")
	defer sc.Stop()
	lines := sc.Parallelize([]string{"to be or", "not to be"})
	counts := lines.FlatMap(strings.Fields).
		MapToPair(func(word string) (string, int) { return word, 1 }).
		ReduceByKey(spark.Add)
	for _, c := range counts.SortByKey().Collect() {
		fmt.Println(c.Key, c.Value)
	}
	// Output:
	// be 2
	// not 1
	// or 1
	// to 2
}

func ExamplePairRDD_Join() {
	sc := spark.NewContext("local[2]", "example")
	defer sc.Stop()
	ages := sc.ParallelizePairs([]spark.Pair[string, int]{spark.KV("ann", 30), spark.KV("bob", 25)})
	towns := sc.ParallelizePairs([]spark.Pair[string, string]{spark.KV("ann", "Oslo"), spark.KV("cid", "Rome")})
	for _, p := range ages.Join(towns).Collect() {
		fmt.Println(p.Key, p.Left, p.Right)
	}
	// Output: ann 30 Oslo
}

func ExamplePairRDD_LeftOuterJoin() {
	sc := spark.NewContext("local[2]", "example")
	defer sc.Stop()
	ages := sc.ParallelizePairs([]spark.Pair[string, int]{spark.KV("ann", 30), spark.KV("bob", 25)})
	towns := sc.ParallelizePairs([]spark.Pair[string, string]{spark.KV("ann", "Oslo")})
	for _, p := range ages.LeftOuterJoin(towns).SortByKey().Collect() {
		fmt.Println(p.Key, p.Left, p.Right.GetOrElse("nowhere"))
	}
	// Output:
	// ann 30 Oslo
	// bob 25 nowhere
}

func ExampleRDD_GroupBy() {
	sc := spark.NewContext("local[2]", "example")
	defer sc.Stop()
	groups := sc.Range(0, 6).GroupBy(func(i int) bool { return i%2 == 0 })
	for _, g := range groups.SortBy(func(even bool, _ []int) string { return strconv.FormatBool(even) }).Collect() {
		fmt.Println(g.Key, g.Values)
	}
	// Output:
	// false [1 3 5]
	// true [0 2 4]
}

func ExampleTry() {
	sc := spark.NewContext("local[2]", "example")
	defer sc.Stop()
	numbers := sc.Parallelize([]string{"1", "two"}, 1).Map(spark.Must(strconv.Atoi))
	_, err := spark.Try(numbers.Collect)
	fmt.Println(strings.SplitN(err.Error(), "\n", 2)[0])
	// Output: job 0 failed: task 0 of stage 0: two: strconv.Atoi: parsing "two": invalid syntax
}
