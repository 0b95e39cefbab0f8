package lineedit

import (
	"slices"
	"strings"
	"testing"
)

// TestLayout: rows and cursor of texts on a narrow terminal; | is the cursor.
func TestLayout(t *testing.T) {
	for _, c := range []struct {
		name, text string
		rows       []string
		row, col   int
	}{
		{"one line", "ab|c", []string{"In[1]: abc"}, 0, 9},
		{"two lines", "for {\n\tx|", []string{"In[1]: for {", "  ...:     x"}, 1, 12},
		{"a tab after text", "a\tb|", []string{"In[1]: a   b"}, 0, 12},
		{"wide characters", "日本|語", []string{"In[1]: 日本語"}, 0, 11},
		{"a combining mark", "e\u0301|x", []string{"In[1]: e\u0301x"}, 0, 8},
		{"wrapped", "abcdefghijklm|no", []string{"In[1]: abcdefghijklm", "no"}, 1, 0},
		{"full", "abcdefghijklm|", []string{"In[1]: abcdefghijklm", ""}, 1, 0},
		{"wide at the edge", "abcdefghijkl日|", []string{"In[1]: abcdefghijkl", "日"}, 1, 2},
		{"cursor at a line's end", "a|\nb", []string{"In[1]: a", "  ...: b"}, 0, 8},
	} {
		s := &screen{}
		s.setPrompt("In[1]: ")
		before, after, _ := strings.Cut(c.text, "|")
		l := s.lay(runes(before+after), len(runes(before)), 20)
		if !slices.Equal(l.rows, c.rows) || l.row != c.row || l.col != c.col {
			t.Errorf("%s: %q, cursor at %d, %d", c.name, l.rows, l.row, l.col)
		}
	}
}

// TestWindow: a text higher than the terminal is drawn around the cursor.
func TestWindow(t *testing.T) {
	for _, c := range [][5]int{{3, 2, 10, 0, 3}, {3, 2, 0, 0, 3}, {30, 0, 10, 0, 10}, {30, 15, 10, 10, 20}, {30, 29, 10, 20, 30}} {
		if top, end := window(c[0], c[1], c[2]); top != c[3] || end != c[4] {
			t.Errorf("%v: %d to %d", c, top, end)
		}
	}
}

// TestNoticeStandsAbove: a line that comes while a cell is typed goes above it, and
// the cell is drawn again with the cursor where it was.
func TestNoticeStandsAbove(t *testing.T) {
	var out strings.Builder
	s := &screen{w: &out, size: func() (int, int) { return 80, 24 }}
	s.setPrompt("In[1]: ")
	s.print("before\n")
	s.Paint(runes("a {\nb"), 1)
	s.Write(nil)
	s.print("ready\n")
	typed := "In[1]: a {\n  ...: b\x1b[1A\r\x1b[8C"
	if want := "before\n" + typed + clearBelow + "ready\n" + typed; out.String() != want {
		t.Errorf("got  %q\nwant %q", out.String(), want)
	}
	out.Reset()
	s.Paint(append(runes("a {\nb"), '\n'), 6)
	s.Write(nil)
	s.print("after\n")
	if want := clearBelow + "In[1]: a {\n  ...: b\nafter\n"; out.String() != want {
		t.Errorf("got  %q\nwant %q", out.String(), want)
	}
}

// TestPrintParts: a line that comes in parts while a cell is typed is one line above it.
func TestPrintParts(t *testing.T) {
	var out strings.Builder
	s := &screen{w: &out, size: func() (int, int) { return 20, 24 }}
	s.setPrompt("In[1]: ")
	s.Paint(runes("x"), 1)
	s.Write(nil)
	drawn := "In[1]: x\r\x1b[8C"
	for _, c := range []struct{ text, want string }{
		{"日a", clearBelow + "日a\n" + drawn},
		{"b", clearBelow + "\x1b[1A\x1b[3Cb\n" + drawn},       // behind 日a
		{"c\nd", clearBelow + "\x1b[1A\x1b[4Cc\nd\n" + drawn}, // ends the line, and begins one
		{strings.Repeat("e", 22), clearBelow + "\x1b[1A\x1b[1C" + strings.Repeat("e", 22) + "\n" + drawn},
		{"f", clearBelow + "\x1b[1A\x1b[3Cf\n" + drawn}, // in the second row of 20 columns
		{"\n", clearBelow + "\x1b[1A\x1b[4C\n" + drawn},
		{"g\n", clearBelow + "g\n" + drawn},
	} {
		out.Reset()
		s.print(c.text)
		if out.String() != c.want {
			t.Errorf("%q: got  %q\nwant %q", c.text, out.String(), c.want)
		}
	}
}

// TestColors: what is drawn of a line with colours, each letter for the style of a character.
func TestColors(t *testing.T) {
	letters := map[style]string{styleNone: ".", styleKeyword: "k", styleString: "s", styleNumber: "n", styleComment: "c", styleBracket: "b"}
	for line, want := range map[string]string{
		"func f(x int) {|":          "kkkk.....nnn...",
		"x := \"a日b\" + 'c' // n|":  ".....sssss...sss.cccc",
		"for i := range 10 { `a|":   "kkk......kkkkk.nn...ss",
		"a(b[c]|)":                  ".b....b", // the brackets at the cursor
		"t.len + len(nil) /* a\nb|": "........nnn.nnn..ccccc" + "c",
		":type len|":                "kkkkk....",
		"return \"open\nx|":         "kkkkkk.sssss..",
	} {
		before, after, _ := strings.Cut(line, "|")
		got := ""
		for _, s := range colors(runes(before+after), len(runes(before))) {
			got += letters[s]
		}
		if got != want {
			t.Errorf("%q\ngot  %s\nwant %s", line, got, want)
		}
	}
}

// TestNarrowerTerminal: rows that the terminal has wrapped anew are all erased.
func TestNarrowerTerminal(t *testing.T) {
	var out strings.Builder
	width := 80
	s := &screen{w: &out, size: func() (int, int) { return width, 24 }}
	s.setPrompt("In[1]: ")
	s.Paint(runes("a {\n"+strings.Repeat("b", 10)+"\nc"), 16)
	s.Write(nil)
	width = 9
	out.Reset()
	s.Paint(nil, 0)
	s.Write(nil)
	// In[1]: a { takes two rows of 9 columns, and so do the ten b after their prompt.
	if want := "\x1b[4A" + clearBelow + "In[1]: \r\x1b[7C"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}
