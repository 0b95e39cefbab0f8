package eval

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"unsafe"

	"gospark/cellrt"
)

// A stmt is a compiled statement. It says how the flow goes on.
type stmt func(*frame) flow

type flow int

const (
	onward flow = iota
	returned
	fallsThrough
	breaks    // out of the statement that frame.label names
	continues // the loop that frame.label names
	goes      // to the statement that frame.label names
)

func effect(do func(*frame)) stmt {
	return func(f *frame) flow { do(f); return onward }
}

// block compiles statements in a row.
func (s *scope) block(list []ast.Stmt) stmt {
	marks := s.marks(list)
	var steps []stmt
	for _, st := range list {
		steps = append(steps, s.stmt(st))
	}
	if len(marks) > 0 {
		return marked(steps, marks)
	}
	switch len(steps) {
	case 0:
		return func(*frame) flow { return onward }
	case 1:
		return steps[0]
	case 2:
		a, b := steps[0], steps[1]
		return func(f *frame) flow {
			if c := a(f); c != onward {
				return c
			}
			return b(f)
		}
	}
	return func(f *frame) flow {
		for _, step := range steps {
			if c := step(f); c != onward {
				return c
			}
		}
		return onward
	}
}

// marks gives the labels of some statements numbers for goto, and tells where they stand.
func (s *scope) marks(list []ast.Stmt) map[int]int {
	var out map[int]int
	for i, st := range list {
		l, ok := st.(*ast.LabeledStmt)
		if !ok {
			continue
		}
		if s.marked == nil {
			s.marked = map[string]int{}
		}
		if out == nil {
			out = map[int]int{}
		}
		s.labels++
		s.marked[l.Label.Name] = s.labels
		out[s.labels] = i
	}
	return out
}

// marked is statements in a row, some of which goto may lead to.
func marked(steps []stmt, marks map[int]int) stmt {
	return func(f *frame) flow {
		for i := 0; i < len(steps); i++ {
			c := steps[i](f)
			if c == goes {
				if at, ok := marks[f.label]; ok {
					cellrt.Check()
					i = at - 1
					continue
				}
			}
			if c != onward {
				return c
			}
		}
		return onward
	}
}

func (s *scope) stmt(st ast.Stmt) stmt { return s.noting(st, s.unnoted(st)) }

// unnoted compiles a statement that doesn't note where it is.
func (s *scope) unnoted(st ast.Stmt) stmt {
	defer locate(st)
	label := s.pending
	s.pending = ""
	switch st := st.(type) {
	case *ast.ExprStmt:
		if call, ok := ast.Unparen(st.X).(*ast.CallExpr); ok {
			return effect(s.call(call).effect())
		}
		return effect(s.pair(st.X).effect())
	case *ast.AssignStmt:
		return effect(s.assign(st))
	case *ast.IncDecStmt:
		return effect(s.incDec(st))
	case *ast.DeclStmt:
		return s.declStmt(st)
	case *ast.BlockStmt:
		return s.block(st.List)
	case *ast.IfStmt:
		return s.ifStmt(st)
	case *ast.ForStmt:
		return s.forStmt(st, label)
	case *ast.RangeStmt:
		return s.rangeStmt(st, label)
	case *ast.SwitchStmt:
		return s.switchStmt(st, label)
	case *ast.TypeSwitchStmt:
		return s.typeSwitch(st, label)
	case *ast.SelectStmt:
		return s.selectStmt(st, label)
	case *ast.ReturnStmt:
		return s.returnStmt(st)
	case *ast.BranchStmt:
		return s.branch(st)
	case *ast.LabeledStmt:
		return s.labeled(st)
	case *ast.GoStmt:
		start, ev := s.suspended(st.Call), s.ev
		return effect(func(f *frame) {
			g, do := start(f)
			cellrt.Go(func() { ev.leaves(g, do) })
		})
	case *ast.DeferStmt:
		start := s.suspended(st.Call)
		return effect(func(f *frame) {
			g, do := start(f)
			g.caller, g.thread = f, f.thread
			f.defers = append(f.defers, func() { f.thread.top = g; do(); f.thread.top = f })
		})
	case *ast.SendStmt:
		pre := s.ahead(partsOf(st.Chan, st.Value))
		c := s.expr(st.Chan).after(pre)
		v := s.exprAs(st.Value, coreOf(c.typ).(*types.Chan).Elem())
		cv, vv := c.val, v.val
		return effect(func(f *frame) { c := copied(cv(f)); cellrt.SendValue(c, vv(f)) })
	case *ast.EmptyStmt:
		return func(*frame) flow { return onward }
	}
	refuse("this statement")
	return nil
}

