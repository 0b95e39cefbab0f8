package programs

import (
	"fmt"
	"strings"
)

// sizedInts are the integers that overflow soon, and the shifts and conversions between them.
var sizedInts = []string{"int8", "int16", "int32", "int64", "uint", "uint16", "uint32", "uint64"}

// valuesPrelude is declared types of every kind, with methods that fmt calls and such that
// only the program does, a generic type, an interface that embeds, a pointer that is embedded.
const valuesPrelude = `type level int

const (
	low level = iota
	middle
	high
)

func (l level) String() string { return "level " + strconv.Itoa(int(l)%9) }

type temp float64

func (t temp) fahrenheit() temp { return t*9/5 + 32 }

type words []string

func (w words) String() string { return "<" + strings.Join(w, "|") + ">" }
func (w *words) add(s string) int { *w = append(*w, clip(s)); if len(*w) > 4 { *w = (*w)[2:] }; return len(*w) }

type ages map[string]level

type cell struct {
	*point
	Level level
	Words words
	at    [2]int8
	next  *cell
}

func (c cell) depth() (n int) {
	for p := c.next; p != nil; p = p.next {
		n++
	}
	return n
}

type sized interface {
	labelled
	depth() int
}

type stack[T any] struct{ items []T }

func (s *stack[T]) push(x T) *stack[T] { s.items = append(s.items, x); return s }
func (s *stack[T]) pop() (x T, err error) {
	if len(s.items) == 0 {
		return x, errors.New("empty")
	}
	x, s.items = s.items[len(s.items)-1], s.items[:len(s.items)-1]
	return x, nil
}

type pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p pair[K, V]) swap() pair[string, K] { return pair[string, K]{clip(fmt.Sprint(p.Val)), p.Key} }

func vary[T any](x T) T { return x }

func b2i(s string) int { return len(s) }

func guard(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			err, isRuntime := r.(runtime.Error)
			fmt.Println(name, isRuntime, r, err != nil)
		}
	}()
	f()
}

`

// newTypes are the types of valuesPrelude, and those built of others.
var newTypes = append([]string{"level", "temp", "words", "ages", "cell", "*point", "[3]int", "[][]int", "rune", "[]byte", "float32", "any", "error",
	"map[level]point", "stack[int]", "pair[string, int]", "[]level", "func(int) int"}, sizedInts...)

// value is an expression of one of the new types; "" for others.
func (w *writer) value(typ string, depth int) string {
	sub := func(t string) string { return w.expr(t, depth-1) }
	for _, sized := range sizedInts {
		if typ == sized {
			return w.sized(typ, depth)
		}
	}
	switch typ {
	case "level":
		return pick(w, "level("+sub("int")+")", "high - "+sub(typ), "min(middle, "+sub(typ)+")", sub("cell")+".Level", sub("ages")+"["+sub("string")+"]", "at("+sub("[]level")+", "+sub("int")+")")
	case "temp":
		return pick(w, "temp(vary("+sub("float64")+"))", sub(typ)+".fahrenheit()", "("+sub(typ)+pick(w, " + ", " / ", " * ")+sub(typ)+")", "temp.fahrenheit("+sub(typ)+")")
	case "words":
		return pick(w, "words("+sub("[]string")+")", "words{"+sub("string")+"}", sub("cell")+".Words", "append("+sub(typ)+"[:0:0], "+sub("string")+")")
	case "ages":
		return pick(w, "ages{"+sub("string")+": "+sub("level")+"}", "maps.Clone("+sub(typ)+")")
	case "cell":
		return pick(w, "cell{point: "+sub("*point")+", Level: "+sub("level")+"}", "cell{&point{name: "+sub("string")+"}, "+sub("level")+", "+sub("words")+", [2]int8{int8("+sub("int")+")}, nil}",
			"cell{point: "+sub("*point")+", next: &cell{point: &point{}, Words: "+sub("words")+"}}")
	case "*point":
		return pick(w, "&point{x: "+sub("int")+"}", sub("cell")+".point", "new("+sub("point")+")")
	case "[3]int":
		return pick(w, "[3]int{"+sub("int")+", "+sub("int")+"}", "[...]int{2: "+sub("int")+"}", "[3]int([]int{"+sub("int")+", 2, "+sub("int")+"})")
	case "[][]int":
		return pick(w, "[][]int{"+sub("[]int")+", {"+sub("int")+"}}", "append("+sub(typ)+"[:0:0], "+sub("[]int")+")", "slices.Collect(slices.Chunk("+sub("[]int")+", 2))")
	case "rune":
		return pick(w, "rune("+sub("int")+")", "'x'", "at([]rune("+sub("string")+"), "+sub("int")+")", "unicode.ToUpper("+sub(typ)+")")
	case "[]byte":
		return pick(w, "[]byte("+sub("string")+")", "append([]byte(nil), "+sub("string")+"...)", "strconv.AppendInt(nil, int64("+sub("int")+"), 16)")
	case "float32":
		return pick(w, "float32(vary("+sub("float64")+"))", "("+sub(typ)+pick(w, " / ", " - ", " * ")+sub(typ)+")", "float32(vary("+sub("int")+"))/3")
	case "any":
		return "any(" + sub(w.anyType()) + ")"
	case "error":
		return pick(w, "error(&negative{"+sub("int")+"})", "errors.New("+sub("string")+")", "fmt.Errorf(\"%v: %w\", "+sub("int")+", "+sub("error")+")", "error(nil)")
	case "map[level]point":
		return pick(w, "map[level]point{"+sub("level")+": "+sub("point")+"}", "map[level]point{low: {x: "+sub("int")+"}, vary("+sub("level")+"): "+sub("point")+"}")
	case "stack[int]":
		return pick(w, "stack[int]{"+sub("[]int")+"}", "*(&stack[int]{}).push("+sub("int")+").push("+sub("int")+")")
	case "pair[string, int]":
		return pick(w, "pair[string, int]{"+sub("string")+", "+sub("int")+"}", "pair[string, int]{Val: "+sub("int")+"}", "(pair[int, bool]{"+sub("int")+", "+sub("bool")+"}).swap()")
	case "[]level":
		return pick(w, "[]level{"+sub("level")+", middle}", "apply("+sub("[]int")+", func(n int) level { return level(n) })")
	case "func(int) int":
		return pick(w, "func(n int) int { return n + "+sub("int")+" }", "func(n int) int { return n*2 }", "func(p point) func(int) int { return func(n int) int { return p.sum() - n } }("+sub("point")+")")
	}
	return ""
}

