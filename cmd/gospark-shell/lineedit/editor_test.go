package lineedit

import (
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"gospark/cell"
)

// A typist drives an editor as readline does, without a terminal.
type typist struct {
	e    *Editor
	ran  bool // readline was told to end the text
	line []rune
	pos  int
}

// braces is a Language in which an open brace asks for more.
type braces struct{ nothingKnown }

func (braces) Completeness(text string) cell.Completeness {
	if strings.Count(text, "{") > strings.Count(text, "}") {
		return cell.Incomplete
	}
	return cell.Complete
}

// newTypist has a text in front of them; | is the cursor.
func newTypist(text string, vi bool, history ...string) *typist {
	e := &Editor{
		keys: &keys{}, lang: braces{}, recall: newRecall(history), kick: func() {}, tty: io.Discard,
		screen: &screen{w: io.Discard, size: func() (int, int) { return 80, 24 }},
	}
	e.SetVi(vi)
	e.begin("In[1]: ")
	p := &typist{e: e}
	before, after, _ := strings.Cut(text, "|")
	p.line, p.pos = runes(before+after), len(runes(before))
	e.buf = buffer{slices.Clone(p.line), p.pos}
	if vi {
		e.vi.normal = true
	}
	return p
}

// types presses keys as a terminal sends them.
func (p *typist) types(keys string) { p.reads(iotest.OneByteReader(strings.NewReader(keys))) }

// sends is for what comes at once.
func (p *typist) sends(text string) { p.reads(strings.NewReader(text)) }

func (p *typist) reads(input io.Reader) {
	p.e.keys.src, p.e.keys.err, p.e.keys.patience = input, nil, time.Minute
	all, _ := io.ReadAll(p.e.keys)
	for _, key := range string(all) {
		out := p.e.filter(key)
		switch {
		case out == '\r':
			p.ran = true
		case out >= ' ':
			b := insert([]rune{out})(buffer{p.line, p.pos})
			p.line, p.pos = b.line, b.pos
		}
		if line, pos, ok := p.e.listen(p.line, p.pos, out); ok {
			p.line, p.pos = line, pos
		}
	}
}

func (p *typist) sees() string {
	return text(p.line[:p.pos]) + "|" + text(p.line[p.pos:])
}

const (
	altBackspace = "\x1b\x7f"
	ctrlUndo     = "\x1f"
)

// TestEmacsKeys: what the keys make of a text; | is the cursor.
func TestEmacsKeys(t *testing.T) {
	for _, c := range []struct{ from, keys, to string }{
		{"one\ntw|o\nthree", "\x01", "one\n|two\nthree"},
		{"one\ntw|o\nthree", "\x05", "one\ntwo|\nthree"},
		{"one\nt|wo\nthree", "\x0b", "one\nt|\nthree"},
		{"one\nt|wo\nthree", "\x0b\x0b", "one\nt|three"},
		{"one\nt|wo\nthree", "\x0b\x0b\x19", "one\ntwo\n|three"},
		{"one\ntw|o\nthree", "\x15", "one\n|o\nthree"},
		{"one\ntw|o", "\x15\x15\x19", "one\ntw|o"},
		{"a.b(c, d.e)|", "\x17", "a.b(c, |"},
		{"a.b(c, dd.ee)|", altBackspace, "a.b(c, dd.|"},
		{"a.b(c, dd.ee)|", altBackspace + altBackspace + "\x19", "a.b(c, dd.ee)|"},
		{"one two| three", "\x1bd", "one two|"},
		{"|größe(x)", "\x1bf", "größe|(x)"},
		{"größe(x)|", "\x1bb\x1bb", "|größe(x)"},
		{"a bb|", "\x1b[1;5D", "a |bb"},
		{"|a bb", "\x1b[1;5C\x1b[1;5C", "a bb|"},
		{"one\ntwo|", "\x1b<", "|one\ntwo"},
		{"o|ne\ntwo", "\x1b>", "one\ntwo|"},
		{"ab|", "\x14", "ba|"},
		{"a|bc", "\x14", "ba|c"},
		{"|ab", "\x14", "|ab"},
		{"x\n|ab", "\x14", "x\n|ab"},
		{"|one two", "\x1bf\x1bt", "two one|"},
		{"f(one, two)|", "\x1bt", "f(two, one|)"},
		{"|one two", "\x1bu", "ONE| two"},
		{"|ONE two", "\x1bl", "one| two"},
		{"|oNE two", "\x1bc", "One| two"},
		{"x one|", "\x17\x17\x19\x1b<\x19", "x one|x one"},
		{"one two|", "\x17\x01\x1bd\x19\x1by", "two| "}, // the cut before the last
		{"|", "one two" + ctrlUndo, "one|"},
		{"|", "one two" + ctrlUndo + ctrlUndo, "|"},
		{"|", "one two" + ctrlUndo + "\x1b_", "one two|"},
		{"one|", "\x15" + ctrlUndo, "one|"},
		{"e\u0301|x", "\x02", "|e\u0301x"},
		{"e\u0301|x", "\x7f", "|x"},
		{"|e\u0301x", "\x1b[3~", "|x"},
		{"a👨\u200d👩|", "\x7f", "a|"},
		{"f|(x)", "\x1b[Zy", "fy|(x)"},
		{"x|", "\x1b[99~\x1bz", "x|"}, // unknown keys
	} {
		p := newTypist(c.from, false)
		p.types(c.keys)
		if got := p.sees(); got != c.to {
			t.Errorf("%q, %q: got %q, want %q", c.from, c.keys, got, c.to)
		}
	}
}

