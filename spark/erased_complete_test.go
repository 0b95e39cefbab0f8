package spark_test

import (
	"go/importer"
	"go/token"
	"go/types"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gospark/cellrt"
	"gospark/spark"
)

// unbound is what of the package has no erased form, and why.
var unbound = map[string]string{
	"spark.Number":          "a constraint: nothing holds a value of it",
	"spark.BindInterpreter": "for the host, not for cells",
	"spark.LineageOf":       "for the host, not for cells",
}

// ownSignature is what is bound with other parameters than the rule says, and why.
var ownSignature = map[string]string{
	"Context.Parallelize": "the slice isn't copied, so it is taken as it is held",
}

// TestEverythingHasAnErasedForm reads the package's declarations as go/types tells them.
func TestEverythingHasAnErasedForm(t *testing.T) {
	spark.BindInterpreter()
	pkg, err := importer.ForCompiler(token.NewFileSet(), "gc", exported).Import(reflect.TypeFor[spark.Context]().PkgPath())
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	for name := range unbound {
		left[name] = true
	}
	checked := 0
	for _, name := range pkg.Scope().Names() {
		obj, full := pkg.Scope().Lookup(name), "spark."+name
		if left[full] {
			delete(left, full)
			continue
		}
		switch obj := obj.(type) {
		case *types.Func:
			if obj.Exported() {
				checkFunc(t, full, obj)
				checked++
			}
		case *types.Var:
			if v, ok := cellrt.Erased(full); obj.Exported() && (!ok || v.Type() != reflect.PointerTo(heldBy(obj.Type()))) {
				t.Errorf("%s isn't bound by a pointer", full)
			}
		case *types.TypeName:
			checkType(t, full, obj)
			checked += checkMethods(t, obj)
		}
	}
	for name := range left {
		t.Errorf("%s is an exception, but there is no such thing", name)
	}
	t.Logf("%d funcs and methods", checked)
	if checked < 150 {
		t.Errorf("only %d funcs and methods were found", checked)
	}
}

func checkType(t *testing.T, full string, obj *types.TypeName) {
	if _, ok := cellrt.ErasedType(full); !ok && obj.Exported() {
		t.Errorf("no type is told for %s", full)
	}
	if n, ok := types.Unalias(obj.Type()).(*types.Named); ok && obj.IsAlias() {
		if _, ok := cellrt.ErasedType(n.Obj().Pkg().Name() + "." + n.Obj().Name()); !ok {
			t.Errorf("%s isn't told under the name of what it is", full)
		}
	}
}

// checkMethods wants a method with type parameters bound, and others within the sight of reflection.
func checkMethods(t *testing.T, obj *types.TypeName) (checked int) {
	named, ok := types.Unalias(obj.Type()).(*types.Named)
	if !ok {
		return 0
	}
	for m := range named.Methods() {
		switch full := obj.Name() + "." + m.Name(); {
		case !m.Exported():
		case m.Signature().TypeParams().Len() > 0:
			checkFunc(t, full, m)
			checked++
		case obj.Exported():
			typ, _ := cellrt.ErasedType("spark." + obj.Name())
			if _, ok := reflect.PointerTo(typ).MethodByName(m.Name()); !ok && typ.Kind() != reflect.Interface {
				t.Errorf("%s isn't found by reflection", full)
			}
		}
	}
	return checked
}

// checkFunc compares what is bound with the signature that the rule makes of fn's.
func checkFunc(t *testing.T, full string, fn *types.Func) {
	bound, ok := cellrt.Erased(full)
	if !ok {
		t.Errorf("%s has no erased form", full)
		return
	}
	sig := fn.Signature()
	in := []reflect.Type{reflect.TypeFor[[]cellrt.TypeArg]()}
	if sig.Recv() != nil {
		recv := bound.Type().In(1)
		in = append(in, recv)
		if recv != reflect.TypeFor[any]() && recv != receivers[strings.Split(full, ".")[0]] {
			t.Errorf("%s has the receiver %v", full, recv)
		}
	}
	in = append(in, heldByAll(sig.Params())...)
	want := reflect.FuncOf(in, heldByAll(sig.Results()), sig.Variadic())
	if _, own := ownSignature[full]; (bound.Type() != want) != own {
		t.Errorf("%s is bound as\n%v, want\n%v", full, bound.Type(), want)
	}
}

