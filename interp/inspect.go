package interp

import (
	"go/ast"
	"go/types"
	"strings"

	"gospark/cell"
)

// Inspect tells what is known of the name that the cursor, a byte offset in the text of
// a cell that may be unfinished, stands in or at the end of. Where that is nothing and
// the cursor is within the parentheses of a call, it tells of the func that is called.
// ok is false where nothing is known.
//
// Nothing runs, and the session stays as it is. It may be called while a cell runs.
func (in *Interp) Inspect(text string, cursor int) (_ cell.Inspection, ok bool) {
	cursor = min(max(cursor, 0), len(text))
	out, ok, err := in.inspect(text, cursor)
	return out, ok && err == nil
}

func (in *Interp) inspect(text string, cursor int) (out cell.Inspection, ok bool, err error) {
	defer guard(&err)
	in.checking.Lock()
	defer in.checking.Unlock()
	start, end := nameAround(text, cursor)
	sc := in.current()
	if start < end && readUnfinished(text[:start]).literal == 0 {
		rest := readUnfinished(text[:end]).rest()
		asPackage := text[:end] + "." + placeholder + rest
		for _, text := range []string{text[:end] + rest, text, asPackage} {
			c := in.checkAnyway(text, sc)
			if c == nil {
				continue
			}
			if out, ok := c.inspectName(start); ok {
				out.Start, out.End = start, end
				return out, true, nil
			}
		}
	}
	m := readUnfinished(text[:start])
	if m.literal != 0 {
		start = m.at
		m = readUnfinished(text[:start])
	}
	if c := in.checkAnyway(text[:start]+placeholder+m.rest(), sc); c != nil {
		if out, ok := c.inspectCall(); ok {
			out.Start, out.End = start, cursor
			return out, true, nil
		}
	}
	return out, false, nil
}

// inspectName tells of the name at an offset.
func (c *check) inspectName(at int) (cell.Inspection, bool) {
	path := c.pathTo(func(id *ast.Ident) bool { return id.Pos().IsValid() && c.offset(id.Pos()) == at })
	if path == nil {
		return cell.Inspection{}, false
	}
	obj, recv := c.objectAt(path[len(path)-1].(*ast.Ident), path)
	if obj == nil {
		return cell.Inspection{}, false
	}
	return c.inspection(obj, recv)
}

// objectAt is what an identifier stands for, and the type whose member it is, if any.
func (c *check) objectAt(ident *ast.Ident, path []ast.Node) (obj types.Object, recv types.Type) {
	if len(path) > 1 {
		if sel, ok := path[len(path)-2].(*ast.SelectorExpr); ok && sel.Sel == ident {
			if s := c.info.Selections[sel]; s != nil {
				return s.Obj(), s.Recv()
			}
		}
	}
	return c.info.ObjectOf(ident), nil
}

// named is what an expression that is a name, or a selector, stands for, and the type
// whose member it is, if any.
func (c *check) named(x ast.Expr) (obj types.Object, recv types.Type) {
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		return c.objectAt(x, nil)
	case *ast.SelectorExpr:
		return c.objectAt(x.Sel, []ast.Node{x, x.Sel})
	}
	return nil, nil
}

// inspectCall tells of the func in whose call the placeholder is an argument.
func (c *check) inspectCall() (out cell.Inspection, ok bool) {
	path := c.pathTo(isPlaceholder)
	for i := len(path) - 2; i >= 0; i-- {
		switch n := path[i].(type) {
		case *ast.FuncLit:
			return out, false
		case *ast.CallExpr:
			if arg := argument(n, path[i+1]); arg >= 0 {
				return c.inspectFunc(n.Fun, arg)
			}
		}
	}
	return out, false
}

// argument is the number of the argument of a call that a node is, or -1.
func argument(call *ast.CallExpr, n ast.Node) int {
	for i, arg := range call.Args {
		if arg == n {
			return i
		}
	}
	return -1
}

// inspectFunc tells of a func that is called, and marks its parameter arg.
func (c *check) inspectFunc(fun ast.Expr, arg int) (out cell.Inspection, ok bool) {
	fun = ast.Unparen(fun)
	switch x := fun.(type) { // with type arguments
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	obj, recv := c.named(fun)
	if obj == nil {
		return out, false
	}
	if out, ok = c.inspection(obj, recv); !ok {
		return out, false
	}
	sig, isFunc := obj.Type().Underlying().(*types.Signature)
	if !isFunc {
		return out, true
	}
	decl, params := c.in.signatureString(c.in.declName(obj, recv), sig)
	out.Decl = decl
	if sig.Variadic() {
		arg = min(arg, len(params)-1)
	}
	if arg < len(params) {
		out.Param = params[arg]
	}
	return out, true
}

// inspection tells of an object, a member of recv if that isn't nil.
func (c *check) inspection(obj types.Object, recv types.Type) (cell.Inspection, bool) {
	out := cell.Inspection{Kind: kindOf(obj)}
	if strings.HasSuffix(obj.Name(), mark) || obj.Type() == types.Typ[types.Invalid] && out.Kind != cell.KindBuiltin && out.Kind != cell.KindPackage {
		return out, false
	}
	name := c.in.declName(obj, recv)
	switch o := obj.(type) {
	case *types.Func:
		out.Decl, _ = c.in.signatureString(name, o.Signature())
	case *types.Builtin:
		out.Decl = name + builtins[o.Name()]
	case *types.PkgName:
		out.Decl = name + " (" + o.Imported().Path() + ")"
	default:
		out.Decl = strings.TrimRight(name+" "+c.in.describe(obj), " ")
	}
	c.locate(&out, obj)
	return out, true
}

// declName is what stands before the type or the parameters in an object's declaration.
func (in *Interp) declName(obj types.Object, recv types.Type) string {
	name := obj.Name()
	if p := obj.Pkg(); p != nil && p.Path() != cellPath && obj.Parent() == p.Scope() {
		name = p.Name() + "." + name
	}
	if f, ok := obj.(*types.Func); ok && recv == nil && f.Signature().Recv() != nil {
		recv = f.Signature().Recv().Type()
	}
	switch kind := kindOf(obj); {
	case kind == cell.KindMethod:
		return "func (" + in.typeString(recv) + ") " + name
	case kind == cell.KindField && recv != nil:
		return "field (" + in.typeString(recv) + ") " + name
	case kind == cell.KindBuiltin:
		return "func " + name
	case kind == cell.KindVariable:
		return "var " + name
	case kind == cell.KindType:
		return "type " + name + typeParamsOf(in, obj)
	default:
		return string(kind) + " " + name
	}
}

// typeParamsOf is the type parameters of a type as they are declared, or "".
func typeParamsOf(in *Interp, obj types.Object) string {
	named, ok := obj.Type().(*types.Named)
	if !ok || named.TypeParams().Len() == 0 {
		return ""
	}
	var list []string
	for tp := range named.TypeParams().TypeParams() {
		list = append(list, tp.Obj().Name()+" "+in.typeString(tp.Constraint()))
	}
	return "[" + strings.Join(list, ", ") + "]"
}
