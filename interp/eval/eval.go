package eval

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"sync"
	"sync/atomic"

	"golang.org/x/tools/go/types/typeutil"

	"gospark/cellrt"
)

// An Evaluator is one session's interpreter: what its cells have declared.
type Evaluator struct {
	operators string // the import path of the package whose operators are called in erased form
	beside    bool   // whether the session has compiled cells: values are held as they hold them

	mu     sync.Mutex
	typer  typer
	rts    typeutil.Map // types.Type -> reflect.Type
	dtypes typeutil.Map // types.Type -> *dtype
	decls  map[*types.Func]*funcDecl
	codes  map[*types.Func]*code
	insts  map[*types.Func]*typeutil.Map // type arguments as a tuple -> *code

	panics panics

	compiling sync.Mutex // held by who compiles: one queue
	queue     []func()
}

// New makes an evaluator. operators is the import path of the RDDs' package.
func New(operators string) *Evaluator {
	ev := &Evaluator{operators: operators, decls: map[*types.Func]*funcDecl{}, codes: map[*types.Func]*code{}, insts: map[*types.Func]*typeutil.Map{}}
	ev.typer = typer{ev: ev, cut: 1 << 30}
	return ev
}

// An Obstacle is what the evaluator can't do as Go does.
type Obstacle struct {
	Pos  token.Pos // invalid where it is known only at run time
	What string
}

func (o *Obstacle) Error() string { return o.What + " can't be interpreted" }

func refuse(format string, args ...any) {
	for i, a := range args {
		if t, ok := a.(types.Type); ok {
			args[i] = types.TypeString(t, qualified)
		}
	}
	panic(&Obstacle{What: fmt.Sprintf(format, args...)})
}

// refuseAt is refuse with a place.
func refuseAt(n ast.Node, format string, args ...any) {
	defer locate(n)
	refuse(format, args...)
}

// locate gives an obstacle that has no place yet that of n; it is deferred.
func locate(n ast.Node) {
	if v := recover(); v != nil {
		if o, ok := v.(*Obstacle); ok && !o.Pos.IsValid() {
			o.Pos = n.Pos()
		}
		panic(v)
	}
}

// A funcDecl is a declared func or method, to be compiled for each list of type arguments.
type funcDecl struct {
	node *ast.FuncDecl
	cell *Cell
}

// A Cell is a checked cell: what goes in.
type Cell struct {
	Info    *types.Info
	Funcs   []*ast.FuncDecl        // funcs and methods that it declares
	Stmts   []ast.Stmt             // its statements
	Value   ast.Expr               // the expression whose values are kept, the last statement's, or nil
	Results []int                  // registry numbers for the values
	Types   []types.Type           // the values' types
	ID      func(types.Object) int // the registry number of a session variable or func, or -1
	Main    *ast.FuncDecl          // func main of a pasted program, called after the statements, or nil
	Last    bool                   // whether its init funcs run after its statements
	Site    func(token.Pos) string // a place as In[3]:2
}

// A Program is a cell that is ready to run.
type Program struct {
	Completed atomic.Int64 // statements; read while a cell that was left behind may go on
	bind      []func()
	inits     []*code
	steps     []stmt
	marks     map[int]int // the steps that goto may lead to
	sites     []string
	top       *code // the statements
	initsLast bool
	main      *code
	mainSite  string
}

// Compile compiles a cell; obstacle says what can't be interpreted.
func (ev *Evaluator) Compile(c *Cell) (p *Program, obstacle *Obstacle) {
	ev.compiling.Lock()
	defer ev.compiling.Unlock()
	defer func() {
		if v := recover(); v != nil {
			o, ok := v.(*Obstacle)
			if !ok {
				panic(v)
			}
			ev.queue = nil
			p, obstacle = nil, o
		}
	}()
	p = &Program{initsLast: c.Last}
	ev.declare(c, p)
	top := &scope{ev: ev, cell: c, slots: map[types.Object]int{}, escaping: map[types.Object]bool{}}
	for _, s := range c.Stmts {
		top.findEscapes(s)
	}
	p.marks = top.marks(c.Stmts)
	for i, s := range c.Stmts {
		if e, ok := s.(*ast.ExprStmt); ok && i == len(c.Stmts)-1 && e.X == c.Value && len(c.Results) > 0 {
			p.steps = append(p.steps, top.noting(s, top.keepValues(e.X)))
		} else {
			p.steps = append(p.steps, top.stmt(s))
		}
		p.sites = append(p.sites, c.Site(s.Pos()))
	}
	p.top = &code{site: c.Site, fn: &Func{ev: ev}}
	ev.compileQueued()
	p.top.nslots = top.nslots
	return p, nil
}

// compileQueued compiles the bodies that what was compiled calls.
func (ev *Evaluator) compileQueued() {
	for len(ev.queue) > 0 {
		next := ev.queue[0]
		ev.queue = ev.queue[1:]
		next()
	}
}

// declare makes the cell's funcs and methods known.
func (ev *Evaluator) declare(c *Cell, p *Program) {
	for _, f := range c.Funcs {
		obj, ok := c.Info.Defs[f.Name].(*types.Func)
		if !ok {
			continue
		}
		ev.decls[obj] = &funcDecl{f, c}
	}
	for _, f := range c.Funcs {
		obj, ok := c.Info.Defs[f.Name].(*types.Func)
		if !ok || isGeneric(obj) {
			continue
		}
		code := ev.codeOf(obj, nil)
		switch {
		case f.Recv != nil || f.Name.Name == "_":
		case f.Name.Name == "init":
			p.inits = append(p.inits, code)
		default:
			if f == c.Main {
				p.main, p.mainSite = code, c.Site(f.Body.Lbrace)
			}
			id := c.ID(obj)
			p.bind = append(p.bind, func() { *(**Func)(cellrt.New(id, funcType).Addr().UnsafePointer()) = code.fn })
		}
	}
}

// isGeneric tells whether a func or method depends on type parameters.
func isGeneric(f *types.Func) bool {
	sig := f.Signature()
	return sig.TypeParams().Len() > 0 || sig.RecvTypeParams().Len() > 0
}

// Run runs the program in the goroutine of the cell.
func (p *Program) Run(scope *cellrt.Scope) {
	for _, bind := range p.bind {
		bind()
	}
	if !p.initsLast {
		p.init()
	}
	f := newFrame(p.top)
	ev := p.top.fn.ev
	ev.leaves(f, func() {
		guard(ev, f, func() {
			for i := 0; i < len(p.steps); i++ {
				cellrt.Check()
				scope.SetSite(p.sites[i])
				if p.steps[i](f) == goes {
					i = p.marks[f.label] - 1
					continue
				}
				p.Completed.Store(int64(i + 1))
			}
		})
	})
	if p.initsLast {
		p.init()
	}
	if p.main != nil {
		scope.SetSite(p.mainSite)
		p.main.fn.call(nil)
	}
}

func (p *Program) init() {
	for _, c := range p.inits {
		c.fn.call(nil)
	}
}

// Holds tells whether rt is what holds values of t.
func (ev *Evaluator) Holds(t types.Type, rt reflect.Type) (ok bool) {
	defer func() {
		if _, refused := recover().(*Obstacle); refused {
			ok = false
		}
	}()
	return ev.rt(t) == rt
}
