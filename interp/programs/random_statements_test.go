package programs

import (
	"fmt"
	"strings"
)

// newStatements are statements that meet what is rare in the others: evaluation order,
// labels, closures that share a variable, panics of Go's own, values that fmt formats itself.
func (w *writer) newStatements() []func() {
	return []func(){w.define2, w.define2, w.define2, w.change, w.change, w.change, w.show, w.show, w.ordered, w.ordered, w.multiAssign, w.multiAssign,
		w.constants, w.methodValue, w.panics, w.aliasing, w.runes, w.formats}
}

func (w *writer) newCompounds() []func() {
	return []func(){w.labelled, w.labelled, w.bigSwitch, w.bigSwitch, w.anySwitch, w.defers, w.shared, w.channels, w.rangeMore, w.namedResult}
}

// define2 defines a variable of one of the new types.
func (w *writer) define2() { w.define(pick(w, newTypes...)) }

// own is a variable of a type that may be changed; it is defined if there is none.
func (w *writer) own(typ string) string {
	var names []string
	for _, v := range w.vars {
		if v.typ == typ && !v.fixed {
			names = append(names, v.name)
		}
	}
	if len(names) == 0 {
		w.define(typ)
		return w.vars[len(w.vars)-1].name
	}
	return pick(w, names...)
}

// change changes a variable of one of the new types in place.
func (w *writer) change() {
	typ := pick(w, newTypes...)
	n := w.own(typ)
	e := func(t string) string { return w.expr(t, 1) }
	switch typ {
	case "level", "rune":
		w.line(pick(w, "%s += %s", "%s -= %s", "%s = %s", "%s |= %s"), n, e(typ))
	case "temp", "float32":
		w.line(pick(w, "%s /= %s", "%s *= %s", "%s -= %s"), n, e(typ))
	case "words":
		w.line(pick(w, "%s.add(%s)", "_ = (%s).add(%s) + 1", "if len(%s) > 0 { %[1]s[0] = %s }"), n, e("string"))
	case "ages":
		w.line(pick(w, "%s[%s]++", "%s[%s] += 2", "delete(%s, %s)"), n, e("string"))
	case "cell":
		switch w.IntN(4) {
		case 0:
			w.line("%s.Level += %s", n, e("level"))
		case 1:
			w.line("%s.at[%s & 1] ^= int8(vary(%s))", n, e("int"), e("int"))
		case 2:
			w.line("guard(%q, func() { %s.move(%s) })", "move", n, e("int"))
		default:
			w.line("%s.Words.add(%s)", n, e("string"))
		}
	case "*point":
		w.line(pick(w, "%s.x += %s", "(*%s).y = %s", "%s.move(%s)"), n, e("int"))
	case "[3]int":
		w.line(pick(w, "%s[uint(vary(%s))%%3]++", "%s[1] -= %s", "for i := range %s { %[1]s[i] ^= %s }"), n, e("int"))
	case "[][]int":
		w.line(pick(w, "%s = append(%[1]s, %s)[max(0, len(%[1]s)-3):]", "if len(%s) > 0 { %[1]s[0] = append(append(%[1]s[0], 1), %s...)[:1:1] }"), n, e("[]int"))
	case "[]byte":
		w.line("%s = append(%[1]s[:len(%[1]s)/2], %s...)", n, e("string"))
	case "map[level]point":
		w.line(pick(w, "%s[%s] = %s", "for k, p := range %s { if k == (%s) { p.x = 9 }; _ = %s; _ = p }"), n, e("level"), e("point"))
	case "stack[int]":
		w.line(pick(w, "%s.push(%s)", "if x, err := %s.pop(); err == nil { fmt.Println(x, %s) } else { fmt.Println(err) }"), n, e("int"))
	case "pair[string, int]":
		w.line("%s.Val, %[1]s.Key = %s, clip(%s)", n, e("int"), e("string"))
	case "func(int) int", "any", "error", "[]level":
		w.line("%s = %s", n, w.expr(typ, 2))
	default:
		w.line(pick(w, "%s += %s", "%s -= %s", "%s *= %s", "%s <<= %s %% 9", "%s >>= uint8(%s)", "%s &^= %s", "%s++; _ = %s", "%s ^= %s", "%s |= %s", "if y := %[2]s; y != 0 { %[1]s /= y }"), n,
			"("+w.shiftable(typ)+")")
	}
}