func (s *scope) labeled(st *ast.LabeledStmt) stmt {
	switch st.Stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		s.pending = st.Label.Name
		return s.stmt(st.Stmt)
	}
	id := s.enter(target{name: st.Label.Name})
	body := s.stmt(st.Stmt)
	s.exit()
	return func(f *frame) flow {
		c := body(f)
		if c == breaks && f.label == id {
			return onward
		}
		return c
	}
}

// enter makes a statement a target of break and continue until exit.
func (s *scope) enter(t target) int {
	s.labels++
	t.id = s.labels
	s.targets = append(s.targets, t)
	return t.id
}

func (s *scope) exit() { s.targets = s.targets[:len(s.targets)-1] }

func (s *scope) branch(st *ast.BranchStmt) stmt {
	switch st.Tok {
	case token.FALLTHROUGH:
		return func(*frame) flow { return fallsThrough }
	case token.GOTO:
		id := s.marked[st.Label.Name]
		return func(f *frame) flow { f.label = id; return goes }
	}
	kind := breaks
	if st.Tok == token.CONTINUE {
		kind = continues
	}
	for _, t := range slices.Backward(s.targets) {
		named := st.Label != nil && t.name == st.Label.Name
		if named || st.Label == nil && (t.loop || kind == breaks && t.plain) {
			id := t.id
			return func(f *frame) flow { f.label = id; return kind }
		}
	}
	refuse("this %s", st.Tok)
	return nil
}

func (s *scope) incDec(st *ast.IncDecStmt) func(*frame) {
	delta := 1
	if st.Tok == token.DEC {
		delta = -1
	}
	pre := s.ahead(partsOf(st.X))
	p := s.place(st.X)
	rt := s.ev.rt(p.typ)
	if p.slot >= 0 {
		if step := arithmetics[rt.Kind()].step(p.slot, delta); step != nil {
			return step
		}
	}
	op := token.ADD
	if delta < 0 {
		op = token.SUB
	}
	return following(pre, s.update(st.X, op, func(t types.Type) *expr {
		return constantOf(t, reflect.ValueOf(1).Convert(rt1(s.ev.rt(t))))
	}))
}

// rt1 is a type that 1 can be converted to: complex numbers have no such conversion.
func rt1(rt reflect.Type) reflect.Type {
	if rt.Kind() == reflect.Complex64 || rt.Kind() == reflect.Complex128 {
		refuse("++ of a complex number")
	}
	return rt
}

func (s *scope) assign(st *ast.AssignStmt) func(*frame) {
	if op, ok := assignOps[st.Tok]; ok {
		return s.assignOp(st, op)
	}
	if len(st.Lhs) == 1 {
		return s.assignOne(st)
	}
	if len(st.Rhs) == 1 {
		pre := s.aheadOfPlaces(st.Lhs, nil)
		return following(pre, s.assignSeveral(st.Lhs, st.Tok == token.DEFINE, s.pair(st.Rhs[0])))
	}
	return s.assignEach(st)
}

