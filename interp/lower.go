package interp

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"sync/atomic"

	"gospark/cellrt"
)

// What the interpreter is trusted with, and nothing else (TestCorpus and
// TestRandomExpressions compare both sides):
//
//	x, x.F, x[i], *x                read by reflection, with Go's own panics
//	f(args), pkg.F(args), x.M(args) called by reflection: funcs of cells and of the standard
//	                               library, methods of compiled values, and the RDDs' bound methods
//	operators, conversions, len    on bool, numbers and strings: yaegi
//	y := e, y = e, y op= e, y++    on the session's variables
//
// Loops, func literals and declarations are compiled: yaegi runs a loop some
// hundred times slower than it compiles in.

// An obstacle is the first thing in a cell that the interpreter isn't trusted with.
type obstacle struct {
	pos  token.Pos
	what string
}

// A lowered cell is its statements as steps over reflect values.
type lowered struct {
	*check
	*binding
	steps     []func(*frame)
	sites     []string
	completed atomic.Int64 // read while a cell that was left behind may go on
	blocked   *obstacle
}

// A frame is one run of a lowered cell.
type frame struct{ eval *evaluator }

// An operand yields a value when its turn comes.
type operand func(*frame) reflect.Value

// lower makes steps of the cell, or says what stands in the way.
func (c *check) lower(b *binding) (*lowered, *obstacle) {
	l := &lowered{check: c, binding: b}
	if len(b.added) > 0 || c.hasUnnamed() {
		return nil, &obstacle{c.firstPos(), "a declaration"}
	}
	for i, stmt := range c.run.Body.List {
		step := l.statement(stmt, i == len(c.run.Body.List)-1)
		if l.blocked != nil {
			return nil, l.blocked
		}
		l.steps = append(l.steps, step)
		at := c.pos(stmt.Pos())
		l.sites = append(l.sites, c.src.Name()+":"+strconv.Itoa(at.Line))
	}
	return l, nil
}

// run runs the steps in the goroutine of the cell.
func (l *lowered) run(scope *cellrt.Scope) {
	f := &frame{eval: l.in.yaegi}
	for i, step := range l.steps {
		cellrt.Check()
		scope.SetSite(l.sites[i])
		step(f)
		l.completed.Store(int64(i + 1))
	}
}

func (l *lowered) block(n ast.Node, what string) operand {
	if l.blocked == nil {
		l.blocked = &obstacle{n.Pos(), what}
	}
	return func(*frame) reflect.Value { return reflect.Value{} }
}

func (l *lowered) statement(stmt ast.Stmt, last bool) func(*frame) {
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		if last && l.value == stmt.X && len(l.result) > 0 {
			return l.valueStep(stmt.X)
		}
		if call, ok := ast.Unparen(stmt.X).(*ast.CallExpr); ok {
			run := l.callAll(call)
			return func(f *frame) { run(f) }
		}
	case *ast.AssignStmt:
		return l.assign(stmt)
	case *ast.IncDecStmt:
		op := token.ADD
		if stmt.Tok == token.DEC {
			op = token.SUB
		}
		return l.assignOp(stmt.X, op, &ast.BasicLit{ValuePos: stmt.TokPos, Kind: token.INT, Value: "1"})
	case *ast.EmptyStmt:
		return func(*frame) {}
	}
	l.block(stmt, describeStmt(stmt))
	return nil
}

// describeStmt names a kind of statement.
func describeStmt(stmt ast.Stmt) string {
	switch stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		return "a loop"
	case *ast.IfStmt:
		return "an if statement"
	case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		return "a switch or select"
	case *ast.DeferStmt, *ast.GoStmt:
		return "a go or defer statement"
	case *ast.DeclStmt:
		return "a var declaration"
	}
	return "this kind of statement"
}

