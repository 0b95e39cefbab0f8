package display

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// A Tick is a place on an axis that is marked by its value.
type Tick struct {
	At    float64
	Label string
}

const maxTicks = 100

// Ticks is some n round values of the axis, the least first; of names all of them, or each so many-th.
func (a Axis) Ticks(n int) []Tick {
	n = min(max(n, 2), maxTicks)
	switch a.Scale {
	case Category:
		return a.nameTicks(n)
	case Log:
		return a.logTicks(n)
	case Time:
		return a.timeTicks(n)
	case Duration:
		return a.durationTicks(n)
	}
	return a.linearTicks(n)
}

func (a Axis) nameTicks(n int) (out []Tick) {
	for i := 0; i < len(a.Names); i += (len(a.Names) + n - 1) / n {
		out = append(out, Tick{float64(i), a.Names[i]})
	}
	return out
}

// ends marks the axis where no round values can be told apart.
func (a Axis) ends() []Tick {
	return []Tick{{a.Min, shortest(a.Min)}, {a.Max, shortest(a.Max)}}
}

// multiples is the multiples of step within the axis; nil where they can't be told apart.
func (a Axis) multiples(step float64) (out []float64) {
	first := math.Ceil(a.Min/step - 1e-9)
	if !(step > 0) || math.IsInf(first, 0) || math.Abs(first) > 1<<50 {
		return nil
	}
	for i := first; i*step/2 <= a.Max/2+step*1e-9 && !math.IsInf(i*step, 0) && len(out) < maxTicks; i++ {
		out = append(out, i*step)
	}
	return out
}

// step is the least of 1, 2, 2.5 and 5 times a power of ten that has no more than n multiples within the axis.
func (a Axis) step(n int) float64 {
	rough := (a.Max/2 - a.Min/2) / float64(n) * 2
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, by := range []float64{1, 2, 2.5, 5} {
		if by*power >= rough*0.999 {
			return by * power
		}
	}
	return 10 * power
}

func (a Axis) linearTicks(n int) (out []Tick) {
	step := a.step(n)
	values := a.multiples(step)
	if whole := math.Max(math.Ceil(step), 1); a.whole && len(a.multiples(whole)) > 1 {
		step, values = whole, a.multiples(whole)
	}
	if len(values) < 2 {
		return a.ends()
	}
	write := writer(max(math.Abs(a.Min), math.Abs(a.Max)), step)
	for _, v := range values {
		out = append(out, Tick{v, write(v)})
	}
	return out
}

// writer writes the values of one axis alike: so many digits as their steps need.
func writer(most, step float64) func(float64) string {
	switch {
	case most >= 1e9 || most < 1e-3:
		return shortest
	case most >= 1e6:
		millions := writer(most/1e6, step/1e6)
		return func(v float64) string {
			if v == 0 {
				return "0"
			}
			return millions(v/1e6) + "M"
		}
	}
	digits := 0
	for unit := step; digits < 12 && math.Abs(unit-math.Round(unit)) > 1e-6*unit; digits++ {
		unit *= 10
		if unit > step*1e12 {
			break
		}
	}
	return func(v float64) string {
		if v == 0 {
			v = 0 // and not -0
		}
		return strconv.FormatFloat(v, 'f', digits, 64)
	}
}

// shortest is v in as few characters as tell it, to 6 digits: 12, 0.25, 1.5e9.
func shortest(v float64) string {
	s := strconv.FormatFloat(v, 'g', 6, 64)
	mantissa, exponent, ok := strings.Cut(s, "e")
	if !ok {
		return s
	}
	n, _ := strconv.Atoi(exponent)
	if n > 0 && n < 9 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return mantissa + "e" + strconv.Itoa(n)
}

func (a Axis) logTicks(n int) (out []Tick) {
	low, high := math.Floor(math.Log10(a.Min)), math.Ceil(math.Log10(a.Max))
	every := math.Max(1, math.Ceil((high-low)/float64(n)))
	between := []float64{1}
	if high-low <= 2 {
		between = []float64{1, 2, 5}
	}
	for p := low; p <= high; p++ {
		if math.Mod(p, every) != 0 {
			continue
		}
		for _, by := range between {
			if v := by * math.Pow(10, p); v >= a.Min*(1-1e-9) && v <= a.Max*(1+1e-9) && v > 0 && !math.IsInf(v, 0) {
				out = append(out, Tick{v, shortest(v)})
			}
		}
	}
	if len(out) < 2 {
		return a.ends()
	}
	return out
}

