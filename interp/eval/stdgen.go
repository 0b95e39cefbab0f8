package eval

import (
	"go/types"
	"reflect"
	"slices"
)

// A direct is a func of the evaluator's own.
type direct = func(args []reflect.Value) []reflect.Value

// stdGenerics are the generic funcs of the standard library that are interpreted:
// yaegi's table has none.
var stdGenerics = map[string]func(s *scope, targs []types.Type, sig *types.Signature) direct{}

func init() {
	def := func(name string, f func(g *generic, a []reflect.Value) reflect.Value) {
		stdGenerics[name] = func(s *scope, targs []types.Type, sig *types.Signature) direct {
			g := newGeneric(s.ev, sig)
			return func(args []reflect.Value) []reflect.Value {
				out := f(g, args)
				if !out.IsValid() {
					return nil
				}
				return []reflect.Value{out}
			}
		}
	}
	defineSlices(def)
	defineSorting(def)
	defineMaps(def)
}

// A generic is a generic func of the standard library with its types.
type generic struct {
	ev     *Evaluator
	sig    *types.Signature
	params []types.Type
	result types.Type // the first result's type, or nil
}

func newGeneric(ev *Evaluator, sig *types.Signature) *generic {
	g := &generic{ev: ev, sig: sig}
	for v := range sig.Params().Variables() {
		g.params = append(g.params, v.Type())
	}
	if sig.Results().Len() > 0 {
		g.result = sig.Results().At(0).Type()
	}
	return g
}

// call calls a func argument that has one result.
func call(fn reflect.Value, args ...reflect.Value) reflect.Value {
	for i := range args {
		args[i] = copied(args[i])
	}
	out := fn.Interface().(*Func).call(args)
	if len(out) == 0 {
		return reflect.Value{}
	}
	return out[0]
}

func (g *generic) same(a, b reflect.Value) bool { return a.Interface() == b.Interface() }

func (g *generic) zero() reflect.Value { return reflect.Zero(g.ev.rt(g.result)) }

func intValue(n int) reflect.Value   { return reflect.ValueOf(n) }
func boolValue(b bool) reflect.Value { return reflect.ValueOf(b) }

// copyOf is a new slice with the elements of v, nil for nil.
func copyOf(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return reflect.Zero(v.Type())
	}
	return reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v)
}

// find is the first index for which is holds, or -1.
func find(v reflect.Value, is func(reflect.Value) bool) int {
	for i := range v.Len() {
		if is(v.Index(i)) {
			return i
		}
	}
	return -1
}

type definer = func(name string, f func(g *generic, a []reflect.Value) reflect.Value)

func defineSlices(def definer) {
	equals := func(g *generic, to reflect.Value) func(reflect.Value) bool {
		return func(v reflect.Value) bool { return g.same(v, to) }
	}
	holds := func(fn reflect.Value) func(reflect.Value) bool {
		return func(v reflect.Value) bool { return call(fn, v).Bool() }
	}
	def("slices.Index", func(g *generic, a []reflect.Value) reflect.Value { return intValue(find(a[0], equals(g, a[1]))) })
	def("slices.Contains", func(g *generic, a []reflect.Value) reflect.Value { return boolValue(find(a[0], equals(g, a[1])) >= 0) })
	def("slices.IndexFunc", func(g *generic, a []reflect.Value) reflect.Value { return intValue(find(a[0], holds(a[1]))) })
	def("slices.ContainsFunc", func(g *generic, a []reflect.Value) reflect.Value { return boolValue(find(a[0], holds(a[1])) >= 0) })
	def("slices.Clone", func(g *generic, a []reflect.Value) reflect.Value { return copyOf(a[0]) })
	def("slices.Concat", func(g *generic, a []reflect.Value) reflect.Value {
		out := g.zero()
		for i := range a[0].Len() {
			out = reflect.AppendSlice(out, a[0].Index(i))
		}
		return out
	})
	def("slices.Reverse", func(g *generic, a []reflect.Value) reflect.Value {
		swap := reflect.Swapper(a[0].Interface())
		for i, j := 0, a[0].Len()-1; i < j; i, j = i+1, j-1 {
			swap(i, j)
		}
		return reflect.Value{}
	})
	def("slices.Equal", func(g *generic, a []reflect.Value) reflect.Value {
		if a[0].Len() != a[1].Len() {
			return boolValue(false)
		}
		for i := range a[0].Len() {
			if !g.same(a[0].Index(i), a[1].Index(i)) {
				return boolValue(false)
			}
		}
		return boolValue(true)
	})
	def("slices.Compact", func(g *generic, a []reflect.Value) reflect.Value {
		n := 0
		for i := range a[0].Len() {
			if i == 0 || !g.same(a[0].Index(i), a[0].Index(n-1)) {
				a[0].Index(n).Set(a[0].Index(i))
				n++
			}
		}
		for i := n; i < a[0].Len(); i++ {
			a[0].Index(i).SetZero()
		}
		return a[0].Slice(0, n)
	})
	def("slices.Insert", func(g *generic, a []reflect.Value) reflect.Value {
		i := int(a[1].Int())
		_ = make([]struct{}, a[0].Len())[i:]
		tail := copyOf(a[0].Slice(i, a[0].Len()))
		return reflect.AppendSlice(reflect.AppendSlice(a[0].Slice3(0, i, i), a[2]), tail)
	})
	def("slices.Delete", func(g *generic, a []reflect.Value) reflect.Value {
		i, j := int(a[1].Int()), int(a[2].Int())
		_ = make([]struct{}, a[0].Len())[i:j]
		n := a[0].Len()
		out := reflect.AppendSlice(a[0].Slice(0, i), a[0].Slice(j, n))
		for k := out.Len(); k < n; k++ {
			a[0].Index(k).SetZero()
		}
		return out
	})
	def("slices.Repeat", func(g *generic, a []reflect.Value) reflect.Value {
		out := reflect.MakeSlice(a[0].Type(), 0, 0)
		for range int(a[1].Int()) {
			out = reflect.AppendSlice(out, a[0])
		}
		return out
	})
	defineIterators(def)
}

