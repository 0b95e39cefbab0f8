// Package deps holds no code: its test is the policy of who may import whom.
package deps

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is policy, not a record: to add an arrow, argue for it in review, and
// change the list in ARCHITECTURE.md with it. "" is the package at the root, which
// embeds the sources that cells are compiled against.
var mayImport = map[string][]string{
	"":                           {},
	"bench":                      {},
	"bench/byhand":               {},
	"bench/scale":                {"spark"},
	"cell":                       {},
	"cellrt":                     {},
	"engine":                     {"engine/disk"},
	"engine/disk":                {},
	"spark":                      {"engine", "cellrt", "hadoop"},
	"display":                    {"cell", "cellrt"},
	"draw":                       {},
	"draw/chart":                 {"display", "draw"},
	"draw/graph":                 {"draw", "spark"},
	"interp":                     {"cell", "cellrt", "internal/spelling", "interp/eval", "interp/stdtypes", "interp/toolchain"},
	"interp/eval":                {"cellrt"},
	"interp/programs":            {},
	"interp/stdtypes":            {},
	"interp/stdtypes/gen":        {},
	"interp/toolchain":           {},
	"session":                    {"", "cell", "cellrt", "display", "draw/chart", "draw/graph", "engine", "export", "internal/spelling", "interp", "spark", "statuspage", "zstd"},
	"cmd/gospark-shell":          {"cell", "cmd/gospark-shell/lineedit", "display", "internal/spelling", "kernel", "session"},
	"cmd/gospark-shell/lineedit": {"cell", "display"},
	"export":                     {},
	"hadoop":                     {},
	"kernel":                     {"cell", "display", "kernel/socket"},
	"kernel/socket":              {},
	"statuspage":                 {"engine", "spark"},
	"internal/deps":              {},
	"internal/spelling":          {},
	"zstd":                       {"hadoop"},
}

// inCells are the packages that compiled cells link. They use the standard library
// alone, and not the parts of it that are large or that belong to the interpreter;
// and they have no internal tests, because a package recompiled for its tests can't
// be imported by a cell.
var inCells = []string{"cell", "cellrt", "engine", "engine/disk", "hadoop", "spark", "display"}

var tooLarge = []string{"net/http", "go/types", "go/parser", "go/ast", "text/template", "html/template"}

type goPackage struct {
	ImportPath  string
	Imports     []string
	TestGoFiles []string
}

func packages(t *testing.T) (module string, byName map[string]goPackage) {
	t.Helper()
	out, err := exec.Command("go", "list", "-m").Output()
	if err != nil {
		t.Fatal(err)
	}
	module = strings.TrimSpace(string(out))
	out, err = exec.Command("go", "list", "-json=ImportPath,Imports,TestGoFiles", module+"/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	byName = map[string]goPackage{}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return module, byName
		} else if err != nil {
			t.Fatal(err)
		}
		byName[strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")] = p
	}
}

// TestImportsGoOneWay: every arrow between our packages is in the policy, and every
// package is.
func TestImportsGoOneWay(t *testing.T) {
	module, byName := packages(t)
	for name, p := range byName {
		allowed, ok := mayImport[name]
		if !ok {
			t.Errorf("package %q is not in the policy", name)
		}
		for _, path := range p.Imports {
			if path != module && !strings.HasPrefix(path, module+"/") {
				continue
			}
			if to := strings.TrimPrefix(strings.TrimPrefix(path, module), "/"); !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s: the policy has no such arrow", name, to)
			}
		}
	}
	for name := range mayImport {
		if _, ok := byName[name]; !ok {
			t.Errorf("the policy names package %q, which isn't there", name)
		}
	}
}

// TestWhatCellsLinkIsSmall holds what inCells says.
func TestWhatCellsLinkIsSmall(t *testing.T) {
	_, byName := packages(t)
	for _, name := range inCells {
		p := byName[name]
		if len(p.TestGoFiles) > 0 {
			t.Errorf("%s has internal tests (%v): move them to package %s_test", name, p.TestGoFiles, name)
		}
		for _, path := range p.Imports {
			first, _, _ := strings.Cut(path, "/")
			if strings.Contains(first, ".") {
				t.Errorf("%s imports %s, which is not of the standard library", name, path)
			}
			if slices.Contains(tooLarge, path) {
				t.Errorf("%s imports %s, which would be linked into every cell", name, path)
			}
		}
	}
}
