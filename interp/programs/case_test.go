package programs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"gospark/interp/stdtypes"
)

// A program is one case: a Go program of one file. Its package clause and the imports
// of the standard library may be left out.
type program struct {
	Theme, Name, Text string
}

func (p program) id() string { return p.Theme + "/" + p.Name }

// themes reads the programs of testdata, and makes the random ones.
func themes(t testing.TB) []program {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	var out []program
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		theme := strings.TrimSuffix(filepath.Base(file), ".txtar")
		for _, f := range archive.Files {
			out = append(out, program{theme, f.Name, string(f.Data)})
		}
	}
	for seed := range uint64(*many) {
		out = append(out, program{"random", fmt.Sprint(seed), randomProgram(seed)})
	}
	return out
}

// folder reads the programs of Go's own test folder that are to be run alone.
func folder(t testing.TB, dir string) []program {
	t.Helper()
	var out []program
	for _, pattern := range []string{"*.go", "*/*.go"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name, _ := filepath.Rel(dir, file)
			if strings.HasPrefix(string(text), "// run\n") {
				out = append(out, program{"go", name, string(text)})
			}
		}
	}
	return out
}

// A source is a program as a whole file.
type source struct {
	text string
	fset *token.FileSet
	file *ast.File
}

// whole parses a program, with the package clause and the imports that it needs.
func (p program) whole(importer *stdtypes.Importer) (*source, error) {
	text := p.Text
	s := &source{fset: token.NewFileSet()}
	if _, err := parser.ParseFile(token.NewFileSet(), p.Name, text, parser.PackageClauseOnly); err != nil {
		f, err := parser.ParseFile(token.NewFileSet(), p.Name, "package main;"+text, 0)
		if err != nil {
			return nil, err
		}
		text = "package main\n" + imports(f, importer) + text
	}
	s.text = text
	var err error
	s.file, err = parser.ParseFile(s.fset, p.Name, text, parser.SkipObjectResolution|parser.ParseComments)
	return s, err
}

// imports declares the packages that a file names and doesn't import.
func imports(f *ast.File, importer *stdtypes.Importer) string {
	undeclared := map[*ast.Ident]bool{}
	for _, ident := range f.Unresolved {
		undeclared[ident] = true
	}
	members := map[string][]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && undeclared[x] {
				members[x.Name] = append(members[x.Name], sel.Sel.Name)
			}
		}
		return true
	})
	for _, spec := range f.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		delete(members, filepath.Base(path))
		if spec.Name != nil {
			delete(members, spec.Name.Name)
		}
	}
	var paths []string
	for name, used := range members {
		if path, ok := packageWith(importer, name, used); ok {
			paths = append(paths, fmt.Sprintf("import %q\n", path))
		}
	}
	slices.Sort(paths)
	return strings.Join(paths, "")
}

// packageWith is the package of the standard library that has the name and the members.
func packageWith(importer *stdtypes.Importer, name string, members []string) (string, bool) {
	if name == "unsafe" {
		return name, true
	}
	for _, path := range importer.Std(name) {
		pkg, err := importer.Import(path)
		if err == nil && !slices.ContainsFunc(members, func(m string) bool { return pkg.Scope().Lookup(m) == nil }) {
			return path, true
		}
	}
	return "", false
}