var assignOps = map[token.Token]token.Token{
	token.ADD_ASSIGN: token.ADD, token.SUB_ASSIGN: token.SUB, token.MUL_ASSIGN: token.MUL, token.QUO_ASSIGN: token.QUO,
	token.REM_ASSIGN: token.REM, token.AND_ASSIGN: token.AND, token.OR_ASSIGN: token.OR, token.XOR_ASSIGN: token.XOR,
	token.AND_NOT_ASSIGN: token.AND_NOT, token.SHL_ASSIGN: token.SHL, token.SHR_ASSIGN: token.SHR,
}

func (s *scope) assignOp(st *ast.AssignStmt, op token.Token) func(*frame) {
	parts := partsOf(st.Lhs[0], st.Rhs[0])
	if _, ok := ast.Unparen(st.Lhs[0]).(*ast.Ident); ok {
		parts = parts[1:] // it stays where it is
	}
	pre := s.ahead(parts)
	return following(pre, s.opAssignment(st, op))
}

func (s *scope) opAssignment(st *ast.AssignStmt, op token.Token) func(*frame) {
	if op != token.SHL && op != token.SHR {
		return s.update(st.Lhs[0], op, func(t types.Type) *expr { return s.exprAs(st.Rhs[0], t) })
	}
	p := s.place(st.Lhs[0])
	if p.addr == nil {
		refuse("this shift")
	}
	slot := s.newSlot()
	x := s.ev.placed(p.typ, func(f *frame) unsafe.Pointer { return f.vars[slot] })
	put, addr := arithmetics[x.rt.Kind()].shift(op, x.typ, x.rt, x, s.shiftCount(st.Rhs[0])).put, p.addr
	return func(f *frame) {
		f.vars[slot] = addr(f)
		put(f, f.vars[slot])
	}
}

// target of :=, a new variable or an old one.
func (s *scope) defined(lhs ast.Expr) (*place, func(*frame)) {
	if id, ok := lhs.(*ast.Ident); ok && id.Name != "_" {
		if obj := s.cell.Info.Defs[id]; obj != nil && s.cell.ID(obj) < 0 {
			v := s.declare(obj)
			x := v.expr()
			return &place{typ: v.typ, addr: x.addr, slot: v.slot}, v.make()
		} else if obj != nil {
			x := s.variable(id, obj)
			return &place{typ: x.typ, addr: x.addr, slot: -1}, nil
		}
	}
	return s.place(lhs), nil
}

func (s *scope) assignOne(st *ast.AssignStmt) func(*frame) {
	if st.Tok == token.DEFINE {
		t := s.definedType(st.Lhs[0], st.Rhs[0])
		x := s.rootedAs(st.Rhs[0], t)
		p, make := s.defined(st.Lhs[0])
		return defineAs(p, make, x)
	}
	pre := s.aheadOfPlaces(st.Lhs, st.Rhs)
	p := s.place(st.Lhs[0])
	t := p.typ
	if t == nil {
		t = types.Default(s.typeOf(st.Rhs[0]))
	}
	return following(pre, p.store(s.rootedAs(st.Rhs[0], t)))
}

func (s *scope) definedType(lhs, rhs ast.Expr) types.Type {
	if id, ok := lhs.(*ast.Ident); ok && id.Name != "_" {
		if obj := s.cell.Info.ObjectOf(id); obj != nil {
			return s.sub(obj.Type())
		}
	}
	return types.Default(s.typeOf(rhs))
}

// defineAs makes a variable with the value x, which may use an older variable of the slot.
func defineAs(p *place, make func(*frame), x *expr) func(*frame) {
	if make == nil {
		return p.store(x)
	}
	slot, put := p.slot, x.put
	if x.get != nil {
		store := shapeOf(x.rt).storeLocal(slot, x)
		if g, ok := x.get.(func(*frame) int); ok {
			return func(f *frame) { v := g(f); make(f); *(*int)(f.vars[slot]) = v }
		}
		if x.same.IsValid() {
			return func(f *frame) { make(f); store(f) }
		}
	}
	alloc := allocator(x.rt)
	return func(f *frame) {
		p := alloc()
		put(f, p)
		f.vars[slot] = p
	}
}

