package interp

import (
	"go/ast"
	"go/types"
	"strings"

	"gospark/cell"
)

// signatureString is a signature behind what names the func, as a person would write
// it, and where its parameters are in it.
func (in *Interp) signatureString(name string, sig *types.Signature) (text string, params [][2]int) {
	var b strings.Builder
	b.WriteString(name)
	sig, typeParams := written(sig)
	for i, tp := range typeParams {
		b.WriteString(separator(i, "["))
		b.WriteString(tp.Obj().Name() + " " + in.typeString(tp.Constraint()))
	}
	if len(typeParams) > 0 {
		b.WriteString("]")
	}
	b.WriteString("(")
	for i := range sig.Params().Len() {
		b.WriteString(separator(i, ""))
		start := b.Len()
		b.WriteString(in.paramString(sig, i))
		params = append(params, [2]int{start, b.Len()})
	}
	b.WriteString(")")
	switch results := sig.Results(); {
	case results.Len() == 1 && results.At(0).Name() == "":
		b.WriteString(" " + in.typeString(results.At(0).Type()))
	case results.Len() > 0:
		b.WriteString(" " + in.typeString(results))
	}
	return b.String(), params
}

// genericType is the type of a generic func that a text names, which to the checker has
// none as long as it isn't called, or "".
func (in *Interp) genericType(src cell.Source) string {
	in.checking.Lock()
	defer in.checking.Unlock()
	c := in.checkAnyway(src.Text, in.current())
	if c == nil || len(c.run.Body.List) != 1 {
		return ""
	}
	stmt, ok := c.run.Body.List[0].(*ast.ExprStmt)
	if !ok {
		return ""
	}
	obj, _ := c.named(stmt.X)
	f, ok := obj.(*types.Func)
	if !ok || f.Signature().TypeParams().Len() == 0 {
		return ""
	}
	text, _ := in.signatureString("func", f.Signature())
	return text
}

// separator stands before the item i of a list.
func separator(i int, first string) string {
	if i == 0 {
		return first
	}
	return ", "
}

func (in *Interp) paramString(sig *types.Signature, i int) string {
	p := sig.Params().At(i)
	name := p.Name()
	if name != "" {
		name += " "
	}
	if s, ok := p.Type().(*types.Slice); ok && sig.Variadic() && i == sig.Params().Len()-1 {
		return name + "..." + in.typeString(s.Elem())
	}
	return name + in.typeString(p.Type())
}

// written is a signature without the type parameters that nobody writes, because only
// one type fits them, and those that are left.
func written(sig *types.Signature) (*types.Signature, []*types.TypeParam) {
	var left []*types.TypeParam
	var args []types.Type
	for tp := range sig.TypeParams().TypeParams() {
		if only := onlyType(tp); only != nil {
			args = append(args, only)
			continue
		}
		left, args = append(left, tp), append(args, tp)
	}
	if len(left) == len(args) {
		return sig, left
	}
	t, err := types.Instantiate(nil, sig, args, false)
	if err != nil {
		return sig, left
	}
	return t.(*types.Signature), left
}

// onlyType is the one type that fits a type parameter, or nil where there may be others.
func onlyType(tp *types.TypeParam) types.Type {
	iface, ok := tp.Constraint().Underlying().(*types.Interface)
	if !ok || iface.NumMethods() > 0 || iface.NumEmbeddeds() != 1 {
		return nil
	}
	t := iface.EmbeddedType(0)
	if u, ok := t.(*types.Union); ok {
		if u.Len() != 1 || u.Term(0).Tilde() {
			return nil
		}
		t = u.Term(0).Type()
	}
	if types.IsInterface(t) {
		return nil
	}
	return t
}
