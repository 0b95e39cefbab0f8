package display_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"
	"time"
	"unsafe"

	"gospark/cell"
	"gospark/display"
	"gospark/spark"
)

type flight struct {
	Carrier string
	Delay   float64
	Stops   []string
	Took    time.Duration
	Err     error
	any     any
}

func flights() []flight {
	return []flight{
		{Carrier: "AA", Delay: 12.5, Stops: []string{"Oslo"}, Took: 90 * time.Minute},
		{Carrier: "日本航空", Delay: -3, Took: time.Second, Err: errors.New("late")},
		{Carrier: "<script>alert(1)</script>", Delay: math.NaN(), Stops: strings.Fields(strings.Repeat("Bern ", 30)), any: 1},
		{Carrier: "e\u0301 👍", Delay: math.Inf(1)},
		{Carrier: "\x1b[31mred\x07", Delay: 1e-9},
		{Carrier: " ", Delay: 1e21},
		{Carrier: "", Delay: 0},
		{Carrier: "two\nlines"},
		{Carrier: "\xff\u202eback"},
	}
}

func matrix(n, m int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, m)
		for j := range out[i] {
			out[i][j] = float64(i*j) / 8
		}
	}
	return out
}

func edges(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(i)
	}
	return out
}

// tables are values that are shown as tables, and some like them that aren't.
func tables() map[string]any {
	counts := map[string]int{}
	for i := range 230 {
		counts[fmt.Sprintf("word %03d", i)] = i
	}
	wide := make([]struct{ A, B, C, D, E, F, G, H, I, J, K, L string }, 3)
	for i := range wide {
		wide[i].A, wide[i].L = strings.Repeat("a", 30), strings.Repeat("l", 40)
	}
	return map[string]any{
		"01 structs":         flights(),
		"02 pointers":        []*pair{{"a", 1}, nil, {"b", 2}},
		"03 a long map":      counts,
		"04 a map":           map[pair][]int{{"a", 1}: {1, 2}, {"b", 2}: nil},
		"05 NaN keys":        map[float64]string{math.NaN(): "x", 1: "y"},
		"06 a matrix":        matrix(9, 5),
		"07 too wide":        matrix(3, 60),
		"08 ragged":          [][]float64{{1, 2, 3}, {1}},
		"09 wide rows":       wide,
		"10 own text":        []faulty{{N: 1, fail: func() {}}, {N: 2, fail: func() {}}},
		"11 one row":         []pair{{"a", 1}},
		"12 no row":          []pair{},
		"13 no column":       make([]struct{}, 3),
		"14 of any":          []any{pair{"a", 1}, pair{"b", 2}},
		"15 an array":        [2]pair{{"a", 1}, {"b", 2}},
		"16 grid of numbers": [2][2]int8{{1, 2}, {3, 4}},
		"17 bytes":           [][]byte{{1, 2}, {3, 4}},
		"18 stats":           spark.StatsOf(1, 2.5, 1234.56789),
		"19 no stats":        spark.StatsOf[int](),
		"20 a histogram":     spark.Histogram{Edges: []float64{-1, 0, 3.3333333333, math.Inf(1)}, Counts: []int{1, 0, 200}},
		"21 fine edges":      spark.Histogram{Edges: []float64{0, 1.00000001, 1.00000002}, Counts: []int{3, 4}},
		"22 empty buckets":   spark.Histogram{Edges: []float64{0, 1}, Counts: []int{0}},
		"23 many buckets":    spark.Histogram{Edges: edges(251), Counts: make([]int, 250)},
		"24 no histogram":    spark.Histogram{Edges: []float64{0}, Counts: []int{1, 2}},
	}
}

