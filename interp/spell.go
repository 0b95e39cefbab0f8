package interp

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gospark/interp/toolchain"
)

// mark is a letter that people don't type: it ends the names that generated code
// adds to a cell's own.
const mark = toolchain.Mark

// A speller writes types as Go source. It gives the packages it meets names of its own.
type speller struct {
	pkgs     map[string]string                     // import path -> name given
	typeName func(*types.TypeName) (string, error) // names a type that a cell declared
	strct    func(*types.Struct) (string, bool)    // names a struct type that must keep its identity; may be nil
	method   func(name string) string              // renames an unexported method of an interface; may be nil
	pkgName  func(path, name string) string        // names a package; nil for a name of its own for each
	anyIsAny bool                                  // nothing else is called any
	embed    func(*types.TypeName) (string, error) // names a type where its name is a field\'s; nil for typeName
}

// imports is the import declarations of the packages met so far.
func (sp *speller) imports() string {
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(sp.pkgs)) {
		fmt.Fprintf(&b, "import %s %q\n", sp.pkgs[path], path)
	}
	return b.String()
}

// pkg is the name given to the package with an import path.
func (sp *speller) pkg(path, name string) string {
	if sp.pkgName != nil {
		return sp.pkgName(path, name)
	}
	given, ok := sp.pkgs[path]
	if !ok {
		given = name + mark + strconv.Itoa(len(sp.pkgs))
		sp.pkgs[path] = given
	}
	return given
}

// spell writes t. It fails on types that can't be named outside of their package.
func (sp *speller) spell(t types.Type) (string, error) {
	switch t := t.(type) {
	case *types.Basic:
		switch t.Kind() {
		case types.UnsafePointer:
			return sp.pkg("unsafe", "unsafe") + ".Pointer", nil
		case types.UntypedNil, types.Invalid:
			return "", fmt.Errorf("a value of type %s has no type that can be written", t)
		}
		return types.Default(t).(*types.Basic).Name(), nil
	case *types.Alias:
		return sp.spell(types.Unalias(t))
	case *types.Named:
		return sp.named(t)
	case *types.TypeParam:
		return t.Obj().Name(), nil
	case *types.Pointer:
		return sp.wrap("*", t.Elem())
	case *types.Slice:
		return sp.wrap("[]", t.Elem())
	case *types.Array:
		return sp.wrap("["+strconv.FormatInt(t.Len(), 10)+"]", t.Elem())
	case *types.Map:
		key, err := sp.spell(t.Key())
		if err != nil {
			return "", err
		}
		return sp.wrap("map["+key+"]", t.Elem())
	case *types.Chan:
		return sp.channel(t)
	case *types.Signature:
		sig, err := sp.signature(t)
		return "func" + sig, err
	case *types.Tuple:
		list, err := sp.tuple(t, false)
		return "(" + list + ")", err
	case *types.Struct:
		return sp.structType(t)
	case *types.Interface:
		return sp.interfaceType(t)
	case *types.Union:
		return sp.union(t)
	}
	return "", fmt.Errorf("a %T can't be written", t)
}

func (sp *speller) wrap(prefix string, elem types.Type) (string, error) {
	s, err := sp.spell(elem)
	return prefix + s, err
}

func (sp *speller) channel(t *types.Chan) (string, error) {
	elem, err := sp.spell(t.Elem())
	switch t.Dir() {
	case types.SendOnly:
		return "chan<- (" + elem + ")", err
	case types.RecvOnly:
		return "<-chan (" + elem + ")", err
	}
	return "chan (" + elem + ")", err
}

func (sp *speller) named(t *types.Named) (string, error) {
	obj := t.Obj()
	name := obj.Name()
	switch {
	case obj.Pkg() == nil: // error, comparable
	case ofCell(obj):
		var err error
		if name, err = sp.typeName(obj); err != nil {
			return "", err
		}
	case !obj.Exported():
		return "", fmt.Errorf("the type %s.%s is not exported: a variable that lives on between cells can't have it", obj.Pkg().Name(), name)
	case strings.Contains(obj.Pkg().Path(), "internal/"):
		return "", fmt.Errorf("the type %s.%s is internal: a variable that lives on between cells can't have it", obj.Pkg().Path(), name)
	default:
		name = sp.pkg(obj.Pkg().Path(), obj.Pkg().Name()) + "." + name
	}
	if args := t.TypeArgs(); args.Len() > 0 {
		var list []string
		for a := range args.Types() {
			s, err := sp.spell(a)
			if err != nil {
				return "", err
			}
			list = append(list, s)
		}
		name += "[" + strings.Join(list, ", ") + "]"
	}
	return name, nil
}

