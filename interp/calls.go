package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// replaced are the funcs that would end or block the process, by what cells call instead.
var replaced = map[string]string{
	"os.Exit":      "Exit",
	"syscall.Exit": "Exit",
	"time.Sleep":   "Sleep",
	"log.Fatal":    "Fatal",
	"log.Fatalf":   "Fatalf",
	"log.Fatalln":  "Fatalln",

	"time.AfterFunc": "AfterFunc",

	"fmt.Print":   "Print",
	"fmt.Printf":  "Printf",
	"fmt.Println": "Println",

	"fmt.Scan":   "Scan",
	"fmt.Scanf":  "Scanf",
	"fmt.Scanln": "Scanln",
}

// replacedVars are the variables that a cell has of its own, by the func that finds them.
var replacedVars = map[string]string{"os.Stdout": "Stdout", "os.Stderr": "Stderr", "os.Stdin": "Stdin"}

// replacement is what a cell has instead of a func or variable of a package; ok is
// false where it has that itself.
func (g *generator) replacement(obj types.Object) (text string, ok bool) {
	switch obj := obj.(type) {
	case *types.Func:
		if name := replaced[obj.FullName()]; name != "" {
			return g.rt() + "." + name, true
		}
	case *types.Var:
		if obj.Pkg() == nil || obj.IsField() {
			return "", false
		}
		if name := replacedVars[obj.Pkg().Path()+"."+obj.Name()]; name != "" && obj.Parent() == obj.Pkg().Scope() {
			return "(*" + g.rt() + "." + name + "())", true
		}
	}
	return "", false
}

// replacedMethods are the methods that would end or block the process, by the type of
// ours that has methods of the same names in their place.
var replacedMethods = map[string]string{
	"(*log.Logger).Fatal":    "Logger",
	"(*log.Logger).Fatalf":   "Logger",
	"(*log.Logger).Fatalln":  "Logger",
	"(*sync.WaitGroup).Go":   "WaitGroup",
	"(*sync.WaitGroup).Wait": "WaitGroup",
}

// replaceMethod makes a method that would end or block the process one of a type of ours.
func (w *rewriter) replaceMethod(n *ast.SelectorExpr, sel *types.Selection, ours string) {
	recv, name := w.rt()+"."+ours, sel.Obj().Name()
	if sel.Kind() == types.MethodExpr {
		w.replace(w.offset(n.Pos()), w.offset(n.End()), w.rt()+"."+name+"Of")
		return
	}
	index := sel.Index()
	operand, t := "", sel.Recv()
	if len(index) > 1 { // embedded
		operand, t = w.fieldPath(n.X, t, index[:len(index)-1])
	} else {
		operand = w.nodeText(n.X)
	}
	if _, isPtr := t.Underlying().(*types.Pointer); !isPtr {
		operand = "&" + operand
	}
	w.replace(w.offset(n.Pos()), w.offset(n.End()), recv+"{"+operand+"}."+name)
}

// methodValue gives the value of a method with type parameters its type arguments: the
// compiler fails on some that have them from what they are assigned to. Where they can't
// be written, it becomes a func literal.
func (w *rewriter) methodValue(n *ast.SelectorExpr, sel *types.Selection) {
	instance := w.info.Instances[n.Sel]
	sig, ok := instance.Type.(*types.Signature)
	if !ok || sel.Kind() != types.MethodVal {
		return
	}
	switch p := w.parent().(type) {
	case *ast.CallExpr:
		if p.Fun == n {
			return
		}
	case *ast.IndexExpr, *ast.IndexListExpr:
		return
	}
	var list []string
	for t := range instance.TypeArgs.Types() {
		s, err := w.sp.spell(t)
		if err != nil {
			w.methodLiteral(n, sel, sig)
			return
		}
		list = append(list, s)
	}
	w.insertAfter(w.offset(n.End()), "["+strings.Join(list, ", ")+"]")
}

func (w *rewriter) methodLiteral(n *ast.SelectorExpr, sel *types.Selection, sig *types.Signature) {
	var params, args []string
	for i := range sig.Params().Len() {
		name, typ, dots := "a"+mark+strconv.Itoa(i), sig.Params().At(i).Type(), ""
		args = append(args, name)
		if sig.Variadic() && i == sig.Params().Len()-1 {
			typ, dots = typ.(*types.Slice).Elem(), "..."
			args[i] += dots
		}
		params = append(params, name+" "+dots+w.spell(typ))
	}
	receiver := w.nodeText(n.X) // evaluated now, and copied where the method's is a value
	_, isPtr := sel.Recv().Underlying().(*types.Pointer)
	_, wantsPtr := sel.Obj().(*types.Func).Signature().Recv().Type().(*types.Pointer)
	if isPtr && !wantsPtr {
		receiver = "*" + receiver
	} else if wantsPtr && !isPtr {
		receiver = "&" + receiver
	}
	body := "r" + mark + "." + w.nodeText(n.Sel) + "(" + strings.Join(args, ", ") + ")"
	results := ""
	if sig.Results().Len() > 0 {
		body, results = "return "+body, w.spell(sig.Results())
	}
	w.replace(w.offset(n.Pos()), w.offset(n.End()), fmt.Sprintf("func() %s { r%s := %s; return func(%s) %s { %s } }()",
		w.spell(sig), mark, receiver, strings.Join(params, ", "), results, body))
}

