package eval

import (
	"encoding/json"
	"go/ast"
	"go/types"
	"log"
	"os"
	"path"
	"reflect"
	"strings"
	"sync"
	"unsafe"

	"github.com/traefik/yaegi/stdlib"

	"gospark/cellrt"
)

// symbol is what yaegi's table has for an object of the standard library: a func, a
// variable, or a nil pointer of a type.
func symbol(obj types.Object) (reflect.Value, bool) {
	if obj.Pkg() == nil || !obj.Exported() || obj.Parent() != obj.Pkg().Scope() {
		return reflect.Value{}, false
	}
	if v, ok := unrestricted[obj.Pkg().Path()+"."+obj.Name()]; ok {
		return reflect.ValueOf(v), true
	}
	if v, ok := provided.Load(obj.Pkg().Path() + "." + obj.Name()); ok {
		return v.(reflect.Value), true
	}
	v, ok := stdlib.Symbols[obj.Pkg().Path()+"/"+obj.Pkg().Name()][obj.Name()]
	return v, ok
}

// provided are the names of other packages than the standard library's: "path.Name" -> reflect.Value.
var provided sync.Map

// Provide lets interpreted cells use a package that the program has: by name its funcs, its
// variables as pointers to them, and its types as nil pointers. None may be generic.
func Provide(pkgPath string, symbols map[string]any) {
	for name, symbol := range symbols {
		v := reflect.ValueOf(symbol)
		if v.Kind() == reflect.Pointer && !v.IsNil() {
			v = v.Elem()
		}
		provided.Store(pkgPath+"."+name, v)
	}
}

// unrestricted are names for which yaegi's table has something else, that is safe to run there.
var unrestricted = map[string]any{
	"log.Logger": (*log.Logger)(nil), "log.New": log.New, "log.Default": log.Default, "os.FindProcess": os.FindProcess,
	"encoding/json/jsontext.Value": (*json.RawMessage)(nil),
}

// symbolNamed is symbol for a package's path.
func symbolNamed(pkgPath, name string) (reflect.Value, bool) {
	v, ok := stdlib.Symbols[pkgPath+"/"+path.Base(pkgPath)][name]
	return v, ok
}

// replaced are the funcs that would end or block the process, or that are a cell's own, by what cells call instead.
var replaced = map[string]any{
	"os.Exit": cellrt.Exit, "syscall.Exit": cellrt.Exit, "time.Sleep": cellrt.Sleep, "time.AfterFunc": cellrt.AfterFunc,
	"log.Fatal": cellrt.Fatal, "log.Fatalf": cellrt.Fatalf, "log.Fatalln": cellrt.Fatalln,
	"fmt.Print": cellrt.Print, "fmt.Printf": cellrt.Printf, "fmt.Println": cellrt.Println,
	"fmt.Scan": cellrt.Scan, "fmt.Scanf": cellrt.Scanf, "fmt.Scanln": cellrt.Scanln,
}

// replacedVars are the variables that a cell has of its own.
var replacedVars = map[string]func() **os.File{"os.Stdout": cellrt.Stdout, "os.Stderr": cellrt.Stderr, "os.Stdin": cellrt.Stdin}

// stdFunc is a func of the standard library.
func (s *scope) stdFunc(f *types.Func) (reflect.Value, bool) {
	if r, ok := replaced[f.FullName()]; ok {
		return reflect.ValueOf(r), true
	}
	return symbol(f)
}

// seesTypes are packages that look at what they are given by reflection, where they
// see what holds a value in place of its type.
var seesTypes = map[string]bool{
	"reflect": true, "encoding/gob": true, "encoding/xml": true, "text/template": true, "html/template": true,
	"encoding/binary": true, "database/sql": true, "net/rpc": true, "encoding/asn1": true, "testing/quick": true, "expvar": true, "flag": true, "encoding/json": true, "log/slog": true,
}

// takesSlice are funcs that take a slice of any type in an interface.
var takesSlice = map[string]bool{"sort.Slice": true, "sort.SliceStable": true, "sort.SliceIsSorted": true, "reflect.Swapper": true}

