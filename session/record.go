package session

import (
	"context"
	"errors"
	"fmt"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"

	"gospark/cell"
)

// A recorded cell is one that has run.
type recorded struct {
	cell.Source
	began bool // it was right, and ran
	stays bool // it succeeded, and what it defined wasn't forgotten
}

// Cells are the cells that have run, oldest first.
func (s *Session) Cells() []cell.Source {
	s.mu.Lock()
	defer s.mu.Unlock()
	cells := make([]cell.Source, len(s.ran))
	for i, c := range s.ran {
		cells[i] = c.Source
	}
	return cells
}

// history shows the cells that have run, or the last n of them.
func (s *Session) history(_ context.Context, args string, sink cell.Sink) error {
	cells := s.Cells()
	if args != "" {
		n, err := strconv.Atoi(args)
		if err != nil || n < 1 {
			return commandError(":history takes a number, how many cells to show, not "+args, "as in :history 10")
		}
		cells = cells[max(len(cells)-n, 0):]
	}
	var b strings.Builder
	for _, c := range cells {
		head := c.Name() + ": "
		more := strings.Repeat(" ", len(head)-len("...: ")) + "...: "
		b.WriteString(head + strings.ReplaceAll(strings.TrimRight(c.Text, "\n"), "\n", "\n"+more) + "\n")
	}
	if b.Len() > 0 {
		sink.Text(b.String())
	}
	return nil
}

// save writes the cells that succeeded to a new file.
func (s *Session) save(_ context.Context, name string, sink cell.Sink) error {
	return s.write("save", name, os.O_EXCL, sink)
}

// saveOver writes them to a file that may be there.
func (s *Session) saveOver(_ context.Context, name string, sink cell.Sink) error {
	return s.write("save!", name, os.O_TRUNC, sink)
}

func (s *Session) write(command, name string, how int, sink cell.Sink) error {
	if name == "" {
		return commandError(":"+command+" needs a file", "as in :"+command+" cells.go")
	}
	s.mu.Lock()
	text, cells, err := script(s.ran)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	if commands := s.requirements(); len(commands) > 0 {
		text = "// %%\n" + strings.Join(commands, "\n") + "\n" + text
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|how, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return commandError("can't save to "+name+": there is such a file", ":save! "+name+" writes over it")
	}
	if err == nil {
		_, err = f.WriteString(text)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return commandError("can't save to "+name+": "+reason(err), "")
	}
	note := fmt.Sprintf("%d cells are in %s; :load %s runs them\n", len(cells), name, name)
	if len(cells) == 1 {
		note = fmt.Sprintf("1 cell is in %s; :load %s runs it\n", name, name)
	}
	sink.Text(note + renumbered(cells))
	return nil
}

// script is the cells that stay, in percent format.
func script(ran []recorded) (text string, cells []cell.Source, err error) {
	var b strings.Builder
	for _, c := range ran {
		if !c.stays {
			continue
		}
		body, ok := oneCell(c.Text)
		if !ok {
			return "", nil, commandError(c.Name()+" can't be saved: a string in it has a line that begins a cell of a file", `write the line as "// %"+"%"`)
		}
		cells = append(cells, c.Source)
		b.WriteString("// %% " + c.Name() + "\n" + strings.TrimRight(body, "\n") + "\n")
	}
	if len(cells) == 0 {
		return "", nil, commandError("there is nothing to save: no cell has succeeded", "")
	}
	return b.String(), cells, nil
}

// oneCell moves comments in text that would begin a cell of a file away from the
// start of their lines. A string that would can't be moved: ok is false.
func oneCell(text string) (moved string, ok bool) {
	const mark = "\n// %%"
	if !strings.Contains("\n"+text, mark) {
		return text, true
	}
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(text)), []byte(text), func(token.Position, string) {}, 0)
	for {
		switch _, tok, lit := s.Scan(); {
		case tok == token.EOF:
			return strings.TrimPrefix(strings.ReplaceAll("\n"+text, mark, "\n // %%"), "\n"), true
		case tok == token.STRING && strings.Contains(lit, mark):
			return "", false
		}
	}
}

var outCall = regexp.MustCompile(`\bOut\((\d+)\)`)

// renumbered tells of cells that refer to the value of another, by a number that
// isn't its own any more when the saved cells are counted from 1.
func renumbered(saved []cell.Source) string {
	place := map[string]int{}
	var notes strings.Builder
	for i, c := range saved {
		place[strconv.Itoa(c.N)] = i + 1
		for _, m := range outCall.FindAllStringSubmatch(c.Text, -1) {
			if strconv.Itoa(place[m[1]]) != m[1] {
				fmt.Fprintf(&notes, "note: %s has %s, which is another cell when the file is run: cells that failed or were forgotten aren't in it\n", c.Name(), m[0])
			}
		}
	}
	return notes.String()
}
