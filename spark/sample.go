package spark

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"unsafe"

	"gospark/engine"
)

// seedOf is the seed given, or a new one.
func seedOf(seed []int64) uint64 {
	if len(seed) > 0 {
		return uint64(seed[0])
	}
	return rand.Uint64()
}

// samplerKind is Spark's class for what Sample yields.
const samplerKind = "PartitionwiseSampledRDD"

// sampled keeps each element as often as draw says, which gets a source of
// random numbers that is the same each time the partition is computed.
func sampled(c *core, kind, op string, seed uint64, draw func(*rand.Rand) int) *core {
	return same(c, narrow(c, c.elem, step{kind: kind, op: op, keep: true,
		compute: func(_ *engine.Task, p int, rows any) any {
			rnd := rand.New(rand.NewPCG(seed, uint64(p)))
			return c.elem.repeat(rows, func(unsafe.Pointer) int { return draw(rnd) })
		}}).rdd)
}

func sampleOf(c *core, op string, withReplacement bool, fraction float64, seed uint64) *core {
	switch {
	case math.IsInf(fraction, 1):
		panic(definition(op, "the fraction is infinite", "ask for a number"))
	case !(fraction >= 0):
		panic(definition(op, fmt.Sprintf("the fraction (%v) must not be negative", fraction), ""))
	case fraction > 1 && !withReplacement:
		panic(definition(op, fmt.Sprintf("the fraction (%v) must be from 0 to 1", fraction), "or sample with replacement"))
	case withReplacement:
		return sampled(c, samplerKind, op, seed, func(r *rand.Rand) int { return poisson(r, fraction) })
	}
	return sampled(c, samplerKind, op, seed, func(r *rand.Rand) int { return times(r.Float64() < fraction) })
}

// poisson draws a number whose mean is given.
func poisson(r *rand.Rand, mean float64) int {
	n := 0
	for ; mean > 500; mean -= 500 {
		n += poisson(r, 500)
	}
	limit, product := math.Exp(-mean), r.Float64()
	for ; product > limit; product *= r.Float64() {
		n++
	}
	return n
}

// Sample chooses each element with the probability fraction, from 0 to 1, or, with
// replacement, as often as a Poisson variable of that mean. The same seed chooses
// the same; without one each call chooses anew.
func (d *dataset[E, Self]) Sample[_ ondemand](withReplacement bool, fraction float64, seed ...int64) Self {
	return selfOf(d, sampleOf(d.node, "sample", withReplacement, fraction, seedOf(seed)))
}

// RandomSplit splits the elements at random, in the proportion of the weights, of
// which none may be negative nor all 0. Each part reads the RDD again: cache it.
// The same seed splits in the same way.
func (d *dataset[E, Self]) RandomSplit[_ ondemand](weights []float64, seed ...int64) []Self {
	var parts []Self
	for _, c := range randomSplit(d.node, weights, seedOf(seed)) {
		parts = append(parts, selfOf(d, c))
	}
	return parts
}

func randomSplit(c *core, weights []float64, seed uint64) []*core {
	const op = "randomSplit"
	total := 0.0
	for _, w := range weights {
		if !(w >= 0) || math.IsInf(w, 1) {
			panic(definition(op, fmt.Sprintf("a weight (%v) must be a number, and not negative", w), ""))
		}
		total += w
	}
	if total == 0 {
		panic(definition(op, "the sum of the weights must be positive", ""))
	}
	var parts []*core
	low := 0.0
	for i, w := range weights {
		from, to := low, low+w/total
		if i == len(weights)-1 {
			to = math.Inf(1)
		}
		parts = append(parts, sampled(c, "", op, seed, func(r *rand.Rand) int {
			x := r.Float64()
			return times(from <= x && x < to)
		}))
		low = to
	}
	return parts
}

// TakeSample returns n elements chosen at random, or all where there are fewer and
// none may be chosen twice. It runs a job to count and at least one to choose. It
// fails where n is negative.
func (d *dataset[E, Self]) TakeSample[_ ondemand](withReplacement bool, n int, seed ...int64) []E {
	return takeSample(d.node, withReplacement, n, seedOf(seed)).([]E)
}

func takeSample(c *core, withReplacement bool, n int, seed uint64) any {
	const op = "takeSample"
	if n < 0 {
		panic(definition(op, fmt.Sprintf("a negative number of elements (%d) is asked for", n), ""))
	}
	if n == 0 {
		return c.elem.join(nil)
	}
	total := 0
	for _, k := range newAction(c, op).countEach(nil) {
		total += k
	}
	rnd := rand.New(rand.NewPCG(seed, 1))
	if total == 0 || !withReplacement && n >= total {
		return shuffledSlice(collect(c, op), rnd, total)
	}
	fraction := fractionFor(n, total, withReplacement)
	for {
		found := collect(sampleOf(c, op, withReplacement, fraction, rnd.Uint64()), op)
		if reflect.ValueOf(found).Len() >= n {
			return shuffledSlice(found, rnd, n)
		}
	}
}

// fractionFor is the fraction that yields n of total in all but very few tries.
func fractionFor(n, total int, withReplacement bool) float64 {
	f := float64(n) / float64(total)
	if withReplacement {
		deviations := 5.0
		if n < 12 {
			deviations = 9
		}
		return max(float64(n)+deviations*math.Sqrt(float64(n)), 1) / float64(total)
	}
	gamma := -math.Log(0.00005) / float64(total)
	return min(1, max(1e-10, f+gamma+math.Sqrt(gamma*gamma+2*gamma*f)))
}

// shuffledSlice is n elements of a slice in random order.
func shuffledSlice(s any, rnd *rand.Rand, n int) any {
	v := reflect.ValueOf(s)
	rnd.Shuffle(v.Len(), reflect.Swapper(s))
	return v.Slice(0, n).Interface()
}
