package lineedit

import (
	"strings"
	"testing"
)

// TestViKeys: what commands of normal mode make of a text; | is the cursor.
func TestViKeys(t *testing.T) {
	for _, c := range []struct{ from, keys, to string }{
		// motions
		{"ab|c", "h", "a|bc"},
		{"|abc", "ll", "ab|c"},
		{"|abc", "9l", "ab|c"},
		{"a\n|bc", "h", "a\n|bc"},
		{"|foo.bar(x)", "w", "foo|.bar(x)"},
		{"|foo.bar(x)", "2w", "foo.|bar(x)"},
		{"|foo.bar x", "W", "foo.bar |x"},
		{"foo.ba|r", "b", "foo.|bar"},
		{"a foo.ba|r", "B", "a |foo.bar"},
		{"|foo bar", "e", "fo|o bar"},
		{"fo|o bar", "e", "foo ba|r"},
		{"  a|b", "0", "|  ab"},
		{"\tab|c", "^", "\t|abc"},
		{"|abc\nd", "$", "ab|c\nd"},
		{"a\n|b\nc", "gg", "|a\nb\nc"},
		{"|a\nb\nc", "G", "a\nb\n|c"},
		{"|a\nb\nc", "2G", "a\n|b\nc"},
		{"|a\nb\nc", "jj", "a\nb\n|c"},
		{"a\nb\n|c", "k", "a\n|b\nc"},
		{"|a(b, c(d))", "%", "a(b, c(d)|)"},
		{"a(b, c(d)|)", "%", "a|(b, c(d))"},
		{"|a,b,c", "f,", "a|,b,c"},
		{"|a,b,c", "2f,", "a,b|,c"},
		{"|a,b,c", "f,;", "a,b|,c"},
		{"|ax,bx,cx", "t,;", "ax,b|x,cx"},
		{"a,b,|c", "F,", "a,b|,c"},
		{"a,bb,c|", "T,", "a,bb,|c"},
		{"|a,b,c", "f,;,", "a|,b,c"},
		{"|a\nb\n\nc", "}", "a\nb\n|\nc"},
		{"a\n\nb|", "{", "a\n|\nb"},
		// changes
		{"a|bc", "x", "a|c"},
		{"a|bcd", "2x", "a|d"},
		{"ab|c", "x", "a|b"},
		{"ab|c", "X", "a|c"},
		{"a\n|b\nc", "dd", "a\n|c"},
		{"a\n|b", "dd", "|a"},
		{"|a\nb\nc", "2dd", "|c"},
		{"|a\nb\nc", "dj", "|c"},
		{"a\nb\n|c", "dk", "|a"},
		{"|a\nb\nc", "dG", "|"},
		{"|foo bar", "dw", "|bar"},
		{"|foo bar baz", "2dw", "|baz"},
		{"|foo bar baz", "d2w", "|baz"},
		{"foo |bar\nbaz", "dw", "foo| \nbaz"},
		{"foo b|ar", "d$", "foo |b"},
		{"foo b|ar\nx", "D", "foo |b\nx"},
		{"foo ba|r", "db", "foo |r"},
		{"|foo(bar)", "dt(", "|(bar)"},
		{"|foo(bar)", "df(", "|bar)"},
		{"foo|(bar)x", "d%", "foo|x"},
		{"foo b|ar", "d0", "|ar"},
		{"|foo bar", "cwx\x1b", "|x bar"},
		{"|foo.bar", "cWx\x1b", "|x"},
		{"a\n\tb|b\nc", "ccx\x1b", "a\n\t|x\nc"},
		{"a b|b\nc", "Cx\x1b", "a b|x\nc"},
		{"a|bc", "sxy\x1b", "ax|yc"},
		{"a|bc", "rx", "a|xc"},
		{"a|bc", "5rx", "a|bc"},
		{"|abc", "~~", "AB|c"},
		{"|a\n\tb\nc", "J", "a| b\nc"},
		{"|a\nb", ">>", "\t|a\nb"},
		{"\t\ta|b", "<<", "\t|ab"},
		{"|a\nb", ">j", "\t|a\n\tb"},
		// where text is put in
		{"a|b", "ix\x1b", "a|xb"},
		{"a|b", "ax\x1b", "ab|x"},
		{"\ta|b", "Ix\x1b", "\t|xab"},
		{"|ab", "Ax\x1b", "ab|x"},
		{"{\n\ta|\n}", "ob\x1b", "{\n\ta\n\t|b\n}"},
		{"{|\n}", "ob\x1b", "{\n\t|b\n}"},
		{"{\n\ta|\n}", "Ob\x1b", "{\n\t|b\n\ta\n}"},
		// registers
		{"a\n|b", "yyp", "a\nb\n|b"},
		{"|a\nb", "ddp", "b\n|a"},
		{"a\n|b", "yyP", "a\n|b\nb"},
		{"|a b", "xp", " |ab"},
		{"|foo bar", "yw$p", "foo barfoo| "},
		{"|ab", "yl3p", "aaa|ab"},
		{"fo|o", "Yp", "foo\n|foo"},
		// text objects
		{"f(a, b|b)", "ci(x\x1b", "f(|x)"},
		{"f(a, b|b)", "da(", "|f"},
		{"x := \"a b|c\" + d", "ci\"y\x1b", "x := \"|y\" + d"},
		{"foo b|ar baz", "diw", "foo | baz"},
		{"foo b|ar baz", "daw", "foo |baz"},
		{"m[x|y]{1}", "di[", "m[|]{1}"},
		{"{\n\ta|\n}", "diB", "{|}"},
		// counts, undo, repeat
		{"|abcdef", "x..", "|def"},
		{"|abcdef", "2x.", "|ef"},
		{"|a b c d", "dw..", "|d"},
		{"|a b c", "cwxx\x1bw.", "xx x|x c"},
		{"|a\nb", "A;\x1bj.", "a;\nb|;"},
		{"|abc", "xu", "|abc"},
		{"|a b", "cwxyz\x1bu", "|a b"},
		{"|a", "ifoo bar\x1bu", "|a"},
		{"|abc", "xxuu", "|abc"},
		// wrong ones change nothing
		{"a|b", "dqdzgq3\x1b", "a|b"},
		{"a|b", "2\x1bx", "|a"},
		{"|ab", "fz", "|ab"},
		{"|", "xdwdd", "|"},
	} {
		p := newTypist(c.from, true)
		p.types(c.keys)
		if got := p.sees(); got != c.to {
			t.Errorf("%q, %q: got %q, want %q", c.from, c.keys, got, c.to)
		}
	}
}

