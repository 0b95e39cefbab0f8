package spark_test

import (
	"reflect"
	"strings"
	"testing"

	"gospark/cellrt"
	"gospark/spark"
)

// static is a type argument as the interpreter tells it.
func static[T any](args ...cellrt.TypeArg) cellrt.TypeArg {
	return cellrt.TypeArg{Name: strings.ReplaceAll(reflect.TypeFor[T]().String(), "spark_test.", ""), Type: reflect.TypeFor[T](), Args: args}
}

// pairOf is the type argument spark.Pair[k, v].
func pairOf(k, v cellrt.TypeArg) cellrt.TypeArg {
	return cellrt.TypeArg{Name: "spark.Pair[" + k.Name + ", " + v.Name + "]", Type: reflect.TypeFor[spark.Pair[any, any]](), Args: []cellrt.TypeArg{k, v}}
}

// targs are type arguments.
func targs(t ...cellrt.TypeArg) []cellrt.TypeArg { return t }

// call calls what is bound under a name, as the interpreter does; a panic passes.
func erased(name string, t []cellrt.TypeArg, args ...any) any {
	f, ok := cellrt.Erased(name)
	if !ok {
		panic(name + " isn't bound")
	}
	in := []reflect.Value{reflect.ValueOf(t)}
	for i, a := range args {
		v := reflect.ValueOf(a)
		if !v.IsValid() {
			v = reflect.Zero(f.Type().In(min(i+1, f.Type().NumIn()-1)))
		}
		in = append(in, v)
	}
	out := f.Call(in)
	if len(out) == 0 {
		return nil
	}
	return out[0].Interface()
}

func TestErasedWordCount(t *testing.T) {
	spark.BindInterpreter()
	sc := newContext(t, "local[2]")
	text := write(t, "text", "b a\na\nb c b\n")
	str, num, self := static[string](), static[int](), static[*spark.RDD[any]]()
	lines := erased("Context.TextFile", nil, sc, text, 2)
	words := erased("unary.FlatMap", targs(str, self, str), lines, func(s any) []any {
		var all []any
		for w := range strings.FieldsSeq(s.(string)) {
			all = append(all, w)
		}
		return all
	})
	pairs := erased("unary.MapToPair", targs(str, self, str, num), words, func(s any) (any, any) { return s, 1 })
	counts := erased("PairRDD.ReduceByKey", targs(str, num), pairs, func(a, b any) any { return a.(int) + b.(int) })
	got := erased("dataset.Collect", targs(pairOf(str, num), self), erased("byKey.SortByKey", targs(pairOf(str, num), str, self), counts))
	want := []any{spark.Pair[any, any]{"a", 2}, spark.Pair[any, any]{"b", 3}, spark.Pair[any, any]{"c", 1}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
	t.Log(erased("dataset.ToDebugString", targs(pairOf(str, num), self), counts))
}
