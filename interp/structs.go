package interp

import (
	"go/types"
	"strings"
)

// A structHome is the exported alias of a struct type without a name that has
// unexported fields: written again elsewhere it would be another type. One that was written
// with type parameters stands for all that it can become.
type structHome struct {
	typ    *types.Struct
	home   string
	name   string
	params []structParam
}

// A structParam is a type parameter of such a type.
type structParam struct {
	param *types.TypeParam
	key   bool // it must be comparable
}

// structOf finds the home of a struct type without a name, and its type arguments there.
func (g *generator) structOf(st *types.Struct) (h structHome, args []types.Type, ok bool) {
	for _, homes := range [][]structHome{g.in.table.structs, g.structs} {
		for _, h := range homes {
			if args, ok := h.match(st); ok {
				return h, args, true
			}
		}
	}
	return structHome{}, nil, false
}

// structName is the alias of a struct type that must keep its identity.
func (g *generator) structName(st *types.Struct) (string, bool) {
	h, args, ok := g.structOf(st)
	if !ok {
		return "", false
	}
	return g.structText(h, args), true
}

// structText names a home with its type arguments.
func (g *generator) structText(h structHome, args []types.Type) string {
	text := h.name
	if h.home != g.home {
		text = g.pkgOf(h.home) + "." + text
	}
	var list []string
	for _, a := range args {
		list = append(list, g.spell(a))
	}
	if len(list) > 0 {
		text += "[" + strings.Join(list, ", ") + "]"
	}
	return text
}

// typeParams writes the type parameters of a home, with their constraints and without.
func (h structHome) typeParams() (declared, names string) {
	if len(h.params) == 0 {
		return "", ""
	}
	var d, n []string
	for _, p := range h.params {
		constraint := "interface{}"
		if p.key {
			constraint = "comparable"
		}
		name := p.param.Obj().Name()
		d, n = append(d, name+" "+constraint), append(n, name)
	}
	return "[" + strings.Join(d, ", ") + "]", "[" + strings.Join(n, ", ") + "]"
}

// match finds the type arguments that make st of the home's type.
func (h structHome) match(st *types.Struct) ([]types.Type, bool) {
	if len(h.params) == 0 {
		return nil, types.Identical(h.typ, st)
	}
	m := matching{}
	for _, p := range h.params {
		m[p.param] = nil
	}
	if !m.match(h.typ, st) {
		return nil, false
	}
	var args []types.Type
	for _, p := range h.params {
		args = append(args, m[p.param])
	}
	return args, true
}

// A matching is what type parameters stand for, as far as it is known.
type matching map[*types.TypeParam]types.Type

// match tells whether t is what the pattern becomes for some type arguments.
func (m matching) match(pattern, t types.Type) bool {
	pattern, t = types.Unalias(pattern), types.Unalias(t)
	if p, ok := pattern.(*types.TypeParam); ok {
		known, bound := m[p]
		switch {
		case !bound:
			return types.Identical(p, t)
		case known == nil:
			m[p] = t
			return true
		}
		return types.Identical(known, t)
	}
	a, b := parts(pattern), parts(t)
	if len(a) == 0 || len(a) != len(b) || !sameShape(pattern, t) {
		return types.Identical(pattern, t)
	}
	for i := range a {
		if !m.match(a[i], b[i]) {
			return false
		}
	}
	return true
}

// sameShape tells whether two types are made of their parts in the same way.
func sameShape(a, b types.Type) bool {
	switch a := a.(type) {
	case *types.Named:
		b, ok := b.(*types.Named)
		return ok && a.Origin() == b.Origin()
	case *types.Pointer:
		_, ok := b.(*types.Pointer)
		return ok
	case *types.Slice:
		_, ok := b.(*types.Slice)
		return ok
	case *types.Map:
		_, ok := b.(*types.Map)
		return ok
	case *types.Array:
		b, ok := b.(*types.Array)
		return ok && a.Len() == b.Len()
	case *types.Chan:
		b, ok := b.(*types.Chan)
		return ok && a.Dir() == b.Dir()
	case *types.Signature:
		b, ok := b.(*types.Signature)
		return ok && a.Params().Len() == b.Params().Len() && a.Variadic() == b.Variadic()
	case *types.Struct:
		b, ok := b.(*types.Struct)
		return ok && sameFields(a, b)
	}
	return false
}

