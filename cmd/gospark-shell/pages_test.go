package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
		blocks := strings.Split(string(text), "```")
		for i := 1; i < len(blocks); i += 2 {
			if !strings.HasPrefix(blocks[i], "\nIn[1]: ") {
				continue
			}
			sessions++
			t.Run(filepath.Base(page), func(t *testing.T) { blocks[i] = checkSession(t, blocks[i]) })
		}
		if *update {
			if err := os.WriteFile(page, []byte(strings.Join(blocks, "```")), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	if sessions == 0 {
		t.Error("no page shows a session")
	}
}

// checkSession runs a session that a page shows, and returns it as it is.
func checkSession(t *testing.T, block string) string {
	const mark = "\x01" // a command prints it between what two cells print
	var script, shown strings.Builder
	cells := typed(block)
	for _, c := range cells {
		script.WriteString("// %%\n:sh printf '" + `\001` + "'\n" + c.text)
	}
	printed := strings.Split(printedBy(script.String()), mark)
	if len(printed) != len(cells)+1 {
		t.Fatalf("%d cells have printed %d times: %q", len(cells), len(printed)-1, printed)
	}
	shown.WriteString("\n")
	for i, c := range cells {
		shown.WriteString(c.lines + printed[i+1])
	}
	if shown.String() != block && !*update {
		t.Errorf("the page shows\n%s\nit is\n%s", block, shown.String())
	}
	return shown.String()
}

// TestEveryOperatorHasAnExample: what the page of Spark's names calls ours is used in a session of docs.
func TestEveryOperatorHasAnExample(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	var sessions strings.Builder
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range strings.Split(string(text), "```") {
			for _, c := range typed(block) {
				sessions.WriteString(c.text)
			}
		}
	}
	names, err := os.ReadFile("../../docs/spark-names.md")
	if err != nil {
		t.Fatal(err)
	}
	ours := regexp.MustCompile("`(?:rdd|pairs|sc)\\.([A-Z]\\w*)").FindAllStringSubmatch(string(names), -1)
	if len(ours) < 100 {
		t.Fatalf("the page names %d operators", len(ours))
	}
	for _, m := range ours {
		if !regexp.MustCompile(`\.` + m[1] + `[(\[]`).MatchString(sessions.String()) {
			t.Errorf("no session of docs uses %s", m[1])
		}
	}
}

// printedBy is what the shell prints for a file of cells.
func printedBy(script string) string {
	cmd := exec.Command(os.Args[0], "run", "--keep-going", "--master=local[2]", "-")
	cmd.Args[0] = "gospark-shell"
	cmd.Env = append(os.Environ(), asShell+"=1")
	cmd.Dir = "../.."
	cmd.Stdin = strings.NewReader(script)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	_ = cmd.Run() // a session may show a failing cell
	return out.String()
}

// A typedCell is a cell of a session that a page shows.
type typedCell struct{ text, lines string } // lines is the text with its prompts

// typed takes from a session what was typed.
func typed(block string) []typedCell {
	var cells []typedCell
	for line := range strings.Lines(strings.TrimPrefix(block, "\n")) {
		_, first, isFirst := strings.Cut(line, "]: ")
		switch {
		case strings.HasPrefix(line, "In[") && isFirst:
			cells = append(cells, typedCell{first, line})
		case strings.HasPrefix(line, "  ...: "):
			last := &cells[len(cells)-1]
			last.text += strings.TrimPrefix(line, "  ...: ")
			last.lines += line
		}
	}
	return cells
}