// yielding is an iterator that pushes into the func it is called with.
func (g *generic) yielding(push func(yield func(...reflect.Value) bool)) reflect.Value {
	return reflect.ValueOf(&Func{ev: g.ev, typ: g.result, direct: func(args []reflect.Value) []reflect.Value {
		push(func(values ...reflect.Value) bool { return call(args[0], values...).Bool() })
		return nil
	}})
}

// pull runs an iterator, with each of its values.
func (g *generic) pull(seq reflect.Value, t types.Type, each func(...reflect.Value) bool) {
	yield := &Func{ev: g.ev, typ: t.Underlying().(*types.Signature).Params().At(0).Type(), direct: func(args []reflect.Value) []reflect.Value {
		return []reflect.Value{boolValue(each(args...))}
	}}
	seq.Interface().(*Func).call([]reflect.Value{reflect.ValueOf(yield)})
}

// collect gathers the values of an iterator in a slice.
func (g *generic) collect(seq reflect.Value) reflect.Value {
	out := g.zero()
	g.pull(seq, g.params[0], func(v ...reflect.Value) bool { out = reflect.Append(out, v[0]); return true })
	return out
}

func defineIterators(def definer) {
	def("slices.Values", func(g *generic, a []reflect.Value) reflect.Value {
		return g.yielding(func(yield func(...reflect.Value) bool) {
			for i := range a[0].Len() {
				if !yield(a[0].Index(i)) {
					return
				}
			}
		})
	})
	def("slices.All", func(g *generic, a []reflect.Value) reflect.Value {
		return g.yielding(func(yield func(...reflect.Value) bool) {
			for i := range a[0].Len() {
				if !yield(intValue(i), a[0].Index(i)) {
					return
				}
			}
		})
	})
	def("slices.Backward", func(g *generic, a []reflect.Value) reflect.Value {
		return g.yielding(func(yield func(...reflect.Value) bool) {
			for i := a[0].Len() - 1; i >= 0; i-- {
				if !yield(intValue(i), a[0].Index(i)) {
					return
				}
			}
		})
	})
	def("slices.Collect", func(g *generic, a []reflect.Value) reflect.Value { return g.collect(a[0]) })
	def("slices.Sorted", func(g *generic, a []reflect.Value) reflect.Value {
		out := g.collect(a[0])
		sortValues(out, false, compareKeys)
		return out
	})
	def("slices.SortedFunc", func(g *generic, a []reflect.Value) reflect.Value {
		out := g.collect(a[0])
		sortValues(out, false, comparison(a[1]))
		return out
	})
	def("slices.Chunk", func(g *generic, a []reflect.Value) reflect.Value {
		n := int(a[1].Int())
		if n < 1 {
			panic("cannot be less than 1")
		}
		return g.yielding(func(yield func(...reflect.Value) bool) {
			for i := 0; i < a[0].Len(); i += n {
				end := min(n, a[0].Len()-i)
				if !yield(a[0].Slice3(i, i+end, i+end)) {
					return
				}
			}
		})
	})
}

func comparison(fn reflect.Value) func(a, b reflect.Value) int {
	return func(a, b reflect.Value) int { return int(call(fn, a, b).Int()) }
}

// sortValues sorts a slice in place.
func sortValues(v reflect.Value, stable bool, compare func(a, b reflect.Value) int) {
	switch list := v.Interface().(type) {
	case []int:
		if isNatural(compare) {
			slices.Sort(list)
			return
		}
	}
	values := make([]reflect.Value, v.Len())
	for i := range values {
		values[i] = copied(v.Index(i))
	}
	if stable {
		slices.SortStableFunc(values, compare)
	} else {
		slices.SortFunc(values, compare)
	}
	for i, x := range values {
		v.Index(i).Set(x)
	}
}

