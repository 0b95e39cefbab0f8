package interp

import (
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"gospark/cell"
)

// self stands for the name of a func in its own text, until it is known which of several it is.
const self = "\x00"

// A unit is a declaration or statement at a cell's top level, as text, with its comments.
type unit struct {
	text  string
	fun   *entity // the func that it declares, where that has an entity
	blank bool    // an empty line stands before it
}

// speller writes types as they are called in the program.
func (p *programs) speller(c *programCell) *speller {
	return &speller{
		pkgName:  p.importName,
		anyIsAny: true, // a cell's own any has another name
		typeName: func(t *types.TypeName) (string, error) {
			if e := p.entityOf(c, t); e != nil {
				return e.given, nil
			}
			return "", fmt.Errorf("the type %s is of a cell that isn't in the program", t.Name())
		},
	}
}

// cut makes the units of a cell.
func (p *programs) cut(c *programCell) error {
	ed := &programEditor{programs: p, cell: c, editor: editor{text: c.src.Text}, sp: p.speller(c)}
	chunks := c.whole(scanCell(c.src).chunks)
	between := comments(c.src.Text, chunks)
	inits := 0
	for i, ch := range chunks {
		u := &unit{blank: between[i].blank}
		switch nodes := c.nodesIn(ch); {
		case len(nodes) == 0 && ch.decl && !strings.HasPrefix(c.src.Text[ch.start:], "import") && !ch.clause:
			continue // it stands already
		case len(nodes) == 0:
			u.text = strings.TrimSpace(between[i].lead)
		default:
			for _, n := range nodes {
				ed.edit(n)
			}
			text := ed.take(ch.start, ch.end)
			if f, ok := nodes[0].(*ast.FuncDecl); ok && f.Recv == nil {
				switch e := p.entityOf(c, c.info.Defs[f.Name]); {
				case f.Name.Name == "init":
					text = strings.Replace(text, self, c.init[inits], 1)
					c.callInit(c.init[inits], ch.start)
					inits++
				case e == nil: // func _
					text = strings.ReplaceAll(text, self, f.Name.Name)
				case f.Type.TypeParams != nil:
					text = strings.ReplaceAll(text, self, e.given)
				default:
					u.fun, e.typ = e, c.info.Defs[f.Name].Type()
				}
			}
			u.text = between[i].lead + text + between[i].trail
		}
		if u.text == "" {
			continue
		}
		if u.fun != nil {
			if !slices.Contains(u.fun.bodies, u.text) {
				u.fun.bodies = append(u.fun.bodies, u.text)
			}
		}
		if ch.decl {
			c.decl = append(c.decl, u)
		} else {
			c.stmt = append(c.stmt, u)
		}
	}
	if rest := strings.TrimSpace(between[len(chunks)].lead); rest != "" {
		c.stmt = append(c.stmt, &unit{text: rest, blank: between[len(chunks)].blank})
	}
	return ed.err
}

// callInit calls an init func of the cell where it stands among the statements. Behind the one
// that returns the cell's value it is deferred in front of that.
func (c *programCell) callInit(name string, offset int) {
	list := c.check.run.Body.List
	if !c.shows() || offset < c.offset(list[len(list)-1].Pos()) {
		c.stmt = append(c.stmt, &unit{text: name + "()"})
		return
	}
	last := len(c.stmt) - 1
	c.stmt = slices.Insert(c.stmt, last, &unit{text: "defer " + name + "()"})
}

// whole puts together the chunks of one statement: one with semicolons in its head is several.
func (c *programCell) whole(chunks []chunk) []chunk {
	var out []chunk
	end := -1 // of the statement that the last chunk belongs to
	for _, ch := range chunks {
		if ch.start < end {
			out[len(out)-1].end = ch.end
			continue
		}
		out = append(out, ch)
		for _, s := range c.check.run.Body.List {
			if from := c.offset(s.Pos()); !ch.decl && ch.start <= from && from < ch.end {
				end = max(end, c.offset(s.End()))
			}
		}
	}
	return out
}

// nodesIn are the declarations or statements of the checked cell in a chunk of its text.
func (c *programCell) nodesIn(ch chunk) []ast.Node {
	var out []ast.Node
	in := func(n ast.Node) bool {
		return n.Pos() > 1 && c.offset(n.Pos()) >= ch.start && c.offset(n.Pos()) < max(ch.end, ch.start+1)
	}
	if !ch.decl {
		for _, s := range c.check.run.Body.List {
			if in(s) {
				out = append(out, s)
			}
		}
		return out
	}
	for _, d := range c.decls.Decls {
		if g, ok := d.(*ast.GenDecl); (!ok || g.Tok != token.IMPORT) && in(d) {
			out = append(out, d)
		}
	}
	return out
}

// A gap is what stands between two chunks.
type gap struct {
	lead  string // comments in front of the next chunk, up to it
	trail string // comments on the line on which the chunk ends
	blank bool
}

// comments finds the comments in front of and behind each chunk; the last gap is the end of the text.
func comments(text string, chunks []chunk) []gap {
	gaps := make([]gap, len(chunks)+1)
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(file, []byte(text), func(token.Position, string) {}, scanner.ScanComments)
	lead := make([]int, len(chunks)+1)
	for i := range lead {
		lead[i] = -1
	}
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		at := file.Offset(pos)
		next := slices.IndexFunc(chunks, func(c chunk) bool { return at < c.end })
		if next < 0 {
			next = len(chunks)
		}
		if tok != token.COMMENT || next < len(chunks) && at >= chunks[next].start {
			continue
		}
		if next > 0 && !strings.Contains(text[chunks[next-1].end:at], "\n") {
			gaps[next-1].trail += " " + lit
			continue
		}
		if lead[next] < 0 {
			lead[next] = at
		}
	}
	for i := range gaps {
		end := len(text)
		if i < len(chunks) {
			end = chunks[i].start
		}
		start := end
		if lead[i] >= 0 {
			start = lead[i]
			gaps[i].lead = text[start:end]
		}
		if i > 0 {
			between := text[chunks[i-1].end:start]
			gaps[i].blank = strings.Count(strings.ReplaceAll(strings.ReplaceAll(between, " ", ""), "\t", ""), "\n\n") > 0
		}
	}
	return gaps
}