// assignSeveral assigns the values of one expression.
func (s *scope) assignSeveral(lhs []ast.Expr, define bool, m *multi) func(*frame) {
	sets, makes := s.setters(lhs, define, func(i int) types.Type { return m.types[i] })
	run := m.all()
	return func(f *frame) {
		values := run(f)
		for i := range values {
			values[i] = copied(values[i])
		}
		for _, make := range makes {
			make(f)
		}
		ready := make([]func(reflect.Value), len(sets))
		for i, set := range sets {
			ready[i] = set(f)
		}
		for i, set := range ready {
			set(values[i])
		}
	}
}

// aheadOfPlaces is what is evaluated before the places and the values of an assignment,
// where there are calls in the places.
func (s *scope) aheadOfPlaces(lhs, rhs []ast.Expr) func(*frame) {
	if !slices.ContainsFunc(lhs, s.makesCall) {
		return nil
	}
	return s.aheadOf(partsOf(append(slices.Clone(lhs), rhs...)...), true)
}

// setters compiles the left side of an assignment of values of given types.
func (s *scope) setters(lhs []ast.Expr, define bool, typeOf func(int) types.Type) (sets []func(*frame) func(reflect.Value), makes []func(*frame)) {
	for i, e := range lhs {
		var p *place
		if define {
			var make func(*frame)
			if p, make = s.defined(e); make != nil {
				makes = append(makes, make)
			}
		} else {
			p = s.place(e)
		}
		sets = append(sets, s.settingFrom(p, typeOf(i)))
	}
	return sets, makes
}

// settingFrom stores a value of type t, which is converted to the place's.
func (s *scope) settingFrom(p *place, t types.Type) func(*frame) func(reflect.Value) {
	if p.typ == nil {
		return p.prepare
	}
	rt := s.ev.rt(p.typ)
	set := p.setter(rt)
	t = types.Default(t)
	if types.Identical(t, p.typ) {
		return set
	}
	slot := s.newSlot()
	from := s.ev.rt(t)
	x := s.ev.assignable(s.ev.placed(t, func(f *frame) unsafe.Pointer { return f.vars[slot] }), p.typ)
	return func(f *frame) func(reflect.Value) {
		store := set(f)
		return func(v reflect.Value) {
			f.vars[slot] = tempOf(v, from)
			store(x.val(f))
		}
	}
}