func fullName(obj types.Object) string {
	if f, ok := obj.(*types.Func); ok {
		return f.FullName()
	}
	return ""
}

// goStmt starts the goroutine through the runtime, with its operands evaluated first.
func (w *rewriter) goStmt(n *ast.GoStmt) {
	call := n.Call
	start, end := w.offset(n.Pos()), w.offset(n.End())
	if _, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok && len(call.Args) == 0 {
		w.replace(start, end, w.rt()+".Go("+w.nodeText(call.Fun)+")")
		return
	}
	var names, values, args []string
	operand := func(name string, e ast.Expr) string {
		tv := w.info.Types[e]
		text := w.nodeText(e)
		if tv.Value != nil || tv.IsNil() || tv.IsBuiltin() || tv.IsType() {
			return text
		}
		if _, ok := ast.Unparen(e).(*ast.BinaryExpr); ok { // it may have its type from the parameter
			text = w.spell(tv.Type) + "(" + text + ")"
		}
		names, values = append(names, name), append(values, text)
		return name
	}
	fun := ""
	if w.isInstantiated(call.Fun) {
		fun = w.nodeText(call.Fun)
	} else {
		fun = operand("f"+mark, call.Fun)
	}
	if tuple, ok := w.tupleArg(call); ok {
		for i := range tuple.Len() {
			names, args = append(names, "a"+mark+strconv.Itoa(i)), append(args, "a"+mark+strconv.Itoa(i))
		}
		before := ""
		if len(values) > 0 {
			before, names = fmt.Sprintf("%s := %s; ", names[0], values[0]), names[1:]
		}
		w.replace(start, end, fmt.Sprintf("{ %s%s := %s; %s.Go(func() { %s(%s) }) }", before, strings.Join(names, ", "), w.nodeText(call.Args[0]), w.rt(), fun, strings.Join(args, ", ")))
		return
	}
	for i, a := range call.Args {
		args = append(args, operand("a"+mark+strconv.Itoa(i), a))
	}
	if call.Ellipsis.IsValid() {
		args[len(args)-1] += "..."
	}
	define := ""
	if len(names) > 0 {
		define = strings.Join(names, ", ") + " := " + strings.Join(values, ", ") + "; "
	}
	w.replace(start, end, fmt.Sprintf("{ %s%s.Go(func() { %s(%s) }) }", define, w.rt(), fun, strings.Join(args, ", ")))
}

// tupleArg is the type of the single argument that stands for several.
func (w *rewriter) tupleArg(call *ast.CallExpr) (*types.Tuple, bool) {
	if len(call.Args) != 1 {
		return nil, false
	}
	t, ok := w.info.TypeOf(call.Args[0]).(*types.Tuple)
	return t, ok
}

// isInstantiated tells whether a called func gets its type arguments from the call:
// then it can't be kept in a variable.
func (w *rewriter) isInstantiated(fun ast.Expr) bool {
	switch fun := ast.Unparen(fun).(type) {
	case *ast.Ident:
		return w.info.Instances[fun].Type != nil
	case *ast.SelectorExpr:
		return w.info.Instances[fun.Sel].Type != nil
	}
	return false
}

// describe declares the descriptor of a func and returns its name.
func (g *generator) describe(pos token.Pos, captures string) string {
	name := "lit" + mark + strconv.Itoa(len(g.closures))
	g.closures = append(g.closures, fmt.Sprintf("var %s = %s.Closure{Cell: %q, Ordinal: %d, Site: %q, Captures: []%s.Capture{%s}}",
		name, g.rt(), g.home, len(g.closures), g.pos(pos).String(), g.rt(), captures))
	return name
}

// describeFunc declares the descriptor of a declared func.
func (g *generator) describeFunc(sym *symbol) string {
	for _, n := range sym.decl.nodes {
		if f, ok := n.(*ast.FuncDecl); ok {
			return g.describe(f.Pos(), g.captures(f))
		}
	}
	return g.describe(sym.obj.Pos(), "")
}

// captures writes the list of variables that a func uses and that are declared outside of it.
func (g *generator) captures(fun ast.Node) string {
	var list []string
	seen := map[types.Object]bool{}
	ast.Inspect(fun, func(n ast.Node) bool {
		ident, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		v, ok := g.info.Uses[ident].(*types.Var)
		if !ok || v.IsField() || seen[v] || !ofCell(v) {
			return true
		}
		id := -1
		if sym := g.symbolOf(v); sym != nil {
			id = sym.id
		} else if fun.Pos() <= v.Pos() && v.Pos() < fun.End() {
			return true
		}
		seen[v] = true
		list = append(list, fmt.Sprintf("{Name: %q, Type: %q, Var: %d}", v.Name(), g.in.typeString(v.Type()), id))
		return true
	})
	return strings.Join(list, ", ")
}
