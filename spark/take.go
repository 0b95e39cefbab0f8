package spark

import (
	"math"
	"reflect"

	"gospark/engine"
)

// take is the first n elements as a []E.
func take(c *core, op string, n int) any {
	if n <= 0 {
		return c.elem.join(nil)
	}
	return takeBy(newAction(c, op), n)
}

func takeBy(a *action, n int) any {
	c := a.c
	total, err := c.rdd.NumPartitions()
	if err != nil {
		panic(engine.NewJobError(a.name, err))
	}
	var found []any
	have := 0
	for scanned, try := 0, c.sc.firstTry; have < n && scanned < total; {
		var parts []int
		for p := scanned; p < min(scanned+try, total); p++ {
			parts = append(parts, p)
		}
		want := n - have
		for _, s := range a.run(parts, func(_ *engine.Task, rows any) any { return c.elem.slice(rows, want) }) {
			v := reflect.ValueOf(s)
			if v.Len() > n-have {
				v = v.Slice(0, n-have)
			}
			have += v.Len()
			found = append(found, v.Interface())
		}
		scanned += len(parts)
		try = nextTry(n, have, scanned, c.sc.scaleUp)
	}
	return c.elem.join(found)
}

// nextTry is how many partitions to read when so many gave so little: scaleUp times
// as many where there was nothing, else half as many again as it should need.
func nextTry(n, have, scanned, scaleUp int) int {
	most := float64(scaleUp) * float64(scanned)
	if have > 0 {
		most = min(most, math.Ceil(1.5*float64(n-have)*float64(scanned)/float64(have)))
	}
	return int(min(most, mostPartitions))
}

// first is the first element in a []E.
func first(c *core) any {
	one := take(c, "first", 1)
	if reflect.ValueOf(one).Len() == 0 {
		panic(failed("first", ErrEmpty))
	}
	return one
}

func isEmpty(c *core) bool {
	return reflect.ValueOf(take(c, "isEmpty", 1)).Len() == 0
}