// shiftable is an expression that is no negative constant, and none whose value is known to overflow.
func (w *writer) shiftable(typ string) string {
	if strings.HasPrefix(typ, "u") {
		return w.expr(typ, 1)
	}
	return typ + "(" + w.expr("uint8", 1) + " >> 1)"
}

// show prints a value in a way that goes by its type.
func (w *writer) show() {
	typ := w.anyType()
	verb := pick(w, "%v", "%v", "%+v", "%#v", "%T", "%d", "%s", "%q", "%x", "%5v|", "%-8v|", "%08.3f", "%g", "%t", "%c", "%U")
	w.line("fmt.Printf(\"%s\\n\", %s)", verb, w.expr(typ, 2))
}

// formats prints values within others.
func (w *writer) formats() {
	a, b := w.expr(w.anyType(), 1), w.expr(w.anyType(), 1)
	w.line(pick(w, "fmt.Println([]any{%s, %s})", "fmt.Printf(\"%%v %%+v\\n\", map[string]any{\"k\": %s}, &struct{ A any }{%s})",
		"fmt.Println(fmt.Sprint(%s, %s))", "fmt.Printf(\"%%v %%d\\n\", struct { X, y any }{%s, 1}, %s)"), a, b)
}

// ordered prints an expression with calls that change what stands beside them.
func (w *writer) ordered() {
	n, f := w.own("int"), w.name("c")
	w.line("%s := func(d int) int { %s += d; return %[2]s }", f, n)
	xs, p := w.own("[]int"), w.own("*point")
	w.line("_, _, _ = %s, %s, %s", f, xs, p)
	call := fmt.Sprintf("%s(%d)", f, 1+w.IntN(3))
	other := fmt.Sprintf("%s(%d)", f, 1+w.IntN(3))
	e := pick(w, n+" + "+call, call+" - "+n, n+" * "+call+" + "+n, "at("+xs+", "+n+") + "+call, p+".x + "+call, "[]int{"+n+", "+call+", "+n+"}",
		"[2]int{"+call+", "+n+"}", "pair[int, int]{"+n+", "+call+"}", "map[int]int{"+n+": "+call+", "+other+": "+n+"}", "fmt.Sprint("+n+", "+call+", "+n+")",
		n+" == "+call+" || "+n+" > "+other, n+" > 3 && "+call+" > "+n, "len("+xs+") + "+call, "any("+n+" + "+call+") == any("+n+")", "[]any{"+n+" > 3, "+call+", uint8("+n+")}",
		"max("+n+", "+call+", "+n+")", "string(rune(65+"+n+"%20)) + strconv.Itoa("+call+")", "total("+n+", "+call+", "+n+") + "+other, "[...]int{1, 2, 3}[uint("+call+")%3] + "+n,
		"func(a, b int) string { return fmt.Sprint(a, b, "+n+") }("+n+", "+call+")")
	w.line("fmt.Println(%s)", e)
}

// multiAssign assigns several at once, which use each other.
func (w *writer) multiAssign() {
	a, b, xs := w.own("int"), w.own("int"), w.own("[]int")
	f := w.name("c")
	w.line("%s := func() (int, string) { %s += 2; return %[2]s, \"m\" }", f, a)
	s, m := w.own("string"), w.own("map[string]int")
	arr := w.own("[3]int")
	w.line(pick(w, "%[1]s, %[2]s = %[2]s+1, %[1]s-1", "%[7]s[uint(%[1]s)%%3], %[1]s = %[1]s, %[7]s[uint(%[2]s)%%3]", "if len(%[3]s) > 1 { %[3]s[0], %[3]s[1] = %[3]s[1], %[3]s[0] }",
		"%[1]s, %[5]s = %[4]s()", "%[6]s[clip(%[5]s)], %[5]s = %[4]s()", "%[7]s[uint(%[1]s)%%3], %[5]s = %[4]s()", "%[1]s, %[6]s[\"z\"] = %[6]s[\"z\"], %[1]s",
		"_, %[5]s = %[4]s()", "%[7]s[0], %[7]s[1], %[7]s[2] = %[7]s[2], %[7]s[0], %[1]s", "%[1]s, _ = %[6]s[%[5]s]"), a, b, xs, f, s, m, arr)
	w.line("_ = %s", f)
	w.line("fmt.Println(%s, %s, %s)", a, s, arr)
}

