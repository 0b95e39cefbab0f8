package interp

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// inCorpus names the file and the mode that a child process runs.
const inCorpus = "GOSPARK_TEST_CORPUS"

// TestCorpus runs the cells of testdata/cells, a session to a file: what cells of Go
// come to is the same whether they are interpreted where possible, all compiled, or all interpreted.
// With -short it runs them one way.
//
// Each session has a process of its own, as it has in life: hundreds of plugins in
// one process make every stack walk slow.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/cells/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cells to run: %v", err)
	}
	modes := []Mode{Auto, Compiled, Interpreted}
	if testing.Short() {
		modes = modes[:1]
	}
	for _, file := range files {
		for _, mode := range modes {
			if mode == Interpreted && compiledOnly[strings.TrimSuffix(filepath.Base(file), ".txt")] {
				continue
			}
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txt")+"/"+string(mode), func(t *testing.T) {
				t.Parallel()
				cmd := exec.Command(os.Args[0], "-test.run=^TestCorpusFile$", "-test.v")
				cmd.Env = append(os.Environ(), inCorpus+"="+string(mode)+":"+file)
				out, err := cmd.CombinedOutput()
				if err != nil || !strings.Contains(string(out), "--- PASS: TestCorpusFile") {
					t.Errorf("%v\n%s", err, out)
				}
			})
		}
	}
}

// compiledOnly are sessions that meet what an interpreted one refuses (iter.Pull, reflect.TypeFor,
// methods that end the process, JSON of types with methods of their own), or os.Exit, whose
// line only compiled cells know.
var compiledOnly = map[string]bool{
	"names": true, "goroutines": true, "fields": true, "mended": true, "methodnames": true,
}

// TestCorpusFile is the child of TestCorpus.
func TestCorpusFile(t *testing.T) {
	mode, file, ok := strings.Cut(os.Getenv(inCorpus), ":")
	if !ok {
		t.Skip("only as a child of TestCorpus")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	nb := newNotebook(t, Mode(mode))
	nb.session(string(text))
	if filepath.Base(file) == "twice.txt" { // as when all cells of a notebook are run again
		nb.session(string(text))
	}
}
