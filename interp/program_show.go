package interp

import (
	"slices"
	"strconv"
	"strings"
)

// helpers is the file of the funcs that show values, as far as they are called; nil for none.
func (p *programs) helpers() []byte {
	has := func(f func(*programCell) bool) bool { return slices.ContainsFunc(p.cells, f) }
	if !has((*programCell).shows) {
		return nil
	}
	text, imports := showText, []string{"fmt"}
	if has(func(c *programCell) bool { return c.shows() && c.endsInError() }) {
		text += failText
		imports = append(imports, "os")
	}
	if has(func(c *programCell) bool { return c.shows() && c.defers() }) {
		text += listText
	}
	module := p.in.config.Module
	imports = append(imports, "", module+"/cell", module+"/display")
	names := []string{"SHOW", p.names.show, "FAIL", p.names.fail, "LIST", p.names.list}
	head := "package main\n\nimport (\n"
	for _, path := range imports {
		if path == "" {
			head += "\n"
			continue
		}
		name, spec := baseName(path), strconv.Quote(path)
		placeholder := strings.ToUpper(name) + "."
		if p.declares(name) {
			name = p.numberedBy(name, "")
			spec = name + " " + spec
		}
		head += "\t" + spec + "\n"
		names = append(names, placeholder, name+".")
	}
	return []byte(head + ")\n" + strings.NewReplacer(names...).Replace(text))
}

// declares tells whether the program has something of that name at package level.
func (p *programs) declares(name string) bool {
	for _, e := range p.entities {
		if e.given == name {
			return true
		}
	}
	return false
}

const showText = `
// SHOW prints the values that cell n ended in, as the shell does: with their static types.
func SHOW(n int, types ...string) func(values ...any) {
	return func(values ...any) {
		result := CELL.Result{N: n}
		for i, v := range values {
			result.Values = append(result.Values, CELL.Value{V: v, Type: types[i]})
		}
		FMT.Print(DISPLAY.Result(result, 0))
	}
}
`

const failText = `
// FAIL is SHOW for a call whose last result is an error: one that isn't nil ends the program.
func FAIL(n int, types ...string) func(results ...any) {
	return func(results ...any) {
		if len(results) == 0 {
			return
		}
		last := len(results) - 1
		if err, ok := results[last].(error); ok {
			FMT.Fprintf(OS.Stderr, "%s: %v\n", CELL.Name(n), err)
			OS.Exit(1)
		}
		SHOW(n, types...)(results[:last]...)
	}
}
`

const listText = `
// LIST is the results of a call, for a cell that may recover from a panic and end in none.
func LIST(results ...any) []any { return results }
`
