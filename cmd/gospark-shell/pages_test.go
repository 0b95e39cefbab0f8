package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSessions runs the sessions that the README and the pages of docs show, and
// compares what they print with what the page says.
func TestSessions(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	sessions := 0
	for _, page := range append(pages, "../../README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for i, block := range strings.Split(string(text), "```") {
			if i%2 == 0 || !strings.HasPrefix(block, "\nIn[1]: ") {
				continue
			}
			sessions++
			t.Run(filepath.Base(page), func(t *testing.T) { runSession(t, block) })
		}
	}
	if sessions == 0 {
		t.Error("no page shows a session")
	}
}

func runSession(t *testing.T, block string) {
	cells, want := transcript(block)
	cmd := exec.Command(os.Args[0], "run", "--keep-going", "--master=local[2]", "-")
	cmd.Args[0] = "gospark-shell"
	cmd.Env = append(os.Environ(), asShell+"=1")
	cmd.Dir = "../.."
	cmd.Stdin = strings.NewReader(cells)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	_ = cmd.Run() // a session may show a failing cell
	if out.String() != want {
		t.Errorf("the session\n%s\nprints\n%s\nthe page says\n%s", cells, out.String(), want)
	}
}

// transcript takes a session apart: what was typed, as a file of cells, and what was printed.
func transcript(block string) (cells, printed string) {
	var in, out strings.Builder
	for line := range strings.Lines(strings.TrimPrefix(block, "\n")) {
		_, typed, isFirst := strings.Cut(line, "]: ")
		switch {
		case strings.HasPrefix(line, "In[") && isFirst:
			in.WriteString("// %%\n" + typed)
		case strings.HasPrefix(line, "  ...: "):
			in.WriteString(strings.TrimPrefix(line, "  ...: "))
		default:
			out.WriteString(line)
		}
	}
	return in.String(), out.String()
}