// TestIndent: Enter indents as the code asks, and what closes goes back.
func TestIndent(t *testing.T) {
	for _, c := range []struct{ keys, want string }{
		{"for {\rx\r}", "for {\n\tx\n}|"},
		{"for {\rif x {\ry\r}\rz\r}", "for {\n\tif x {\n\t\ty\n\t}\n\tz\n}|"},
		{"f := g{\ra: h{\rb,\r},\r}", "f := g{\n\ta: h{\n\t\tb,\n\t},\n}|"},
		{"switch x {\rcase 1:\ry\rdefault:\rz\r}", "switch x {\ncase 1:\n\ty\ndefault:\n\tz\n}|"},
		{"{\rx := `a{\rb\rc`\ry", "{\n\tx := `a{\nb\nc`\n\ty|"},
		{"{\r// a {\rb", "{\n\t// a {\n\tb|"},
		{"{\r\"{\"\rb", "{\n\t\"{\"\n\tb|"},
		{"{\r\rx", "{\n\n\tx|"},
		{"{\rx{1}\r", "{\n\tx{1}\n\t|"},
		{"f({})\x02\x02\x1b\r", "f({\n\t|\n})"},
		{"x := m[a:b]", "x := m[a:b]|"},
	} {
		p := newTypist("|", false)
		p.types(c.keys)
		if got := p.sees(); got != c.want {
			t.Errorf("%q: got %q, want %q", c.keys, got, c.want)
		}
	}
}

// TestSentAtOnce: lines that come together weren't typed, and keep the blanks they have.
func TestSentAtOnce(t *testing.T) {
	p := newTypist("|", false)
	p.sends("for {\r\tx\r}\r")
	if got := p.sees(); got != "for {\n\tx\n}|" || !p.ran {
		t.Errorf("got %q, run %v", got, p.ran)
	}
}

// TestSecondRowOfRecalledCell: a cell is recalled, changed in its middle, and run.
func TestSecondRowOfRecalledCell(t *testing.T) {
	for _, vi := range []bool{false, true} {
		p := newTypist("|", vi, "old", "func f() {\n\treturn 1\n}")
		if vi {
			p.types("kkf1r2\r")
		} else {
			p.types("\x1b[A\x1b[A\x05\x7f2\x0f")
		}
		if got := text(p.line); got != "func f() {\n\treturn 2\n}" || !p.ran {
			t.Errorf("vi %v: %q, run %v", vi, got, p.ran)
		}
	}
}

// TestWalkByPrefix: Page up goes through the cells that begin as what is typed.
func TestWalkByPrefix(t *testing.T) {
	p := newTypist("|", false, "ab1", "x", "ab2")
	p.types("ab\x1b[5~")
	if got := p.sees(); got != "ab2|" {
		t.Errorf("got %q", got)
	}
	p.types("\x1b[5~")
	if got := p.sees(); got != "ab1|" {
		t.Errorf("got %q", got)
	}
	p.types("\x1b[6~\x1b[6~")
	if got := p.sees(); got != "ab|" {
		t.Errorf("got %q", got)
	}
}

// BenchmarkKey is what a key costs in a cell of 200 lines, drawn in colour.
func BenchmarkKey(b *testing.B) {
	p := newTypist(strings.Repeat("\tfor i := range f(x, \"text\") { g(i) } // and so on\n", 200)+"x|", false)
	p.e.screen.color = true
	for b.Loop() {
		p.types("a\x7f")
		p.e.screen.Paint(p.line, p.pos)
		p.e.screen.Write(nil)
	}
}
