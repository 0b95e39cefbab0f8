package eval

import (
	"go/types"
	"path"
	"reflect"
	"strings"
	"unsafe"

	"gospark/cellrt"
)

var (
	anyType    = reflect.TypeFor[any]()
	errorType  = reflect.TypeFor[error]()
	funcType   = reflect.TypeFor[*Func]()
	opaqueType = reflect.TypeFor[unsafe.Pointer]()
)

var basicTypes = map[types.BasicKind]reflect.Type{
	types.Bool: reflect.TypeFor[bool](), types.String: reflect.TypeFor[string](),
	types.Int: reflect.TypeFor[int](), types.Int8: reflect.TypeFor[int8](), types.Int16: reflect.TypeFor[int16](),
	types.Int32: reflect.TypeFor[int32](), types.Int64: reflect.TypeFor[int64](),
	types.Uint: reflect.TypeFor[uint](), types.Uint8: reflect.TypeFor[uint8](), types.Uint16: reflect.TypeFor[uint16](),
	types.Uint32: reflect.TypeFor[uint32](), types.Uint64: reflect.TypeFor[uint64](), types.Uintptr: reflect.TypeFor[uintptr](),
	types.Float32: reflect.TypeFor[float32](), types.Float64: reflect.TypeFor[float64](),
	types.Complex64: reflect.TypeFor[complex64](), types.Complex128: reflect.TypeFor[complex128](),
	types.UnsafePointer: opaqueType,
}

// rt is what holds the values of t. A type of a cell is held by what it is made of;
// a func by a *Func; an interface of a cell by any; a generic type of the RDDs'
// package by its erased form.
func (ev *Evaluator) rt(t types.Type) reflect.Type {
	ev.mu.Lock()
	defer ev.mu.Unlock()
	return ev.typer.of(t)
}

// A typer makes reflect types. A type that contains itself is cut where it does: the
// inner one is a pointer to something unknown.
type typer struct {
	ev     *Evaluator
	active []types.Type
	cut    int // the lowest active type that what is being made refers to
}

func (y *typer) of(t types.Type) reflect.Type {
	t = types.Unalias(t)
	if b, ok := t.(*types.Basic); ok {
		t = types.Default(b)
		if rt := basicTypes[t.(*types.Basic).Kind()]; rt != nil {
			return rt
		}
		refuse("a value of type %s", t)
	}
	if rt, ok := y.ev.rts.At(t).(reflect.Type); ok {
		return rt
	}
	if y.ev.beside {
		return y.shared(t)
	}
	outer := y.cut
	y.cut = len(y.active)
	rt := y.make(t)
	if y.cut >= len(y.active) {
		y.ev.rts.Set(t, rt)
	}
	y.cut = min(y.cut, outer)
	return rt
}

func (y *typer) make(t types.Type) reflect.Type {
	switch t := t.(type) {
	case *types.Named:
		return y.named(t)
	case *types.Pointer:
		if y.isActive(t.Elem()) {
			return opaqueType
		}
		return reflect.PointerTo(y.of(t.Elem()))
	case *types.Slice:
		return reflect.SliceOf(y.of(t.Elem()))
	case *types.Array:
		return reflect.ArrayOf(int(t.Len()), y.of(t.Elem()))
	case *types.Map:
		return reflect.MapOf(y.of(t.Key()), y.of(t.Elem()))
	case *types.Chan:
		return reflect.ChanOf(chanDir(t.Dir()), y.of(t.Elem()))
	case *types.Signature:
		return funcType
	case *types.Struct:
		return y.structOf(t)
	case *types.Interface:
		return anyType
	}
	refuse("a value of type %s", t)
	return nil
}

// standIn stands for a type within itself: it has the same shape where that is known.
func standIn(t types.Type) reflect.Type {
	switch t.(type) {
	case *types.Pointer, *types.Map, *types.Chan:
		return opaqueType
	case *types.Slice:
		return reflect.TypeFor[header]()
	}
	return reflect.TypeFor[selfElement]()
}

// selfElement stands for a struct or an array within its own type, behind a slice, map or channel.
type selfElement struct{ _ byte }

func (y *typer) isActive(t types.Type) bool {
	t = types.Unalias(t)
	for i, a := range y.active {
		if types.Identical(a, t) {
			y.cut = min(y.cut, i)
			return true
		}
	}
	return false
}

func chanDir(d types.ChanDir) reflect.ChanDir {
	switch d {
	case types.SendOnly:
		return reflect.SendDir
	case types.RecvOnly:
		return reflect.RecvDir
	}
	return reflect.BothDir
}

func (y *typer) named(t *types.Named) reflect.Type {
	under := t.Underlying()
	if t.Obj().Pkg() == nil { // error, comparable
		if t.Obj().Name() == "error" {
			return errorType
		}
		return anyType
	}
	if _, ok := under.(*types.Signature); ok && !y.ev.beside {
		return funcType
	}
	if isCell(t.Obj()) {
		if y.isActive(t) {
			return standIn(under)
		}
		y.active = append(y.active, t)
		rt := y.of(under)
		y.active = y.active[:len(y.active)-1]
		return rt
	}
	name := t.Obj().Pkg().Name() + "." + t.Obj().Name()
	if t.Obj().Pkg().Path() == y.ev.operators {
		if rt, ok := cellrt.ErasedType(name); ok {
			return rt
		}
		refuse("the type %s", name)
	}
	if t.TypeArgs().Len() == 0 {
		if v, ok := symbol(t.Obj()); ok && v.Kind() == reflect.Pointer {
			return v.Type().Elem()
		}
		if rt, ok := cellrt.ErasedType(name); ok && path.Dir(t.Obj().Pkg().Path()) == path.Dir(y.ev.operators) { // of a package that the RDDs' has types from
			return rt
		}
	}
	refuse("the type %s", types.TypeString(t, qualified))
	return nil
}

