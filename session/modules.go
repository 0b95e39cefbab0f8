package session

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"gospark/cell"
	"gospark/interp"
)

// get adds a module to those that cells can import; alone it lists them.
func (s *Session) get(ctx context.Context, query string, sink cell.Sink) error {
	if query == "" {
		return s.listModules(sink)
	}
	m, err := s.in.Get(ctx, query)
	if err != nil {
		return err
	}
	s.keepModules()
	return tellModule(m, sink)
}

// keepModules notes which modules are required now, for a replay.
func (s *Session) keepModules() {
	s.keep(entry{Modules: s.requirements(func(dir string) string { return dir })})
}

// replace makes a folder stand for a module.
func (s *Session) replace(ctx context.Context, args string, sink cell.Sink) error {
	path, dir, ok := strings.Cut(args, "=")
	if path, dir = strings.TrimSpace(path), strings.TrimSpace(dir); !ok || path == "" || dir == "" {
		return commandError(":replace needs the path of a module and a folder", "as in :replace example.org/m=../m")
	}
	m, err := s.in.Replace(ctx, path, dir)
	if err != nil {
		return err
	}
	s.keepModules()
	return tellModule(m, sink)
}

func tellModule(m interp.Module, sink cell.Sink) error {
	if m.Version == "" && m.Dir == "" {
		sink.Text(m.Path + " is not required any more\n")
		return nil
	}
	if m.Dir != "" {
		m.Dir = fromHere(m.Dir)
	}
	sink.Text(m.String() + "\n")
	return nil
}

func (s *Session) listModules(sink cell.Sink) error {
	modules := s.in.Modules()
	if len(modules) == 0 {
		sink.Text("no modules are required; :get PATH adds one\n")
		return nil
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, m := range modules {
		if m.Dir != "" {
			fmt.Fprintf(w, "%s\t=> %s\n", m.Path, fromHere(m.Dir))
		} else {
			fmt.Fprintf(w, "%s\t%s\n", m.Path, m.Version)
		}
	}
	w.Flush()
	sink.Text(b.String())
	return nil
}

// requirements are the commands that require the session's modules again, at the
// versions that they have; place writes a folder.
func (s *Session) requirements(place func(dir string) string) []string {
	var out []string
	for _, m := range s.in.Modules() {
		if m.Dir == "" {
			out = append(out, ":get "+m.Path+"@"+m.Version)
		} else {
			out = append(out, ":replace "+m.Path+"="+place(m.Dir))
		}
	}
	return out
}

// fromHere is a folder as seen from the working folder, if it lies below.
func fromHere(dir string) string {
	if here, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(here, dir); err == nil && filepath.IsLocal(rel) {
			return "./" + filepath.ToSlash(rel)
		}
	}
	return dir
}
