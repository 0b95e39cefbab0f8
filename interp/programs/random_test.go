package programs

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// randomPrograms is how many random programs are cases, by the seeds from 0 on.
const randomPrograms = 60

// A writer writes a random program: it compiles, it ends, and it prints the same each time.
type writer struct {
	*rand.Rand
	out    strings.Builder
	vars   []variable // those in scope
	funcs  []function // those that may be called
	names  int
	loops  int // how many loops the statement is in
	nested int // how many blocks
}

type variable struct {
	name, typ string
	fixed     bool // it counts a loop
}

type function struct {
	name   string
	params []string
	result string
}

// prelude is what every random program may use: generics, a constraint, methods on a
// struct by value and by pointer, embedding, an interface, an iterator, an error type.
const prelude = `type point struct {
	x, y int
	name string
}

func (p point) sum() int      { return p.x + p.y }
func (p *point) move(d int)   { p.x += d; p.y -= d }
func (p point) label() string { return clip(p.name + "!") }

type deep struct {
	point
	tags []string
}

func (d deep) label() string { return "deep " + d.point.label() }

type labelled interface{ label() string }

type number interface{ ~int | ~float64 }

type negative struct{ n int }

func (e *negative) Error() string { return fmt.Sprint("negative ", e.n) }

func clip(s string) string { return s[:min(len(s), 12)] }
func at[T any](xs []T, i int) (x T) {
	if len(xs) == 0 {
		return x
	}
	return xs[(i%len(xs)+len(xs))%len(xs)]
}
func total[T number](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return t
}
func apply[T, U any](xs []T, f func(T) U) []U {
	var out []U
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}
func every(xs []int, n int) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for i := 0; i < len(xs); i += n {
			if !yield(i, xs[i]) {
				return
			}
		}
	}
}
func checked(n int) (res int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
	if n < 0 {
		return n, &negative{n}
	}
	return []int{1, 2, 3}[n], nil
}

`

// randomProgram is the program of a seed.
func randomProgram(seed uint64) string {
	w := &writer{Rand: rand.New(rand.NewPCG(seed, 1))}
	w.out.WriteString(prelude + valuesPrelude)
	for range 1 + w.IntN(3) {
		v := variable{name: w.name("g"), typ: w.baseType()}
		w.line("var %s %s = %s", v.name, v.typ, w.expr(v.typ, 1))
		w.vars = append(w.vars, v)
	}
	for range 1 + w.IntN(3) {
		w.function()
	}
	w.line("func main() {")
	globals := len(w.vars)
	for _, typ := range []string{"int", "string", "[]int", "map[string]int", "point"} {
		w.define(typ)
	}
	for range 4 + w.IntN(4) {
		w.statement()
	}
	for _, v := range w.vars[globals:] {
		w.line("fmt.Println(%q, %s)", v.name, printable(v))
	}
	for _, v := range w.vars[:globals] {
		w.line("fmt.Printf(\"%%T %%v\\n\", %s, %s)", v.name, v.name)
	}
	w.line("}")
	return w.out.String()
}

func (w *writer) line(format string, args ...any) {
	fmt.Fprintf(&w.out, strings.Repeat("\t", w.nested)+format+"\n", args...)
}

func (w *writer) name(prefix string) string {
	w.names++
	return fmt.Sprint(prefix, w.names)
}

func pick[T any](w *writer, xs ...T) T { return xs[w.IntN(len(xs))] }

func (w *writer) baseType() string {
	return pick(w, "int", "int", "string", "bool", "float64", "[]int", "[]string", "map[string]int", "point", "deep", "uint8")
}

// function writes a func that may call those before it.
func (w *writer) function() {
	f := function{name: w.name("f"), result: pick(w, "int", "string", "bool", "[]int", "point")}
	outer := len(w.vars)
	var params []string
	for range 1 + w.IntN(2) {
		p := variable{name: w.name("p"), typ: pick(w, "int", "string", "[]int", "point")}
		params = append(params, p.name+" "+p.typ)
		f.params = append(f.params, p.typ)
		w.vars = append(w.vars, p)
	}
	w.line("func %s(%s) %s {", f.name, strings.Join(params, ", "), f.result)
	w.block(2, "")
	w.line("\treturn %s", w.expr(f.result, 2))
	w.line("}")
	w.vars = w.vars[:outer]
	w.funcs = append(w.funcs, f)
}

