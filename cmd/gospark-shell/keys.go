package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gospark/cell"
	"gospark/display"
)

// keysArgs tells whether text is the command about the prompt's keys.
func keysArgs(text string) (args string, ok bool) {
	name, args, _ := strings.Cut(strings.TrimSpace(text), " ")
	return strings.TrimSpace(args), name == ":keys"
}

// keys lists the prompt's keys, or changes them to those of vi or emacs.
func (r *repl) keys(args string) {
	switch args {
	case "":
		if r.editor.Vi() {
			r.con.page(viKeys)
			return
		}
		r.con.page(emacsKeys)
	case "vi", "emacs":
		r.editor.SetVi(args == "vi")
		fmt.Fprintf(r.con.out, "the prompt has the keys of %s; :keys lists them\n", args)
	default:
		io.WriteString(r.con.err, display.Error(&cell.Error{
			Code: cell.CodeCommand, Msg: "there are no keys of " + args, Hint: "as in :keys vi, :keys emacs, or :keys for a list",
		}, r.con.color))
	}
}

const everyKeys = `Enter           run a whole cell, continue one that isn't whole; within a cell, a new line
Ctrl-O          run the cell, wherever the cursor stands in it
Tab             complete; list what is possible; at the beginning of a line, indent
Shift-Tab       what is known of the name at the cursor, or of the call
Up, Down        move within the cell, then through the cells before
PgUp, PgDn      the cells that begin as what is typed
Ctrl-R, Ctrl-S  search the cells as you type: again for older or newer ones, Enter takes
                what is shown, Esc gives up
Ctrl-L          clear the screen
Ctrl-Z          suspend the shell
Ctrl-C          discard the cell
Ctrl-D          leave, where nothing is typed
`

const emacsKeys = everyKeys + `Alt-Enter       a new line in any case
Ctrl-A, Ctrl-E  start, end of the line; Home, End
Alt-<, Alt->    start, end of the cell; Ctrl-Home, Ctrl-End
Ctrl-B, Ctrl-F  a character back, on; the arrows
Alt-B, Alt-F    a word back, on; Ctrl with the arrows
Ctrl-K, Ctrl-U  cut to the end, to the start of the line
Ctrl-W, Alt-Backspace, Alt-D  cut back to a blank, the word before, the word behind
Ctrl-Y, Alt-Y   put in what was cut; then, what was cut before
Ctrl-T, Alt-T   exchange characters, words
Alt-U, Alt-L, Alt-C  large, small letters, a capital
Ctrl-_, Alt-_   undo, redo
:keys vi        the keys of vi; for every session --vi, "set editing-mode vi" in
                ~/.inputrc, or :keys vi in startup.go
`

const viKeys = everyKeys + `Esc             normal mode; Enter in it runs the cell
h j k l w b e W B E 0 ^ $ f F t T ; , % { } gg G  move; with counts; j, k and through the cells before
d c y > <       with a motion, a text object (iw aw i" i( a{ ...), or twice for lines
x X D C s S r ~ J p P u .  as in vi; Ctrl-_, Alt-_ undo, redo
i a I A o O     put text in; then the keys of emacs work as well
/ n N           search the cells before
:keys emacs     the keys of emacs
`

// viByConfiguration tells whether the person's configuration of line editors asks for
// the keys of vi: the last "set editing-mode" of $INPUTRC or ~/.inputrc.
func viByConfiguration() bool {
	file := os.Getenv("INPUTRC")
	if home, err := os.UserHomeDir(); err == nil {
		file = cmp.Or(file, filepath.Join(home, ".inputrc"))
	}
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	vi, applies := false, true
	for lines := bufio.NewScanner(f); lines.Scan(); {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) > 0 && words[0] == "$if": // of another program's part
			applies = false
		case len(words) > 0 && (words[0] == "$endif" || words[0] == "$else"):
			applies = true
		case applies && len(words) == 3 && words[0] == "set" && words[1] == "editing-mode":
			vi = words[2] == "vi"
		}
	}
	return vi
}
