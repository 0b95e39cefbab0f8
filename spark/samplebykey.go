package spark

import (
	"fmt"
	"iter"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"unsafe"

	"gospark/engine"
)

// SampleByKey chooses each element with the probability that fractions has for its key,
// or, with replacement, as often as a Poisson variable of that mean. A key that
// fractions lacks fails the job.
func (d *byKey[E, K, Self]) SampleByKey[_ ondemand](withReplacement bool, fractions map[K]float64, seed ...int64) Self {
	c := coreOf(d.self)
	return c.wrap(sampleByKey(c, withReplacement, fractions, seedOf(seed))).(Self)
}

// SampleByKeyExact is SampleByKey that chooses of each key exactly the fraction, rounded
// up. It runs a job to find out which, with replacement another to count the keys.
func (d *byKey[E, K, Self]) SampleByKeyExact[_ ondemand](withReplacement bool, fractions map[K]float64, seed ...int64) Self {
	c := coreOf(d.self)
	return c.wrap(sampleByKeyExact(c, withReplacement, fractions, seedOf(seed))).(Self)
}

func sampleByKey[K comparable](c *core, withReplacement bool, fractions map[K]float64, seed uint64) *core {
	const op = "sampleByKey"
	checkFractions(op, fractions)
	site := op + " at " + callSite(op)
	return stratified(c, op, seed, func(r *rand.Rand, key unsafe.Pointer) int {
		if fraction := fractionOf(site, fractions, *(*K)(key)); withReplacement {
			return poisson(r, fraction)
		} else {
			return times(r.Float64() < fraction)
		}
	})
}

func checkFractions[K comparable](op string, fractions map[K]float64) {
	for k, f := range fractions {
		if !(f >= 0) || math.IsInf(f, 1) {
			panic(definition(op, fmt.Sprintf("the fraction of key %v (%v) must be a number, and not negative", k, f), ""))
		}
	}
}

func fractionOf[K comparable](site string, fractions map[K]float64, key K) float64 {
	f, ok := fractions[key]
	if !ok {
		panic(&engine.Fault{Err: fmt.Errorf("the fractions have none for key %v", key), Site: site,
			Remedy: "give each key one: 0 chooses none of its elements"})
	}
	return f
}

// stratified keeps each element as often as draw says, by its key and a source of random
// numbers that is the same each time the partition is computed.
func stratified(c *core, op string, seed uint64, draw func(r *rand.Rand, key unsafe.Pointer) int) *core {
	return narrow(c, c.elem, step{op: op, keep: true, compute: func(_ *engine.Task, p int, rows any) any {
		rnd := rand.New(rand.NewPCG(seed, uint64(p)))
		return c.elem.repeat(rows, func(key unsafe.Pointer) int { return draw(rnd, key) })
	}})
}

// A stratum is what is known of the elements of a key when each has drawn a number: those
// below a bound are chosen for certain, those on the waiting list (up to another) perhaps.
type stratum struct {
	count, accepted int
	accept, wait    float64
	waiting         []float64
}

// sampleByKeyExact finds the number of each key below which elements are chosen
// (Spark's StratifiedSamplingUtils). In the rare case that the bounds were wrong it begins anew.
func sampleByKeyExact[K comparable](c *core, withReplacement bool, fractions map[K]float64, seed uint64) *core {
	const op = "sampleByKeyExact"
	checkFractions(op, fractions)
	var counts map[K]int
	if withReplacement {
		counts = countByKey[K, K](keysOf[K](c))
	} else {
		fractions = maps.Collect(atMostOne(fractions))
	}
	var strata map[K]*stratum
	var limits map[K]float64
	for ok := false; !ok; seed++ {
		strata = drawStrata(narrow(c, c.elem, unchanged(op)), fractions, counts, seed)
		limits, ok = limitsOf(strata, fractions, withReplacement)
	}
	return stratified(c, op, seed-1, func(r *rand.Rand, key unsafe.Pointer) int {
		k := *(*K)(key)
		if !withReplacement {
			return times(r.Float64() < limits[k])
		}
		n := poisson(r, strata[k].accept)
		for range poisson(r, strata[k].wait) {
			n += times(r.Float64() < limits[k])
		}
		return n
	})
}

