package lineedit

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// readAll is what readline gets of an input, pasted blocks in angle brackets.
func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	k := &keys{src: r, patience: time.Minute}
	got, err := io.ReadAll(k)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range string(got) {
		if c == keyAsIs {
			continue // it tells how the bytes were split
		}
		if c == keyPaste {
			b.WriteString("<" + k.paste() + ">")
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

// TestKeys: pastes are one key, and keys that readline mistakes are translated,
// however the terminal's bytes are split.
func TestKeys(t *testing.T) {
	for in, want := range map[string]string{
		"plain\r":                                          "plain\r",
		"a\x1b[200~x {\r\ty\r\n}\x1b[201~b":                "a<x {\n\ty\n}>b",
		"\x1b[200~done\r\x1b[201~":                         "<done>\r",
		"\x1b[200~a\x1b[20\x00\a\x7f1\x1b[201~":            "<a[201>",
		"\x1b[200~\x1b[201~\x1b[200~2\x1b[201~":            "<><2>",
		"\x1b[200~never ended":                             "<never ended>",
		"\x1b[200~日本\x1b[201~語":                            "<日本>語",
		"\x1b[A\x1bOH\x1bf\x1b":                            "\x10\x01" + string(keyWordRight) + string(keyEscape),
		"\x1b[3~\x1b\r\x1b[1~\x1b[4~\x1b[1;5C\x1b":         string([]rune{keyDelete, keyNewline, 1, 5, keyWordRight, keyEscape}),
		"\x1b\x1bb":                                        string([]rune{keyEscape, keyWordLeft}),
		"a\x1b[201~\x1b[15~\x1b[[A\x1bOP\x1b[<1;2mb\x1béc": "abc", // means nothing here
		"\x1b[12\x07x\x1b[1;":                              "\x07x",
	} {
		for how, r := range map[string]io.Reader{
			"at once":        strings.NewReader(in),
			"byte by byte":   iotest.OneByteReader(strings.NewReader(in)),
			"half by half":   iotest.HalfReader(strings.NewReader(in)),
			"with its error": iotest.DataErrReader(strings.NewReader(in)),
		} {
			if got := readAll(t, r); got != want {
				t.Errorf("%q %s: got %q, want %q", in, how, got, want)
			}
		}
	}
}

// FuzzKeys: how the bytes are split makes no difference.
func FuzzKeys(f *testing.F) {
	f.Add("a\x1b[200~x\r\x1b[201~b", 5)
	f.Add("\x1b[200~\x1b[201\x1b[201~\x1b[3~\x1b", 9)
	f.Fuzz(func(t *testing.T, in string, at int) {
		if strings.ContainsRune(in, keyPaste) {
			return // typed, it is an empty paste
		}
		at = min(max(at, 0), len(in))
		whole := readAll(t, strings.NewReader(in))
		split := readAll(t, io.MultiReader(strings.NewReader(in[:at]), strings.NewReader(in[at:])))
		bytewise := readAll(t, iotest.OneByteReader(strings.NewReader(in)))
		if whole != split || whole != bytewise {
			t.Errorf("%q at %d: %q, %q, %q", in, at, whole, split, bytewise)
		}
	})
}

// TestLateKeys: what has come of an escape sequence belongs to it, though who reads was held up for longer than its rest may take.
func TestLateKeys(t *testing.T) {
	for range 100 {
		k := &keys{src: strings.NewReader(""), in: []byte("\x1b"), waiting: make(chan received, 1)}
		k.waiting <- received{text: []byte("[A")}
		if r := k.read(); string(r.text) != "[A" {
			t.Fatalf("read %q", r.text)
		}
	}
}
