package spark

import (
	"reflect"
	"strconv"
	"sync"

	"gospark/cellrt"
	"gospark/engine"
)

// An Accumulator sums up what the functions in tasks add to it (Spark's LongAccumulator,
// DoubleAccumulator). A task counts once, when its result is taken, however often it was
// tried; a partition that is computed again for another action counts again. Tasks can't
// read it.
type Accumulator[T any] struct {
	*accumulation
	sum func(a, b T) T
}

// summed is the state of an Accumulator.
type summed[T any] struct {
	sum   T
	count int
}

// A CollectingAccumulator combines what the functions in tasks add to it in a way of the
// person's own (Spark's AccumulatorV2, CollectionAccumulator). It counts as an Accumulator does.
type CollectingAccumulator[In, Out any] struct {
	*accumulation
	combine func(Out, In) Out
}

// Accumulator makes an accumulator of any type of numbers that begins with zero.
func (sc *Context) Accumulator[N Number](zero N, name ...string) *Accumulator[N] {
	return newAccumulator(sc, "accumulator", zero, Add[N], name)
}

// LongAccumulator makes an accumulator of int64s; one of ints is sc.Accumulator(0).
func (sc *Context) LongAccumulator[_ ondemand](name ...string) *Accumulator[int64] {
	return newAccumulator(sc, "longAccumulator", 0, Add[int64], name)
}

// DoubleAccumulator makes an accumulator of float64s.
func (sc *Context) DoubleAccumulator[_ ondemand](name ...string) *Accumulator[float64] {
	return newAccumulator(sc, "doubleAccumulator", 0, Add[float64], name)
}

// CollectionAccumulator makes an accumulator whose value is all that was added, as a slice.
func (sc *Context) CollectionAccumulator[T any](name ...string) *CollectingAccumulator[T, []T] {
	return newCollecting(sc, "collectionAccumulator", func() []T { return nil },
		func(all []T, v T) []T { return append(all, v) }, func(a, b []T) []T { return append(a, b...) }, name)
}

// AccumulatorFunc makes an accumulator in a way of the person's own, where Spark has one
// write a class AccumulatorV2: zero is what every task begins with, add takes in a value,
// merge takes what a task came to into the whole. add and merge may change and return
// their first argument.
func (sc *Context) AccumulatorFunc[In, Out any](zero func() Out, add func(Out, In) Out, merge func(a, b Out) Out, name ...string) *CollectingAccumulator[In, Out] {
	const op = "accumulatorFunc"
	for _, f := range []any{zero, add, merge} {
		describe(op, f)
	}
	return newCollecting(sc, op, zero, add, merge, name)
}

func newAccumulator[T any](sc *Context, op string, zero T, sum func(a, b T) T, name []string) *Accumulator[T] {
	none := neutral(zero) // what tasks begin with, whatever the whole does
	a := newAccumulation(sc, op, func() any { return &summed[T]{sum: none} }, func(into, from any) {
		a, b := into.(*summed[T]), from.(*summed[T])
		a.sum, a.count = sum(a.sum, b.sum), a.count+b.count
	}, name)
	a.state.(*summed[T]).sum = zero
	return &Accumulator[T]{a, sum}
}

// neutral is the zero of v's type; v may be an any that holds a number.
func neutral[T any](v T) T {
	p := reflect.ValueOf(&v).Elem()
	if p.Kind() == reflect.Interface && !p.IsNil() {
		p.Set(reflect.Zero(p.Elem().Type()))
	} else {
		p.SetZero()
	}
	return v
}

func newCollecting[In, Out any](sc *Context, op string, zero func() Out, add func(Out, In) Out, merge func(a, b Out) Out, name []string) *CollectingAccumulator[In, Out] {
	return &CollectingAccumulator[In, Out]{newAccumulation(sc, op, func() any { s := zero(); return &s }, func(into, from any) {
		a, b := into.(*Out), from.(*Out)
		*a = merge(*a, *b)
	}, name), add}
}

// Add adds a value, in a task or outside of one.
func (a *Accumulator[T]) Add(value T) {
	a.with(func(state any) {
		s := state.(*summed[T])
		s.sum, s.count = a.sum(s.sum, value), s.count+1
	})
}

// Value is the sum of what was added. In a task it panics.
func (a *Accumulator[T]) Value() (sum T) {
	a.whole("value", func(state any) { sum = state.(*summed[T]).sum })
	return sum
}

// Count is how often something was added. In a task it panics.
func (a *Accumulator[T]) Count() (n int) {
	a.whole("count", func(state any) { n = state.(*summed[T]).count })
	return n
}

// Avg is the mean of what was added, NaN where nothing was. In a task it panics.
func (a *Accumulator[T]) Avg() (mean float64) {
	a.whole("avg", func(state any) {
		s := state.(*summed[T])
		v := reflect.ValueOf(s.sum)
		mean = numberOf(v.Type())(addressOf(s.sum, v.Type())) / float64(s.count)
	})
	return mean
}

// Add adds a value, in a task or outside of one.
func (a *CollectingAccumulator[In, Out]) Add(value In) {
	a.with(func(state any) {
		s := state.(*Out)
		*s = a.combine(*s, value)
	})
}

