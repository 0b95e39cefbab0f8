package eval

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"

	"gospark/cellrt"
)

// A branch of a switch: whether it is taken, and what it does.
type clause struct {
	when []func(*frame) bool
	body stmt
}

func (s *scope) switchStmt(st *ast.SwitchStmt, label string) stmt {
	var init stmt
	if st.Init != nil {
		init = s.stmt(st.Init)
	}
	set, test := s.tag(st)
	id := s.enter(target{name: label, plain: true})
	defer s.exit()
	var clauses []clause
	last := -1 // the default clause
	for i, c := range st.Body.List {
		c := c.(*ast.CaseClause)
		if c.List == nil {
			last = i
		}
		var when []func(*frame) bool
		for _, e := range c.List {
			when = append(when, test(e))
		}
		clauses = append(clauses, clause{when, s.block(c.Body)})
	}
	return func(f *frame) flow {
		if init != nil {
			init(f)
		}
		if set != nil {
			set(f)
		}
		at := last
	search:
		for i := range clauses {
			for _, when := range clauses[i].when {
				if when(f) {
					at = i
					break search
				}
			}
		}
		for at >= 0 && at < len(clauses) {
			c := clauses[at].body(f)
			if c == fallsThrough {
				at++
				continue
			}
			if c == breaks && f.label == id {
				return onward
			}
			return c
		}
		return onward
	}
}

// tag keeps what is switched on, and compares it with a case.
func (s *scope) tag(st *ast.SwitchStmt) (set func(*frame), test func(ast.Expr) func(*frame) bool) {
	if st.Tag == nil {
		return nil, func(e ast.Expr) func(*frame) bool { return got[bool](s.onLine(e)) }
	}
	set, tag := s.kept(s.rooted(st.Tag))
	return set, func(e ast.Expr) func(*frame) bool {
		if s.cell.Info.Types[ast.Unparen(e)].IsNil() {
			return s.isNil(token.EQL, tag)
		}
		return s.ev.comparing(token.EQL, tag, s.onLine(e))
	}
}

func (s *scope) typeSwitch(st *ast.TypeSwitchStmt, label string) stmt {
	var init stmt
	if st.Init != nil {
		init = s.stmt(st.Init)
	}
	var operand ast.Expr
	switch a := st.Assign.(type) {
	case *ast.ExprStmt:
		operand = ast.Unparen(a.X).(*ast.TypeAssertExpr).X
	case *ast.AssignStmt:
		operand = ast.Unparen(a.Rhs[0]).(*ast.TypeAssertExpr).X
	}
	x := s.rooted(operand)
	held := s.ev.dynamic(x)
	id := s.enter(target{name: label, plain: true})
	defer s.exit()
	type typeClause struct {
		is   []func(any) bool
		bind func(*frame, any)
		body stmt
	}
	var clauses []typeClause
	last := -1
	for i, c := range st.Body.List {
		c := c.(*ast.CaseClause)
		if c.List == nil {
			last = i
		}
		tc := typeClause{}
		for _, e := range c.List {
			if s.cell.Info.Types[ast.Unparen(e)].IsNil() {
				tc.is = append(tc.is, func(x any) bool { return x == nil })
			} else {
				tc.is = append(tc.is, s.ev.matcher(s.typeOf(e)))
			}
		}
		if obj := s.cell.Info.Implicits[c]; obj != nil {
			tc.bind = s.bindCase(obj)
		}
		tc.body = s.block(c.Body)
		clauses = append(clauses, tc)
	}
	return func(f *frame) flow {
		if init != nil {
			init(f)
		}
		v, at := held(f), last
	search:
		for i := range clauses {
			for _, is := range clauses[i].is {
				if is(v) {
					at = i
					break search
				}
			}
		}
		if at < 0 {
			return onward
		}
		if clauses[at].bind != nil {
			clauses[at].bind(f, v)
		}
		c := clauses[at].body(f)
		if c == breaks && f.label == id {
			return onward
		}
		return c
	}
}

// bindCase sets the variable of a case of a type switch.
func (s *scope) bindCase(obj types.Object) func(*frame, any) {
	v := s.declare(obj)
	make, take := v.make(), s.ev.extractor(v.typ)
	return func(f *frame, x any) {
		make(f)
		if val := take(x); val.IsValid() {
			at(v.rt, f.vars[v.slot]).Set(val)
		}
	}
}

func (s *scope) selectStmt(st *ast.SelectStmt, label string) stmt {
	type selectCase struct {
		dir  reflect.SelectDir
		c, v func(*frame) reflect.Value
		bind func(*frame, reflect.Value, bool)
		body stmt
	}
	id := s.enter(target{name: label, plain: true})
	defer s.exit()
	var cases []selectCase
	for _, c := range st.Body.List {
		c := c.(*ast.CommClause)
		sc := selectCase{dir: reflect.SelectDefault}
		switch comm := c.Comm.(type) {
		case *ast.SendStmt:
			ch := s.rooted(comm.Chan)
			sc.dir, sc.c = reflect.SelectSend, ch.val
			sc.v = s.rootedAs(comm.Value, coreOf(ch.typ).(*types.Chan).Elem()).val
		case *ast.ExprStmt:
			sc.dir, sc.c = reflect.SelectRecv, s.rooted(ast.Unparen(comm.X).(*ast.UnaryExpr).X).val
		case *ast.AssignStmt:
			ch := s.rooted(ast.Unparen(comm.Rhs[0]).(*ast.UnaryExpr).X)
			sc.dir, sc.c = reflect.SelectRecv, ch.val
			sc.bind = s.received(comm, coreOf(ch.typ).(*types.Chan).Elem())
		}
		sc.body = s.block(c.Body)
		cases = append(cases, sc)
	}
	return func(f *frame) flow {
		list := make([]reflect.SelectCase, len(cases))
		for i, c := range cases {
			list[i].Dir = c.dir
			if c.c != nil {
				list[i].Chan = copied(c.c(f))
			}
			if c.v != nil {
				list[i].Send = copied(c.v(f))
			}
		}
		cellrt.Check()
		i, v, ok := cellrt.Select(list)
		if cases[i].bind != nil {
			cases[i].bind(f, v, ok)
		}
		c := cases[i].body(f)
		if c == breaks && f.label == id {
			return onward
		}
		return c
	}
}

// received assigns what a select received.
func (s *scope) received(st *ast.AssignStmt, elem types.Type) func(*frame, reflect.Value, bool) {
	sets, makes := s.setters(st.Lhs, st.Tok == token.DEFINE, func(i int) types.Type {
		if i == 1 {
			return boolType
		}
		return elem
	})
	return func(f *frame, v reflect.Value, ok bool) {
		for _, make := range makes {
			make(f)
		}
		sets[0](f)(v)
		if len(sets) > 1 {
			sets[1](f)(reflect.ValueOf(ok))
		}
	}
}