// callStd calls a func of the standard library.
func (s *scope) callStd(e *ast.CallExpr, f *types.Func, targs []types.Type, sig *types.Signature) *multi {
	if special, ok := stdSpecials[f.FullName()]; ok && !s.ev.beside {
		return special(s, e, sig)
	}
	if direct, ok := stdGenerics[f.FullName()]; ok {
		fn := &Func{ev: s.ev, typ: sig, direct: direct(s, targs, sig)}
		return s.invoke(sig, func(*frame) *Func { return fn }, s.arguments(e, sig))
	}
	fn, ok := s.stdFunc(f)
	if !ok || len(targs) > 0 {
		refuse("the func %s", f.FullName())
	}
	s.ev.learnCall(sig, fn.Type(), 0)
	args := s.arguments(e, sig)
	if fast := fastCall(s, sig, fn, args); fast != nil {
		return &multi{types: []types.Type{sig.Results().At(0).Type()}, one: fast}
	}
	in := s.exported(e, f, sig, args, fn.Type(), 0)
	spread := fn.Type().IsVariadic()
	format, hasFormat := formats[f.FullName()]
	operands, isSpaced := spaced[f.FullName()]
	root := s.jsonRoot(f, e)
	return s.reflected(sig, func(f *frame) []reflect.Value {
		values := make([]reflect.Value, len(in))
		for i, arg := range in {
			values[i] = arg(f)
		}
		if hasFormat {
			name(values, format)
		}
		if isSpaced {
			values[operands] = asStrings(values[operands])
		}
		if spread {
			return fn.CallSlice(values)
		}
		return nameRoot(fn.Call(values), root)
	})
}

// jsonRoot is the name of the cell's type that a func of encoding/json decodes into.
func (s *scope) jsonRoot(f *types.Func, e *ast.CallExpr) string {
	if f.Pkg().Path() != "encoding/json" || len(e.Args) == 0 {
		return ""
	}
	if n, ok := types.Unalias(derefType(s.typeOf(e.Args[len(e.Args)-1]))).(*types.Named); ok && isCell(n.Obj()) {
		return strings.TrimPrefix(typeName(n), "main.")
	}
	return ""
}

// nameRoot puts the type's name, which reflect doesn't know, into an error of encoding/json.
func nameRoot(results []reflect.Value, root string) []reflect.Value {
	for _, r := range results {
		if e, ok := r.Interface().(*json.UnmarshalTypeError); ok && e.Struct == "" && e.Field != "" {
			e.Struct = root
		}
	}
	return results
}

// exported makes arguments ones for compiled code, whose parameters begin at first.
func (s *scope) exported(at ast.Node, f *types.Func, sig *types.Signature, args []*expr, t reflect.Type, first int) []func(*frame) reflect.Value {
	var out []func(*frame) reflect.Value
	for i, a := range args {
		want, val := t.In(first+i), a.val
		param := sig.Params().At(i).Type()
		if !s.ev.beside && (seesTypes[f.Pkg().Path()] || takesSlice[f.FullName()]) && looksInto(param) {
			out = append(out, s.unboxed(f, a, want))
			continue
		}
		if !bridgeable(a.rt, want) {
			refuse("an argument of type %s for %s", a.typ, f.FullName())
		}
		if a.rt == want {
			out = append(out, func(f *frame) reflect.Value { return copied(val(f)) })
			continue
		}
		out = append(out, func(f *frame) reflect.Value { return export(copied(val(f)), want) })
	}
	return out
}

// looksInto tells whether a parameter takes values of any type.
func looksInto(t types.Type) bool {
	switch u := coreOf(t).(type) {
	case *types.Slice:
		t = u.Elem()
	case *types.Map:
		t = u.Elem()
	}
	i, ok := coreOf(t).(*types.Interface)
	return ok && i.Empty()
}

