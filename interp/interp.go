// Package interp makes Go of cells and runs it:
//
//	fetch         the packages of modules that it imports         fetch
//	scan, split   the text, cut into declarations and statements          splitCell
//	check         go/types over the session's scope                       checkCell
//	bind          where each name of the cell lives                       bind
//	route         whether it is simple enough for the interpreter         isSimple
//	interpret     closures over the values' memory, in a millisecond      eval
//	compile       everything else: generate, compile, link, load          generate, toolchain
//	commit        the new scope, when the cell has run                    commit
//
// What is typed and not finished yet is checked as far as it goes, for help with it: Complete, Inspect.
//
// A cell that fails to check or to compile changes nothing. It knows no RDDs: what
// it must know of them is in its Config.
package interp

import (
	"context"
	"fmt"
	"go/types"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"gospark/cell"
	"gospark/cellrt"
	"gospark/interp/eval"
	"gospark/interp/stdtypes"
	"gospark/interp/toolchain"
)

// A Mode says who runs cells.
type Mode string

// The modes.
const (
	Auto        Mode = "auto"        // the interpreter what it does right, the compiler the rest
	Compiled    Mode = "compiled"    // the compiler everything
	Interpreted Mode = "interpreted" // the interpreter what it can; the rest is refused
)

// A Config is what an Interp must be told.
type Config struct {
	Mode      Mode
	Sources   fs.FS                     // the sources of our module that cells import
	Module    string                    // its path
	Packages  []string                  // the import paths of its packages that cells import
	Runtime   string                    // the import path of package cellrt
	Operators string                    // the import path of the package whose methods run funcs in tasks
	Imports   map[string]string         // names of packages that need no import declaration, besides the standard library's
	Symbols   map[string]map[string]any // of packages of ours, by path, that interpreted cells can use: as eval.Provide takes them
	Cache     string                    // folder for what is kept between sessions
	Work      string                    // folder of this session alone; the caller removes it
	Notice    func(string)              // told, in one line and at any time, what is going on behind the prompt; may be nil

	// Reading is told when a cell may read standard input, and when that is over: reads
	// that wait must fail then. May be nil.
	Reading func(bool)

	// Explain makes an error of a value that a cell panicked with, where it is one
	// that has more to say than its text; ok is false where it isn't.
	Explain func(value any) (e *cell.Error, stack string, ok bool)
}

// An Interp is one session's Go: its scope, and what it takes to run a cell in it.
// Cells that run at once are made ready, and take their place in the scope, one at a time.
type Interp struct {
	config      Config
	importer    *stdtypes.Importer
	table       *table
	effects     map[types.Object][]effect // of funcs that cells declared
	compiler    *compiler
	given       []*symbol       // the session's own variables
	eval        *eval.Evaluator // of a session without a compiler
	beside      *eval.Evaluator // of simple cells in a session with one
	interpreted atomic.Bool     // whether all cells are: by the mode, or for want of a toolchain

	changing sync.Mutex // held by who makes a cell ready, or changes what cells see
	checking sync.Mutex // held by who checks: an import changes packages that others read
	mu       sync.Mutex // guards what follows
	scope    *scope
	sources  map[int][]cell.Source // the cells so far by number, for the lines of stack traces
}

// Begin must be the first call of a program's main: whether compiled cells can be
// loaded is tried in another process of the same program, in which Begin doesn't return.
// From then on the standard logger writes where the cell that logs prints.
func Begin() {
	toolchain.ProbeChild()
	cellrt.TakeLog()
}

// New starts a session's Go. The toolchain comes up behind it. Close ends it.
func New(c Config) (*Interp, error) {
	if c.Reading == nil {
		c.Reading = func(bool) {}
	}
	if c.Notice == nil {
		c.Notice = func(string) {}
	}
	importer, err := stdtypes.New(c.Sources, c.Module)
	if err != nil {
		return nil, err
	}
	in := undeclared(c, importer)
	for path, symbols := range c.Symbols {
		eval.Provide(path, symbols)
	}
	in.eval, in.beside = eval.New(c.Operators), eval.NewBeside(c.Operators)
	in.interpreted.Store(c.Mode == Interpreted)
	if c.Mode != Interpreted {
		in.compiler = startCompiler(toolchain.Config{
			Cache: c.Cache, Work: c.Work, Sources: c.Sources, Module: c.Module, Packages: c.Packages, Progress: c.Notice,
		})
	}
	return in, nil
}

// undeclared is an Interp in which nothing has been declared, and that can't run anything yet.
func undeclared(c Config, importer *stdtypes.Importer) *Interp {
	return &Interp{config: c, importer: importer, table: newTable(), effects: map[types.Object][]effect{}, scope: newScope(), sources: map[int][]cell.Source{}}
}

