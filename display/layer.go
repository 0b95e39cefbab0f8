package display

import (
	"math"
	"reflect"
	"slices"
	"strconv"
)

// read makes the layers of what a func of charts was given.
func read(op string, data []any) ([]*layer, *ChartError) {
	switch op {
	case "Histogram":
		return readHistogram(data)
	case "Box":
		return readBoxes(data)
	case "Heatmap":
		return readHeatmap(data)
	}
	if l := counted(data); l != nil && op == "Bar" {
		l.op = "Histogram"
		return []*layer{l}, nil
	}
	sources, e := sourcesOf(data)
	if e == nil {
		e = paired(sources)
	}
	if e != nil {
		return nil, e
	}
	if sources[0].keyed && isList(sources[len(sources)-1].elemType()) {
		return readSeries(op, sources)
	}
	x, ys := places(sources)
	if op == "Bar" && x.kind != names {
		x = sources[0].words()
		if len(sources) == 1 {
			x = indexes(sources[0].n).words()
		}
	}
	var out []*layer
	for _, s := range ys {
		y := s.column()
		if !y.measures() && (op != "Scatter" || y.kind != names) {
			return nil, notNumbers(s)
		}
		if y.none() || x.none() {
			return nil, wrong("", "there is nothing to draw: no value is a finite number")
		}
		l := &layer{op: op, x: x, y: y}
		if len(ys) > 1 {
			l.name = y.name
		}
		out = append(out, l)
	}
	return out, nil
}

// places is x, and what is to be drawn there.
func places(sources []source) (column, []source) {
	if len(sources) == 1 {
		return indexes(sources[0].n).column(), sources
	}
	return sources[0].column(), sources[1:]
}

func indexes(n int) source {
	return source{n: n, at: func(i int) reflect.Value { return reflect.ValueOf(i) }, typ: reflect.TypeFor[int]()}
}

// measures tells whether c is how much of something.
func (c column) measures() bool { return c.kind == numbers || c.kind == durations }

// none tells whether c has no value at all.
func (c column) none() bool {
	return !slices.ContainsFunc(c.values, func(v float64) bool { return !math.IsNaN(v) })
}

func notNumbers(s source) *ChartError {
	what := "the values are"
	if s.name != "" {
		what = s.name + " is"
	}
	t := s.elemType()
	if t == nil || t.Kind() == reflect.Interface {
		return wrong("", "there is nothing to draw: %s nil", what)
	}
	return wrong("draw numbers, or something that is made of them", "%s of type %s, which isn't a number", what, t)
}

// readSeries is a line, or the like, for each key, whose values are its slice.
func readSeries(op string, sources []source) ([]*layer, *ChartError) {
	const most = 20
	if n := sources[0].n; n > most {
		return nil, wrong("choose some of them", "%d series are too many for one chart, which has at most %d", n, most)
	}
	var out []*layer
	for i, name := range namesOf(sources[0]) {
		values := within(sources[len(sources)-1].at(i))
		if !values.IsValid() || values.Len() == 0 {
			return nil, wrong("", "there is nothing to draw: %s has no values", name)
		}
		layers, e := read(op, []any{values.Interface()})
		if e != nil {
			return nil, e
		}
		for _, l := range layers {
			l.name = name
		}
		out = append(out, layers...)
	}
	return out, nil
}

// namesOf is s as names, one for each value.
func namesOf(s source) []string {
	c := s.words()
	out := make([]string, s.n)
	for i, v := range c.values {
		out[i] = c.names[int(v)]
	}
	return out
}

