package lineedit

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"
)

// Keys that have no character of their own, as code points that Unicode keeps for
// such use within a program.
const (
	keyPaste     rune = 0xfdd0 + iota // a pasted block is waiting
	keyEscape                         // Esc, and nothing that it begins
	keyDelete                         // Delete: readline takes it for Ctrl-D, which leaves
	keyNewline                        // Alt-Enter
	keyWordLeft                       // Alt-B
	keyWordRight                      // Alt-F
	keyKillRight                      // Alt-D
	keyKillLeft                       // Alt-Backspace
	keyYankPop                        // Alt-Y
	keyUpper                          // Alt-U
	keyLower                          // Alt-L
	keyCapital                        // Alt-C
	keySwapWords                      // Alt-T
	keyTop                            // Alt-<
	keyBottom                         // Alt->
	keyRedo                           // Alt-_
	keyDoc                            // Shift-Tab
	keyOlder                          // Page up
	keyNewer                          // Page down
	keyRun                            // Ctrl-O: the Enter that follows runs the cell
	keyAsIs                           // the Enter that follows came at once with what stands behind it: nobody typed it
)

// Control characters that readline has no name for.
const (
	ctrlG = 0x07
	ctrlO = 0x0f // comes as keyRun and Enter, at which readline stops to read
	undo  = 0x1f // Ctrl-_
)