// Define makes a session variable before any cell runs: the type named in one of
// the packages, as a pointer, with its value.
func (in *Interp) Define(name, importPath, typeName string, value any) error {
	pkg, err := in.importer.Import(importPath)
	if err != nil {
		return err
	}
	obj := pkg.Scope().Lookup(typeName)
	if obj == nil {
		return fmt.Errorf("package %s has no type %s", importPath, typeName)
	}
	id := cellrt.NewID()
	cellrt.New(id, reflect.TypeOf(value)).Set(reflect.ValueOf(value))
	in.given = append(in.given, in.bindVariable(name, types.NewPointer(obj.Type()), 0, id))
	return nil
}

// bindVariable makes a variable that no text declares: the session's own, or the value of cell n.
func (in *Interp) bindVariable(name string, t types.Type, n, id int) *symbol {
	home := types.NewPackage(cellPath, cell.Name(n))
	v := types.NewVar(0, home, name, t)
	home.Scope().Insert(v) // whose scope it is must not be up to the first check, which another may run beside
	sym := &symbol{name: name, obj: v, cell: n, id: id}
	in.change(func(next *scope) {
		next.names[name] = sym
		in.table.symbols[v] = sym
	})
	return sym
}

// change replaces the scope by one that f has changed.
func (in *Interp) change(f func(next *scope)) {
	in.mu.Lock()
	defer in.mu.Unlock()
	next := in.scope.clone()
	f(next)
	in.scope = next
}

// current is the scope that the next cell sees.
func (in *Interp) current() *scope {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.scope
}

// remember keeps a cell's text.
func (in *Interp) remember(src cell.Source) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if !slices.Contains(in.sources[src.N], src) {
		in.sources[src.N] = append(in.sources[src.N], src)
	}
}

// source is the cell of a number. Where two had it, as a cell that wasn't kept and one that
// is, it isn't known which of them is meant: none is better than the wrong one.
func (in *Interp) source(n int) (src cell.Source, ok bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if all := in.sources[n]; len(all) == 1 {
		return all[0], true
	}
	return cell.Source{}, false
}

// line is the source line at a position, in whatever cell it lies, or "".
func (in *Interp) line(pos cell.Pos) string {
	src, _ := in.source(pos.Cell)
	return src.Line(pos.Line)
}

// A Variable is a session variable as :vars lists it.
type Variable struct {
	Name  string
	Type  string
	Value any
	Cell  int // the cell that defined it last, 0 for the session's own
}

// Variables lists the session's variables by name.
func (in *Interp) Variables() []Variable {
	var out []Variable
	for _, sym := range in.current().variables() {
		if v, ok := cellrt.Lookup(sym.id); ok {
			out = append(out, Variable{sym.name, in.typeString(sym.obj.Type()), in.shown(v, sym.obj.Type()), sym.cell})
		}
	}
	return out
}

// Reset forgets everything that cells declared and defined, and empties their variables. No
// cell may run meanwhile.
func (in *Interp) Reset() {
	in.changing.Lock()
	defer in.changing.Unlock()
	in.mu.Lock()
	defer in.mu.Unlock()
	next := newScope()
	for name, sym := range in.scope.names {
		if sym.cell == 0 {
			next.names[name] = sym
			continue
		}
		if sym.isVar() {
			if v, ok := cellrt.Lookup(sym.id); ok {
				v.SetZero() // compiled code may keep the variable; what it held can go
			}
		}
	}
	in.scope = next
}

// TypeOf is the static type of an expression, as a person would write it. Nothing runs.
func (in *Interp) TypeOf(src cell.Source) (_ string, err error) {
	defer guard(&err)
	c, err := in.checkCell(src, in.current())
	if err != nil {
		if t := in.genericType(src); t != "" {
			return t, nil
		}
		return "", err
	}
	t := c.valueType()
	if t == nil {
		return "", &cell.Error{Code: cell.CodeCommand, Msg: "not an expression that has a type"}
	}
	return in.typeString(t), nil
}

// Ready waits for the toolchain and returns its release: go1.27.4. The error says why
// there is none, or is the context's.
func (in *Interp) Ready(ctx context.Context) (release string, err error) {
	if in.compiler == nil {
		return "", errInterpreted
	}
	tc, err := in.compiler.wait(ctx)
	if err != nil {
		return "", err
	}
	return tc.Version(), nil
}

// commit makes the names of a cell that ran the session's. done is the number of its
// statements that were completed: what later ones define isn't bound.
func (in *Interp) commit(c *check, b *binding, done int) {
	in.change(func(next *scope) {
		maps.Copy(in.table.symbols, b.byObj)
		maps.Copy(in.effects, c.effectsOf())
		for _, sym := range b.added {
			if sym.name != "_" {
				next.names[sym.name] = sym
			}
		}
		for i, sym := range b.defined {
			if c.defs[i].stmt < done {
				next.names[sym.name] = sym
			}
		}
		for _, spec := range c.written {
			switch name := in.importName(spec); name {
			case "_":
			case ".":
				next.dots = append(next.dots, importPathOf(spec))
			default:
				next.imports[name] = importPathOf(spec)
				delete(next.names, name)
			}
		}
	})
}

// Close ends what goes on behind the session. What is loaded stays loaded.
func (in *Interp) Close() {
	if in.compiler != nil {
		in.compiler.close()
	}
}
