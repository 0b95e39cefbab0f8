package spark_test

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gospark/cellrt"
	"gospark/spark"
)

// static is a type argument as the interpreter tells it.
func static[T any](args ...cellrt.TypeArg) cellrt.TypeArg {
	t := reflect.TypeFor[T]()
	name, _, generic := strings.Cut(t.String(), "[any")
	if _, name, _ = strings.Cut(name, "spark."); generic || len(args) > 0 {
		names := make([]string, len(args))
		for i, a := range args {
			names[i] = a.Name
		}
		name, _, _ = strings.Cut(name, "[")
		return cellrt.TypeArg{Name: "spark." + name + "[" + strings.Join(names, ", ") + "]", Type: t, Args: args}
	}
	return cellrt.TypeArg{Name: strings.ReplaceAll(t.String(), "spark_test.", ""), Type: t}
}

var (
	tString, tInt, tFloat, tBool = static[string](), static[int](), static[float64](), static[bool]()
	tInts, tStrings              = static[[]int](), static[[]string]()
	tSelf                        = static[any]()
)

func pairOf(k, v cellrt.TypeArg) cellrt.TypeArg  { return static[spark.Pair[any, any]](k, v) }
func tupleOf(a, b cellrt.TypeArg) cellrt.TypeArg { return static[spark.Tuple2[any, any]](a, b) }

// A typeList is the type arguments of a call.
type typeList = []cellrt.TypeArg

// callErased calls what is bound under a name as the interpreter does. A panic passes.
func callErased(name string, t typeList, args ...any) any {
	f, ok := cellrt.Erased(name)
	if !ok {
		panic(name + " isn't bound")
	}
	in := []reflect.Value{reflect.ValueOf(t)}
	for i, a := range args {
		v := reflect.ValueOf(a)
		if !v.IsValid() {
			v = reflect.Zero(f.Type().In(i + 1))
		}
		in = append(in, v)
	}
	out := f.Call(in)
	if len(out) == 0 {
		return nil
	}
	return out[0].Interface()
}

// A shape is an RDD in erased form with the types of its elements.
type shape struct {
	rdd      any
	elem     cellrt.TypeArg
	args     typeList // K, V, W
	function typeList // of the arguments of its functions
}

// types are the type arguments of a method that a family or the shape declares.
func (s shape) types(name string, own ...cellrt.TypeArg) typeList {
	family, _, _ := strings.Cut(name, ".")
	var of typeList
	switch family {
	case "dataset":
		of = typeList{s.elem, tSelf}
	case "unary", "binary", "ternary", "quaternary", "quinary":
		of = slices.Concat(typeList{s.elem}, s.function, typeList{tSelf})
		if family == "unary" {
			of = typeList{s.elem, tSelf}
		}
	case "byKey":
		of = typeList{s.elem, s.args[0], tSelf}
	default:
		of = s.args
	}
	return append(slices.Clip(of), own...)
}

// call calls a method of the shape.
func (s shape) call(name string, own typeList, args ...any) any {
	return callErased(name, s.types(name, own...), append([]any{s.rdd}, args...)...)
}

func rddOf(rdd any, t cellrt.TypeArg) shape { return shape{rdd, t, typeList{t}, typeList{t}} }
func pairsShape(rdd any, k, v cellrt.TypeArg) shape {
	return shape{rdd, pairOf(k, v), typeList{k, v}, typeList{k, v}}
}
func groupsOf(rdd any, k, v, values cellrt.TypeArg) shape {
	return shape{rdd, static[spark.Group[any, any]](k, v), typeList{k, v}, typeList{k, values}}
}
func joinedOf(rdd any, k, v, w cellrt.TypeArg) shape {
	return shape{rdd, static[spark.Joined[any, any, any]](k, v, w), typeList{k, v, w}, typeList{k, v, w}}
}

