package session

import (
	"context"
	"errors"
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

// Export writes cells of a file as a Go program into a new folder, without running them.
// Of the commands among them, those that require modules are carried out.
func (s *Session) Export(ctx context.Context, chunks []cell.Chunk, dir string, sink cell.Sink) error {
	var cells []cell.Source
	for _, c := range chunks {
		command, ok := s.asCommand(c.Text)
		if command == ":quit" || command == ":q" {
			break
		}
		switch {
		case !ok && strings.TrimSpace(c.Text) != "":
			cells = append(cells, cell.Source{N: len(cells) + 1, Text: c.Text})
		case strings.HasPrefix(command, ":get "), strings.HasPrefix(command, ":replace "):
			if err := s.command(ctx, command, sink); err != nil {
				return err
			}
		case strings.HasPrefix(command, ":load"), strings.HasPrefix(command, ":reset"):
			return commandError(command+" is in the file: only what cells of its own do can be exported without running them",
				"run the file in the shell, and :export then")
		}
	}
	return s.writeProgram(ctx, cells, nil, dir, false, sink)
}

// export writes the cells that succeeded as a Go program into a new folder.
func (s *Session) export(ctx context.Context, dir string, sink cell.Sink) error {
	return s.exportRan(ctx, "export", dir, false, sink)
}

// exportOver writes them over what is in a folder.
func (s *Session) exportOver(ctx context.Context, dir string, sink cell.Sink) error {
	return s.exportRan(ctx, "export!", dir, true, sink)
}

func (s *Session) exportRan(ctx context.Context, command, dir string, over bool, sink cell.Sink) error {
	if dir == "" {
		return commandError(":"+command+" needs a folder", "as in :"+command+" wordcount")
	}
	var cells []cell.Source
	var failed []string
	s.mu.Lock()
	for _, c := range s.ran {
		if c.stays {
			cells = append(cells, c.Source)
		} else if c.began {
			failed = append(failed, c.Name())
		}
	}
	s.mu.Unlock()
	return s.writeProgram(ctx, cells, failed, dir, over, sink)
}

// writeProgram writes cells as a program; failed are those that have run and aren't in it.
func (s *Session) writeProgram(ctx context.Context, cells []cell.Source, failed []string, dir string, over bool, sink cell.Sink) error {
	if len(cells) == 0 {
		return commandError("there is nothing to export: no cell has succeeded", "")
	}
	p, err := s.in.Program(ctx, cells, map[string]interp.Given{"sc": {Init: s.newContext(), Stop: ".Stop()"}})
	if err != nil {
		return err
	}
	files := map[string][]byte{"main.go": p.Main}
	if p.Helpers != nil {
		files["show.go"] = p.Helpers
	}
	require, sum := s.in.Requirements()
	err = export.Write(dir, export.Program{Files: files, Sources: gospark.Sources, Module: gospark.Module(), Require: require, Sum: sum}, over)
	if err != nil {
		hint := ""
		if errors.Is(err, export.ErrNotEmpty) {
			hint = ":export! " + dir + " in the shell writes over what is there"
		}
		return commandError(err.Error(), hint)
	}
	if len(failed) > 0 {
		p.Notes = append(p.Notes, "what "+strings.Join(failed, ", ")+" did before the end isn't in it: cells that failed or were forgotten are left out")
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