// TestViRecalls: k at the first line and j at the last go through the history, / searches in it.
func TestViRecalls(t *testing.T) {
	p := newTypist("|", true, "one x", "two", "three x")
	for _, c := range []struct{ keys, want string }{
		{"k", "three x"}, {"k", "two"}, {"j", "three x"}, {"j", ""},
		{"/x\r", "three x"}, {"n", "one x"}, {"N", "three x"}, {"/one\x1b", "three x"},
	} {
		p.types(c.keys)
		if got := text(p.line); got != c.want {
			t.Errorf("%q: %q, want %q", c.keys, got, c.want)
		}
	}
}

// FuzzKeysOfEditors: whatever is typed, the cursor stays within the text, and undone
// often enough the text is empty again.
func FuzzKeysOfEditors(f *testing.F) {
	for _, keys := range []string{"ab\x1b0dwp.u", "{\rx\r}\x1bggdG", "a(b\x1bci(", "\x12a\x12\x1b", "x\x0b\x19\x1by\x14\x1bt", "2d3wcc.", "日本\x1bx", "\x1b[200~a\rb\x1b[201~"} {
		f.Add(keys, true)
		f.Add(keys, false)
	}
	f.Fuzz(func(t *testing.T, keys string, vi bool) {
		if strings.ContainsAny(keys, "\x03\x1a") || strings.ContainsRune(keys, keyPaste) {
			return // leaves the editor, or is no key
		}
		p := newTypist("|", vi, "one {\n\ttwo\n}", "three")
		for _, key := range keys {
			p.types(string(key))
			if p.pos < 0 || p.pos > len(p.line) {
				t.Fatalf("%q: cursor at %d of %d", keys, p.pos, len(p.line))
			}
		}
		p.types("\x07")
		p.types("\x1b")
		p.types("\x07")
		for range len(p.e.past.before) {
			p.types(ctrlUndo)
		}
		if len(p.line) > 0 {
			t.Errorf("%q: all is undone, and there is %q", keys, text(p.line))
		}
	})
}