// receivers are what the methods of a type can have as one, besides any.
var receivers = map[string]reflect.Type{
	"Context": reflect.TypeFor[*spark.Context](), "unary": reflect.TypeFor[*spark.RDD[any]](),
	"RDD": reflect.TypeFor[*spark.RDD[any]](), "RDD2": reflect.TypeFor[*spark.RDD2[any, any]](),
	"PairRDD": reflect.TypeFor[*spark.PairRDD[any, any]](), "GroupedRDD": reflect.TypeFor[*spark.GroupedRDD[any, any]](),
	"FutureAction": reflect.TypeFor[*spark.FutureAction[any]](), "PartialResult": reflect.TypeFor[*spark.PartialResult[any]](),
	"CoGrouped3RDD": reflect.TypeFor[*spark.CoGrouped3RDD[any, any, any, any]](), "CoGrouped4RDD": reflect.TypeFor[*spark.CoGrouped4RDD[any, any, any, any, any]](),
	"RDDBarrier": reflect.TypeFor[*spark.RDDBarrier[any]](),
	"JoinedRDD":  reflect.TypeFor[*spark.JoinedRDD[any, any, any]](), "CoGroupedRDD": reflect.TypeFor[*spark.CoGroupedRDD[any, any, any]](),
}

func heldByAll(tuple *types.Tuple) (all []reflect.Type) {
	for v := range tuple.Variables() {
		all = append(all, heldBy(v.Type()))
	}
	return all
}

// heldBy is the type of the erased form: any for every type parameter.
func heldBy(t types.Type) reflect.Type {
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		return reflect.TypeFor[any]()
	case *types.Slice:
		return reflect.SliceOf(heldBy(t.Elem()))
	case *types.Map:
		return reflect.MapOf(heldBy(t.Key()), heldBy(t.Elem()))
	case *types.Pointer:
		return reflect.PointerTo(heldBy(t.Elem()))
	case *types.Chan:
		return reflect.ChanOf(map[types.ChanDir]reflect.ChanDir{types.RecvOnly: reflect.RecvDir, types.SendOnly: reflect.SendDir, types.SendRecv: reflect.BothDir}[t.Dir()], heldBy(t.Elem()))
	case *types.Struct:
		return reflect.TypeFor[struct{}]()
	case *types.Signature:
		return reflect.FuncOf(heldByAll(t.Params()), heldByAll(t.Results()), t.Variadic())
	case *types.Basic:
		i := slices.IndexFunc(basics, func(b reflect.Type) bool { return b.Name() == t.Name() })
		return basics[i]
	case *types.Named:
		if t.Obj().Pkg() == nil {
			return reflect.TypeFor[error]()
		}
		name := t.Obj().Pkg().Name() + "." + t.Obj().Name()
		if known, ok := others[name]; ok {
			return known
		}
		known, _ := cellrt.ErasedType(name)
		return known
	}
	panic("no such type here: " + t.String())
}

var basics = []reflect.Type{reflect.TypeFor[int](), reflect.TypeFor[int64](), reflect.TypeFor[float64](), reflect.TypeFor[string](), reflect.TypeFor[bool]()}

var others = map[string]reflect.Type{
	"iter.Seq": reflect.TypeFor[iter.Seq[any]](), "iter.Seq2": reflect.TypeFor[iter.Seq2[any, any]](), "time.Time": reflect.TypeFor[time.Time](), "time.Duration": reflect.TypeFor[time.Duration](),
}