// assignEach is a, b = x, y.
func (s *scope) assignEach(st *ast.AssignStmt) func(*frame) {
	define := st.Tok == token.DEFINE
	pre := s.aheadOfPlaces(st.Lhs, st.Rhs)
	m := &multi{}
	var parts []part
	for i, lhs := range st.Lhs {
		t := s.definedType(lhs, st.Rhs[i])
		if !define && !isBlank(lhs) {
			t = s.typeOf(lhs)
		}
		m.types, parts = append(m.types, t), append(parts, part{st.Rhs[i], t})
	}
	early := s.ahead(parts)
	var values []func(*frame) reflect.Value
	for _, p := range parts {
		values = append(values, s.exprAs(p.e, p.to).val)
	}
	m.run = func(f *frame) []reflect.Value {
		out := make([]reflect.Value, len(values))
		for i, v := range values {
			out[i] = copied(v(f))
		}
		return out
	}
	return following(pre, following(early, s.assignSeveral(st.Lhs, define, m)))
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

// declStmt declares variables; types and constants need nothing.
func (s *scope) declStmt(st *ast.DeclStmt) stmt {
	g := st.Decl.(*ast.GenDecl)
	if g.Tok == token.TYPE && len(s.by) > 0 {
		refuse("a type declared in a generic func")
	}
	var steps []stmt
	if g.Tok == token.VAR {
		for _, spec := range g.Specs {
			steps = append(steps, effect(s.varSpec(spec.(*ast.ValueSpec))))
		}
	}
	return func(f *frame) flow {
		for _, step := range steps {
			step(f)
		}
		return onward
	}
}

func (s *scope) varSpec(spec *ast.ValueSpec) func(*frame) {
	var lhs []ast.Expr
	for _, name := range spec.Names {
		lhs = append(lhs, name)
	}
	switch {
	case len(spec.Values) == 0:
		return s.zeroed(lhs)
	case len(spec.Values) == 1 && len(lhs) > 1:
		return s.assignSeveral(lhs, true, s.pair(spec.Values[0]))
	}
	st := &ast.AssignStmt{Lhs: lhs, Tok: token.DEFINE, Rhs: spec.Values, TokPos: spec.Pos()}
	if len(lhs) == 1 {
		if isBlank(lhs[0]) {
			x := s.rooted(spec.Values[0])
			return func(f *frame) { x.val(f) }
		}
		return s.assignOne(st)
	}
	return s.assignEach(st)
}

// zeroed is var x T.
func (s *scope) zeroed(lhs []ast.Expr) func(*frame) {
	var steps []func(*frame)
	for _, e := range lhs {
		if isBlank(e) {
			continue
		}
		p, make := s.defined(e)
		if make != nil {
			steps = append(steps, make)
			continue
		}
		rt, addr := s.ev.rt(p.typ), p.addr
		steps = append(steps, func(f *frame) { at(rt, addr(f)).SetZero() })
	}
	return func(f *frame) {
		for _, step := range steps {
			step(f)
		}
	}
}

func (s *scope) ifStmt(st *ast.IfStmt) stmt {
	var init stmt
	if st.Init != nil {
		init = s.stmt(st.Init)
	}
	cond, then := got[bool](s.rooted(st.Cond)), s.block(st.Body.List)
	otherwise := func(*frame) flow { return onward }
	if st.Else != nil {
		otherwise = s.stmt(st.Else)
	}
	if init == nil {
		return func(f *frame) flow {
			if cond(f) {
				return then(f)
			}
			return otherwise(f)
		}
	}
	return func(f *frame) flow {
		init(f)
		if cond(f) {
			return then(f)
		}
		return otherwise(f)
	}
}

func (s *scope) returnStmt(st *ast.ReturnStmt) stmt {
	results := s.results
	if len(st.Results) == 0 {
		return func(*frame) flow { return returned }
	}
	if len(st.Results) == 1 && len(results) > 1 {
		m := s.call(ast.Unparen(st.Results[0]).(*ast.CallExpr))
		var sets []func(*frame) func(reflect.Value)
		for i, r := range results {
			x := r.expr()
			sets = append(sets, s.settingFrom(&place{typ: r.typ, addr: x.addr, slot: r.slot}, m.types[i]))
		}
		run := m.all()
		return func(f *frame) flow {
			for i, v := range run(f) {
				sets[i](f)(v)
			}
			return returned
		}
	}
	if len(results) == 1 {
		store := shapeOf(results[0].rt).storeLocal(results[0].slot, s.rootedAs(st.Results[0], results[0].typ))
		return func(f *frame) flow { store(f); return returned }
	}
	return s.returnSeveral(st, results)
}

// returnSeveral evaluates all results before it sets any: they may use each other.
func (s *scope) returnSeveral(st *ast.ReturnStmt, results []slotType) stmt {
	var parts []part
	for i, r := range results {
		parts = append(parts, part{st.Results[i], r.typ})
	}
	pre := s.ahead(parts)
	var puts []func(*frame, unsafe.Pointer)
	for i, r := range results {
		puts = append(puts, s.exprAs(st.Results[i], r.typ).put)
	}
	return func(f *frame) flow {
		if pre != nil {
			pre(f)
		}
		var room [4]unsafe.Pointer
		fresh := room[:0]
		for i := range results {
			p := results[i].alloc()
			puts[i](f, p)
			fresh = append(fresh, p)
		}
		for i := range results {
			r := &results[i]
			if r.escape {
				at(r.rt, f.vars[r.slot]).Set(at(r.rt, fresh[i]))
			} else {
				f.vars[r.slot] = fresh[i]
			}
		}
		return returned
	}
}