// block writes statements and forgets what they define.
func (w *writer) block(n int, first string) {
	vars, funcs := len(w.vars), len(w.funcs)
	w.nested++
	if first != "" {
		w.line("%s", first)
	}
	for range n {
		w.statement()
	}
	w.nested--
	w.vars, w.funcs = w.vars[:vars], w.funcs[:funcs]
}

// define defines a variable.
func (w *writer) define(typ string) {
	v := variable{name: w.name("v"), typ: typ}
	if w.IntN(3) == 0 {
		w.line("var %s %s = %s", v.name, typ, w.expr(typ, 2))
	} else {
		w.line("%s := (%s)(%s)", v.name, typ, w.expr(typ, 2))
	}
	w.line("_ = %s", v.name)
	w.vars = append(w.vars, v)
}

func (w *writer) statement() {
	simple := []func(){
		func() { w.define(w.baseType()) },
		w.assign, w.assign, w.assign,
		func() { w.line("fmt.Println(%s, %s)", w.expr(w.baseType(), 2), w.expr("string", 2)) },
		w.closure,
		w.commaOK,
		w.call, w.call,
	}
	compound := []func(){w.branch, w.loop, w.rangeLoop, w.switchStmt, w.typeSwitch, w.deferred}
	simple, compound = append(simple, w.newStatements()...), append(compound, w.newCompounds()...)
	if w.nested > 2 || w.IntN(3) > 0 {
		pick(w, simple...)()
		return
	}
	pick(w, compound...)()
}

// assign changes a variable, in a way that its type has.
func (w *writer) assign() {
	if len(w.vars) == 0 {
		return
	}
	v := pick(w, w.vars...)
	if v.fixed {
		return
	}
	if w.newLiteral(v.typ) != "" {
		w.change()
		return
	}
	switch n := v.name; v.typ {
	case "int":
		w.line(pick(w, "%s += %s", "%s = %s", "%s -= %s", "%s ^= %s"), n, w.expr("int", 2))
	case "uint8":
		w.line(pick(w, "%s *= %s", "%s <<= %s %% 8", "%s &^= %s"), n, w.expr("uint8", 1))
	case "string":
		w.line("%s = clip(%s)", n, w.expr("string", 2))
	case "[]int":
		w.line(pick(w, "%s = append(%[1]s, %s)[max(0, len(%[1]s)-5):]", "if len(%s) > 0 { %[1]s[0] = %s }"), n, w.expr("int", 2))
	case "[]string":
		w.line("%s = append(%[1]s[:0:0], %s)", n, w.expr("string", 1))
	case "map[string]int":
		w.line(pick(w, "%s[%s] += %s", "%s[%s] = %s", "delete(%s, %s); _ = %s"), n, w.expr("string", 1), w.expr("int", 1))
	case "point":
		w.line(pick(w, "%s.x = %s", "%s.move(%s)", "(&%s).y -= %s"), n, w.expr("int", 1))
	case "deep":
		w.line(pick(w, "%s.y = %s", "%s.move(%s)", "%s.point.x += %s"), n, w.expr("int", 1))
	default:
		w.line("%s = %s", n, w.expr(v.typ, 2))
	}
}

// closure defines a func that sees the variables around it, and changes one.
func (w *writer) closure() {
	f := function{name: w.name("c"), params: []string{"int"}, result: "int"}
	w.line("%s := func(a int) int {", f.name)
	outer := len(w.vars)
	w.vars = append(w.vars, variable{name: "a", typ: "int"})
	w.nested++
	w.assign()
	w.line("return %s", w.expr("int", 2))
	w.nested--
	w.vars = w.vars[:outer]
	w.line("}")
	w.line("_ = %s", f.name)
	w.funcs = append(w.funcs, f)
}

// printable is what shows a variable's value without an address.
func printable(v variable) string {
	switch v.typ {
	case "cell":
		return fmt.Sprintf("%s.point != nil, %[1]s.Level, %[1]s.Words, %[1]s.at, %[1]s.depth()", v.name)
	case "func(int) int":
		return v.name + "(3)"
	}
	return v.name
}