// constants declares constants and uses them.
func (w *writer) constants() {
	a, b, c := w.name("k"), w.name("k"), w.name("k")
	w.line("const %s, %s = %d << %d, %d.5", a, b, 1+w.IntN(9), w.IntN(40), w.IntN(9))
	w.line("const (")
	w.line("\t%s = 1 << (10 * iota)", c)
	w.line("\t%sb", c)
	w.line("\t%sc level = iota", c)
	w.line(")")
	w.line("fmt.Println(%s/3, %s*2, %sb, %[3]sc, %[1]s>>3, %[2]s/4, uint8(%[1]s%%200), float32(%[2]s))", a, b, c)
}

func (w *writer) methodValue() {
	f := w.name("m")
	switch w.IntN(4) {
	case 0:
		p := w.own("point")
		w.line("%s := %s.sum", f, p)
		w.line("%s.x++", p)
		w.line("fmt.Println(%s(), %s.sum())", f, p)
	case 1:
		p := w.own("point")
		w.line("%s := %s.move", f, p)
		w.line("%s(%s)", f, w.expr("int", 1))
		w.line("fmt.Println(%s)", p)
	case 2:
		w.line("%s := (*stack[int]).push", f)
		w.line("fmt.Println(*%s(&stack[int]{}, %s))", f, w.expr("int", 1))
	default:
		w.line("var %s labelled = %s", f, pick(w, w.expr("point", 1), w.expr("deep", 1), w.own("*point"), "&"+w.own("deep")))
		w.line("fmt.Println(%s.label(), labelled.label(%[1]s))", f)
	}
}

// panics prints a panic of Go's own.
func (w *writer) panics() {
	xs, m := escaped(w.expr("[]int", 1)), escaped(w.expr("map[string]int", 1))
	n := w.own("int")
	w.line("guard(%q, func() {", w.name("g"))
	w.line("\t"+pick(w, "fmt.Println(("+xs+")[%s])", "fmt.Println(("+xs+")[%s:])", "fmt.Println(100 / (%s %% 2))", "var m map[string]int; m[\"a\"] = %s", "fmt.Println(any(%s).(string))",
		"fmt.Println(any(%s).(labelled))", "var p *point; fmt.Println(p.x + %s)", "fmt.Println(make([]int, %s%%9-5))", "panic(fmt.Sprint(%s))", "panic(&negative{%s})",
		"var f func(int); f(%s)", "_ = [3]int("+xs+"[:2]); _ = %s", "fmt.Println(any(words{}) == any(words{}), %s)", "_ = map[any]int{any("+m+"): %s}", "fmt.Println(\"abc\"[%s])",
		"fmt.Println(1 << (%s - 5))", "panic(high + level(%s))", "var e error; _ = %s; fmt.Println(e.Error())", "var c cell; c.move(%s)", "fmt.Println(("+xs+")[1:%s])"), n)
	w.line("})")
}

// escaped is text that stands in a format.
func escaped(s string) string { return strings.ReplaceAll(s, "%", "%%") }

// aliasing changes what several slices share.
func (w *writer) aliasing() {
	a, b := w.name("v"), w.name("v")
	w.line("%s := append(make([]int, 0, 8), %s...)", a, w.expr("[]int", 1))
	w.line("%s := append(%s, %s)", b, a, w.expr("int", 1))
	w.line("%s = append(%[1]s, %s)", a, w.expr("int", 1))
	w.line("%s[0]--", b)
	w.line("copy(%s[1:], %[1]s)", a)
	w.line("fmt.Println(%s, %s, len(%[1]s), cap(%[1]s[:1:2]))", a, b)
	w.vars = append(w.vars, variable{name: a, typ: "[]int"}, variable{name: b, typ: "[]int"})
}

// runes takes text apart.
func (w *writer) runes() {
	i, r := w.name("i"), w.name("r")
	w.line("for %s, %s := range (%s) + \"é\\xffz\" { fmt.Print(%[1]s, %[2]s, string(%[2]s), \" \") }", i, r, w.expr("string", 1))
	w.line("fmt.Println(strconv.Quote(string([]rune(%s)[:1:1])), []byte(%s), utf8.RuneCountInString(%s), len(%s))", "\"é\"+"+w.expr("string", 1), w.expr("string", 1), w.expr("string", 1), w.expr("string", 1))
}