// unboxed is an argument for a package that looks into it.
func (s *scope) unboxed(fn *types.Func, a *expr, want reflect.Type) func(*frame) reflect.Value {
	val, pkg := a.val, fn.Pkg().Path()
	plain := func(x any) any {
		b, ok := x.(boxed)
		if !ok {
			return x
		}
		if fn, ok := b.unboxed().v.(*Func); ok && strings.HasSuffix(pkg, "/template") {
			return b.unboxed().typ.ev.compiledFunc(fn).Interface()
		}
		if takesSlice[fn.FullName()] {
			return b.unboxed().v
		}
		if pkg == "encoding/json" && b.unboxed().typ.hasOwnJSON() {
			return x // it has a MarshalJSON of its own
		}
		return b.unboxed().typ.plain(pkg, b.unboxed().v)
	}
	return func(f *frame) reflect.Value {
		v := copied(val(f))
		if v.Kind() == reflect.Map {
			out := reflect.MakeMap(want)
			for it := v.MapRange(); it.Next(); {
				out.SetMapIndex(it.Key(), reflect.ValueOf(plain(it.Value().Interface())))
			}
			return out
		}
		if v.Kind() == reflect.Slice {
			out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			for i := range v.Len() {
				if x := plain(v.Index(i).Interface()); x != nil {
					out.Index(i).Set(reflect.ValueOf(x))
				}
			}
			return out
		}
		out := reflect.New(want).Elem()
		if x := plain(holding(v)); x != nil {
			out.Set(reflect.ValueOf(x))
		}
		return out
	}
}

// compiledFunc is a func as compiled code calls one of its type.
func (ev *Evaluator) compiledFunc(fn *Func) reflect.Value {
	if fn.native.IsValid() {
		return fn.native
	}
	return fn.compiled(ev.compiledType(fn.signature()))
}

// compiledType is the type of a compiled func with what holds its parameters.
func (ev *Evaluator) compiledType(sig *types.Signature) reflect.Type {
	var in, out []reflect.Type
	for v := range sig.Params().Variables() {
		in = append(in, ev.rt(v.Type()))
	}
	for v := range sig.Results().Variables() {
		out = append(out, ev.rt(v.Type()))
	}
	return reflect.FuncOf(in, out, sig.Variadic())
}

// hasOwnJSON tells whether the type makes its JSON itself.
func (d *dtype) hasOwnJSON() bool { return hasMethod(d.t, "MarshalJSON", "func() ([]byte, error)") }

// plain is a value for a package that looks into it: what holds it, where that reads
// as its type does.
func (d *dtype) plain(pkg string, v any) any {
	if pkg != "encoding/json" || !readsAs(d.t, map[types.Type]bool{}) {
		panic(&Obstacle{What: "a value of type " + d.String() + " given to package " + pkg})
	}
	return v
}

// readsAs tells whether what holds values of t reads in JSON as they do.
func readsAs(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false // cut where it contains itself
	}
	if n, ok := t.(*types.Named); ok && isCell(n.Obj()) {
		for _, name := range []string{"MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText"} {
			if obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, nil, name); obj != nil {
				return false
			}
		}
		seen[t] = true
		defer delete(seen, t)
	} else if ok {
		return n.TypeArgs().Len() == 0
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return readsAs(u.Elem(), seen)
	case *types.Slice:
		return readsAs(u.Elem(), seen)
	case *types.Array:
		return readsAs(u.Elem(), seen)
	case *types.Map:
		return readsAs(u.Key(), seen) && readsAs(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if f.Embedded() && !f.Exported() || f.Exported() && !readsAs(f.Type(), seen) {
				return false
			}
		}
	case *types.Signature:
		return false
	}
	return true
}

// bridgeable tells whether a value can be given to compiled code that wants another type.
func bridgeable(rt, want reflect.Type) bool {
	return rt == want || want.Kind() == reflect.Interface || rt == funcType && want.Kind() == reflect.Func ||
		rt.ConvertibleTo(want) && rt.Kind() == want.Kind()
}

