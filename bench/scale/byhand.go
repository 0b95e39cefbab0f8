package main

import (
	"runtime"
	"slices"
	"sync"
)

type pair struct{ key, value int }

// someInts are n numbers below a limit, in no order; the same each time.
func someInts(n, limit int) []int {
	ints, state := make([]int, n), uint64(88172645463325252)
	for i := range ints {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		ints[i] = int(state>>2) % limit
	}
	return ints
}

func somePairs(n, keys int) []pair {
	pairs := make([]pair, n)
	for i, key := range someInts(n, keys) {
		pairs[i] = pair{key, i}
	}
	return pairs
}

// keysOnce are pairs of each key below n.
func keysOnce(n int) []pair {
	pairs := make([]pair, n)
	for i := range pairs {
		pairs[i] = pair{i * 7919 % n, i}
	}
	return pairs
}

// perCore calls f for a share of the elements on each core.
func perCore[E, R any](all []E, f func(share []E) R) []R {
	n := runtime.GOMAXPROCS(0)
	results := make([]R, n)
	var wait sync.WaitGroup
	for w := range n {
		wait.Go(func() { results[w] = f(all[len(all)*w/n : len(all)*(w+1)/n]) })
	}
	wait.Wait()
	return results
}

// perShare has each core put the elements of its share where they belong, by their keys, and then each core
// make something of what belongs to it: so the cores needn't merge what they made.
func perShare[E, R any](all []E, key func(E) int, f func(share []E) R) []R {
	n := runtime.GOMAXPROCS(0)
	if n == 1 {
		return []R{f(all)}
	}
	parts := perCore(all, func(share []E) [][]E {
		to := make([][]E, n)
		for i := range to {
			to[i] = make([]E, 0, len(share)/n*9/8)
		}
		for _, e := range share {
			at := key(e) % n
			to[at] = append(to[at], e)
		}
		return to
	})
	results := make([]R, n)
	var wait sync.WaitGroup
	for w := range n {
		wait.Go(func() {
			var mine []E
			for _, p := range parts {
				mine = append(mine, p[w]...)
			}
			results[w] = f(mine)
		})
	}
	wait.Wait()
	return results
}

func sum(parts []int) (total int) {
	for _, p := range parts {
		total += p
	}
	return total
}

func keyOf(p pair) int { return p.key }

func handScan(n int) func() int {
	ints := someInts(n, n)
	return func() int {
		return sum(perCore(ints, func(share []int) (total int) {
			for _, i := range share {
				total += i ^ 0x55
			}
			return total
		}))
	}
}

func handSort(n int) func() int {
	ints := someInts(n, 1<<60)
	return func() int {
		parts := perCore(ints, func(share []int) []int {
			mine := slices.Clone(share)
			slices.Sort(mine)
			return mine
		})
		all := parts[0]
		for _, p := range parts[1:] {
			all = merged(all, p)
		}
		return len(all)
	}
}

func merged(a, b []int) []int {
	all, i, j := make([]int, 0, len(a)+len(b)), 0, 0
	for i < len(a) && j < len(b) {
		if a[i] <= b[j] {
			all = append(all, a[i])
			i++
		} else {
			all = append(all, b[j])
			j++
		}
	}
	return append(append(all, a[i:]...), b[j:]...)
}

func handDistinct(n int) func() int {
	ints := someInts(n, n/2)
	return func() int {
		return sum(perShare(ints, func(i int) int { return i }, func(share []int) int {
			set := map[int]struct{}{}
			for _, i := range share {
				set[i] = struct{}{}
			}
			return len(set)
		}))
	}
}

func handReduce(n int) func() int {
	pairs := somePairs(n, n/10)
	return func() int {
		total := 0
		for _, x := range perShare(pairs, keyOf, func(share []pair) (x int) {
			sums := map[int]int{}
			for _, p := range share {
				sums[p.key] += p.value
			}
			for _, s := range sums {
				x ^= s
			}
			return x
		}) {
			total ^= x
		}
		return total
	}
}

func handGroup(n int) func() int {
	pairs := somePairs(n, n/10)
	return func() int {
		return sum(perShare(pairs, keyOf, func(share []pair) (total int) {
			groups := map[int][]int{}
			for _, p := range share {
				groups[p.key] = append(groups[p.key], p.value)
			}
			for _, g := range groups {
				total += len(g) * len(g)
			}
			return total
		}))
	}
}

func handJoin(n int) func() int {
	left, right := somePairs(n, n/10), keysOnce(n/10)
	return func() int {
		rights := map[int][]int{}
		for _, p := range right {
			rights[p.key] = append(rights[p.key], p.value)
		}
		return sum(perCore(left, func(share []pair) (total int) {
			for _, p := range share {
				for _, r := range rights[p.key] {
					total += p.value ^ r
				}
			}
			return total
		}))
	}
}
