package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"gospark/cell"
	"gospark/display"
)

// editArgs tells whether text is the command that opens a cell in the person's editor.
func editArgs(text string) (args string, ok bool) {
	name, args, _ := strings.Cut(strings.TrimSpace(text), " ")
	return strings.TrimSpace(args), name == ":edit"
}

// edited shows what edit comes to.
func (r *repl) edited(n string) (text string) {
	text, err := r.edit(n)
	switch {
	case err != nil:
		io.WriteString(r.con.err, display.Error(&cell.Error{Code: cell.CodeCommand, Msg: "can't edit: " + err.Error()}, r.con.color))
		return ""
	case text == "":
		fmt.Fprintln(r.con.out, "the cell is as it was; it isn't run again")
	default:
		fmt.Fprintln(r.con.out, text)
	}
	return text
}

// edit opens cell n, or the last one, in an editor, and returns what becomes of it:
// "" when nothing does.
func (r *repl) edit(n string) (text string, err error) {
	before, err := pick(r.sh.Cells(), n)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "gospark-edit") // readable by the person alone
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	file := dir + "/cell.go"
	if err := os.WriteFile(file, []byte(before+"\n"), 0o600); err != nil {
		return "", err
	}
	editor := cmp.Or(os.Getenv("VISUAL"), os.Getenv("EDITOR"), "vi")
	cmd := exec.Command("sh", "-c", editor+` "$1"`, "sh", file) // it may have arguments
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("the editor %s: %w", editor, err)
	}
	after, err := os.ReadFile(file)
	if text = strings.TrimRight(string(after), " \t\n"); text == before {
		text = ""
	}
	return text, err
}

// pick is the text of the cell with number n, or of the last one.
func pick(cells []cell.Source, n string) (string, error) {
	if len(cells) == 0 {
		return "", errors.New("no cell has run yet")
	}
	last := cells[len(cells)-1]
	if n == "" {
		return strings.TrimRight(last.Text, " \t\n"), nil
	}
	for _, c := range cells {
		if strconv.Itoa(c.N) == n {
			return strings.TrimRight(c.Text, " \t\n"), nil
		}
	}
	return "", fmt.Errorf("there is no cell %s; :history lists them", n)
}