// valueStep keeps the values of the last expression.
func (l *lowered) valueStep(e ast.Expr) func(*frame) {
	results := l.results()
	set := l.setters(len(results), func(i int) (int, types.Type) { return l.result[i], results[i] }, e)
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && l.blocked == nil && l.info.Types[e].Value == nil && !l.isConversion(call) {
		run := l.callAll(call)
		return func(f *frame) { set(run(f)) }
	}
	value := l.expr(e)
	return func(f *frame) { set([]reflect.Value{value(f)}) }
}

// setters stores values in registry variables of the given types.
func (l *lowered) setters(n int, target func(int) (int, types.Type), at ast.Node) func([]reflect.Value) {
	for i := range n {
		if _, t := target(i); types.IsInterface(t) && reflectType(t) == nil {
			l.block(at, "a variable of type "+l.in.typeString(t))
		}
	}
	return func(values []reflect.Value) {
		for i, v := range values[:n] {
			id, t := target(i)
			rt := reflectType(t)
			if rt == nil {
				rt = v.Type()
			}
			dst := cellrt.New(id, rt)
			if !v.IsValid() {
				dst.SetZero()
			} else if v.Type() != rt && v.CanConvert(rt) {
				dst.Set(v.Convert(rt))
			} else {
				dst.Set(v)
			}
		}
	}
}

func (l *lowered) assign(stmt *ast.AssignStmt) func(*frame) {
	if op, ok := assignOps[stmt.Tok]; ok {
		return l.assignOp(stmt.Lhs[0], op, stmt.Rhs[0])
	}
	if stmt.Tok != token.ASSIGN && stmt.Tok != token.DEFINE {
		l.block(stmt, "the operator "+stmt.Tok.String())
		return nil
	}
	var targets []*symbol // nil for _
	for _, lhs := range stmt.Lhs {
		sym, ok := l.target(lhs)
		if !ok {
			l.block(lhs, "an assignment to this")
			return nil
		}
		targets = append(targets, sym)
	}
	set := l.setTargets(targets, stmt)
	if len(stmt.Rhs) == 1 && len(stmt.Lhs) > 1 {
		call, ok := ast.Unparen(stmt.Rhs[0]).(*ast.CallExpr)
		if !ok {
			l.block(stmt.Rhs[0], "this form of assignment")
			return nil
		}
		run := l.callAll(call)
		return func(f *frame) { set(run(f)) }
	}
	l.orderMatters(stmt.Rhs...)
	var values []operand
	for i, rhs := range stmt.Rhs {
		values = append(values, l.expr(rhs))
		if sym := targets[min(i, len(targets)-1)]; sym != nil && !l.storable(rhs, sym.obj.Type()) {
			l.block(rhs, "a conversion to "+l.in.typeString(sym.obj.Type()))
		}
	}
	return func(f *frame) {
		var got []reflect.Value
		for _, v := range values {
			got = append(got, copied(v(f)))
		}
		set(got)
	}
}

// storable tells whether a value can be stored by reflection: the checker lets pass
// more, as types of cells are of one package to it.
func (l *lowered) storable(e ast.Expr, t types.Type) bool {
	return types.IsInterface(t) || isPlain(t) || types.Identical(types.Default(l.info.TypeOf(e)), t)
}

// orderMatters blocks a list of operands of which one calls a cell's func and another
// reads a variable: Go leaves open which comes first, and both sides must answer alike.
func (l *lowered) orderMatters(list ...ast.Expr) {
	for i, e := range list {
		if !l.callsCell(e) {
			continue
		}
		for j, other := range list {
			if i != j && l.readsVariable(other) {
				l.block(e, "a call beside a variable that it may change")
			}
		}
	}
}

// callsCell tells whether an expression calls what may change a session variable.
func (l *lowered) callsCell(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if ok && l.in.operator(l.info, call) == nil && l.mayReturnHere(call) {
			found = true
		}
		return !found
	})
	return found
}

func (l *lowered) readsVariable(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			v, isVar := l.info.Uses[id].(*types.Var)
			found = found || isVar && !v.IsField()
		}
		return !found
	})
	return found
}

