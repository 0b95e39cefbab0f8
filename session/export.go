package session

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gospark"
	"gospark/cell"
	"gospark/export"
	"gospark/interp"
)

// export writes the cells that succeeded as a Go program into a new folder.
func (s *Session) export(_ context.Context, dir string, sink cell.Sink) error {
	return s.writeProgram("export", dir, false, sink)
}

// exportOver writes them over what is in a folder.
func (s *Session) exportOver(_ context.Context, dir string, sink cell.Sink) error {
	return s.writeProgram("export!", dir, true, sink)
}

func (s *Session) writeProgram(command, dir string, over bool, sink cell.Sink) error {
	if dir == "" {
		return commandError(":"+command+" needs a folder", "as in :"+command+" wordcount")
	}
	s.mu.Lock()
	var cells []cell.Source
	for _, c := range s.ran {
		if c.stays {
			cells = append(cells, c.Source)
		}
	}
	s.mu.Unlock()
	if len(cells) == 0 {
		return commandError("there is nothing to export: no cell has succeeded", "")
	}
	p, err := s.in.Program(cells, map[string]interp.Given{"sc": {Init: s.newContext(), Stop: ".Stop()"}})
	if err != nil {
		return err
	}
	files := map[string][]byte{"main.go": p.Main}
	if p.Helpers != nil {
		files["show.go"] = p.Helpers
	}
	require, sum := s.in.Requirements()
	err = export.Write(dir, export.Program{Files: files, Sources: gospark.Sources, Module: gospark.Module(), Require: require, Sum: sum}, over)
	if err != nil && !over {
		return commandError(err.Error(), ":export! "+dir+" writes over what is there")
	}
	if err != nil {
		return commandError(err.Error(), "")
	}
	note := fmt.Sprintf("a program of %d cells is in %s: go build there makes it. It looks for files where it is run.\n", len(cells), dir)
	if len(cells) == 1 {
		note = strings.Replace(note, "1 cells", "1 cell", 1)
	}
	for _, n := range p.Notes {
		note += "note: " + n + "\n"
	}
	sink.Text(note)
	return nil
}

// newContext is an expression for a SparkContext as this session's.
func (s *Session) newContext() string {
	var conf strings.Builder
	for _, key := range slices.Sorted(maps.Keys(s.options.Conf)) {
		fmt.Fprintf(&conf, "%q: %q, ", key, s.options.Conf[key])
	}
	args := strconv.Quote(s.options.Master) + ", " + strconv.Quote(appName)
	if conf.Len() > 0 {
		args += ", $.Conf{" + strings.TrimSuffix(conf.String(), ", ") + "}"
	}
	return "$.NewContext(" + args + ")"
}
