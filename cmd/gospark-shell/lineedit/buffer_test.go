package lineedit

import "testing"

// TestBufferMoves: | is the cursor.
func TestBufferMoves(t *testing.T) {
	up := func(b buffer) buffer { b, _ = b.vertically(-1); return b }
	down := func(b buffer) buffer { b, _ = b.vertically(+1); return b }
	for _, c := range []struct {
		name     string
		f        edit
		from, to string
	}{
		{"insert", insert([]rune("xy")), "a|b", "axy|b"},
		{"delete", buffer.delete, "a|b\nc", "a|\nc"},
		{"delete a line's end", buffer.delete, "a|\nc", "a|c"},
		{"delete at the end", buffer.delete, "a|", "a|"},
		{"row start", buffer.rowStart, "a\nbc|", "a\n|bc"},
		{"row end", buffer.rowEnd, "|a\nbc", "a|\nbc"},
		{"up", up, "abc\nde|f", "ab|c\ndef"},
		{"up to a shorter line", up, "a\ndef|", "a|\ndef"},
		{"up at the top", up, "ab|c\nd", "ab|c\nd"},
		{"down", down, "ab|c\n\nd", "abc\n|\nd"},
		{"down to the last line", down, "ab|c\nd", "abc\nd|"},
		{"down at the bottom", down, "a\n|b", "a\n|b"},
	} {
		b := buffer{line: runes(c.from)}
		for i, r := range b.line {
			if r == '|' {
				b.line, b.pos = append(b.line[:i:i], b.line[i+1:]...), i
				break
			}
		}
		b = c.f(b)
		if got := text(b.line[:b.pos]) + "|" + text(b.line[b.pos:]); got != c.to {
			t.Errorf("%s: got %q, want %q", c.name, got, c.to)
		}
	}
}
