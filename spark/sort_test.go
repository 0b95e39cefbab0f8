package spark_test

import (
	"strconv"
	"testing"

	"gospark/spark"
)

// A partition that is much larger than the others is sampled again, as Spark does.
func TestSortOfSkewedPartitions(t *testing.T) {
	sc := newContext(t, "local[2]")
	r := &recorder{}
	sc.AddSparkListener(r)
	large := sc.Range(0, 100_000, 1, 1)
	skewed := large.Union(sc.Range(-10, 0, 1, 9)).KeyBy(func(i int) int { return i * 7919 % 100_003 })
	r.jobs()
	sorted := skewed.SortByKey(spark.Partitions(8))
	jobs := r.jobs()
	if len(jobs) != 2 || jobs[0][0] != 10 || jobs[1][0] != 1 {
		t.Errorf("jobs: %v, want one of 10 tasks and one of 1", jobs)
	}
	for p, n := range sorted.Keys().Glom().Map(func(keys []int) int { return len(keys) }).Collect() {
		if n < 4_000 || n > 30_000 {
			t.Errorf("partition %d has %d of 100010 elements", p, n)
		}
	}
	last := -1 << 62
	for _, k := range sorted.Keys().Collect() {
		if k < last {
			t.Fatalf("%d comes behind %d", k, last)
		}
		last = k
	}
	r.jobs()
	large.SortBy(spark.Identity[int], spark.Partitions(8))
	if jobs := r.jobs(); len(jobs) != 1 {
		t.Errorf("one partition is sampled %d times", len(jobs))
	}
}

// A sorted RDD's partitioner knows keys alone, and says where the elements are.
func TestPlacesOfSortedKeys(t *testing.T) {
	sc := newContext(t, "local[2]")
	words := sc.Range(0, 500, 1, 4).Map(func(i int) string { return strconv.Itoa(i * 7919 % 311) }).MapToPair(func(s string) (string, *int) { return s, nil })
	for _, order := range []spark.Order{spark.Ascending, spark.Descending} {
		sorted := words.SortByKey(order, spark.Partitions(5))
		for part, keys := range sorted.Keys().Glom().Collect() {
			for _, k := range keys {
				if p := sorted.Partitioner().Partition(k); p != part {
					t.Fatalf("%s, %s is in partition %d, not in %d", order, k, part, p)
				}
			}
		}
		if n := len(sorted.Lookup("7")); n != len(words.Lookup("7")) || n == 0 {
			t.Errorf("%s, %d values are found", order, n)
		}
	}
}