// Value is what everything that was added came to. In a task it panics. It must not be
// changed while tasks add to the accumulator.
func (a *CollectingAccumulator[In, Out]) Value() (v Out) {
	a.whole("value", func(state any) { v = *state.(*Out) })
	return v
}

// accumulation is what an accumulator is without its types. States are pointers.
type accumulation struct {
	sc        *Context
	id        int
	name      string
	site      string
	zero      func() any
	mergeInto func(into, from any)

	mu    sync.Mutex // held while functions of the person's work on state
	state any

	arriving sync.Mutex // guards arrived; never held for long
	arrived  []*partial // of tasks whose results were taken
}

func newAccumulation(sc *Context, op string, zero func() any, mergeInto func(into, from any), name []string) *accumulation {
	sc.check(op)
	a := &accumulation{sc: sc, id: int(sc.accumulators.Add(1)) - 1, site: op + " at " + callSite(op), mergeInto: mergeInto, zero: zero}
	if len(name) > 0 {
		a.name = name[0]
	}
	a.state = zero()
	return a
}

// ID is unique in its context.
func (a *accumulation) ID() int { return a.id }

// Name is the name that it was given, or "".
func (a *accumulation) Name() string { return a.name }

// String is the accumulator's number, and its name where it has one.
func (a *accumulation) String() string {
	if a.name == "" {
		return "Accumulator(" + strconv.Itoa(a.id) + ")"
	}
	return "Accumulator(" + strconv.Itoa(a.id) + ", " + a.name + ")"
}

// IsZero tells whether nothing was added since it was made or Reset.
func (a *accumulation) IsZero() bool {
	zero := false
	a.whole("isZero", func(state any) { zero = reflect.DeepEqual(state, a.zero()) })
	return zero
}

// Reset has it begin anew. In a task it panics.
func (a *accumulation) Reset() {
	a.whole("reset", func(any) { a.state = a.zero() })
}

// partial is what one task has added.
type partial struct {
	mu    sync.Mutex
	state any
}

// told is the partial as events tell it: a number, or a text.
func (p *partial) told() any {
	p.mu.Lock()
	defer p.mu.Unlock()
	v := reflect.ValueOf(p.state).Elem()
	if v.Kind() == reflect.Struct && v.NumField() > 0 && v.Type().Field(0).Name == "sum" {
		v = v.Field(0)
	}
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch {
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return int64(v.Uint())
	case v.CanFloat():
		return v.Float()
	case v.Kind() == reflect.Slice || v.Kind() == reflect.Map:
		return strconv.Itoa(v.Len()) + " elements"
	case v.Kind() == reflect.String:
		return v.String()[:min(v.Len(), longestTold)]
	}
	return v.Type().String()
}

// longestTold is how much of a text events tell.
const longestTold = 200

// with calls f with the state that the calling goroutine adds to.
func (a *accumulation) with(f func(state any)) {
	t, ok := cellrt.Task().(*engine.Task)
	if !ok {
		a.mu.Lock()
		defer a.mu.Unlock()
		f(a.state)
		return
	}
	p := t.Local(a, func() any { return &partial{} }).(*partial)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state == nil {
		p.state = a.zero()
		t.OnEnd(func() { t.Accumulate(engine.Accumulable{ID: a.id, Name: a.name, Value: p.told()}) })
		t.OnSuccess(func() { a.arrive(p) })
	}
	f(p.state)
}

// arrive takes what a task has added; it is merged by whoever reads, or by the action, not
// by the goroutine that schedules.
func (a *accumulation) arrive(p *partial) {
	a.arriving.Lock()
	a.arrived = append(a.arrived, p)
	first := len(a.arrived) == 1
	a.arriving.Unlock()
	if first {
		a.sc.mu.Lock()
		defer a.sc.mu.Unlock()
		a.sc.unsettled[a] = true
	}
}

// whole calls f with all that was added.
func (a *accumulation) whole(what string, f func(state any)) {
	if cellrt.Task() != nil {
		panic(misuse(what, "Value `Accumulator."+what+"` cannot be accessed inside tasks.",
			"add to it in the func, and read it when the action has returned"))
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.merge()
	f(a.state)
}

// merge takes what tasks have added into the whole. The caller holds mu.
func (a *accumulation) merge() {
	a.sc.mu.Lock()
	delete(a.sc.unsettled, a) // before the look, so that what arrives after it counts as unsettled
	a.sc.mu.Unlock()
	a.arriving.Lock()
	arrived := a.arrived
	a.arrived = nil
	a.arriving.Unlock()
	for _, p := range arrived {
		p.mu.Lock() // a goroutine that the task left behind may still add
		state := p.state
		p.state = a.zero()
		p.mu.Unlock()
		a.mergeInto(a.state, state)
	}
}

// settle merges what the tasks of a job have added. A panic of the person's merge is the
// error of the action.
func (sc *Context) settle(action string) {
	sc.mu.Lock()
	all := make([]*accumulation, 0, len(sc.unsettled))
	for a := range sc.unsettled {
		all = append(all, a)
	}
	sc.mu.Unlock()
	for _, a := range all {
		a.settle(action)
	}
}

func (a *accumulation) settle(action string) {
	defer func() {
		if v := recover(); v != nil {
			err := engine.NewJobError(action, engine.AsError(v))
			err.Site = a.site
			panic(err)
		}
	}()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.merge()
}