// labelled breaks out of loops and goes on with outer ones.
func (w *writer) labelled() {
	l, i, j := strings.ToUpper(w.name("l")), w.name("i"), w.name("j")
	w.line("%s:", l)
	w.line("for %s := 0; %[1]s < %d; %[1]s++ {", i, 2+w.IntN(3))
	w.line("\t%s", pick(w, "for "+j+" := range 3 {", "for "+j+" := range every([]int{1, 2, 3}, 1) {", "for _, "+j+" := range []int{4, 5, 6} {", "for "+j+" := range map[int]int{2: 1} {"))
	outer, funcs := len(w.vars), len(w.funcs)
	w.vars = append(w.vars, variable{i, "int", true}, variable{j, "int", true})
	w.loops++
	w.nested++
	w.line("\tif %s > 90 { break %s }", i, l)
	w.line("\tswitch {")
	w.line("\tcase %s == %s+1:", i, j)
	w.line("\t\t%s", pick(w, "continue "+l, "break "+l, "break", "continue"))
	w.line("\tcase %s:", w.expr("bool", 1))
	w.nested++
	w.statement()
	w.nested--
	w.line("\t\t%s", pick(w, "continue "+l, "break", ""))
	w.line("\t}")
	w.line("\tfmt.Println(%q, %s, %s)", l, i, j)
	w.nested--
	w.loops--
	w.vars, w.funcs = w.vars[:outer], w.funcs[:funcs]
	w.line("\t}")
	w.line("}")
}

// bigSwitch is a switch with a tag, lists, an init statement and a default in the middle.
func (w *writer) bigSwitch() {
	typ := pick(w, "int", "string", "level", "rune", "uint8")
	x := w.name("x")
	w.line("switch %s := %s; %[1]s {", x, "("+w.expr(typ, 1)+")")
	w.line("case vary(%s), vary(%s):", w.literal(typ), w.expr(typ, 1))
	w.block(1, "")
	w.line("%s", pick(w, "\tfallthrough", "", "\tbreak"))
	w.line("default:")
	w.block(1, "")
	w.line("case %s:", w.literal(typ))
	w.line("\tfmt.Println(%q, %s)", x, x)
	w.line("}")
}

// anySwitch tells values of declared types apart.
func (w *writer) anySwitch() {
	x := w.name("x")
	w.line("for _, %s := range []any{%s, %s, %s} {", x, w.expr(w.anyType(), 1), w.expr(w.anyType(), 1), w.expr("any", 1))
	w.line("\tswitch v := %s.(type) {", x)
	cases := []string{"case level:\n\tfmt.Println(v.String(), v+1)", "case int, int8:\n\tfmt.Printf(\"%T %v\\n\", v, v)", "case fmt.Stringer:\n\tfmt.Println(\"text\", v.String())",
		"case []int:\n\tfmt.Println(len(v), v)", "case map[level]point:\n\tfmt.Println(len(v))", "case nil:\n\tfmt.Println(\"nothing\", v)", "case sized:\n\tfmt.Println(v.depth())",
		"case error:\n\tfmt.Println(v.Error())", "case pair[string, int]:\n\tfmt.Println(v.Key, v.swap())", "case [3]int:\n\tv[0]++\n\tfmt.Println(v)", "case temp:\n\tfmt.Println(v.fahrenheit() > 50)",
		"case words:\n\tfmt.Println(v.add(\"t\"), v)", "case float64, temp32:\n\tfmt.Println(v)"}
	w.Shuffle(len(cases), func(i, j int) { cases[i], cases[j] = cases[j], cases[i] })
	for _, c := range cases[:4+w.IntN(4)] {
		w.line("\t%s", strings.ReplaceAll(c, "temp32", "float32"))
	}
	w.line("\tdefault:")
	w.line("\t\tfmt.Printf(\"other %%T\\n\", v)")
	w.line("\t}")
	w.line("}")
}

// defers defers in a loop, recovers on the way and panics again.
func (w *writer) defers() {
	i := w.name("i")
	w.line("guard(%q, func() {", w.name("g"))
	w.line("\tfor %s := range 3 {", i)
	w.line("\t\tdefer fmt.Println(%q, %s, %s)", "deferred", i, w.expr("int", 1))
	w.line("\t\tdefer func() { %s += %s }()", w.ownQuiet("int"), i)
	w.line("\t}")
	w.line("\tdefer func() {")
	w.line("\t\tr := recover()")
	w.line("\t\tfmt.Println(\"met\", r)")
	w.line("\t\t%s", pick(w, "panic(fmt.Sprint(\"again \", r))", "defer func() { fmt.Println(recover()) }(); panic(\"inner\")", "if r != nil { panic(r) }", ""))
	w.line("\t}()")
	w.line("\t%s", pick(w, "panic("+w.expr("string", 1)+")", "_ = []int{}[vary("+w.expr("int", 1)+")]", "fmt.Println(\"fine\")"))
	w.line("})")
}

