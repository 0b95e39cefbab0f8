package spark

import "math"

// What an approximate action concludes from the partitions that have been read: as
// Spark does it.

// countBound estimates a count of which sum was seen in a part p of the partitions.
func countBound(confidence float64, sum int, p float64) BoundedDouble {
	n, mean, sd := float64(sum), 0.0, 0.0
	var logAt func(k float64) float64 // of the probability that k more are unseen
	if sum <= 10000 {                 // a negative binomial distribution: sum successes of probability p
		mean, sd = n*(1-p)/p, math.Sqrt(n*(1-p))/p
		logAt = func(k float64) float64 {
			return lgamma(n+k) - lgamma(k+1) - lgamma(n) + n*math.Log(p) + k*math.Log1p(-p)
		}
	} else { // a Poisson distribution comes close
		mean = n * (1 - p) / p
		sd = math.Sqrt(mean)
		logAt = func(k float64) float64 { return k*math.Log(mean) - mean - lgamma(k+1) }
	}
	return BoundedDouble{n / p, confidence,
		n + quantile((1-confidence)/2, mean, sd, logAt), n + quantile((1+confidence)/2, mean, sd, logAt)}
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

const (
	tails     = 12  // standard deviations beyond which there is nothing
	tooManySD = 1e5 // standard deviation from which on a distribution is as good as normal
)

// quantile is the least k whose probability, with that of all below, is q.
func quantile(q, mean, sd float64, logAt func(k float64) float64) float64 {
	switch {
	case q <= 0:
		return 0
	case q >= 1:
		return math.Inf(1)
	case sd > tooManySD:
		return max(0, math.Round(mean+sd*normalQuantile(q)))
	}
	k, below := max(0, math.Floor(mean-tails*sd)), 0.0
	for end := mean + 4*tails*sd + 1; k < end; k++ {
		if below += math.Exp(logAt(k)); below >= q {
			break
		}
	}
	return k
}

func normalQuantile(q float64) float64 { return math.Sqrt2 * math.Erfinv(2*q-1) }

// meanBound estimates the mean of numbers of which some were seen.
func meanBound(confidence float64, seen Stats) BoundedDouble {
	switch seen.count {
	case 0:
		return BoundedDouble{0, 0, math.Inf(-1), math.Inf(1)}
	case 1:
		return BoundedDouble{seen.mean, confidence, math.Inf(-1), math.Inf(1)}
	}
	off := confidenceFactor(confidence, seen.count) * math.Sqrt(seen.SampleVariance()/float64(seen.count))
	return BoundedDouble{seen.mean, confidence, seen.mean - off, seen.mean + off}
}

// sumBound estimates the sum of numbers that were seen in a part p of the partitions.
func sumBound(confidence float64, seen Stats, p float64) BoundedDouble {
	if seen.count == 0 {
		return BoundedDouble{0, 0, math.Inf(-1), math.Inf(1)}
	}
	n := float64(seen.count)
	count := n * (1 - p) / p // of the unseen, as the mean is that of the seen
	sum := seen.Sum() + seen.mean*count
	if seen.count == 1 {
		return BoundedDouble{sum, confidence, math.Inf(-1), math.Inf(1)}
	}
	countVar, meanVar := n*(1-p)/(p*p), seen.SampleVariance()/n
	sumVar := seen.mean*seen.mean*countVar + count*count*meanVar + meanVar*countVar
	off := confidenceFactor(confidence, seen.count) * math.Sqrt(sumVar)
	return BoundedDouble{sum, confidence, sum - off, sum + off}
}

// confidenceFactor is how many standard deviations the bounds are from the mean of n numbers.
func confidenceFactor(confidence float64, n int) float64 {
	if n > 100 {
		return normalQuantile((1 + confidence) / 2)
	}
	return studentFactor(confidence, n-1)
}

// studentFactor is the t between whose negative and itself a t-distribution has the
// probability given.
func studentFactor(probability float64, degrees int) float64 {
	low, high := 0.0, math.Pi/2 // of the angle whose tangent is t/sqrt(degrees)
	for range 100 {
		if middle := (low + high) / 2; studentWithin(middle, degrees) < probability {
			low = middle
		} else {
			high = middle
		}
	}
	if probability >= 1 {
		return math.Inf(1)
	}
	return math.Tan(high) * math.Sqrt(float64(degrees))
}

// studentWithin is the probability that |t| is at most tan(angle)*sqrt(degrees)
// (Abramowitz and Stegun, 26.7.3 and 26.7.4).
func studentWithin(angle float64, degrees int) float64 {
	sin, cos := math.Sincos(angle)
	sum, term := 0.0, 1.0
	if degrees%2 == 0 {
		for k := 0; k <= degrees-2; k += 2 {
			sum += term
			term *= cos * cos * float64(k+1) / float64(k+2)
		}
		return sin * sum
	}
	term = cos
	for k := 1; k <= degrees-2; k += 2 {
		sum += term
		term *= cos * cos * float64(k+1) / float64(k+2)
	}
	return 2 / math.Pi * (angle + sin*sum)
}
