package interp

import (
	"go/token"
	"go/types"
)

// members are the fields and methods that can stand behind a dot after a value of
// type t, or, with method expressions, after the type itself.
func members(t types.Type, addressable bool) []types.Object {
	home := types.NewPackage(cellPath, "")
	var out []types.Object
	for _, name := range memberNames(t) {
		obj, _, _ := types.LookupFieldOrMethod(t, addressable, home, name)
		if obj != nil { // not what another package keeps to itself
			out = append(out, obj)
		}
	}
	return out
}

// memberNames are the names of all fields and methods of t and of what it embeds.
func memberNames(t types.Type) []string {
	var names []string
	seenName, seenType := map[string]bool{}, map[types.Type]bool{}
	note := func(name string) {
		if !seenName[name] && name != "_" {
			seenName[name] = true
			names = append(names, name)
		}
	}
	var walk func(t types.Type)
	walk = func(t types.Type) {
		t = types.Unalias(t)
		if p, ok := t.Underlying().(*types.Pointer); ok {
			if _, named := t.(*types.Named); !named {
				t = types.Unalias(p.Elem())
			}
		}
		if seenType[t] {
			return
		}
		seenType[t] = true
		if named, ok := t.(*types.Named); ok {
			for m := range named.Methods() {
				note(m.Name())
			}
		}
		switch u := t.Underlying().(type) {
		case *types.Interface:
			for m := range u.Methods() {
				note(m.Name())
			}
		case *types.Struct:
			for f := range u.Fields() {
				note(f.Name())
				if f.Embedded() {
					walk(f.Type())
				}
			}
		case *types.Pointer:
			walk(u)
		}
	}
	walk(t)
	return names
}

// builtins are Go's builtin funcs as its manual declares them.
var builtins = map[string]string{
	"append":  "(slice []Type, elems ...Type) []Type",
	"cap":     "(v Type) int",
	"clear":   "(t Type)",
	"close":   "(c chan<- Type)",
	"complex": "(r, i FloatType) ComplexType",
	"copy":    "(dst, src []Type) int",
	"delete":  "(m map[Type]Type1, key Type)",
	"imag":    "(c ComplexType) FloatType",
	"len":     "(v Type) int",
	"make":    "(t Type, size ...IntegerType) Type",
	"max":     "(x T, y ...T) T",
	"min":     "(x T, y ...T) T",
	"new":     "(value) *Type",
	"panic":   "(v any)",
	"print":   "(args ...Type)",
	"println": "(args ...Type)",
	"real":    "(c ComplexType) FloatType",
	"recover": "() any",
}

// keywords of expressions, and those that begin statements.
var (
	exprKeywords = []token.Token{token.CHAN, token.FUNC, token.INTERFACE, token.MAP, token.RANGE, token.STRUCT}
	stmtKeywords = []token.Token{token.BREAK, token.CASE, token.CONST, token.CONTINUE, token.DEFAULT, token.DEFER, token.ELSE,
		token.FALLTHROUGH, token.FOR, token.FUNC, token.GO, token.GOTO, token.IF, token.IMPORT, token.RETURN, token.SELECT,
		token.SWITCH, token.TYPE, token.VAR}
)
