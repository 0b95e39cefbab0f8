package programs

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"gospark/interp/stdtypes"
)

// A package of a case must not be called main to be imported, and must be called so to
// print the same names: it is called mainʹ, and the mark is taken out of what it prints.
const packageName = "mainʹ"

var pathOfCase = regexp.MustCompile(`prog/c\d+\b`)

// hook is the package that lets only the chosen case print while packages initialise.
const hook = `package hook

import "os"

var stdout = os.Stdout

func Begin(id string) bool {
	os.Stdout = nil
	if os.Args[1] == id {
		os.Stdout = stdout
	}
	return true
}
`

// expected is what each program prints, built by go and run in a process of its own. Of
// foreign programs those are left out that can't be built or run so.
func expected(t testing.TB, programs []program, importer *stdtypes.Importer, foreign bool) map[string]string {
	t.Helper()
	dir := t.TempDir()
	without := map[string]bool{}
	for {
		writeProgram(t, dir, programs, without, importer)
		build := exec.Command("go", "build", "-trimpath", "-o", "all", ".")
		build.Dir = dir
		out, err := build.CombinedOutput()
		if err == nil {
			break
		}
		failed := folderOfCase.FindAllStringSubmatch(string(out), -1)
		if !foreign || len(failed) == 0 {
			t.Fatalf("go build: %v\n%s", err, out)
		}
		for _, f := range failed {
			without[f[1]] = true
		}
	}
	want := map[string]string{}
	for i, p := range programs {
		if without["c"+strconv.Itoa(i)] {
			continue
		}
		out, err := runOne(filepath.Join(dir, "all"), p.id())
		if err == nil {
			want[p.id()] = out
		} else if !foreign {
			t.Errorf("%s: %v", p.id(), err)
		}
	}
	return want
}

var folderOfCase = regexp.MustCompile(`(?m)^(?:# prog/|)(c\d+)\b`)

// writeProgram writes the one program of which every case is a package.
func writeProgram(t testing.TB, dir string, programs []program, without map[string]bool, importer *stdtypes.Importer) {
	t.Helper()
	write(t, filepath.Join(dir, "hook", "hook.go"), hook)
	write(t, filepath.Join(dir, "go.mod"), "module prog\n\ngo 1.27\n")
	imports, cases := "", ""
	for i, p := range programs {
		if without["c"+strconv.Itoa(i)] {
			continue
		}
		s, err := p.whole(importer)
		if err != nil {
			t.Fatalf("%s: %v", p.id(), err)
		}
		at := s.fset.Position(s.file.Name.Pos()).Offset
		folder := filepath.Join(dir, "c"+strconv.Itoa(i))
		write(t, filepath.Join(folder, "program.go"), s.text[:at]+packageName+s.text[at+len("main"):])
		write(t, filepath.Join(folder, "begin.go"), fmt.Sprintf("package %s\n\nimport hookʹ \"prog/hook\"\n\nvar _ = hookʹ.Begin(%q)\n\nfunc Mainʹ() { main() }\n", packageName, p.id()))
		imports += fmt.Sprintf("import c%d \"prog/c%d\"\n", i, i)
		cases += fmt.Sprintf("\tcase %q:\n\t\tc%d.Mainʹ()\n", p.id(), i)
	}
	write(t, filepath.Join(dir, "main.go"), "package main\n\nimport \"os\"\nimport \"prog/hook\"\n"+imports+
		"\nfunc main() {\n\thook.Begin(os.Args[1])\n\tswitch os.Args[1] {\n"+cases+"\t}\n}\n")
}

func write(t testing.TB, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// runOne is what the built program prints for a case.
func runOne(binary, id string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, id)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%w\n%s%.1000s", err, stdout.String(), stderr.String())
	}
	out := pathOfCase.ReplaceAllString(stdout.String(), "main")
	return strings.ReplaceAll(out, packageName, "main"), nil
}