// counted is the histogram that an RDD made, or nil.
func counted(data []any) *layer {
	if len(data) != 1 {
		return nil
	}
	v := within(reflect.ValueOf(data[0]))
	if !v.IsValid() || v.Kind() != reflect.Struct {
		return nil
	}
	edges, counts := v.FieldByName("Edges"), v.FieldByName("Counts")
	if v.NumField() != 2 || !edges.IsValid() || !counts.IsValid() || edges.Kind() != reflect.Slice || counts.Kind() != reflect.Slice ||
		!isNumber(edges.Type().Elem()) || !isNumber(counts.Type().Elem()) || counts.Len() == 0 || edges.Len() != counts.Len()+1 {
		return nil
	}
	e := source{n: edges.Len(), at: edges.Index, typ: edges.Type().Elem()}
	c := source{n: counts.Len(), at: counts.Index, typ: counts.Type().Elem()}
	return &layer{op: "Histogram", x: e.column(), counts: c.column().values}
}

func readHistogram(data []any) ([]*layer, *ChartError) {
	if l := counted(data); l != nil {
		return []*layer{l}, nil
	}
	sources, e := sourcesOf(data)
	if e != nil {
		return nil, e
	}
	if sources[0].keyed {
		sources = sources[1:]
	}
	var out []*layer
	for _, s := range sources {
		x := s.column()
		switch {
		case x.kind == names:
			return nil, notNumbers(s)
		case x.none():
			return nil, wrong("", "there is nothing to draw: no value is a finite number")
		}
		l := &layer{op: "Histogram", x: x}
		if len(sources) > 1 {
			l.name = x.name
		}
		out = append(out, l)
	}
	return out, nil
}

// A summary is what Stats returns.
type summary interface {
	Count() int
	Min() float64
	Max() float64
	Mean() float64
	Stdev() float64
}

func readBoxes(data []any) ([]*layer, *ChartError) {
	if len(data) == 1 {
		if s, ok := data[0].(summary); ok {
			return summaries([]string{""}, []summary{s})
		}
	}
	sources, e := sourcesOf(data)
	if e != nil {
		return nil, e
	}
	var groups []source
	var of []string
	switch last := sources[len(sources)-1]; {
	case len(sources) == 2 && isSummary(last):
		return readSummaries(sources[0], last)
	case len(sources) == 2 && isList(last.elemType()):
		of = namesOf(sources[0])
		for i := range last.n {
			groups = append(groups, listSource(last.at(i)))
		}
	case len(sources) == 2 && (sources[0].keyed || sources[0].name != "" || sources[0].column().kind == names):
		if e := paired(sources); e != nil {
			return nil, e
		}
		of, groups = grouped(sources[0], last)
	default:
		for i, s := range sources {
			groups, of = append(groups, s), append(of, s.name)
			if s.name == "" && len(sources) > 1 {
				of[i] = strconv.Itoa(i + 1)
			}
		}
	}
	return boxes(of, groups)
}

func listSource(v reflect.Value) source {
	if v = within(v); !v.IsValid() || !isList(v.Type()) {
		return source{}
	}
	return source{n: v.Len(), at: v.Index, typ: v.Type().Elem()}
}

// grouped is the values of each name.
func grouped(by, values source) (of []string, groups []source) {
	c := by.words()
	at := make([][]int, len(c.names))
	for i, v := range c.values {
		at[int(v)] = append(at[int(v)], i)
	}
	for _, rows := range at {
		groups = append(groups, source{name: values.name, n: len(rows), typ: values.typ, at: func(i int) reflect.Value { return values.at(rows[i]) }})
	}
	return c.names, groups
}

func boxes(of []string, groups []source) ([]*layer, *ChartError) {
	l := &layer{op: "Box", x: namesColumn(of)}
	for i, g := range groups {
		y := g.column()
		if g.n > 0 && !y.measures() {
			return nil, notNumbers(g)
		}
		if y.none() {
			return nil, wrong("", "there is nothing to draw: the %s has no finite number", ordinal(i, len(groups), "group"))
		}
		l.y.kind = y.kind
		l.groups = append(l.groups, slices.DeleteFunc(y.values, math.IsNaN))
	}
	return []*layer{l}, nil
}

