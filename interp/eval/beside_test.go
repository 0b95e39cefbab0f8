package eval

import (
	"go/types"
	"reflect"
	"testing"

	"gospark/cellrt"
)

// TestLearned: what holds a type is known from what was seen of it, and of what it is part of; no
// type is made, and one that was seen in two ways is refused.
func TestLearned(t *testing.T) {
	type point struct{ X []int8 }
	pkg := types.NewPackage("cell", "cell")
	list := types.NewSlice(types.Typ[types.Int8])
	named := types.NewNamed(types.NewTypeName(0, pkg, "point", nil), types.NewStruct([]*types.Var{types.NewField(0, pkg, "X", list, false)}, nil), nil)
	of := func(ev *Evaluator, t types.Type) (rt reflect.Type) {
		defer func() {
			if _, ok := recover().(*Obstacle); ok {
				rt = nil
			}
		}()
		return ev.rt(t)
	}
	cellrt.BindErasedType("engine.Level", reflect.TypeFor[point]())
	level := func(path string) types.Type {
		pkg := types.NewPackage(path, "engine")
		return types.NewNamed(types.NewTypeName(0, pkg, "Level", nil), types.NewStruct(nil, nil), nil)
	}
	ev := NewBeside("ours/spark")
	if rt := of(ev, level("ours/engine")); rt != reflect.TypeFor[point]() {
		t.Errorf("what was bound for a type is %v", rt)
	}
	for _, unknown := range []types.Type{named, list, types.NewPointer(named), level("theirs/engine")} {
		if rt := of(ev, unknown); rt != nil {
			t.Errorf("%v is held by %v, of which nothing was seen", unknown, rt)
		}
	}
	ev.learn(types.NewPointer(named), reflect.TypeFor[*point]())
	for seen, want := range map[types.Type]reflect.Type{
		types.NewPointer(named): reflect.TypeFor[*point](), named: reflect.TypeFor[point](), types.NewSlice(types.Typ[types.Int8]): reflect.TypeFor[[]int8](),
		types.Typ[types.String]: reflect.TypeFor[string](), errorInterface: reflect.TypeFor[error](), emptyInterface: reflect.TypeFor[any](),
	} {
		if rt := of(ev, seen); rt != want {
			t.Errorf("%v is held by %v, want %v", seen, rt, want)
		}
	}
	type other []int8
	for range 2 { // also when it is seen again
		ev.learn(list, reflect.TypeFor[other]())
		if rt := of(ev, list); rt != nil {
			t.Errorf("%v was seen in two ways and is held by %v", list, rt)
		}
		ev.learn(list, reflect.TypeFor[[]int8]())
	}
}
