package gospark_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gospark"
)

func TestModuleIsThatOfGoMod(t *testing.T) {
	mod, err := fs.ReadFile(gospark.Sources, "go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if first, _, _ := strings.Cut(string(mod), "\n"); first != "module "+gospark.Module() {
		t.Errorf("go.mod begins with %q, the module is %s", first, gospark.Module())
	}
}

// TestPackagesNeedOnlyEachOther: what cells import is embedded with all of our
// packages that it imports.
func TestPackagesNeedOnlyEachOther(t *testing.T) {
	packages := gospark.Packages()
	for _, want := range []string{"cell", "cellrt", "display", "engine", "spark"} {
		if !slices.Contains(packages, gospark.Module()+"/"+want) {
			t.Errorf("%s isn't among %v", want, packages)
		}
	}
	err := fs.WalkDir(gospark.Sources, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(gospark.Sources, name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			inside, ours := strings.CutPrefix(path, gospark.Module()+"/")
			top, _, _ := strings.Cut(inside, "/")
			if ours && !slices.Contains(packages, gospark.Module()+"/"+top) {
				t.Errorf("%s imports %s, which isn't embedded", name, path)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