// atMostOne are fractions of which none is more than all.
func atMostOne[K comparable](fractions map[K]float64) iter.Seq2[K, float64] {
	return func(yield func(K, float64) bool) {
		for k, f := range fractions {
			if !yield(k, min(1, f)) {
				return
			}
		}
	}
}

// drawStrata runs the job that draws a number for each element. counts are those of the
// keys where elements are replaced, nil otherwise.
func drawStrata[K comparable](c *core, fractions map[K]float64, counts map[K]int, seed uint64) map[K]*stratum {
	const op = "sampleByKeyExact"
	site, all := op+" at "+callSite(op), map[K]*stratum{}
	for _, part := range run(c, op, nil, func(t *engine.Task, rows any) any {
		rnd, strata := rand.New(rand.NewPCG(seed, uint64(t.Partition))), map[K]*stratum{}
		c.elem.each(rows, func(p unsafe.Pointer) bool {
			k := *(*K)(p)
			s := strata[k]
			if s == nil {
				s = &stratum{}
				strata[k] = s
			}
			if fraction := fractionOf(site, fractions, k); counts == nil {
				s.draw(rnd, fraction)
			} else {
				s.drawCopies(rnd, counts[k], fraction)
			}
			return true
		})
		return strata
	}) {
		for k, s := range part.(map[K]*stratum) {
			if old := all[k]; old != nil {
				s.merge(old)
			}
			all[k] = s
		}
	}
	return all
}

// draw draws a number for one more element, which is chosen once at most.
func (s *stratum) draw(rnd *rand.Rand, fraction float64) {
	gamma := -math.Log(0.00005) / float64(max(1, s.count))
	s.accept = max(0, fraction+gamma*2/3-math.Sqrt(gamma*gamma*4/9+2*gamma*fraction))
	s.wait = min(1, max(1e-10, fraction+gamma+math.Sqrt(gamma*gamma+2*gamma*fraction)))
	s.count++
	switch x := rnd.Float64(); {
	case x < s.accept:
		s.accepted++
	case x < s.wait:
		s.waiting = append(s.waiting, x)
	}
}

// drawCopies draws how often one more of count elements is chosen, and a number for each copy on the waiting list.
func (s *stratum) drawCopies(rnd *rand.Rand, count int, fraction float64) {
	size := math.Ceil(float64(count) * fraction)
	low, high := max(size-deviations(size)*math.Sqrt(size), 1e-15), max(size+deviations(size)*math.Sqrt(size), 1e-10)
	s.accept, s.wait = low/float64(count), (high-low)/float64(count)
	s.count++
	s.accepted += poisson(rnd, s.accept)
	for range poisson(rnd, s.wait) {
		s.waiting = append(s.waiting, rnd.Float64())
	}
}

// deviations is by how many standard deviations a Poisson variable of a mean may differ from it.
func deviations(mean float64) float64 {
	switch {
	case mean < 6:
		return 12
	case mean < 16:
		return 9
	}
	return 6
}

func (s *stratum) merge(other *stratum) {
	s.count += other.count
	s.accepted += other.accepted
	s.accept, s.wait = max(s.accept, other.accept), min(s.wait, other.wait)
	s.waiting = append(s.waiting, other.waiting...)
}

// limitsOf is the number of each key below which its elements are chosen; ok is false
// where the bounds of a key leave too many or too few.
func limitsOf[K comparable](strata map[K]*stratum, fractions map[K]float64, withReplacement bool) (limits map[K]float64, ok bool) {
	limits = map[K]float64{}
	for k, s := range strata {
		limit, ok := s.limit(int(math.Ceil(float64(s.count)*fractions[k])), withReplacement)
		if !ok {
			return nil, false
		}
		limits[k] = limit
	}
	return limits, true
}

// limit is the number below which the stratum has size elements.
func (s *stratum) limit(size int, withReplacement bool) (limit float64, ok bool) {
	slices.Sort(s.waiting)
	n, missing := len(s.waiting), size-s.accepted
	switch {
	case missing < 0 || missing > n:
		return 0, false
	case missing < n:
		limit = s.waiting[missing]
	case withReplacement:
		limit = 1
	default:
		limit = s.wait
	}
	// Bounds are those of the partitions: what one chose for certain another may have left out.
	sound := s.accept <= limit && limit <= s.wait && (missing < n || n == 0 || s.waiting[n-1] < limit)
	return limit, withReplacement || sound
}