// namesColumn is one place for each name, also where some are the same.
func namesColumn(of []string) column {
	c := column{kind: names}
	for i, s := range of {
		c.values, c.names = append(c.values, float64(i)), append(c.names, label(s, maxLabel))
	}
	return c
}

func isSummary(s source) bool {
	if s.n == 0 {
		return false
	}
	_, ok := summaryOf(s.at(0))
	return ok
}

func summaryOf(v reflect.Value) (summary, bool) {
	if v = within(v); !v.IsValid() || !v.CanInterface() {
		return nil, false
	}
	s, ok := v.Interface().(summary)
	return s, ok
}

func readSummaries(by, values source) ([]*layer, *ChartError) {
	var all []summary
	for i := range values.n {
		s, ok := summaryOf(values.at(i))
		if !ok {
			return nil, notNumbers(values)
		}
		all = append(all, s)
	}
	return summaries(namesOf(by), all)
}

func summaries(of []string, all []summary) ([]*layer, *ChartError) {
	l := &layer{op: "Box", x: namesColumn(of)}
	for _, s := range all {
		low, high, mean, dev := s.Min(), s.Max(), s.Mean(), s.Stdev()
		if sum := low + high + mean + dev; s.Count() == 0 || math.IsNaN(sum) || math.IsInf(sum, 0) {
			return nil, wrong("", "there is nothing to draw: the summary is of no numbers, or of infinite ones")
		}
		l.boxes = append(l.boxes, Boxed{Low: low, From: max(low, mean-dev), Middle: mean, To: min(high, mean+dev), High: high})
	}
	return []*layer{l}, nil
}

func readHeatmap(data []any) ([]*layer, *ChartError) {
	sources, e := sourcesOf(data)
	if e != nil {
		return nil, e
	}
	if e = paired(sources); e != nil {
		return nil, e
	}
	l := &layer{op: "Heatmap"}
	switch {
	case len(sources) == 1 && isList(sources[0].elemType()):
		if e := l.matrix(sources[0]); e != nil {
			return nil, e
		}
	case len(sources) == 3:
		l.x, l.y = ordered(sources[0]), ordered(sources[1])
		l.level = sources[2].column()
		if !l.level.measures() {
			return nil, notNumbers(sources[2])
		}
	default:
		return nil, wrong("", "a heatmap is of rows of numbers, or of x, y and a number")
	}
	if l.level.none() {
		return nil, wrong("", "there is nothing to draw: no value is a finite number")
	}
	const most = 40_000
	if n := len(l.x.names) * len(l.y.names); n > most {
		return nil, wrong("sum it up to fewer before", "a heatmap of %d by %d cells is too large: it has at most %d", len(l.x.names), len(l.y.names), most)
	}
	return []*layer{l}, nil
}

// matrix reads rows of numbers, the first of which stands on top.
func (l *layer) matrix(rows source) *ChartError {
	columns := 0
	var xs, ys []float64
	for y := range rows.n {
		row := listSource(rows.at(y))
		columns = max(columns, row.n)
		c := row.column()
		if row.n > 0 && !c.measures() {
			return notNumbers(row)
		}
		for x, v := range c.values {
			xs, ys, l.level.values = append(xs, float64(x)), append(ys, float64(y)), append(l.level.values, v)
		}
	}
	l.x, l.y = indexes(columns).words(), indexes(rows.n).words()
	l.x.values, l.y.values = xs, ys
	return nil
}

// ordered is s as names, in the order of its values where these are numbers or times.
func ordered(s source) column {
	c, by := s.words(), s.column()
	if by.kind == names {
		return c
	}
	first := map[int]float64{}
	for i, v := range c.values {
		first[int(v)] = by.values[i]
	}
	order := make([]int, len(c.names))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch x, y := first[a], first[b]; {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	place, sorted := make([]int, len(order)), make([]string, len(order))
	for to, from := range order {
		place[from], sorted[to] = to, c.names[from]
	}
	for i, v := range c.values {
		c.values[i] = float64(place[int(v)])
	}
	c.names = sorted
	return c
}