// writeCell writes the declarations and the func of a cell.
func (p *programs) writeCell(c *programCell, out *strings.Builder) error {
	var decls, assigned, body strings.Builder
	for _, u := range c.decl {
		p.writeDecl(u, p.speller(c), &decls, &assigned)
	}
	for _, u := range c.stmt {
		if u.blank {
			body.WriteString("\n")
		}
		body.WriteString(strings.TrimSpace(u.text) + "\n")
	}
	vars, err := p.varBlock(c)
	if err != nil {
		return err
	}
	if decls.Len()+assigned.Len()+body.Len() == 0 {
		return nil
	}
	out.WriteString("// " + c.src.Name() + "\n\n" + decls.String() + vars)
	if c.run == "" {
		if assigned.Len() == 0 { // only comments can be left
			out.WriteString(body.String() + "\n")
			return nil
		}
		c.run = p.unused(fmt.Sprintf("in%d", c.src.N))
	}
	results, err := p.resultList(c)
	fmt.Fprintf(out, "func %s()%s {\n%s%s}\n\n", c.run, results, assigned.String(), body.String())
	return err
}

// writeDecl writes a declaration. A func that is declared again, so that those who call it
// get the new one, is a variable with a func for each of its declarations.
func (p *programs) writeDecl(u *unit, sp *speller, decls, assigned *strings.Builder) {
	f := u.fun
	switch {
	case f == nil:
		decls.WriteString(u.text + "\n\n")
		return
	case len(f.bodies) == 1:
		if !f.defined {
			f.defined = true
			decls.WriteString(strings.ReplaceAll(u.text, self, f.given) + "\n\n")
		}
		return
	}
	i := slices.Index(f.bodies, u.text)
	name := fmt.Sprintf("%s_%d", f.given, i+1)
	if !f.defined {
		f.defined = true
		sig, _ := sp.spell(f.typ)
		fmt.Fprintf(decls, "// %s is declared again below: who calls it gets the one declared last.\nvar %s %s\n\n", f.given, f.given, sig)
	}
	if !slices.Contains(f.written, i) {
		f.written = append(f.written, i)
		decls.WriteString(strings.ReplaceAll(u.text, self, name) + "\n\n")
	}
	fmt.Fprintf(assigned, "%s = %s\n", f.given, name)
}

// varBlock declares the variables that the cell is the first to define.
func (p *programs) varBlock(c *programCell) (string, error) {
	vars := slices.Clone(c.vars)
	if c.out != nil {
		vars = append(vars, c.out)
	}
	var lines []string
	for _, e := range vars {
		t, err := p.speller(c).spell(e.typ)
		if err != nil {
			return "", &cell.Error{Code: cell.CodeCompile, Msg: c.src.Name() + " can't be part of a program: " + err.Error()}
		}
		lines = append(lines, e.given+" "+t)
	}
	switch len(lines) {
	case 0:
		return "", nil
	case 1:
		return "var " + lines[0] + "\n\n", nil
	}
	return "var (\n" + strings.Join(lines, "\n") + "\n)\n\n", nil
}

// resultList is the results of a cell's func, as they are declared.
func (p *programs) resultList(c *programCell) (string, error) {
	results := c.results()
	switch {
	case !c.shows():
		return "", nil
	case c.defers() && c.out != nil:
		return "", &cell.Error{Code: cell.CodeCompile, Pos: c.pos(c.value.Pos()), Text: c.src.Line(c.pos(c.value.Pos()).Line),
			Msg:  fmt.Sprintf("a cell that defers can't be part of a program where Out(%d) is used", c.src.N),
			Hint: "give the value a name, run both cells again, and :export then"}
	case c.defers():
		return " []any", nil
	}
	var list []string
	for _, t := range results {
		s, err := p.speller(c).spell(t)
		if err != nil {
			return "", &cell.Error{Code: cell.CodeCompile, Msg: c.src.Name() + " can't be part of a program: " + err.Error()}
		}
		list = append(list, s)
	}
	if len(list) == 1 {
		return " " + list[0], nil
	}
	return " (" + strings.Join(list, ", ") + ")", nil
}

// writeCall writes what main does with a cell.
func (p *programs) writeCall(c *programCell, out *strings.Builder) {
	if c.run == "" {
		return
	}
	call := c.run + "()"
	if !c.shows() {
		out.WriteString(call + "\n")
		return
	}
	show := p.names.show
	if c.endsInError() {
		show = p.names.fail
	}
	show += fmt.Sprintf("(%d", c.src.N)
	for _, t := range c.shown() {
		show += fmt.Sprintf(", %q", p.in.typeString(t))
	}
	show += ")"
	switch {
	case c.defers():
		call += "..."
	case c.out != nil && c.endsInError():
		err := p.unused("err")
		fmt.Fprintf(out, "var %s error\n%s, %s = %s\n", err, c.out.given, err, call)
		call = c.out.given + ", " + err
	case c.out != nil:
		fmt.Fprintf(out, "%s = %s\n", c.out.given, call)
		call = c.out.given
	}
	out.WriteString(show + "(" + call + ")\n")
}