// spans are steps of seconds that people count time in, to a week.
var spans = []float64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 2 * 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86400, 2 * 86400, 7 * 86400}

// span is the least of spans that has no more than n within the axis; 0 where none has, or seconds are too long.
func (a Axis) span(n int) float64 {
	all := a.Max - a.Min
	if all < 2 {
		return 0
	}
	for _, s := range spans {
		if all/s <= float64(n) {
			return s
		}
	}
	return 0
}

func (a Axis) durationTicks(n int) (out []Tick) {
	const longest = 9e9 // seconds of a time.Duration
	step := a.span(n)
	if step == 0 {
		step = a.step(n)
	}
	values := a.multiples(step)
	if len(values) < 2 || max(-a.Min, a.Max) > longest {
		return a.linearTicks(n)
	}
	for _, v := range values {
		out = append(out, Tick{v, durationText(v)})
	}
	return out
}

// durationText is seconds as Go writes a duration, without what is zero at its end: 1h, 1m30s, 20ms.
func durationText(v float64) string {
	d := time.Duration(math.Round(v * 1e9))
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

func (a Axis) timeTicks(n int) (out []Tick) {
	zone := a.Zone
	if zone == nil {
		zone = time.UTC
	}
	const layoutDay = time.DateOnly
	from, to := clock(a.Min, zone), clock(a.Max, zone)
	step := a.span(n)
	days := (a.Max - a.Min) / 86400
	switch {
	case step > 0 && step < 86400:
		layout := "15:04"
		if step < 60 {
			layout = time.TimeOnly
		}
		if from.YearDay() != to.YearDay() || days > 1 {
			layout = "01-02 " + layout
		}
		midnight := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, zone)
		return a.timesBy(midnight, layout, func(t time.Time) time.Time { return t.Add(time.Duration(step * 1e9)) })
	case step > 0:
		start := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, zone)
		return a.timesBy(start, layoutDay, func(t time.Time) time.Time { return t.AddDate(0, 0, int(step/86400)) })
	case days < 1:
		return a.secondTicks(n, zone)
	}
	for _, months := range []int{1, 2, 3, 6} {
		if days/30.4/float64(months) <= float64(n) {
			start := time.Date(from.Year(), time.January, 1, 0, 0, 0, 0, zone)
			return a.timesBy(start, "2006-01", func(t time.Time) time.Time { return t.AddDate(0, months, 0) })
		}
	}
	years := Axis{Min: 0, Max: days / 365.25}
	by := int(math.Max(1, years.step(n)))
	start := time.Date(from.Year()/by*by, time.January, 1, 0, 0, 0, 0, zone)
	return a.timesBy(start, "2006", func(t time.Time) time.Time { return t.AddDate(by, 0, 0) })
}

// timesBy is the times from start on, each the next of the one before, within the axis.
func (a Axis) timesBy(start time.Time, layout string, next func(time.Time) time.Time) (out []Tick) {
	const most = 100_000 // steps of a second in a day
	for i, t := 0, start; i < most && len(out) < maxTicks; i, t = i+1, next(t) {
		v := seconds(t)
		if v > a.Max {
			break
		}
		if v >= a.Min {
			out = append(out, Tick{v, t.Format(layout)})
		}
	}
	if len(out) < 2 {
		return a.timeEnds(layout, start.Location())
	}
	return out
}

func (a Axis) timeEnds(layout string, zone *time.Location) []Tick {
	return []Tick{{a.Min, clock(a.Min, zone).Format(layout)}, {a.Max, clock(a.Max, zone).Format(layout)}}
}

// secondTicks is for axes of less than two seconds.
func (a Axis) secondTicks(n int, zone *time.Location) (out []Tick) {
	for _, v := range a.multiples(a.step(n)) {
		out = append(out, Tick{v, clock(v, zone).Format("15:04:05.000")})
	}
	if len(out) < 2 {
		return a.timeEnds("15:04:05.000", zone)
	}
	return out
}

// clock is the time so many seconds after the beginning of 1970.
func clock(v float64, zone *time.Location) time.Time {
	whole := math.Floor(v)
	return time.Unix(int64(whole), int64((v-whole)*1e9)).In(zone)
}