// call keeps what a func returns.
func (w *writer) call() {
	if len(w.funcs) == 0 || w.loops > 1 {
		return
	}
	f := pick(w, w.funcs...)
	var args []string
	for _, typ := range f.params {
		args = append(args, w.expr(typ, 1))
	}
	v := variable{name: w.name("v"), typ: f.result}
	w.line("%s := %s(%s)", v.name, f.name, strings.Join(args, ", "))
	w.line("_ = %s", v.name)
	w.vars = append(w.vars, v)
}

func (w *writer) commaOK() {
	a, ok := w.name("v"), w.name("ok")
	w.line("%s, %s := %s", a, ok, pick(w,
		"map[string]int{"+w.expr("string", 1)+": 1}["+w.expr("string", 1)+"]",
		"any("+w.expr(w.baseType(), 1)+").(int)"))
	w.line("_, _ = %s, %s", a, ok)
	w.vars = append(w.vars, variable{name: a, typ: "int"}, variable{name: ok, typ: "bool"})
}

func (w *writer) branch() {
	w.line("if (%s) {", w.expr("bool", 2))
	w.block(2, "")
	w.line("} else {")
	w.block(1, "")
	w.line("}")
}

func (w *writer) loop() {
	i := w.name("i")
	w.line(pick(w, "for %s := range %d {", "for %s := 0; %[1]s < %d; %[1]s++ {"), i, 1+w.IntN(3))
	w.loopBody(variable{i, "int", true})
}

func (w *writer) loopBody(vars ...variable) {
	outer := len(w.vars)
	w.vars = append(w.vars, vars...)
	w.loops++
	for _, v := range vars {
		w.line("\t_ = %s", v.name)
	}
	w.block(1+w.IntN(2), fmt.Sprintf("if (%s) { %s }", w.expr("bool", 1), pick(w, "continue", "break")))
	w.loops--
	w.vars = w.vars[:outer]
	w.line("}")
}

func (w *writer) rangeLoop() {
	k, v := w.name("k"), w.name("v")
	switch w.IntN(3) {
	case 0:
		w.line("for %s, %s := range every((%s), 2) {", k, v, w.expr("[]int", 1))
		w.loopBody(variable{name: k, typ: "int"}, variable{name: v, typ: "int"})
	case 1:
		w.line("for %s, %s := range (%s) {", k, v, w.expr("[]string", 1))
		w.loopBody(variable{name: k, typ: "int"}, variable{name: v, typ: "string"})
	case 2:
		m := w.expr("map[string]int", 1)
		w.line("for _, %s := range slices.Sorted(maps.Keys(%s)) {", k, m)
		w.loopBody(variable{name: k, typ: "string"})
	}
}

func (w *writer) switchStmt() {
	w.line("switch x := (%s); {", w.expr("int", 2))
	w.line("case x > %d:", w.IntN(10))
	w.block(1, "")
	w.line("%s", pick(w, "\tfallthrough", ""))
	w.line("case x %% 2 == 0:")
	w.block(1, "")
	w.line("default:")
	w.block(1, "")
	w.line("}")
}

func (w *writer) typeSwitch() {
	w.line("switch x := any((%s)).(type) {", w.expr(w.baseType(), 1))
	w.line("case labelled:")
	w.line("\tfmt.Println(x.label())")
	w.line("case int, float64:")
	w.line("\tfmt.Printf(\"%%T\\n\", x)")
	w.line("case []int:")
	w.line("\tfmt.Println(total(x...))")
	w.line("default:")
	w.line("\tfmt.Println(x)")
	w.line("}")
}

// deferred runs statements in a func literal that recovers.
func (w *writer) deferred() {
	w.line("func() {")
	w.line("\tdefer func() { fmt.Println(\"recovered\", recover()) }()")
	w.block(1, "")
	w.line("\tfmt.Println([]int{1, 2}[%s&3])", w.expr("int", 1))
	w.line("}()")
}

