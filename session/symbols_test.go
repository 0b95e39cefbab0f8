package session

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"gospark"
)

// ofHosts are the names of package display that aren't for cells.
var ofHosts = []string{"Result", "Text", "Short", "Error", "Message", "Width", "Bundle", "Deliver", "RuneWidth", "Cut",
	"Draw", "Drawer", "Figure", "Scale", "Axis", "Mark", "Series", "Point", "Rect", "Boxed", "Tick"}

// TestSymbolsOfDisplay: interpreted cells have all that compiled cells have of the package.
func TestSymbolsOfDisplay(t *testing.T) {
	files, err := fs.Glob(gospark.Sources, "display/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	symbols := displaySymbols()
	check := func(name string) {
		if ast.IsExported(name) && symbols[name] == nil && !slices.Contains(ofHosts, name) {
			t.Errorf("display.%s is neither provided nor a host's", name)
		}
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(gospark.Sources, file)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(token.NewFileSet(), path.Base(file), text, 0)
		if err != nil {
			t.Fatal(err)
		}
		for name, obj := range f.Scope.Objects {
			if obj.Kind != ast.Con { // the checker knows its value
				check(name)
			}
		}
	}
}
