package toolchain

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// An Error is what the compiler or the linker found wrong with a package.
type Error struct {
	Tool        string // compile or link
	Diagnostics []Diagnostic
}

// A Diagnostic is one fault, at the place that the source's //line directives give.
type Diagnostic struct {
	File string // "" where the fault has no place, as most of the linker's
	Line int
	Col  int // 0 where only the line is known
	Msg  string
}

func (d Diagnostic) String() string {
	switch {
	case d.File == "":
		return d.Msg
	case d.Col == 0:
		return fmt.Sprintf("%s:%d: %s", d.File, d.Line, d.Msg)
	}
	return fmt.Sprintf("%s:%d:%d: %s", d.File, d.Line, d.Col, d.Msg)
}

func (e *Error) Error() string {
	lines := make([]string, len(e.Diagnostics))
	for i, d := range e.Diagnostics {
		lines[i] = d.String()
	}
	return strings.Join(lines, "\n")
}

var diagnosticLine = regexp.MustCompile(`^(.+?):(\d+):(?:(\d+):)? (.*)$`)

// parseDiagnostics reads what the compiler or linker wrote. A line that begins
// with a tab goes on with the diagnostic before it.
func parseDiagnostics(output string) []Diagnostic {
	var ds []Diagnostic
	for line := range strings.Lines(output) {
		line = strings.TrimRight(line, "\r\n")
		if len(ds) > 0 && strings.HasPrefix(line, "\t") {
			ds[len(ds)-1].Msg += "\n" + line
			continue
		}
		m := diagnosticLine.FindStringSubmatch(line)
		if m == nil {
			if strings.TrimSpace(line) != "" {
				ds = append(ds, Diagnostic{Msg: line})
			}
			continue
		}
		d := Diagnostic{File: m[1], Msg: m[4]}
		d.Line, _ = strconv.Atoi(m[2])
		d.Col, _ = strconv.Atoi(m[3])
		ds = append(ds, d)
	}
	return ds
}

// toolError makes an *Error of a tool's failure in the folder dir; other errors stay
// as they are. Messages don't follow -trimpath: they name the folder.
func toolError(tool, dir string, err error) error {
	var f *failure
	if !errors.As(err, &f) {
		return err
	}
	if f.output == "" {
		return fmt.Errorf("%s: %w", tool, f.err)
	}
	return &Error{Tool: tool, Diagnostics: parseDiagnostics(strings.ReplaceAll(f.output, dir+string(filepath.Separator), ""))}
}
