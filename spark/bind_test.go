package spark_test

import (
	"reflect"
	"testing"

	"gospark/cellrt"
	"gospark/spark"
)

// call runs a method as the interpreter does, and looks whether it returns what the binding says.
func call(t *testing.T, method string, recv any, args ...any) []any {
	t.Helper()
	b, ok := cellrt.Bound(method)
	if !ok {
		t.Fatalf("%s isn't bound", method)
	}
	in := []reflect.Value{reflect.ValueOf([]cellrt.TypeArg(nil)), reflect.ValueOf(recv)}
	for _, a := range args {
		in = append(in, reflect.ValueOf(a))
	}
	var out []any
	for i, r := range b.Call.Call(in) {
		out = append(out, r.Interface())
		want := r.Type()
		if want == reflect.TypeFor[any]() {
			want = b.Result(reflect.TypeOf(recv))
		}
		if have := reflect.TypeOf(out[i]); r.Kind() != reflect.Interface && have != want || !have.AssignableTo(want) {
			t.Errorf("%s returns a %v, not a %v", method, have, want)
		}
	}
	return out
}

// What the interpreter gets has the types that the methods declare.
func TestBindings(t *testing.T) {
	spark.BindInterpreter()
	sc := newContext(t, "local[2]")
	text := write(t, "text", "b\na\nb\n")
	lines := call(t, "Context.TextFile", sc, text, 2)[0].(*spark.RDD[string])
	pairs := lines.MapToPair(func(s string) (string, int) { return s, 1 })
	for _, c := range []struct {
		method string
		recv   any
		args   []any
		want   any
	}{
		{"dataset.Count", pairs, nil, 3},
		{"dataset.Collect", lines, nil, []string{"b", "a", "b"}},
		{"dataset.Take", pairs, []any{1}, []spark.Pair[string, int]{spark.KV("b", 1)}},
		{"dataset.First", pairs, nil, spark.KV("b", 1)},
		{"dataset.IsEmpty", lines, nil, false},
		{"dataset.GetNumPartitions", lines, nil, 2},
		{"dataset.ID", lines, nil, 1},
		{"dataset.Name", lines, nil, text},
		{"dataset.ToDebugString", lines, nil, lines.ToDebugString()},
		{"dataset.GetStorageLevel", lines, nil, spark.StorageNone},
		{"dataset.TakeSample", lines, []any{false, 0, int64(3)}, []string{}},
		{"RDD.Sum", sc.Range(0, 4), nil, 6},
	} {
		if got := call(t, c.method, c.recv, c.args...); len(got) != 1 || !reflect.DeepEqual(got[0], c.want) {
			t.Errorf("%s: %#v, want %#v", c.method, got, c.want)
		}
	}
	distinct := call(t, "dataset.Distinct", pairs)[0].(*spark.PairRDD[string, int])
	if n := distinct.ReduceByKey(spark.Add).Count(); n != 2 {
		t.Errorf("distinct: %d", n)
	}
	for method, args := range map[string][]any{
		"dataset.Coalesce": {1, true}, "dataset.Repartition": {3}, "dataset.Sample": {false, 1.0}, "dataset.Union": {pairs},
		"dataset.Intersection": {pairs, 2}, "dataset.Subtract": {pairs},
	} {
		if _, ok := call(t, method, pairs, args...)[0].(*spark.PairRDD[string, int]); !ok {
			t.Errorf("%s doesn't return the receiver's type", method)
		}
	}
	for method, args := range map[string][]any{"dataset.SetName": {"x"}, "dataset.Cache": nil, "dataset.Persist": nil, "dataset.Unpersist": {true}} {
		if got := call(t, method, pairs, args...); got[0] != any(pairs) {
			t.Errorf("%s doesn't return its receiver", method)
		}
	}
	dir := t.TempDir() + "/out"
	if got := call(t, "dataset.SaveAsTextFile", lines, dir); len(got) != 0 {
		t.Errorf("saveAsTextFile returns %v", got)
	}
}
