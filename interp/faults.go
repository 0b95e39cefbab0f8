package interp

import (
	"go/constant"
	"go/types"
	"regexp"
	"strconv"
	"strings"

	"gospark/cell"
)

// faults turns the checker's errors into the cell's, and leaves out those that
// aren't mistakes in a cell: what is imported or defined and not used at top level,
// and the value of the last expression, which is shown.
func (c *check) faults(found []types.Error) cell.Errors {
	var errs cell.Errors
	unexported := ""
	for _, e := range found {
		switch {
		case e.Soft && strings.HasSuffix(e.Msg, "imported and not used"),
			e.Soft && strings.Contains(e.Msg, " imported as ") && strings.HasSuffix(e.Msg, "and not used"):
			continue
		case e.Soft && strings.HasPrefix(e.Msg, "declared and not used") && c.definesAt(e):
			continue
		case c.value != nil && strings.HasSuffix(e.Msg, "is not used") && c.inValue(e):
			continue
		case strings.HasPrefix(e.Msg, "implicit assignment to unexported field") && strings.Contains(e.Msg, "In["):
			continue // looseLiterals checks these
		case unexported != "" && strings.HasPrefix(e.Msg, unexported):
			continue // what follows of a name that can't be seen
		case strings.HasPrefix(e.Msg, "\t"): // the rest of the error before
			if n := len(errs); n > 0 {
				errs[n-1].Msg += "\n" + c.cleanMessage(e.Msg)
			}
			continue
		}
		e.Msg = c.cleanMessage(e.Msg)
		out := c.errorAt(e.Pos, cell.CodeCheck, e.Msg)
		if !out.Pos.IsValid() || out.Pos.Col < 1 {
			out.Pos = cell.Pos{}
		}
		out.Hint = c.hint(e)
		if m := notExported.FindStringSubmatch(e.Msg); m != nil {
			unexported = m[2] + "." + m[1] + "."
		}
		errs = append(errs, out)
	}
	return errs
}

var notExported = regexp.MustCompile(`^name (\w+) not exported by package (\w+)`)

// definesAt tells whether the error is at a variable defined at top level.
func (c *check) definesAt(e types.Error) bool {
	for _, d := range c.defs {
		if d.ident.Pos() == e.Pos {
			return true
		}
	}
	return false
}

func (c *check) inValue(e types.Error) bool {
	return c.value.Pos() <= e.Pos && e.Pos <= c.value.End()
}

// nowhere is the place of what no cell declares.
const nowhere = " (declared at -)"

var cellType = regexp.MustCompile(`In\[(-?\d+)\]\.([\pL_][\pL\d_]*)`)

// cleanMessage names the types of cells as the person wrote them. Where two types
// of one name meet, it says of which cells they are: P of In[3], P of In[7]. A bare
// name is this cell's type, if it declares one, and otherwise part of an expression.
func (c *check) cleanMessage(msg string) string {
	cells := map[string]map[string]bool{}
	for _, m := range cellType.FindAllStringSubmatch(msg, -1) {
		if cells[m[2]] == nil {
			cells[m[2]] = map[string]bool{}
		}
		cells[m[2]][m[1]] = true
	}
	for name, origins := range cells {
		bare := regexp.MustCompile(`(^|[^.\pL\d_])` + regexp.QuoteMeta(name) + `\b([^{(\pL\d_]|$)`) // P{...} and P(...) are expressions
		meets := c.namesType(name) && bare.MatchString(msg)
		if len(origins) == 1 && !meets {
			continue
		}
		if meets {
			msg = bare.ReplaceAllString(msg, "${1}"+name+" of "+cell.Name(c.src.N)+"${2}")
		}
		for origin := range origins {
			number, _ := strconv.Atoi(origin)
			msg = regexp.MustCompile(regexp.QuoteMeta("In["+origin+"]."+name)+`\b`).ReplaceAllString(msg, name+" of "+cell.Name(number))
		}
	}
	return strings.NewReplacer("[_ spark.ondemand]", "", nowhere, "").Replace(cellType.ReplaceAllString(msg, "$2"))
}

// namesType tells whether the cell gives a type that name, at top level or within a func.
func (c *check) namesType(name string) bool {
	for _, obj := range c.info.Defs {
		if t, ok := obj.(*types.TypeName); ok && t.Name() == name {
			return true
		}
	}
	return false
}

// typeString is a type as a person would write it.
func (in *Interp) typeString(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p.Path() == cellPath {
			return ""
		}
		return p.Name()
	})
}

// representable tells whether an untyped constant fits its default type.
func representable(tv types.TypeAndValue, b *types.Basic) bool {
	switch b.Kind() {
	case types.Int:
		_, exact := constant.Int64Val(constant.ToInt(tv.Value))
		return exact
	case types.Float64:
		f, _ := constant.Float64Val(tv.Value)
		return f-f == 0
	}
	return true
}