// TestTables is what lists of structs, maps and matrices look like on terminals of several widths, and in a notebook.
func TestTables(t *testing.T) {
	var text, html strings.Builder
	for _, name := range sortedKeys(tables()) {
		v := cell.Value{V: tables()[name], Type: "T"}
		for _, width := range []int{80, 40, 200} {
			got := display.Result(cell.Result{N: width, Values: []cell.Value{v}}, width)
			fmt.Fprintf(&text, "%s\n%s", name, got)
			for line := range strings.Lines(got) {
				if strings.Contains(got, "\n---") && display.Width(line) > width {
					t.Errorf("%s is wider than %d: %q", name, width, line)
				}
			}
		}
		page, _ := display.Bundle([]cell.Value{v})["text/html"].(string)
		_, page, _ = strings.Cut(page, "<tr>") // what is before is the same for all
		fmt.Fprintf(&html, "<h2>%s</h2>\n<table><thead><tr>%s\n", name, page)
	}
	golden(t, "tables.txt", text.String())
	golden(t, "tables.html", html.String())
}

// TestTablesAreSafe: what strings hold neither acts on a terminal nor is HTML.
func TestTablesAreSafe(t *testing.T) {
	for _, v := range []any{
		"\x1b[2J\x9b31m\u202e<script>", []string{"\x1b[2J"}, errors.New("\x1b]0;title\x07"), flights(),
		map[string]string{"\x1b": "\r"}, struct{ error }{errors.New("\x1b[2J\n\x1b[2J")}, []byte("\x1b[2J"),
	} {
		forms := display.Bundle([]cell.Value{{V: v, Type: "T"}})
		for mime, form := range forms {
			if i := strings.IndexFunc(form.(string), func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || 0x7f <= r && r < 0xa0 || r == '\u202e' }); i >= 0 {
				t.Errorf("%s of %T has %q", mime, v, form.(string)[i:min(len(form.(string)), i+10)])
			}
		}
		if html, _ := forms["text/html"].(string); strings.Contains(html, "<script") {
			t.Errorf("a script in %s", html)
		}
	}
}

type marshaler struct{ err error }

func (m marshaler) MarshalText() ([]byte, error) { return []byte("as text"), m.err }

type bundle struct{ forms map[string]any }

func (b bundle) MIMEBundle() map[string]any { return b.forms }

type endlessBundle struct{}

func (endlessBundle) MIMEBundle() map[string]any { select {} }

type endlessImage struct{ image.Image }

func (endlessImage) ColorModel() color.Model { select {} }
func (endlessImage) Bounds() image.Rectangle { return image.Rect(0, 0, 3, 4) }

// TestOwnForms: what a type says itself is what is shown; what can't be sent isn't.
func TestOwnForms(t *testing.T) {
	loop := map[string]any{}
	loop["loop"] = loop
	for _, c := range []struct {
		v    any
		text string
		mime string
	}{
		{marshaler{}, "as text", ""},
		{[]marshaler{{}, {}}, "[as text, as text]", ""},
		{marshaler{errors.New("no")}, `{err: &{s: "no"}} (its MarshalText method panicked: no)`, ""},
		{bundle{map[string]any{"text/plain": "p", "text/html": "<b>h</b>"}}, "p", "text/html"},
		{bundle{map[string]any{"text/plain": "p", "application/json": loop, "x/y": make(chan int)}}, "p", ""},
		{bundle{map[string]any{"text/plain": "p", "application/json": []int{1}}}, "p", "application/json"},
		{bundle{nil}, `{forms: nil}`, ""},
		{endlessBundle{}, "{}", ""},
		{image.NewGray(image.Rect(0, 0, 3, 4)), "a picture of 3 x 4", "image/png"},
		{image.NewUniform(color.Black), "a picture of 2000000000 x 2000000000", ""},
		{endlessImage{}, "a picture of 3 x 4", ""},
		{time.Now().Truncate(time.Hour).UTC(), time.Now().Truncate(time.Hour).UTC().Format("2006-01-02 15:04:05 +0000 UTC"), ""},
	} {
		forms := display.Bundle([]cell.Value{{V: c.v, Type: "T"}})
		if forms["text/plain"] != c.text {
			t.Errorf("%T: %q, not %q", c.v, forms["text/plain"], c.text)
		}
		if want := 1; c.mime == "" && len(forms) != want || c.mime != "" && forms[c.mime] == nil {
			t.Errorf("%T has the forms %v", c.v, forms)
		}
		if _, err := json.Marshal(forms); err != nil {
			t.Errorf("%T: %v", c.v, err)
		}
	}
}

