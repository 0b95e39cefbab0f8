package interp

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strconv"
)

// A symbol is a name that a cell bound at its top level.
type symbol struct {
	name string
	obj  types.Object // as the checker knows it
	cell int          // the cell that declared it
	home string       // the compiled package that holds it; "" for a variable
	id   int          // its number in the registry (variables, funcs without type parameters), or -1
	decl *declaration // how it was declared (types, consts, funcs), or nil
	used bool         // a func or func literal of a compiled cell refers to it
}

// A scope is the names that the next cell sees. It is never changed: a cell that
// succeeds replaces it.
type scope struct {
	names   map[string]*symbol
	imports map[string]string // name -> import path, of imports written in earlier cells
	dots    []string          // import paths, of imports with a dot
}

func newScope() *scope {
	return &scope{names: map[string]*symbol{}, imports: map[string]string{}}
}

// clone is a copy that may be added to before it is shown to anybody.
func (s *scope) clone() *scope {
	return &scope{names: maps.Clone(s.names), imports: maps.Clone(s.imports), dots: slices.Clone(s.dots)}
}

// variables are the session's variables by name.
func (s *scope) variables() []*symbol {
	var out []*symbol
	for _, name := range slices.Sorted(maps.Keys(s.names)) {
		if sym := s.names[name]; sym.isVar() && !isOut(name) {
			out = append(out, sym)
		}
	}
	return out
}

// ofCell tells whether a cell declared obj, at its top level or within.
func ofCell(obj types.Object) bool { return obj.Pkg() != nil && obj.Pkg().Path() == cellPath }

func (s *symbol) isVar() bool { _, ok := s.obj.(*types.Var); return ok }

// isGeneric tells whether the symbol is a func with type parameters.
func (s *symbol) isGeneric() bool {
	f, ok := s.obj.(*types.Func)
	return ok && f.Signature().TypeParams().Len() > 0
}

func isOut(name string) bool { return len(name) > 4 && name[:4] == "Out(" }

// A table remembers, for as long as the session lives, where everything that cells
// declared was compiled to: types and fields outlive their names.
type table struct {
	symbols map[types.Object]*symbol
	fields  map[*types.Var]fieldHome
	structs []structHome
}

// A fieldHome is where an unexported field can be reached from other packages: by
// an accessor, func(*T) *FieldType.
type fieldHome struct {
	home     string
	accessor string
	owner    *types.TypeName // the type that the accessor takes; nil for a struct without a name
}

func newTable() *table {
	return &table{symbols: map[types.Object]*symbol{}, fields: map[*types.Var]fieldHome{}}
}

// typeSymbol is the symbol of a type that an earlier cell declared.
func (t *table) typeSymbol(obj *types.TypeName) (*symbol, error) {
	if sym := t.symbols[obj]; sym != nil {
		return sym, nil
	}
	return nil, fmt.Errorf("the type %s is not known any more: run its cell again", obj.Name())
}

// apart is the symbol's name with its cell's number, which no other type has.
func (s *symbol) apart() string { return s.name + mark + strconv.Itoa(s.cell) }