const (
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

// sequences are the escape sequences of terminals, without their Esc. One that isn't here means nothing.
var sequences = map[string]rune{
	"[A": 0x10, "[B": 0x0e, "[C": 0x06, "[D": 0x02, "OA": 0x10, "OB": 0x0e, "OC": 0x06, "OD": 0x02, // arrows
	"[H": 0x01, "OH": 0x01, "[1~": 0x01, "[7~": 0x01, // Home
	"[F": 0x05, "OF": 0x05, "[4~": 0x05, "[8~": 0x05, // End
	"[3~": keyDelete, "[5~": keyOlder, "[6~": keyNewer, "[Z": keyDoc, "OM": '\r',
	"[1;5C": keyWordRight, "[1;3C": keyWordRight, "[5C": keyWordRight, "Oc": keyWordRight, // Ctrl-Right, Alt-Right
	"[1;5D": keyWordLeft, "[1;3D": keyWordLeft, "[5D": keyWordLeft, "Od": keyWordLeft,
	"[1;5H": keyTop, "[1;5F": keyBottom, "[3;5~": keyKillRight, "[3;3~": keyKillRight,
	"[13;2u": keyNewline, "[13;3u": keyNewline, "[27;2;13~": keyNewline, // Shift-Enter, where it is told from Enter
}

// metas are the keys that Alt makes of others.
var metas = map[rune]rune{
	'b': keyWordLeft, 'f': keyWordRight, 'd': keyKillRight, 0x7f: keyKillLeft, 0x08: keyKillLeft, 'y': keyYankPop,
	'u': keyUpper, 'l': keyLower, 'c': keyCapital, 't': keySwapWords, '<': keyTop, '>': keyBottom, '_': keyRedo,
	'h': keyDoc, 'p': keyOlder, 'n': keyNewer, '\r': keyNewline, '\n': keyNewline,
}

// patience is how long the rest of an escape sequence may take. Esc typed by a person is alone for longer.
const patience = 50 * time.Millisecond

// Keys is a terminal's input as readline can read it: characters and keys, no escape
// sequences. A bracketed paste comes as one key, keyPaste, and its text by paste; where
// the text ended in a newline, Enter follows.
type keys struct {
	src      io.Reader
	patience time.Duration
	vi       atomic.Bool   // Esc isn't Alt: what follows it is a key of its own
	waiting  chan received // of a read that took longer than patience
	in       []byte        // read and not yet understood: the start of an escape sequence
	out      []byte        // understood and not yet taken
	err      error
	pasting  bool
	block    []byte // what came of a paste so far

	mu     sync.Mutex
	blocks []string // pasted and not yet taken
}

// Received is what one read came to.
type received struct {
	text []byte
	err  error
}

// Read implements io.Reader.
func (k *keys) Read(p []byte) (int, error) {
	for len(k.out) == 0 {
		if k.err != nil {
			return 0, k.err
		}
		more := k.read()
		k.in, k.err = append(k.in, more.text...), more.err
		k.understand(len(more.text) == 0, k.err != nil)
	}
	n := copy(p, k.out)
	k.out = k.out[n:]
	return n, nil
}

// read waits for input; while an escape sequence is begun, only for as long as the
// rest of it may take, and then it is empty.
func (k *keys) read() received {
	if k.waiting == nil {
		k.waiting = make(chan received, 1)
		go func(to chan<- received) {
			var buf [4096]byte
			n, err := k.src.Read(buf[:])
			to <- received{buf[:n], err}
		}(k.waiting)
	}
	var late <-chan time.Time
	if len(k.in) > 0 && !k.pasting {
		late = time.After(k.patience)
	}
	select {
	case r := <-k.waiting:
		k.waiting = nil
		return r
	case <-late:
	}
	select { // it is late only where nothing came: this goroutine may have been held up itself
	case r := <-k.waiting:
		k.waiting = nil
		return r
	default:
		return received{}
	}
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

// understand moves what is whole from in to out; where nothing followed in time, an
// escape sequence is whole as it is, and at the end of the input everything is.
func (k *keys) understand(alone, end bool) {
	for len(k.in) > 0 {
		if k.pasting {
			if !k.pasted(end) {
				return
			}
			continue
		}
		i := bytes.IndexByte(k.in, '\x1b')
		if i < 0 {
			i = len(k.in)
		}
		k.plain(i)
		if len(k.in) > 0 && !k.escape(alone || end) {
			return
		}
	}
	if end && k.pasting {
		k.finish()
	}
}

// plain takes the first n bytes of in, which have no escape sequence.
func (k *keys) plain(n int) {
	for i, b := range k.in[:n] {
		switch {
		case b == ctrlO:
			k.take(keyRun)
			b = '\r'
		case (b == '\r' || b == '\n') && i+1 < len(k.in):
			k.take(keyAsIs)
		}
		k.out = append(k.out, b)
	}
	k.in = k.in[n:]
}

// escape takes the escape sequence at the start of in. It is false where more must be read to know it.
func (k *keys) escape(whole bool) bool {
	n := sequenceLength(k.in)
	if n == 0 && !whole {
		return false
	}
	rest := ""
	if n > 0 {
		rest = string(k.in[1:n])
	}
	switch key, known := sequences[rest]; {
	case "\x1b"+rest == pasteStart:
		k.pasting = true
	case known:
		k.take(key)
	case len(k.in) == 1, k.in[1] == '\x1b':
		n = 1
		k.take(keyEscape)
	case k.in[1] != '[' && k.in[1] != 'O':
		r, _ := utf8.DecodeRuneInString(rest)
		switch meta, known := metas[r]; {
		case k.vi.Load():
			n = 1
			k.take(keyEscape)
		case known:
			k.take(meta)
		}
	case n == 0:
		n = len(k.in) // cut off
	}
	k.in = k.in[n:]
	return true
}

// take passes a key on.
func (k *keys) take(key rune) { k.out = utf8.AppendRune(k.out, key) }

// sequenceLength is that of the escape sequence at the start of in, or 0 where in ends within it.
func sequenceLength(in []byte) int {
	switch {
	case len(in) < 2:
		return 0
	case in[1] == '\x1b':
		return 1
	case in[1] == 'O':
		return min(len(in), 3) / 3 * 3
	case in[1] != '[':
		if _, n := utf8.DecodeRune(in[1:]); utf8.FullRune(in[1:]) {
			return 1 + n
		}
		return 0
	}
	for i := 2; i < len(in); i++ {
		if in[i] < 0x20 || in[i] > 0x7e { // no sequence has it
			return i
		}
		if in[i] >= 0x40 && (in[i] != '[' || i > 2) { // ESC [ [ goes on, on the console of Linux
			return i + 1
		}
	}
	return 0
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
	k.take(keyPaste)
	if enter {
		k.take('\r')
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