func isNatural(f func(a, b reflect.Value) int) bool {
	return reflect.ValueOf(f).Pointer() == reflect.ValueOf(compareKeys).Pointer()
}

func defineSorting(def definer) {
	def("slices.Sort", func(g *generic, a []reflect.Value) reflect.Value {
		sortValues(a[0], false, compareKeys)
		return reflect.Value{}
	})
	def("slices.SortFunc", func(g *generic, a []reflect.Value) reflect.Value {
		sortValues(a[0], false, comparison(a[1]))
		return reflect.Value{}
	})
	def("slices.SortStableFunc", func(g *generic, a []reflect.Value) reflect.Value {
		sortValues(a[0], true, comparison(a[1]))
		return reflect.Value{}
	})
	def("slices.IsSorted", func(g *generic, a []reflect.Value) reflect.Value {
		for i := 1; i < a[0].Len(); i++ {
			if compareKeys(a[0].Index(i), a[0].Index(i-1)) < 0 {
				return boolValue(false)
			}
		}
		return boolValue(true)
	})
	best := func(name string, sign int, natural bool) {
		def(name, func(g *generic, a []reflect.Value) reflect.Value {
			if a[0].Len() == 0 {
				panic(name + ": empty list")
			}
			compare := compareKeys
			if !natural {
				compare = comparison(a[1])
			}
			out := a[0].Index(0)
			for i := 1; i < a[0].Len(); i++ {
				if sign*compare(a[0].Index(i), out) > 0 {
					out = a[0].Index(i)
				}
			}
			return copied(out)
		})
	}
	best("slices.Max", 1, true)
	best("slices.Min", -1, true)
	best("slices.MaxFunc", 1, false)
	best("slices.MinFunc", -1, false)
	def("cmp.Compare", func(g *generic, a []reflect.Value) reflect.Value { return intValue(compareKeys(a[0], a[1])) })
	def("cmp.Less", func(g *generic, a []reflect.Value) reflect.Value { return boolValue(compareKeys(a[0], a[1]) < 0) })
	def("cmp.Or", func(g *generic, a []reflect.Value) reflect.Value {
		for i := range a[0].Len() {
			if !a[0].Index(i).IsZero() {
				return copied(a[0].Index(i))
			}
		}
		return g.zero()
	})
}

func defineMaps(def definer) {
	over := func(pick func(k, v reflect.Value) []reflect.Value) func(g *generic, a []reflect.Value) reflect.Value {
		return func(g *generic, a []reflect.Value) reflect.Value {
			return g.yielding(func(yield func(...reflect.Value) bool) {
				for it := a[0].MapRange(); it.Next(); {
					if !yield(pick(it.Key(), it.Value())...) {
						return
					}
				}
			})
		}
	}
	def("maps.Keys", over(func(k, v reflect.Value) []reflect.Value { return []reflect.Value{k} }))
	def("maps.Values", over(func(k, v reflect.Value) []reflect.Value { return []reflect.Value{v} }))
	def("maps.All", over(func(k, v reflect.Value) []reflect.Value { return []reflect.Value{k, v} }))
	def("maps.Clone", func(g *generic, a []reflect.Value) reflect.Value {
		if a[0].IsNil() {
			return g.zero()
		}
		out := reflect.MakeMap(a[0].Type())
		for it := a[0].MapRange(); it.Next(); {
			out.SetMapIndex(it.Key(), it.Value())
		}
		return out
	})
	def("maps.Copy", func(g *generic, a []reflect.Value) reflect.Value {
		for it := a[1].MapRange(); it.Next(); {
			a[0].SetMapIndex(it.Key(), it.Value())
		}
		return reflect.Value{}
	})
	def("maps.Equal", func(g *generic, a []reflect.Value) reflect.Value {
		if a[0].Len() != a[1].Len() {
			return boolValue(false)
		}
		for it := a[0].MapRange(); it.Next(); {
			if v := a[1].MapIndex(it.Key()); !v.IsValid() || !g.same(v, it.Value()) {
				return boolValue(false)
			}
		}
		return boolValue(true)
	})
	def("maps.DeleteFunc", func(g *generic, a []reflect.Value) reflect.Value {
		for it := a[0].MapRange(); it.Next(); {
			if call(a[1], it.Key(), it.Value()).Bool() {
				a[0].SetMapIndex(it.Key(), reflect.Value{})
			}
		}
		return reflect.Value{}
	})
	def("maps.Collect", func(g *generic, a []reflect.Value) reflect.Value {
		out := reflect.MakeMap(g.ev.rt(g.result))
		g.pull(a[0], g.params[0], func(v ...reflect.Value) bool { out.SetMapIndex(v[0], v[1]); return true })
		return out
	})
}