// expr is an expression of a type.
func (w *writer) expr(typ string, depth int) string {
	var choices []string
	for _, v := range w.vars {
		if v.typ == typ {
			choices = append(choices, v.name)
		}
	}
	if depth == 0 || w.IntN(4) == 0 {
		return pick(w, append(choices, w.literal(typ))...)
	}
	if e := w.value(typ, depth); e != "" {
		return pick(w, append(choices, e, e)...)
	}
	sub := func(t string) string { return w.expr(t, depth-1) }
	switch typ {
	case "int":
		choices = append(choices, "("+sub(typ)+pick(w, " + ", " - ", " & ", " | ")+sub(typ)+")", "("+sub(typ)+" % ("+sub(typ)+"&7 + 1))",
			"len("+sub("string")+")", "at("+sub("[]int")+", "+sub("int")+")", sub("map[string]int")+"["+sub("string")+"]",
			sub("point")+".sum()", sub("deep")+".y", "total("+sub("int")+", "+sub("int")+")", "int("+sub("uint8")+")", "len("+sub("[]string")+")",
			"func(n int, err error) int { return n }(checked("+sub("int")+" % 4))")
	case "uint8":
		choices = append(choices, "("+sub(typ)+pick(w, " + ", " ^ ")+w.variableOr(typ, "uint8(total(1, 2))")+")")
	case "string":
		choices = append(choices, "("+sub(typ)+" + "+sub(typ)+")", "fmt.Sprint("+sub("int")+")", "strings.ToUpper("+sub(typ)+")",
			"at("+sub("[]string")+", "+sub("int")+")", sub("deep")+".label()", "labelled("+sub("point")+").label()", "fmt.Sprintf(\"%+v\", "+sub("point")+")")
	case "bool":
		of := pick(w, "int", "string", "float64", "uint8")
		choices = append(choices, "("+sub(of)+pick(w, " < ", " == ", " >= ", " != ")+sub(of)+")", "!"+sub(typ), "("+sub(typ)+" && "+sub(typ)+")", "("+sub("point")+" == "+sub("point")+")")
	case "float64":
		choices = append(choices, "("+sub(typ)+pick(w, " + ", " * ")+sub(typ)+")", "float64("+sub("int")+")", "total("+sub(typ)+")", "math.Sqrt(math.Abs("+sub(typ)+"))")
	case "[]int":
		choices = append(choices, "[]int{"+sub("int")+"}", "apply("+sub("[]string")+", func(s string) int { return len(s) })",
			"slices.Sorted(slices.Values("+sub(typ)+"))")
	case "[]string":
		choices = append(choices, "[]string{"+sub("string")+", "+sub("string")+"}", "apply("+sub("[]int")+", func(n int) string { return fmt.Sprint(n) })", sub("deep")+".tags")
	case "map[string]int":
		choices = append(choices, "map[string]int{"+sub("string")+": "+sub("int")+"}", "maps.Clone("+sub(typ)+")")
	case "point":
		choices = append(choices, "point{"+sub("int")+", "+sub("int")+", clip("+sub("string")+")}", "point{name: "+sub("string")+"}", sub("deep")+".point")
	case "deep":
		choices = append(choices, "deep{"+sub("point")+", "+sub("[]string")+"}", "deep{point: "+sub("point")+"}")
	}
	return pick(w, choices...)
}

func (w *writer) variableOr(typ, other string) string {
	for _, v := range w.vars {
		if v.typ == typ {
			return v.name
		}
	}
	return other
}

func (w *writer) literal(typ string) string {
	if lit := w.newLiteral(typ); lit != "" {
		return lit
	}
	switch typ {
	case "int":
		return fmt.Sprint(w.IntN(20))
	case "uint8":
		return fmt.Sprintf("uint8(%d)", w.IntN(256))
	case "string":
		return fmt.Sprintf("%q", pick(w, "a", "bc", "é", ""))
	case "bool":
		return pick(w, "true", "false")
	case "float64":
		return fmt.Sprintf("%d.5", w.IntN(9))
	case "[]int":
		return fmt.Sprintf("[]int{%d, %d}", w.IntN(9), w.IntN(9))
	case "[]string":
		return `[]string{"q", "r"}`
	case "map[string]int":
		return fmt.Sprintf("map[string]int{\"a\": %d}", w.IntN(9))
	case "point":
		return fmt.Sprintf("point{%d, %d, \"p\"}", w.IntN(9), w.IntN(9))
	}
	return typ + "{}"
}