// sized is an integer expression that may overflow, shift everything out, or lose bits.
func (w *writer) sized(typ string, depth int) string {
	sub := func(t string) string { return w.expr(t, depth-1) }
	other := pick(w, sizedInts...)
	return pick(w,
		"("+sub(typ)+pick(w, " + ", " - ", " * ", " & ", " | ", " ^ ", " &^ ")+sub(typ)+")",
		"("+sub(typ)+pick(w, " / ", " % ")+"("+sub(typ)+" | 1))",
		"("+sub(typ)+pick(w, " << ", " >> ")+"("+sub("uint8")+" % 70))",
		"("+sub(typ)+pick(w, " << ", " >> ")+"(uint("+sub("uint8")+") & 31))",
		pick(w, "-", "^", "+")+"("+sub(typ)+")",
		typ+"("+sub(other)+")", typ+"(vary("+sub("int")+"))", typ+"(len("+sub("string")+"))",
		"min("+sub(typ)+", "+sub(typ)+")", typ+"(total(int("+sub(typ)+")))")
}

// anyType is a type whose values are printed the same each time.
func (w *writer) anyType() string {
	return pick(w, "int", "string", "float64", "bool", "[]int", "point", "deep", "level", "temp", "words", "ages", "[3]int", "[][]int", "rune", "[]byte", "float32",
		"map[level]point", "pair[string, int]", "stack[int]", "[]level", pick(w, sizedInts...))
}

// newLiteral is a literal of one of the new types; "" for others.
func (w *writer) newLiteral(typ string) string {
	switch typ {
	case "int8", "int16", "int32", "int64", "uint", "uint16", "uint32", "uint64":
		var bits int
		if n, _ := fmt.Sscan(strings.TrimLeft(typ, "uint"), &bits); n == 0 {
			bits = 64
		}
		if strings.HasPrefix(typ, "u") {
			return "vary(" + pick(w, typ+"(7)", typ+"(1<<"+fmt.Sprint(bits-1)+")", "^"+typ+"(0)") + ")"
		}
		return "vary(" + pick(w, typ+"(-3)", typ+"(-1<<"+fmt.Sprint(bits-1)+")", typ+"(1<<"+fmt.Sprint(bits-1)+" - 1)", typ+"(1)") + ")"
	case "level":
		return pick(w, "low", "high", "level(5)")
	case "temp":
		return pick(w, "vary(temp(21.5))", "vary(temp(-40))")
	case "words":
		return pick(w, `words{"w", ""}`, "words(nil)")
	case "ages":
		return `ages{"kim": 2}`
	case "cell":
		return "cell{point: &point{1, 2, \"c\"}}"
	case "*point":
		return "&point{y: 4}"
	case "[3]int":
		return fmt.Sprintf("[3]int{%d, 1}", w.IntN(9))
	case "[][]int":
		return pick(w, "[][]int{{1}, {2, 3}}", "[][]int{nil, {}}")
	case "rune":
		return "vary(" + pick(w, "'a'", "'é'", `'\n'`, "rune(0x1F600)") + ")"
	case "[]byte":
		return pick(w, `[]byte("hé")`, "[]byte{0, 255}")
	case "float32":
		return pick(w, "vary(float32(0.1))", "vary(float32(1e10))", "vary(float32(16777217))")
	case "any":
		return pick(w, "any(nil)", "any(3)", `any("s")`, "any(high)", "any(point{})")
	case "error":
		return pick(w, "error(nil)", "error(&negative{1})")
	case "map[level]point":
		return "map[level]point{high: {1, 2, \"m\"}}"
	case "stack[int]":
		return "stack[int]{}"
	case "pair[string, int]":
		return `pair[string, int]{"k", 1}`
	case "[]level":
		return "[]level{low, high}"
	case "func(int) int":
		return "func(n int) int { return n }"
	}
	return ""
}