func (y *typer) structOf(t *types.Struct) reflect.Type {
	fields := make([]reflect.StructField, t.NumFields())
	for i := range fields {
		v := t.Field(i)
		f := reflect.StructField{Name: v.Name(), Type: y.of(v.Type()), Tag: reflect.StructTag(t.Tag(i))}
		if v.Name() == "_" {
			f.Name = "_" + strings.Repeat("_", i)
		}
		if !v.Exported() {
			f.PkgPath = "cell"
		} else {
			f.Anonymous = v.Embedded() && embeddable(f.Type)
		}
		fields[i] = f
	}
	return reflect.StructOf(fields)
}

// embeddable tells whether reflect can embed a type.
func embeddable(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.NumMethod() == 0 && reflect.PointerTo(t).NumMethod() == 0
}

// isCell tells whether a cell declared obj.
func isCell(obj types.Object) bool { return obj.Pkg() != nil && obj.Pkg().Path() == "cell" }

func qualified(p *types.Package) string { return p.Name() }

// isFaithful tells whether what holds the values of t holds those of no other type:
// then they need no box in an interface.
func (ev *Evaluator) isFaithful(t types.Type) bool {
	if ev.beside {
		return true
	}
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return true
	case *types.Named:
		if t.Obj().Pkg() == nil {
			return t.Obj().Name() == "error"
		}
		_, isFunc := t.Underlying().(*types.Signature)
		return !isFunc && !isCell(t.Obj()) && t.TypeArgs().Len() == 0
	case *types.Pointer:
		return ev.isFaithful(t.Elem())
	case *types.Slice:
		return ev.isFaithful(t.Elem())
	case *types.Array:
		return ev.isFaithful(t.Elem())
	case *types.Chan:
		return ev.isFaithful(t.Elem())
	case *types.Map:
		return ev.isFaithful(t.Key()) && ev.isFaithful(t.Elem())
	case *types.Interface:
		return t.Empty()
	case *types.Struct:
		for f := range t.Fields() {
			if !ev.isFaithful(f.Type()) || f.Embedded() {
				return false
			}
		}
		return true
	}
	return false
}

func isInterface(t types.Type) bool { return types.IsInterface(t) }

// substituted is t with the type parameters of a generic func replaced.
func substituted(t types.Type, by map[*types.TypeParam]types.Type) types.Type {
	if len(by) == 0 || t == nil {
		return t
	}
	sub := func(t types.Type) types.Type { return substituted(t, by) }
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		if r := by[t]; r != nil {
			return r
		}
	case *types.Pointer:
		return types.NewPointer(sub(t.Elem()))
	case *types.Slice:
		return types.NewSlice(sub(t.Elem()))
	case *types.Array:
		return types.NewArray(sub(t.Elem()), t.Len())
	case *types.Chan:
		return types.NewChan(t.Dir(), sub(t.Elem()))
	case *types.Map:
		return types.NewMap(sub(t.Key()), sub(t.Elem()))
	case *types.Tuple:
		return subTuple(t, by)
	case *types.Signature:
		return types.NewSignatureType(nil, nil, nil, subTuple(t.Params(), by), subTuple(t.Results(), by), t.Variadic())
	case *types.Struct:
		var fields []*types.Var
		var tags []string
		for i := range t.NumFields() {
			f := t.Field(i)
			fields = append(fields, types.NewField(f.Pos(), f.Pkg(), f.Name(), sub(f.Type()), f.Embedded()))
			tags = append(tags, t.Tag(i))
		}
		return types.NewStruct(fields, tags)
	case *types.Interface:
		return subInterface(t, by)
	case *types.Named:
		if t.TypeArgs().Len() == 0 {
			return t
		}
		var args []types.Type
		for a := range t.TypeArgs().Types() {
			args = append(args, sub(a))
		}
		if inst, err := types.Instantiate(nil, t.Origin(), args, false); err == nil {
			return inst
		}
	}
	return t
}

func subTuple(t *types.Tuple, by map[*types.TypeParam]types.Type) *types.Tuple {
	var vars []*types.Var
	for v := range t.Variables() {
		vars = append(vars, types.NewParam(v.Pos(), v.Pkg(), v.Name(), substituted(v.Type(), by)))
	}
	return types.NewTuple(vars...)
}

func subInterface(t *types.Interface, by map[*types.TypeParam]types.Type) types.Type {
	if t.NumMethods() == 0 {
		return t
	}
	var methods []*types.Func
	for m := range t.Methods() {
		sig := m.Signature()
		methods = append(methods, types.NewFunc(m.Pos(), m.Pkg(), m.Name(),
			types.NewSignatureType(nil, nil, nil, subTuple(sig.Params(), by), subTuple(sig.Results(), by), sig.Variadic())))
	}
	return types.NewInterfaceType(methods, nil).Complete()
}