// copied is v apart from the variable it was read from: a, b = b, a.
func copied(v reflect.Value) reflect.Value {
	if !v.IsValid() || !v.CanAddr() {
		return v
	}
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}

// target is the session variable on the left of an assignment.
func (l *lowered) target(lhs ast.Expr) (*symbol, bool) {
	ident, ok := ast.Unparen(lhs).(*ast.Ident)
	if !ok {
		return nil, false
	}
	if ident.Name == "_" {
		return nil, true
	}
	obj := l.info.Defs[ident]
	if obj == nil {
		obj = l.info.Uses[ident]
	}
	sym := l.symbolAt(obj)
	return sym, sym != nil && sym.isVar()
}

func (l *lowered) symbolAt(obj types.Object) *symbol {
	if sym := l.byObj[obj]; sym != nil {
		return sym
	}
	return l.seen[obj]
}

// setTargets assigns values to session variables.
func (l *lowered) setTargets(targets []*symbol, at ast.Node) func([]reflect.Value) {
	var named []int
	for i, sym := range targets {
		if sym != nil {
			named = append(named, i)
		}
	}
	set := l.setters(len(named), func(i int) (int, types.Type) {
		sym := targets[named[i]]
		return sym.id, sym.obj.Type()
	}, at)
	return func(values []reflect.Value) {
		var picked []reflect.Value
		for _, i := range named {
			picked = append(picked, values[i])
		}
		set(picked)
	}
}

var assignOps = map[token.Token]token.Token{
	token.ADD_ASSIGN: token.ADD, token.SUB_ASSIGN: token.SUB, token.MUL_ASSIGN: token.MUL, token.QUO_ASSIGN: token.QUO,
	token.REM_ASSIGN: token.REM, token.AND_ASSIGN: token.AND, token.OR_ASSIGN: token.OR, token.XOR_ASSIGN: token.XOR,
	token.AND_NOT_ASSIGN: token.AND_NOT,
}

// assignOp is x op= y for a session variable x.
func (l *lowered) assignOp(lhs ast.Expr, op token.Token, rhs ast.Expr) func(*frame) {
	sym, ok := l.target(lhs)
	if !ok || sym == nil || !isPlain(sym.obj.Type()) {
		l.block(lhs, "an assignment to this")
		return nil
	}
	x := l.ident(lhs, sym)
	var y operand
	if lit, ok := rhs.(*ast.BasicLit); ok && l.info.Types[rhs].Type == nil { // the 1 of ++
		n, _ := strconv.Atoi(lit.Value)
		y = func(*frame) reflect.Value { return reflect.ValueOf(n).Convert(reflectType(sym.obj.Type())) }
	} else if y = l.expr(rhs); !l.sameType(rhs, sym.obj.Type()) {
		l.block(rhs, "this operand")
	}
	set := l.setTargets([]*symbol{sym}, lhs)
	return func(f *frame) {
		a, b := x(f), y(f)
		set([]reflect.Value{f.eval.binary(op, a, b)})
	}
}

func (l *lowered) sameType(e ast.Expr, t types.Type) bool {
	return types.Identical(types.Default(l.info.TypeOf(e)), t)
}

// expr lowers an expression with one value.
func (l *lowered) expr(e ast.Expr) operand {
	e = ast.Unparen(e)
	tv := l.info.Types[e]
	if tv.Value != nil {
		return l.constant(e, tv)
	}
	switch e := e.(type) {
	case *ast.Ident:
		if sym := l.symbolAt(l.info.Uses[e]); sym != nil && (sym.isVar() || sym.id >= 0) {
			return l.ident(e, sym)
		}
	case *ast.CallExpr:
		if l.isConversion(e) {
			return l.conversion(e)
		}
		run := l.callAll(e)
		return func(f *frame) reflect.Value { return run(f)[0] }
	case *ast.BinaryExpr:
		return l.binary(e)
	case *ast.UnaryExpr:
		return l.unary(e)
	case *ast.SelectorExpr:
		return l.field(e)
	case *ast.IndexExpr:
		return l.index(e)
	case *ast.StarExpr:
		x := l.expr(e.X)
		return func(f *frame) reflect.Value { return deref(x(f)) }
	}
	return l.block(e, describeNode(e))
}

