package main

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"unicode"
)

// Keys that readline doesn't know, as control characters that it leaves alone.
const (
	keyPaste   = 0x1c // a pasted block is waiting
	keyDelete  = 0x1d // Delete: readline takes it for Ctrl-D, which leaves
	keyNewline = 0x1e // Alt-Enter
)

const (
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

// translations are the escape sequences that mean something else to readline, or nothing.
var translations = []struct{ from, to string }{
	{"\x1b\r", string(rune(keyNewline))},
	{"\x1b\n", string(rune(keyNewline))},
	{"\x1b[3~", string(rune(keyDelete))},
	{"\x1b[1~", "\x01"}, {"\x1b[7~", "\x01"}, // Home
	{"\x1b[4~", "\x05"}, {"\x1b[8~", "\x05"}, // End
	{"\x1b[1;5C", "\x1bf"}, {"\x1b[1;5D", "\x1bb"}, // Ctrl-Right, Ctrl-Left
	{pasteStart, ""},
}

// Keys is a terminal's input as readline can read it. A bracketed paste comes as one
// key, keyPaste, and its text by paste; where the text ended in a newline, Enter follows.
type keys struct {
	src     io.Reader
	buf     [4096]byte
	in      []byte // read and not yet understood: the start of an escape sequence
	out     []byte // understood and not yet taken
	err     error
	pasting bool
	block   []byte // what came of a paste so far

	mu     sync.Mutex
	blocks []string // pasted and not yet taken
}

// Read implements io.Reader.
func (k *keys) Read(p []byte) (int, error) {
	for len(k.out) == 0 {
		if k.err != nil {
			return 0, k.err
		}
		var n int
		n, k.err = k.src.Read(k.buf[:])
		k.in = append(k.in, k.buf[:n]...)
		k.understand(k.err != nil)
	}
	n := copy(p, k.out)
	k.out = k.out[n:]
	return n, nil
}

// paste is the oldest block that wasn't taken yet.
func (k *keys) paste() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.blocks) == 0 {
		return ""
	}
	block := k.blocks[0]
	k.blocks = k.blocks[1:]
	return block
}

// understand moves what is whole from in to out; at the end of the input, everything.
func (k *keys) understand(last bool) {
	for len(k.in) > 0 {
		if k.pasting {
			if !k.pasted(last) {
				return
			}
			continue
		}
		i := bytes.IndexByte(k.in, '\x1b')
		if i < 0 {
			i = len(k.in)
		}
		k.take(i, string(k.in[:i]))
		if len(k.in) > 0 && !k.escape(last) {
			return
		}
	}
	if last && k.pasting {
		k.finish()
	}
}

// take moves the first n bytes of in, as to.
func (k *keys) take(n int, to string) {
	k.out = append(k.out, to...)
	k.in = k.in[n:]
}

// escape takes the escape sequence at the start of in. It is false where more must be read to know it.
func (k *keys) escape(last bool) bool {
	in := string(k.in)
	for _, t := range translations {
		if strings.HasPrefix(in, t.from) {
			k.take(len(t.from), t.to)
			k.pasting = t.from == pasteStart
			return true
		}
	}
	for _, t := range translations {
		if strings.HasPrefix(t.from, in) && !last {
			return false
		}
	}
	k.take(1, "\x1b")
	return true
}

// pasted takes what came of a paste. It is false where its end hasn't come yet.
func (k *keys) pasted(last bool) bool {
	if i := bytes.Index(k.in, []byte(pasteEnd)); i >= 0 {
		k.block = append(k.block, k.in[:i]...)
		k.in = k.in[i+len(pasteEnd):]
		k.finish()
		return true
	}
	keep := 0 // what may be the start of the end
	if !last {
		for n := min(len(pasteEnd)-1, len(k.in)); n > 0 && keep == 0; n-- {
			if bytes.HasSuffix(k.in, []byte(pasteEnd[:n])) {
				keep = n
			}
		}
	}
	cut := len(k.in) - keep
	k.block = append(k.block, k.in[:cut]...)
	k.in = k.in[cut:]
	return last
}

// finish makes a key of the block that was pasted.
func (k *keys) finish() {
	text := clean(string(k.block))
	k.block, k.pasting = nil, false
	text, enter := strings.CutSuffix(text, "\n")
	k.mu.Lock()
	k.blocks = append(k.blocks, text)
	k.mu.Unlock()
	k.out = append(k.out, keyPaste)
	if enter {
		k.out = append(k.out, '\r')
	}
}

// clean is a pasted text with Go's newlines and without control characters other than tabs.
func clean(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
}
