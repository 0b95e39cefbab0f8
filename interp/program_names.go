package interp

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strconv"

	"gospark/cell"
)

// An entity is what a name of the session stands for: in the program it has one name
// for good, though cells may have declared others of the same name since.
type entity struct {
	name    string // the person's
	given   string // the program's
	typ     types.Type
	used    bool
	defined bool     // a cell before has defined the variable
	bodies  []string // of a func: the texts of its declarations, each once
	written []int    // of these, those that are in the program
}

// keyOf is what two symbols have in common that stand for the same thing.
func keyOf(sym *symbol) any {
	if sym.id >= 0 {
		return sym.id
	}
	return sym.obj
}

// entityOf is the entity behind an object, or nil for what isn't the session's.
func (p *programs) entityOf(c *programCell, obj types.Object) *entity {
	if obj == nil {
		return nil
	}
	sym := c.byObj[obj]
	if sym == nil {
		sym = c.seen[obj]
	}
	if sym == nil {
		sym = p.in.table.symbols[obj]
	}
	if sym == nil {
		return nil
	}
	return p.entities[keyOf(sym)]
}

// nameAll gives everything its name in the program: packages first, then what the cells
// declare, in their order. What comes later under a name that is taken gets another.
func (p *programs) nameAll() {
	for _, c := range p.cells {
		p.namePackages(c)
	}
	fixed := map[string]bool{"main": true, "init": true}
	for _, name := range p.imports {
		fixed[name] = true
	}
	for _, name := range types.Universe.Names() {
		fixed[name] = true
	}
	p.fixed = fixed
	for _, sym := range p.in.given {
		p.nameSymbol(sym, fixed, 0)
	}
	for _, c := range p.cells {
		for _, sym := range c.added {
			p.nameSymbol(sym, fixed, c.src.N)
		}
		for i, sym := range c.defined {
			if e := p.nameSymbol(sym, fixed, c.src.N); e != nil && !e.defined {
				e.defined, e.typ = true, c.defs[i].obj.Type()
				c.vars = append(c.vars, e)
			}
		}
	}
	for _, c := range p.cells {
		p.nameCell(c)
	}
	p.names.show, p.names.fail, p.names.list = p.unused("show"), p.unused("showOrFail"), p.unused("list")
}

// nameSymbol gives what a symbol stands for its name, and returns it.
func (p *programs) nameSymbol(sym *symbol, fixed map[string]bool, n int) *entity {
	if sym.name == "_" {
		return nil
	}
	key := keyOf(sym)
	if e := p.entities[key]; e != nil {
		return e
	}
	e := &entity{name: sym.name, given: sym.name}
	if fixed[sym.name] {
		e.given = p.numbered(sym.name)
		p.notes = append(p.notes, fmt.Sprintf("%s of %s is called %s", sym.name, cell.Name(n), e.given))
	}
	fixed[sym.name] = true
	p.entities[key] = e
	return e
}

// nameCell names the func of a cell's statements, and the variable of a value that others use.
func (p *programs) nameCell(c *programCell) {
	n := strconv.Itoa(c.src.N)
	for _, f := range c.funcs() {
		if f.Recv == nil && f.Name.Name == "init" {
			c.init = append(c.init, p.unused("init"+n))
		}
	}
	if len(c.check.run.Body.List) > 0 || len(c.init) > 0 {
		c.run = p.unused("in" + n)
	}
	for _, o := range c.outs {
		sym := c.seen[c.info.Uses[o.ident]]
		if sym == nil {
			continue
		}
		i := slices.IndexFunc(p.cells, func(c *programCell) bool { return c.src.N == sym.cell })
		if owner := p.cells[i]; owner.out == nil {
			owner.out = &entity{given: p.unused("out" + strconv.Itoa(sym.cell)), typ: sym.obj.Type()}
			p.entities[keyOf(sym)] = owner.out
		}
	}
}

// namePackages gives the packages that a cell uses the names that it has for them.
func (p *programs) namePackages(c *programCell) {
	for _, f := range c.files() {
		ast.Inspect(f, func(n ast.Node) bool {
			if ident, ok := n.(*ast.Ident); ok {
				obj := c.info.Uses[ident]
				if name, ok := obj.(*types.PkgName); ok {
					p.importName(name.Imported().Path(), name.Name())
				}
				if sym := c.seen[obj]; sym != nil && slices.Contains(p.in.given, sym) {
					p.givenPackage(sym)
				}
			}
			return true
		})
	}
	for _, spec := range c.written {
		if c.in.importName(spec) == "_" {
			p.blank[importPathOf(spec)] = true
		}
	}
}

// importName is the name by which the program has a package that a cell calls name.
func (p *programs) importName(path, name string) string {
	key := imported{path, name}
	if given, ok := p.imports[key]; ok {
		return given
	}
	given := name
	if p.fixed[name] || slices.Contains(slices.Collect(maps.Values(p.imports)), name) {
		given = p.numberedBy(name, "")
	}
	p.imports[key] = given
	p.taken[given] = true
	return given
}

// unused is name, or the name with a number where it is taken.
func (p *programs) unused(name string) string {
	if p.taken[name] || types.Universe.Lookup(name) != nil {
		return p.numbered(name)
	}
	p.taken[name] = true
	return name
}

// numbered is the name with a number behind it that nobody has written.
func (p *programs) numbered(name string) string { return p.numberedBy(name, "_") }

// numberedBy is numbered with sep in front of the number.
func (p *programs) numberedBy(name, sep string) string {
	for i := 2; ; i++ {
		if given := name + sep + strconv.Itoa(i); !p.taken[given] {
			p.taken[given] = true
			return given
		}
	}
}