// heldAs is a compiled cell's value in the erased form to.
func heldAs(v reflect.Value, to reflect.Type) reflect.Value {
	held := reflect.New(to).Elem()
	switch {
	case to.Kind() == reflect.Interface:
		if v.Kind() == reflect.Interface {
			v = v.Elem()
		}
		held.Set(heldAs(v, heldType(v.Type())))
	case v.Type() == to:
		return v
	case (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.IsNil():
	case v.Kind() == reflect.Slice:
		held.Set(reflect.MakeSlice(to, v.Len(), v.Len()))
		for i := range v.Len() {
			held.Index(i).Set(heldAs(v.Index(i), to.Elem()))
		}
	case v.Kind() == reflect.Map:
		held.Set(reflect.MakeMap(to))
		for i := v.MapRange(); i.Next(); {
			held.SetMapIndex(heldAs(i.Key(), to.Key()), heldAs(i.Value(), to.Elem()))
		}
	case to == reflect.TypeFor[spark.Option[any]]():
		out := v.MethodByName("Get").Call(nil)
		if !out[1].Bool() {
			return reflect.ValueOf(callErased("spark.None", typeList{argOf(out[0].Type())}))
		}
		return reflect.ValueOf(spark.Some(heldAs(out[0], reflect.TypeFor[any]()).Interface()))
	default:
		for i := range v.NumField() {
			held.Field(i).Set(heldAs(v.Field(i), to.Field(i).Type))
		}
	}
	return held
}

// argOf is the type argument that a compiled cell's Pair or Tuple2, or other type, is.
func argOf(t reflect.Type) cellrt.TypeArg {
	a := cellrt.TypeArg{Type: heldType(t)}
	if a.Type != t && t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			a.Args = append(a.Args, argOf(t.Field(i).Type))
		}
	}
	return a
}

// heldType is what holds values of a compiled cell's type.
func heldType(t reflect.Type) reflect.Type {
	if name, _, generic := strings.Cut(t.String(), "["); generic && strings.HasPrefix(name, "spark.") {
		held, _ := cellrt.ErasedType(name)
		return held
	}
	if t.Kind() == reflect.Slice {
		return reflect.SliceOf(heldType(t.Elem()))
	}
	return t
}

var (
	anySite = regexp.MustCompile(`\w+_test\.go:\d+`)
	rddID   = regexp.MustCompile(`RDD\d?\[\d+\]`)
	anyTemp = regexp.MustCompile(`\d+/\d+/`)
)

// lineageOf is an RDD's lineage with its numbers counted from 0, and without what differs between runs.
func lineageOf(rdd any) string {
	text := callErased("dataset.ToDebugString", nil, rdd).(string)
	var ids []int
	number := func(s string) int {
		n, _ := strconv.Atoi(s[strings.Index(s, "[")+1 : len(s)-1])
		return n
	}
	for _, s := range rddID.FindAllString(text, -1) {
		ids = append(ids, number(s))
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	text = rddID.ReplaceAllStringFunc(text, func(s string) string {
		return "RDD[" + strconv.Itoa(slices.Index(ids, number(s))) + "]"
	})
	return sizes.ReplaceAllString(anySite.ReplaceAllString(anyTemp.ReplaceAllString(text, ""), "x.go:1"), "SIZE")
}

// sameAsTyped compares what a call in erased form returns with what the compiled one does.
func sameAsTyped(t *testing.T, typed, got any) {
	t.Helper()
	if _, ok := typed.(interface{ String() string }); ok && reflect.TypeOf(typed).Kind() == reflect.Pointer {
		if _, isRDD := reflect.TypeOf(typed).Elem().FieldByName("core"); isRDD {
			if a, b := lineageOf(typed), lineageOf(got); a != b {
				t.Errorf("lineage\n%s\ntyped\n%s", b, a)
			}
			typed, got = call(t, "dataset.Collect", typed)[0], callErased("dataset.Collect", typeList{tSelf, tSelf}, got)
		}
	}
	want := reflect.Zero(reflect.TypeFor[any]()).Interface()
	if typed != nil {
		want = heldAs(reflect.ValueOf(typed), reflect.TypeOf(got)).Interface()
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%#v\ntyped %#v", got, want)
	}
}