func (sp *speller) signature(t *types.Signature) (string, error) {
	params, err := sp.tuple(t.Params(), t.Variadic())
	if err != nil {
		return "", err
	}
	results, err := sp.tuple(t.Results(), false)
	if err != nil {
		return "", err
	}
	if t.Results().Len() == 0 {
		return "(" + params + ")", nil
	}
	return "(" + params + ") (" + results + ")", nil
}

func (sp *speller) tuple(t *types.Tuple, variadic bool) (string, error) {
	var list []string
	for i := range t.Len() {
		typ, dots := t.At(i).Type(), ""
		if variadic && i == t.Len()-1 {
			if s, ok := typ.(*types.Slice); ok {
				typ, dots = s.Elem(), "..."
			}
		}
		s, err := sp.spell(typ)
		if err != nil {
			return "", err
		}
		list = append(list, dots+s)
	}
	return strings.Join(list, ", "), nil
}

func (sp *speller) structType(t *types.Struct) (string, error) {
	if sp.strct != nil {
		if name, ok := sp.strct(t); ok {
			return name, nil
		}
	}
	var b strings.Builder
	b.WriteString("struct{")
	for i := range t.NumFields() {
		f := t.Field(i)
		s, err := sp.field(f)
		if err != nil {
			return "", err
		}
		if i > 0 {
			b.WriteString("; ")
		}
		if !f.Embedded() {
			b.WriteString(f.Name() + " ")
		}
		b.WriteString(s)
		if tag := t.Tag(i); tag != "" {
			b.WriteString(" " + strconv.Quote(tag))
		}
	}
	b.WriteString("}")
	return b.String(), nil
}

// field writes the type of a field; that of an embedded one is its name as well.
func (sp *speller) field(f *types.Var) (string, error) {
	if !f.Embedded() || sp.embed == nil {
		return sp.spell(f.Type())
	}
	inner := *sp
	inner.typeName = sp.embed
	return inner.spell(f.Type())
}

func (sp *speller) interfaceType(t *types.Interface) (string, error) {
	if t.Empty() && sp.anyIsAny {
		return "any", nil
	}
	if t.Empty() {
		return "interface{}", nil
	}
	var parts []string
	for m := range t.ExplicitMethods() {
		sig, err := sp.signature(m.Signature())
		if err != nil {
			return "", err
		}
		name := m.Name()
		if !m.Exported() && sp.method != nil {
			name = sp.method(name)
		}
		parts = append(parts, name+sig)
	}
	for e := range t.EmbeddedTypes() {
		s, err := sp.spell(e)
		if err != nil {
			return "", err
		}
		parts = append(parts, s)
	}
	return "interface{ " + strings.Join(parts, "; ") + " }", nil
}

func (sp *speller) union(t *types.Union) (string, error) {
	var terms []string
	for term := range t.Terms() {
		s, err := sp.spell(term.Type())
		if err != nil {
			return "", err
		}
		if term.Tilde() {
			s = "~" + s
		}
		terms = append(terms, s)
	}
	return strings.Join(terms, " | "), nil
}

// typeParams writes a list of type parameters with their constraints, and without.
func (sp *speller) typeParams(list *types.TypeParamList) (declared, names string, err error) {
	if list.Len() == 0 {
		return "", "", nil
	}
	var d, n []string
	for tp := range list.TypeParams() {
		constraint, err := sp.spell(tp.Constraint())
		if err != nil {
			return "", "", err
		}
		name := tp.Obj().Name()
		if name == "_" { // it must be named to be passed on
			name += mark + strconv.Itoa(len(n))
		}
		d = append(d, name+" "+constraint)
		n = append(n, name)
	}
	return "[" + strings.Join(d, ", ") + "]", "[" + strings.Join(n, ", ") + "]", nil
}