func sameFields(a, b *types.Struct) bool {
	for i := range a.NumFields() {
		f, g := a.Field(i), b.Field(i)
		if f.Id() != g.Id() || f.Embedded() != g.Embedded() || a.Tag(i) != b.Tag(i) {
			return false
		}
	}
	return true
}

// parts are the types that a type is made of; none where that is of no interest.
func parts(t types.Type) []types.Type {
	switch t := t.(type) {
	case *types.Named:
		return typeList(t.TypeArgs())
	case *types.Pointer:
		return []types.Type{t.Elem()}
	case *types.Slice:
		return []types.Type{t.Elem()}
	case *types.Array:
		return []types.Type{t.Elem()}
	case *types.Chan:
		return []types.Type{t.Elem()}
	case *types.Map:
		return []types.Type{t.Key(), t.Elem()}
	case *types.Signature:
		return append(typesOf(t.Params()), typesOf(t.Results())...)
	case *types.Struct:
		var out []types.Type
		for f := range t.Fields() {
			out = append(out, f.Type())
		}
		return out
	}
	return nil
}

func typeList(list *types.TypeList) []types.Type {
	var out []types.Type
	for t := range list.Types() {
		out = append(out, t)
	}
	return out
}

// paramsOf are the type parameters that a struct type mentions; ok is false where it
// means nothing at package level: it mentions types that are declared in funcs, or type
// parameters in ways that need a constraint of their own.
func paramsOf(st *types.Struct) (params []structParam, ok bool) {
	ok = true
	var visit func(t types.Type, key bool)
	visit = func(t types.Type, key bool) {
		t = types.Unalias(t)
		switch t := t.(type) {
		case *types.TypeParam:
			for i := range params {
				if params[i].param == t {
					params[i].key = params[i].key || key
					return
				}
			}
			params = append(params, structParam{t, key})
			return
		case *types.Named:
			if obj := t.Obj(); obj.Pkg() != nil && obj.Parent() != obj.Pkg().Scope() {
				ok = false
			}
			for i, a := range typeList(t.TypeArgs()) {
				constraint := t.Origin().TypeParams().At(i).Constraint().Underlying().(*types.Interface)
				if !constraint.Empty() && !types.Identical(constraint, comparable) && mentionsParam(a) {
					ok = false
				}
				visit(a, key || !constraint.Empty())
			}
			return
		case *types.Interface:
			if mentionsParam(t) {
				ok = false
			}
			return
		case *types.Map:
			visit(t.Key(), true)
			visit(t.Elem(), key)
			return
		}
		for _, part := range parts(t) {
			visit(part, key)
		}
	}
	visit(st, false)
	return params, ok
}

var comparable = types.Universe.Lookup("comparable").Type().Underlying()

// mentionsParam tells whether a type mentions a type parameter.
func mentionsParam(t types.Type) bool {
	found := false
	seen := map[types.Type]bool{}
	var visit func(t types.Type)
	visit = func(t types.Type) {
		t = types.Unalias(t)
		if seen[t] {
			return
		}
		seen[t] = true
		if _, ok := t.(*types.TypeParam); ok {
			found = true
		}
		if i, ok := t.(*types.Interface); ok {
			for f := range i.Methods() {
				visit(f.Type())
			}
			for e := range i.EmbeddedTypes() {
				visit(e)
			}
		}
		for _, part := range parts(t) {
			visit(part)
		}
	}
	visit(t)
	return found
}
