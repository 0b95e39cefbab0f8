package display

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// acts tells whether a character does something to a terminal or to what stands beside
// it, but can't be seen: it would move the cursor, change colours or turn the text around.
func acts(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x7f:
		return r < ' '
	case r == '\u00ad', r == '\u200c', r == '\u200d': // a soft hyphen, and what joins letters and emoji or doesn't
		return false
	case 0xe0020 <= r && r <= 0xe007f: // within flags
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// clean is a text of several lines in which what acts, and what isn't UTF-8, is written
// as in a string of Go: \x1b.
func clean(s string) string {
	if !strings.ContainsFunc(s, acts) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		_, size := utf8.DecodeRuneInString(s[i:])
		if acts(r) || r == utf8.RuneError && size == 1 {
			quoted := strconv.QuoteToASCII(s[i : i+size])
			b.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		b.WriteString(s[i : i+size])
	}
	return b.String()
}

// isPlain tells whether a string can stand in a table as it is: it isn't blank at its
// ends, has one line, and nothing in it acts.
func isPlain(s string) bool {
	return s != "" && strings.TrimSpace(s) == s && s[0] != '"' && !strings.ContainsAny(s, "\n\t") && clean(s) == s
}