// callCompiledMethod calls a method of a compiled type.
func (s *scope) callCompiledMethod(e *ast.CallExpr, x *expr, m *types.Func, sig *types.Signature) *multi {
	if m.Signature().TypeParams().Len() > 0 || m.Pkg() == nil {
		refuse("the method %s", m.Name())
	}
	if name, ok := endings[m.FullName()]; ok {
		refuse("the method %s, which would end the process", name)
	}
	recv := x.val
	rt := x.rt
	if x.addr != nil && rt.Kind() != reflect.Pointer && isPointerMethod(m) {
		rt = reflect.PointerTo(rt)
		addr, elem := x.addr, x.rt
		recv = func(f *frame) reflect.Value { return reflect.NewAt(elem, addr(f)) }
	}
	method, ok := rt.MethodByName(m.Name())
	if !ok {
		refuse("the method %s of %s", m.Name(), x.typ)
	}
	s.ev.learnCall(sig, method.Type, 1)
	in := s.exported(nil, m, sig, s.arguments(e, sig), method.Type, 1)
	fn, spread := method.Func, method.Type.IsVariadic()
	return s.reflected(sig, func(f *frame) []reflect.Value {
		values := make([]reflect.Value, len(in)+1)
		values[0] = copied(recv(f))
		if values[0].Kind() == reflect.Pointer && !isPointerMethod(m) {
			values[0] = notNilValue(values[0])
		}
		for i, arg := range in {
			values[i+1] = arg(f)
		}
		if spread {
			return fn.CallSlice(values)
		}
		return fn.Call(values)
	})
}

func notNilValue(v reflect.Value) reflect.Value {
	if v.IsNil() {
		deref(v)
	}
	return v
}

// endings are the methods that would end the process.
var endings = map[string]string{
	"(*log.Logger).Fatal": "Fatal", "(*log.Logger).Fatalf": "Fatalf", "(*log.Logger).Fatalln": "Fatalln",
}

// fastCall calls funcs of common types without reflection; nil for others.
func fastCall(s *scope, sig *types.Signature, fn reflect.Value, args []*expr) *expr {
	if sig.Results().Len() != 1 {
		return nil
	}
	t := sig.Results().At(0).Type()
	rt := s.ev.rt(t)
	switch fn := fn.Interface().(type) {
	case func(string) string:
		a := got[string](args[0])
		return scalar(t, rt, func(f *frame) string { return fn(a(f)) })
	case func(string, string) bool:
		a, b := got[string](args[0]), got[string](args[1])
		return scalar(t, rt, func(f *frame) bool { return fn(a(f), b(f)) })
	case func(string, string) int:
		a, b := got[string](args[0]), got[string](args[1])
		return scalar(t, rt, func(f *frame) int { return fn(a(f), b(f)) })
	case func(string, string) string:
		a, b := got[string](args[0]), got[string](args[1])
		return scalar(t, rt, func(f *frame) string { return fn(a(f), b(f)) })
	case func(string, string, string) string:
		a, b, c := got[string](args[0]), got[string](args[1]), got[string](args[2])
		return scalar(t, rt, func(f *frame) string { return fn(a(f), b(f), c(f)) })
	case func(string) []string:
		a := got[string](args[0])
		return scalar(t, rt, func(f *frame) header { return headerOf(fn(a(f))) })
	case func(string, string) []string:
		a, b := got[string](args[0]), got[string](args[1])
		return scalar(t, rt, func(f *frame) header { return headerOf(fn(a(f), b(f))) })
	case func(float64) float64:
		a := got[float64](args[0])
		return scalar(t, rt, func(f *frame) float64 { return fn(a(f)) })
	case func(float64, float64) float64:
		a, b := got[float64](args[0]), got[float64](args[1])
		return scalar(t, rt, func(f *frame) float64 { return fn(a(f), b(f)) })
	case func(int) string:
		a := got[int](args[0])
		return scalar(t, rt, func(f *frame) string { return fn(a(f)) })
	case func(rune) bool:
		a := got[rune](args[0])
		return scalar(t, rt, func(f *frame) bool { return fn(a(f)) })
	}
	return nil
}

func headerOf[T any](list []T) header { return *(*header)(unsafe.Pointer(&list)) }
