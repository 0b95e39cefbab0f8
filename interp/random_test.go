package interp

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gospark/cell"
)

// An exprGen makes random expressions of what the interpreter is trusted with.
type exprGen struct{ *rand.Rand }

// vars are the variables of the expressions, by type.
var exprVars = map[string][]string{
	"int":     {"i", "j", "ints[1]", "ps.A", "len(s)", "m[\"k\"]", "twice(3)"},
	"int8":    {"i8", "ps.B"},
	"uint8":   {"u8", "s[1]"},
	"float64": {"f", "g", "math.Sqrt(g)"},
	"string":  {"s", "t", "strings.ToUpper(t)", "strs[0]"},
	"bool":    {"b", "c", "strings.Contains(s, t)"},
}

const exprDefs = `i, j := 7, -3
i8 := int8(100)
u8 := uint8(200)
f, g := 2.5, 1e3
s, t := "héllo", "b"
b, c := true, false
ints := []int{1, 2, 3}
strs := []string{"x", "y"}
m := map[string]int{"k": 5}
type pair struct { A int; B int8 }
ps := pair{4, -100}
func twice(n int) int { return 2 * n }
func show(v any) string { return fmt.Sprintf("%T %v", v, v) }`

func (g exprGen) expr(typ string, depth int) string {
	if depth == 0 || g.IntN(5) == 0 {
		if g.IntN(4) == 0 && typ != "bool" {
			return g.literal(typ)
		}
		vs := exprVars[typ]
		return vs[g.IntN(len(vs))]
	}
	sub := func(t string) string { return g.expr(t, depth-1) }
	switch typ {
	case "bool":
		switch g.IntN(4) {
		case 0:
			return "!(" + sub("bool") + ")"
		case 1:
			return "(" + sub("bool") + [2]string{" && ", " || "}[g.IntN(2)] + sub("bool") + ")"
		}
		of := [...]string{"int", "int8", "uint8", "float64", "string"}[g.IntN(5)]
		return "(" + sub(of) + [...]string{" == ", " != ", " < ", " <= ", " > ", " >= "}[g.IntN(6)] + sub(of) + ")"
	case "string":
		return "(" + sub("string") + " + " + sub("string") + ")"
	case "float64":
		if g.IntN(4) == 0 {
			return "float64(" + sub("int") + ")"
		}
		return "(" + sub(typ) + [...]string{" + ", " - ", " * ", " / "}[g.IntN(4)] + sub(typ) + ")"
	}
	switch g.IntN(8) {
	case 0:
		return "-(" + sub(typ) + ")"
	case 1:
		return "^(" + sub(typ) + ")"
	case 2:
		from := [...]string{"int", "int8", "uint8", "float64"}[g.IntN(3)]
		return typ + "(" + sub(from) + ")"
	case 3:
		return "(" + sub(typ) + [2]string{" / ", " % "}[g.IntN(2)] + g.nonzero(typ) + ")"
	}
	return "(" + sub(typ) + [...]string{" + ", " - ", " * ", " & ", " | ", " ^ ", " &^ "}[g.IntN(7)] + sub(typ) + ")"
}

func (g exprGen) literal(typ string) string {
	switch typ {
	case "string":
		return fmt.Sprintf("%q", string(rune('a'+g.IntN(26))))
	case "float64":
		return fmt.Sprintf("%d.5", g.IntN(100))
	}
	return fmt.Sprint(g.IntN(100))
}

func (g exprGen) nonzero(typ string) string {
	return fmt.Sprintf("%s(%d)", typ, 1+g.IntN(50))
}

// TestRandomExpressions: what is interpreted yields what the compiler makes of it.
func TestRandomExpressions(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	g := exprGen{rand.New(rand.NewPCG(seed, 0))}
	nb := newNotebook(t, Auto)
	if got := nb.run(exprDefs); got != "" {
		t.Fatal(got)
	}
	var exprs, interpreted []string
	types := []string{"int", "int8", "uint8", "float64", "string", "bool"}
	for len(exprs) < 200 {
		e := g.expr(types[g.IntN(len(types))], 4)
		nb.n++
		res, err := nb.in.Run(context.Background(), cell.Source{N: nb.n, Text: e}, nil)
		if err != nil {
			if strings.Contains(err.Error(), "overflows") || strings.Contains(err.Error(), "constant") || strings.Contains(err.Error(), "truncated") {
				continue // Go refuses it
			}
			t.Fatalf("%s: %v", e, err)
		}
		if res.Mode != "interpreted" {
			continue
		}
		exprs = append(exprs, e)
		interpreted = append(interpreted, fmt.Sprintf("%T %v", res.Values[0].V, res.Values[0].V))
	}
	var cells strings.Builder
	cells.WriteString("results := []string{}\n")
	for _, e := range exprs {
		fmt.Fprintf(&cells, "results = append(results, show(%s))\n", e)
	}
	cells.WriteString("results")
	nb.n++
	res, err := nb.in.Run(context.Background(), cell.Source{N: nb.n, Text: cells.String()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, compiled := range res.Values[0].V.([]string) {
		if compiled != interpreted[i] {
			t.Errorf("%s\n interpreted: %s\n compiled:    %s", exprs[i], interpreted[i], compiled)
		}
	}
}