// ownQuiet is a variable that is there already, or the blank one's stand-in.
func (w *writer) ownQuiet(typ string) string {
	for _, v := range w.vars {
		if v.typ == typ && !v.fixed {
			return v.name
		}
	}
	return "new(point).x"
}

// shared makes closures that share variables, of a loop and of what is around it.
func (w *writer) shared() {
	fs, i, n := w.name("fs"), w.name("i"), w.own("int")
	w.line("var %s []func() int", fs)
	w.line("for %s := 0; %[1]s < 3; %[1]s++ {", i)
	w.line("\t%s = append(%[1]s, func() int { %s += 10; %s++; return %[2]s + %[3]s })", fs, i, n)
	w.line("\t%s", pick(w, i+"++", "if "+i+" == 1 { continue }", ""))
	w.line("}")
	w.line("for _, f := range %s { fmt.Print(f(), f(), \" \") }", fs)
	w.line("fmt.Println(%s)", n)
}

// channels sends values through a channel.
func (w *writer) channels() {
	c, typ := w.name("c"), pick(w, "int", "string", "point", "level", "any", "[]int")
	w.line("%s := make(chan %s, 3)", c, typ)
	w.line("go func() { defer close(%s); for range 2 { %[1]s <- %s } }()", c, w.pure(typ))
	w.line("for v := range %s { fmt.Println(v) }", c)
	w.line("select {")
	w.line("case v, ok := <-%s: fmt.Println(v, ok)", c)
	w.line("default: fmt.Println(%q)", "none")
	w.line("}")
}

// pure is a literal: a goroutine shares nothing with others.
func (w *writer) pure(typ string) string {
	if lit := w.newLiteral(typ); lit != "" {
		return lit
	}
	return w.literal(typ)
}

// rangeMore ranges over what is rare.
func (w *writer) rangeMore() {
	k, v := w.name("k"), w.name("v")
	switch w.IntN(5) {
	case 0:
		arr := w.own("[3]int")
		w.line("for %s, %s := range %s { %[3]s[2] += %[2]s; fmt.Print(%[1]s, %[2]s, \" \") }", k, v, arr)
	case 1:
		xs := w.own("[]int")
		w.line("for %s := range %s { %[2]s = append(%[2]s[:%[1]s:%[1]s], 7) }", k, xs)
	case 2:
		w.line("for %s := range %s(%s & 3) { fmt.Printf(\"%%T%%[1]v \", %[1]s) }", k, pick(w, "uint8", "int16", "level"), w.expr("int", 1))
	case 3:
		arr := w.own("[3]int")
		w.line("for %s, %s := range &%s { %[3]s[2] += %[2]s; fmt.Print(%[1]s, %[2]s, \" \") }", k, v, arr)
	default:
		m := w.own("ages")
		w.line("for %s, %s := range %s { %[3]s[%[1]s] = %[2]s + 1 }", k, v, m)
		w.line("fmt.Print(%s)", m)
	}
	w.line("fmt.Println()")
}

// namedResult returns what deferred funcs and the return statement itself change.
func (w *writer) namedResult() {
	f := w.name("f")
	w.line("%s := func(n int) (a int, b string, err error) {", f)
	w.line("\tdefer func() { a *= 2; if r := recover(); r != nil { err = fmt.Errorf(\"%%v\", r) } }()")
	w.line("\tswap := func() int { a++; return a + n }")
	w.line("\tif n > %d { return swap() + a, fmt.Sprint(a, swap()), nil }", w.IntN(9))
	w.line("\ta, b = n, %s", w.expr("string", 1))
	w.line("\t%s", pick(w, "return a + swap(), b + b, nil", "return", "_ = []int{1}[n]; return", "return b2i(b), b, &negative{swap()}"))
	w.line("}")
	w.line("fmt.Println(%s(%s))", f, w.expr("int", 1))
}