// FuzzDisplay shows values that are built of any bytes: nothing panics, nothing acts on the
// terminal, no line of a table is wider than the terminal.
func FuzzDisplay(f *testing.F) {
	for i := range 40 {
		f.Add([]byte(strings.Repeat(string(rune('a'+i)), i)+"\x1b[31m\xff日本<script>"), uint8(i*7))
	}
	f.Fuzz(func(t *testing.T, data []byte, width uint8) {
		b := &builder{data: data}
		v := cell.Value{V: b.value(5), Type: "T"}
		text := display.Result(cell.Result{N: 1, Out: true, Values: []cell.Value{v}}, int(width))
		if strings.ContainsAny(text, "\x1b\r\a\b\u009b\u202e") {
			t.Errorf("%q", text)
		}
		forms := display.Bundle([]cell.Value{v})
		if _, err := json.Marshal(forms); err != nil {
			t.Error(err)
		}
		if html, _ := forms["text/html"].(string); strings.Contains(html, "<script") || strings.Contains(html, "\x1b") {
			t.Errorf("%q", html)
		}
		display.Short(v, int(width))
	})
}

// A builder makes a value of bytes.
type builder struct{ data []byte }

func (b *builder) byte() byte {
	if len(b.data) == 0 {
		return 0
	}
	x := b.data[0]
	b.data = b.data[1:]
	return x
}

func (b *builder) string() string {
	n := min(int(b.byte()%16), len(b.data))
	s := string(b.data[:n])
	b.data = b.data[n:]
	return s
}

func (b *builder) value(depth int) any {
	n := int(b.byte()%5) + 1
	inner := func() any {
		if depth == 0 {
			return b.string()
		}
		return b.value(depth - 1)
	}
	switch b.byte() % 20 {
	case 0:
		return math.Float64frombits(uint64(b.byte()) << 56)
	case 1:
		var out []any
		for range n {
			out = append(out, inner())
		}
		out[0] = out // holds itself
		return out
	case 2:
		out := map[any]any{math.NaN(): inner(), b.string(): inner(), int(b.byte()): nil}
		out["me"] = out
		return out
	case 3:
		type row struct {
			A    string
			b    any
			C    *row
			F    func()
			P    unsafe.Pointer
			E    error
			D    time.Duration
			Deep any
		}
		rows := make([]row, n)
		for i := range rows {
			rows[i] = row{A: b.string(), b: inner(), E: errors.New(b.string()), Deep: inner(), P: unsafe.Pointer(&rows)}
			rows[i].C = &rows[0]
		}
		return rows
	case 4:
		out := map[string]string{}
		for range n * 10 {
			out[b.string()] = b.string()
		}
		return out
	case 5:
		return matrix(n, int(b.byte()))
	case 6:
		return faulty{N: n, fail: func() { panic(inner()) }}
	case 7:
		return []*pair{nil, {b.string(), n}, nil}
	case 8:
		return bundle{map[string]any{"text/plain": b.string(), "a/b": inner()}}
	case 9:
		return [3][]byte{[]byte(b.string()), b.data}
	case 10:
		var deep any = inner()
		for range 1000 {
			deep = map[string]any{b.string(): deep}
		}
		return deep
	case 11:
		x := inner()
		return &x
	case 12:
		return make([]struct{ X [1 << 12]int }, n)
	case 13:
		return marshaler{errors.New(b.string())}
	case 14:
		return errors.New(b.string())
	case 15:
		return []error{errors.New(b.string()), nil}
	case 16:
		return map[pair]any{{b.string(), n}: inner(), {b.string(), n}: inner()}
	case 17:
		return make(chan any, n)
	case 18:
		return struct {
			Any any
			any any
		}{inner(), inner()}
	}
	return b.string()
}
