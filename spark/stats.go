package spark

import (
	"fmt"
	"math"
)

// Stats is a summary of numbers (Spark's StatCounter).
type Stats struct {
	count    int
	mean, m2 float64
	min, max float64
}

// StatsOf is the summary of values.
func StatsOf[N Number](values ...N) Stats {
	s := Stats{min: math.Inf(1), max: math.Inf(-1)}
	for _, v := range values {
		s = s.Merge(float64(v))
	}
	return s
}

// Merge is the summary with one more value.
func (s Stats) Merge(value float64) Stats {
	s.count++
	delta := value - s.mean
	s.mean += delta / float64(s.count)
	s.m2 += delta * (value - s.mean)
	s.min, s.max = min(s.min, value), max(s.max, value)
	return s
}

// MergeStats is the summary of the values of both.
func (s Stats) MergeStats(other Stats) Stats {
	switch {
	case other.count == 0:
		return s
	case s.count == 0:
		return other
	}
	n, m := float64(s.count), float64(other.count)
	delta := other.mean - s.mean
	switch { // as in Spark, to the last digit
	case m*10 < n:
		s.mean += delta * m / (n + m)
	case n*10 < m:
		s.mean = other.mean - delta*n/(n+m)
	default:
		s.mean = (s.mean*n + other.mean*m) / (n + m)
	}
	s.m2 += other.m2 + delta*delta*n*m/(n+m)
	s.count += other.count
	s.min, s.max = min(s.min, other.min), max(s.max, other.max)
	return s
}

// Count is the number of values.
func (s Stats) Count() int { return s.count }

// Mean is the mean of the values; 0 where there are none, as in Spark.
func (s Stats) Mean() float64 { return s.mean }

// Sum is the sum of the values.
func (s Stats) Sum() float64 { return s.mean * float64(s.count) }

// Min is the least value.
func (s Stats) Min() float64 { return s.min }

// Max is the largest value.
func (s Stats) Max() float64 { return s.max }

// Variance is the population variance; NaN where there are no values.
func (s Stats) Variance() float64 {
	if s.count == 0 {
		return math.NaN()
	}
	return s.m2 / float64(s.count)
}

// SampleVariance is the variance of the values as a sample of more; NaN where there are fewer than two.
func (s Stats) SampleVariance() float64 {
	if s.count < 2 {
		return math.NaN()
	}
	return s.m2 / float64(s.count-1)
}

// Stdev is the population standard deviation.
func (s Stats) Stdev() float64 { return math.Sqrt(s.Variance()) }

// SampleStdev is the standard deviation of the values as a sample of more.
func (s Stats) SampleStdev() float64 { return math.Sqrt(s.SampleVariance()) }

// String is the summary in Spark's words.
func (s Stats) String() string {
	return fmt.Sprintf("(count: %d, mean: %f, stdev: %f, max: %f, min: %f)", s.count, s.Mean(), s.Stdev(), s.max, s.min)
}