// describeNode names a kind of expression.
func describeNode(e ast.Expr) string {
	switch e.(type) {
	case *ast.FuncLit:
		return "a func literal"
	case *ast.CompositeLit:
		return "a composite literal"
	case *ast.TypeAssertExpr:
		return "a type assertion"
	case *ast.Ident:
		return "this name"
	}
	return "this expression"
}

// ident reads a session variable, or a func of a cell.
func (l *lowered) ident(at ast.Expr, sym *symbol) operand {
	return func(*frame) reflect.Value {
		v, ok := cellrt.Lookup(sym.id)
		if !ok {
			panic(fmt.Sprintf("interp: %s has no value", sym.name))
		}
		return v
	}
}

// constant makes the value that the checker found.
func (l *lowered) constant(e ast.Expr, tv types.TypeAndValue) operand {
	t := types.Default(tv.Type)
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsComplex == 0 && reflectType(t) != nil {
		if v := constantValue(tv.Value, b); v.IsValid() {
			return func(*frame) reflect.Value { return v }
		}
	}
	return l.block(e, "a constant of type "+l.in.typeString(t))
}

// constantValue is a constant as a value of a basic type.
func constantValue(val constant.Value, b *types.Basic) reflect.Value {
	v := reflect.New(reflectType(b)).Elem()
	switch {
	case b.Info()&types.IsBoolean != 0:
		v.SetBool(constant.BoolVal(val))
	case b.Info()&types.IsString != 0:
		v.SetString(constant.StringVal(val))
	case b.Info()&types.IsUnsigned != 0:
		n, _ := constant.Uint64Val(constant.ToInt(val))
		v.SetUint(n)
	case b.Info()&types.IsInteger != 0:
		n, _ := constant.Int64Val(constant.ToInt(val))
		v.SetInt(n)
	case b.Info()&types.IsFloat != 0:
		n, _ := constant.Float64Val(val)
		v.SetFloat(n)
	default:
		return reflect.Value{}
	}
	return v
}

// basicTypes are the types that operators are interpreted on.
var basicTypes = map[types.BasicKind]reflect.Type{
	types.Bool: reflect.TypeFor[bool](), types.String: reflect.TypeFor[string](),
	types.Int: reflect.TypeFor[int](), types.Int8: reflect.TypeFor[int8](), types.Int16: reflect.TypeFor[int16](),
	types.Int32: reflect.TypeFor[int32](), types.Int64: reflect.TypeFor[int64](),
	types.Uint: reflect.TypeFor[uint](), types.Uint8: reflect.TypeFor[uint8](), types.Uint16: reflect.TypeFor[uint16](),
	types.Uint32: reflect.TypeFor[uint32](), types.Uint64: reflect.TypeFor[uint64](),
	types.Float32: reflect.TypeFor[float32](), types.Float64: reflect.TypeFor[float64](),
}

// reflectType is the reflect type of a basic type, of error and of any; nil for
// others: their values bring their types along.
func reflectType(t types.Type) reflect.Type {
	t = types.Unalias(t)
	if b, ok := t.(*types.Basic); ok {
		return basicTypes[types.Default(b).(*types.Basic).Kind()]
	}
	if isError(t) {
		return reflect.TypeFor[error]()
	}
	if i, ok := t.(*types.Interface); ok && i.Empty() {
		return reflect.TypeFor[any]()
	}
	return nil
}

// isPlain tells whether t is one of Go's own bool, number and string types.
func isPlain(t types.Type) bool {
	b, ok := types.Unalias(t).(*types.Basic)
	return ok && basicTypes[types.Default(b).(*types.Basic).Kind()] != nil
}
