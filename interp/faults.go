package interp

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gospark/cell"
)

// faults turns the checker's errors into the cell's, and leaves out those that
// aren't mistakes in a cell: what is imported or defined and not used at top level,
// and the value of the last expression, which is shown.
func (c *check) faults(found []types.Error) cell.Errors {
	var errs cell.Errors
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
		case strings.HasPrefix(e.Msg, "\t"): // the rest of the error before
			if n := len(errs); n > 0 {
				errs[n-1].Msg += "\n" + c.in.cleanMessage(e.Msg, c.src.N)
			}
			continue
		}
		out := c.errorAt(e.Pos, cell.CodeCheck, c.in.cleanMessage(e.Msg, c.src.N))
		if !out.Pos.IsValid() || out.Pos.Col < 1 {
			out.Pos = cell.Pos{}
		}
		out.Hint = c.hint(e)
		errs = append(errs, out)
	}
	return errs
}

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

var cellType = regexp.MustCompile(`In\[(\d+)\]\.([\pL_][\pL\d_]*)`)

// cleanMessage names the types of cells as the person wrote them. Where two types
// of one name meet, it says of which cells they are: P of In[3], P of In[7].
func (in *Interp) cleanMessage(msg string, n int) string {
	cells := map[string]map[string]bool{}
	for _, m := range cellType.FindAllStringSubmatch(msg, -1) {
		if cells[m[2]] == nil {
			cells[m[2]] = map[string]bool{}
		}
		cells[m[2]][m[1]] = true
	}
	for name, origins := range cells {
		bare := regexp.MustCompile(`(^|[^.\pL\d_])` + regexp.QuoteMeta(name) + `\b([^{(\pL\d_]|$)`) // P{...} and P(...) are expressions
		if len(origins) == 1 && !bare.MatchString(msg) {
			continue
		}
		msg = bare.ReplaceAllString(msg, "${1}"+name+" of "+cell.Name(n)+"${2}")
		for origin := range origins {
			number, _ := strconv.Atoi(origin)
			msg = regexp.MustCompile(regexp.QuoteMeta("In["+origin+"]."+name)+`\b`).ReplaceAllString(msg, name+" of "+cell.Name(number))
		}
	}
	return strings.ReplaceAll(cellType.ReplaceAllString(msg, "$2"), "[_ spark.ondemand]", "")
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

// A hintRule proposes a remedy for a message of the checker.
type hintRule struct {
	pattern *regexp.Regexp
	hint    string
}

// hintRules are tried in order.
var hintRules = []hintRule{
	{regexp.MustCompile(`(\w*ByKey|Join|\w+OuterJoin|CoGroup|GroupByKey|MapValues|CountByKey|Lookup|CollectAsMap) undefined \(type \*spark\.RDD\[spark\.Pair`), "spark.AsPairRDD(rdd) makes a PairRDD of an RDD of pairs; MapToPair makes one directly"},
	{regexp.MustCompile(`(\w*ByKey|Join|\w+OuterJoin|CoGroup|MapValues|Lookup|CollectAsMap) undefined \(type \*spark\.RDD\[`), "$1 needs keys: make a PairRDD first with MapToPair(func(x) (key, value)) or KeyBy"},
	{regexp.MustCompile(`type func\(.*\) \(.*, error\) of .* does not match`), "wrap the func: spark.Must(f) panics where f returns an error"},
	{regexp.MustCompile(`func\(\w+ spark\.(Pair|Tuple2)\[.*(does not match|value in argument)`), "the func takes the parts of the element as arguments: func(key, value) ..."},
	{regexp.MustCompile(`func\(\w+ spark\.(Joined|CoGrouped)\[.*(does not match|value in argument)`), "the func takes the parts of the element as arguments: func(key, left, right) ..."},
	{regexp.MustCompile(`(?s)type func\(.*\).* of .* does not match (func\(.*\).*) \(cannot infer`), "it takes a $1, where capital letters stand for types of your own choice"},
	{regexp.MustCompile(`(?s)cannot use .*\(value of type func\(.*\).*\) as (func\(.*\).*) value in argument`), "it takes a $1"},
	{regexp.MustCompile(`does not (satisfy|implement) spark\.SortOption|as spark\.SortOption value`), "the order is spark.Ascending or spark.Descending, the number of partitions spark.Partitions(n)"},
	{regexp.MustCompile(`(Hash|Range)Partitioner.* as int value`), "a partitioner instead of a number: ReduceByKeyWith and its like, or PartitionBy before"},
	{regexp.MustCompile(`cannot use generic function .* without instantiation`), "call it"},
	{regexp.MustCompile(`(\S+) does not satisfy comparable`), "a key must be comparable with ==: use an array, a string or a struct of such in place of a slice, map or func"},
	{regexp.MustCompile(`does not satisfy (cmp\.Ordered|spark\.Number)`), "it needs numbers or strings; give a key func that returns one, or a comparison"},
	{regexp.MustCompile(`^(\w+) \(built-in\) must be called`), "a builtin is no value: wrap it in a func that calls $1"},
	{regexp.MustCompile(`^missing return`), "a func gives its value by return: return ..."},
	{regexp.MustCompile(`has no field or method \w+, but does have (?:unexported )?(?:method|field) (\w+)\)`), "did you mean $1?"},
	{regexp.MustCompile(`no new variables on left side of :=`), "use = to assign to what the cell has defined above"},
	{regexp.MustCompile(`could not import C `), "cgo can't be used in cells"},
	{regexp.MustCompile(`could not import \S*internal`), "a package's internal parts can be imported by itself only"},
	{regexp.MustCompile(`could not import (\w+\.[\w./-]+/[\w./-]+) `), ":get $1 adds the module that has it to the session"},
	{regexp.MustCompile(`could not import "?([\w./-]+)"?`), ":get PATH adds a module to the session, so that cells can import its packages"},
}

// syntaxRules are for people whose fingers still write another language: what the
// line looks like, and how Go says it.
var syntaxRules = []hintRule{
	{regexp.MustCompile(`^\s*(?:val|let)\s+(\w+)\s*=`), "$1 := ... defines a variable"},
	{regexp.MustCompile(`^\s*def\s+(\w+)`), "func $1(...) ... { ... } declares a func"},
	{regexp.MustCompile(`=>|->|\blambda\b`), "a func is written func(s string) int { return len(s) }"},
	{regexp.MustCompile(`\.(map)\b`), "Go's names begin with a capital letter: Map"},
	{regexp.MustCompile(`^\s*(?:from|import)\s+\w`), "a package is imported by its path: import \"strings\"; the standard library needs none"},
}

// syntaxHint proposes what to do about a line that isn't Go, or "".
func syntaxHint(line string) string {
	for _, r := range syntaxRules {
		if m := r.pattern.FindStringSubmatchIndex(line); m != nil {
			return string(r.pattern.ExpandString(nil, r.hint, line, m))
		}
	}
	return ""
}

// noMember is the message for a field or method that there isn't.
var noMember = regexp.MustCompile(`^(\w+)\.(\w+) undefined \(type `)

// hint proposes what to do about an error of the checker, or "".
func (c *check) hint(e types.Error) string {
	for _, r := range hintRules {
		if m := r.pattern.FindStringSubmatchIndex(e.Msg); m != nil {
			return string(r.pattern.ExpandString(nil, r.hint, e.Msg, m))
		}
	}
	if m := noMember.FindStringSubmatch(e.Msg); m != nil {
		paths := c.in.importer.Std(m[1])
		i := slices.IndexFunc(paths, func(p string) bool { return c.in.hasMembers(p, m[2:]) })
		if sym := c.scope.names[m[1]]; sym != nil && i >= 0 {
			return fmt.Sprintf("%s is what %s declared; import %q makes it the package again", m[1], cell.Name(sym.cell), paths[i])
		}
	}
	if name, ok := strings.CutPrefix(e.Msg, "undefined: "); ok {
		if len(c.in.importer.Std(name)) > 0 {
			return name + " is a package: name what of it, as in " + name + ".X"
		}
		if slices.ContainsFunc(c.defs, func(d *definition) bool { return d.name == name && d.ident.Pos() > e.Pos }) {
			return name + " is defined further below, and a cell with statements runs in the order of its text"
		}
		if c.isAssigned(e.Pos) {
			return name + " := ... defines it"
		}
	}
	if hint := c.hiddenPackage(e); hint != "" {
		return hint
	}
	if near := c.misspelt(e); near != "" {
		return "did you mean " + near + "?"
	}
	return ""
}

// isAssigned tells whether the name at pos stands on the left of an =.
func (c *check) isAssigned(pos token.Pos) bool {
	for _, stmt := range c.run.Body.List {
		if a, ok := stmt.(*ast.AssignStmt); ok && a.Tok == token.ASSIGN {
			for _, lhs := range a.Lhs {
				if lhs.Pos() == pos {
					return true
				}
			}
		}
	}
	return false
}
