package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gospark/cell"
)

// A fake is a session whose cells are words: print X prints X without a newline,
// fail fails, wait lasts until it is interrupted, stuck until it is freed, too, later X gives a
// notice, job shows progress until it is interrupted, read
// prints a line of standard input, and anything else has itself as its value.
type fake struct {
	n       int
	ran     []string
	notice  func(string)
	started func() // called when a cell waits
}

// freed is the file that frees a cell that is stuck.
func freed() string { return filepath.Join(os.Getenv("HOME"), "freed") }

func openFake(o options, notice func(string)) (shell, error) {
	return &fake{notice: notice}, nil
}

func (f *fake) Export(_ context.Context, cells []cell.Chunk, dir string, sink cell.Sink) error {
	sink.Text(fmt.Sprintf("export %d cells to %s\n", len(cells), dir))
	return nil
}

func (f *fake) Run(ctx context.Context, text string, sink cell.Sink) error {
	if text == ":quit" {
		return cell.ErrQuit
	}
	f.ran = append(f.ran, text)
	if strings.HasPrefix(text, ":") {
		sink.Text("command " + text + "\n")
		if text == ":long" {
			sink.Text(strings.Repeat("line\n", 40))
		}
		return nil
	}
	f.n++
	pos := cell.Pos{Cell: f.n, Line: 1}
	word, rest, _ := strings.Cut(text, " ")
	switch word {
	case "print":
		fmt.Print(rest)
		return nil
	case "later":
		time.AfterFunc(200*time.Millisecond, func() { f.notice(rest) })
		return nil
	case "fail":
		return cell.Errors{{Code: cell.CodeCheck, Pos: pos, Msg: "it failed", Text: text}}
	case "job":
		shows := sink.(cell.ProgressSink)
		fmt.Print(rest)
		shows.Progress(cell.Progress{Jobs: 1, Job: 3, Action: "count at In[1]:1", Stages: cell.Count{Done: 1, Total: 3}, Tasks: cell.Count{Done: 6, Total: 12}})
		fmt.Print("said meanwhile")
		<-ctx.Done()
		shows.Progress(cell.Progress{})
		return &cell.Error{Code: cell.CodeInterrupted, Msg: "interrupted"}
	case "wait", "stuck":
		if f.started != nil {
			f.started()
		}
		fmt.Println("waiting")
		<-ctx.Done()
		if word == "stuck" {
			fmt.Println("not yet")
			for os.Remove(freed()) != nil {
				time.Sleep(time.Millisecond)
			}
		}
		return &cell.Error{Code: cell.CodeInterrupted, Msg: "interrupted"}
	}
	sink.Result(cell.Result{N: f.n, Values: []cell.Value{{V: []string{text}, Type: "cell"}}})
	return nil
}

func (f *fake) Completeness(text string) cell.Completeness {
	if strings.Count(text, "{") > strings.Count(text, "}") {
		return cell.Incomplete
	}
	return cell.Complete
}

func (f *fake) Cells() []cell.Source {
	var cells []cell.Source
	for i, text := range f.ran {
		cells = append(cells, cell.Source{N: i + 1, Text: text})
	}
	return cells
}

// Complete knows apple, apricot, banana, and n0 to n119.
func (f *fake) Complete(text string, cursor int) cell.Completion {
	start := strings.LastIndexAny(text[:cursor], " \n") + 1
	out := cell.Completion{Start: start, End: cursor}
	words := []string{"apple", "apricot", "banana"}
	for i := range 120 {
		words = append(words, fmt.Sprintf("n%d", i))
	}
	for _, w := range words {
		if strings.HasPrefix(w, text[start:cursor]) {
			out.Matches = append(out.Matches, cell.Match{Text: w, Kind: cell.KindVariable, Type: "fruit"})
		}
	}
	return out
}

// Inspect knows call, which takes two apples.
func (f *fake) Inspect(text string, cursor int) (cell.Inspection, bool) {
	before := text[:cursor]
	if !strings.Contains(before, "call(") {
		return cell.Inspection{}, false
	}
	decl := "func call(apple, more string)"
	param := [2]int{10, 15}
	if strings.Contains(before, ",") {
		param = [2]int{17, 28}
	}
	return cell.Inspection{Decl: decl, Param: param, Doc: "call takes\ntwo apples."}, true
}

func (f *fake) Next() int    { return f.n + 1 }
func (f *fake) Close() error { return nil }
