package eval

import (
	"go/ast"
	"go/types"
	"unsafe"

	"golang.org/x/tools/go/types/typeutil"
)

// codeOf is the code of a declared func with its type arguments, compiled before the
// cell runs.
func (ev *Evaluator) codeOf(f *types.Func, targs []types.Type) *code {
	f = f.Origin()
	decl := ev.decls[f]
	if decl == nil {
		refuse("the func %s, which isn't known any more: run its cell again; it", f.Name())
	}
	c, isNew := ev.codeFor(f, targs)
	if isNew {
		by := map[*types.TypeParam]types.Type{}
		sig := f.Signature()
		n := sig.RecvTypeParams().Len()
		for i := range n {
			by[sig.RecvTypeParams().At(i)] = targs[i]
		}
		for i := range sig.TypeParams().Len() {
			by[sig.TypeParams().At(i)] = targs[n+i]
		}
		c.name = f.Name()
		c.fn = &Func{ev: ev, code: c, typ: substituted(withReceiver(sig), by)}
		ev.queue = append(ev.queue, func() { ev.compileFunc(c, decl, by) })
	}
	return c
}

// codeFor finds or makes the record of a func's code.
func (ev *Evaluator) codeFor(f *types.Func, targs []types.Type) (c *code, isNew bool) {
	if len(targs) == 0 {
		if c := ev.codes[f]; c != nil {
			return c, false
		}
		ev.codes[f] = &code{}
		return ev.codes[f], true
	}
	var vars []*types.Var
	for _, t := range targs {
		vars = append(vars, types.NewParam(0, nil, "", t))
	}
	key := types.NewTuple(vars...)
	if ev.insts[f] == nil {
		ev.insts[f] = &typeutil.Map{}
	}
	if c, ok := ev.insts[f].At(key).(*code); ok {
		return c, false
	}
	c = &code{}
	ev.insts[f].Set(key, c)
	if ev.insts[f].Len() > maxInstances {
		refuse("a generic func with more than %d lists of type arguments", maxInstances)
	}
	return c, true
}

// maxInstances ends an instantiation that makes ever new ones.
const maxInstances = 500

// withReceiver is a method's type with the receiver as its first parameter.
func withReceiver(sig *types.Signature) types.Type {
	if sig.Recv() == nil {
		return types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
	}
	params := []*types.Var{sig.Recv()}
	for v := range sig.Params().Variables() {
		params = append(params, v)
	}
	return types.NewSignatureType(nil, nil, nil, types.NewTuple(params...), sig.Results(), sig.Variadic())
}

// methodCode is the code of a method of a cell's type t, or of what t points to.
func (ev *Evaluator) methodCode(t types.Type, m *types.Func, targs []types.Type) *code {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	var all []types.Type
	if n, ok := types.Unalias(t).(*types.Named); ok {
		for a := range n.TypeArgs().Types() {
			all = append(all, a)
		}
	}
	return ev.codeOf(m, append(all, targs...))
}

// compileFunc compiles a declared func.
func (ev *Evaluator) compileFunc(c *code, decl *funcDecl, by map[*types.TypeParam]types.Type) {
	s := &scope{ev: ev, cell: decl.cell, by: by, slots: map[types.Object]int{}, escaping: map[types.Object]bool{}}
	var params []*ast.Field
	if decl.node.Recv != nil {
		params = append(params, decl.node.Recv.List...)
	}
	params = append(params, decl.node.Type.Params.List...)
	s.body(c, params, decl.node.Type.Results, decl.node.Body)
	c.sig = c.fn.typ.(*types.Signature)
	c.title, c.site = titleOf(decl.node), decl.cell.Site
}

// titleOf is a func's name in a trace.
func titleOf(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	star, isPtr := t.(*ast.StarExpr)
	if isPtr {
		t = star.X
	}
	switch index := t.(type) {
	case *ast.IndexExpr:
		t = index.X
	case *ast.IndexListExpr:
		t = index.X
	}
	name := types.ExprString(t)
	if isPtr {
		name = "(*" + name + ")"
	}
	return name + "." + f.Name.Name
}

// body compiles a func's parameters, results and statements.
func (s *scope) body(c *code, params []*ast.Field, results *ast.FieldList, block *ast.BlockStmt) {
	s.findEscapes(block)
	info := s.cell.Info
	for _, field := range params {
		if len(field.Names) == 0 {
			c.params = append(c.params, s.unnamed(field.Type))
		}
		for _, name := range field.Names {
			if name.Name == "_" {
				c.params = append(c.params, s.unnamed(field.Type))
				continue
			}
			c.params = append(c.params, s.declare(info.Defs[name]))
		}
	}
	if results != nil {
		for _, field := range results.List {
			if len(field.Names) == 0 {
				s.results = append(s.results, s.unnamed(field.Type))
			}
			for _, name := range field.Names {
				if name.Name == "_" {
					s.results = append(s.results, s.unnamed(field.Type))
					continue
				}
				s.results = append(s.results, s.declare(info.Defs[name]))
			}
		}
	}
	c.body = s.block(block.List)
	c.results, c.defers, c.captures, c.nslots = s.results, s.defers, s.inner, s.nslots
}

// unnamed is a parameter or result that has no name.
func (s *scope) unnamed(e ast.Expr) slotType {
	var t types.Type
	if variadic, ok := e.(*ast.Ellipsis); ok {
		t = types.NewSlice(s.typeOf(variadic.Elt))
	} else {
		t = s.typeOf(e)
	}
	rt := s.ev.rt(t)
	return slotType{slot: s.newSlot(), typ: t, rt: rt, alloc: allocator(rt), plain: isPlain(rt)}
}

// funcLit is a func literal: its code, with the variables that it captures.
func (s *scope) funcLit(e *ast.FuncLit) *expr {
	sig := s.typeOf(e).(*types.Signature)
	inner := &scope{ev: s.ev, cell: s.cell, by: s.by, outer: s, slots: map[types.Object]int{}, escaping: map[types.Object]bool{}}
	c := &code{name: "func", title: "func literal", site: s.cell.Site, sig: sig, fn: &Func{ev: s.ev}}
	inner.body(c, e.Type.Params.List, e.Type.Results, e.Body)
	captured := inner.captured
	ev := s.ev
	return scalar(types.Type(sig), funcType, func(f *frame) word {
		env := make([]unsafe.Pointer, len(captured))
		for i, slot := range captured {
			env[i] = f.vars[slot]
		}
		return word(&Func{ev: ev, code: c, env: env, typ: sig})
	})
}
