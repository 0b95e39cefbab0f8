package interp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCorpus runs the cells of testdata/cells, a session to a file: what cells of Go
// come to is the same whether they are interpreted where possible or all compiled.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/cells/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cells to run: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, mode := range []Mode{Auto, Compiled} {
			name := strings.TrimSuffix(filepath.Base(file), ".txt")
			t.Run(name+"/"+string(mode), func(t *testing.T) {
				newNotebook(t, mode).session(string(text))
			})
		}
	}
}
