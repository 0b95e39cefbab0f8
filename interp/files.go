package interp

import (
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gospark/cell"
)

// completeString completes what is being typed within a string: a package's path in an
// import declaration, else a file.
func (in *Interp) completeString(text string, m *mender) (start int, matches []cell.Match) {
	typed := text[m.at+1:]
	if m.open[len(m.open)-1].head == token.IMPORT {
		for _, p := range slices.Concat(in.importer.Paths(), in.config.Packages, in.importer.Modules()) {
			if strings.HasPrefix(p, typed) {
				matches = append(matches, cell.Match{Text: p, Kind: cell.KindPackage})
			}
		}
		return m.at + 1, matches
	}
	from, matches := Files(typed)
	if text[m.at] == '"' {
		for i, f := range matches {
			quoted := strconv.Quote(f.Text)
			matches[i].Text = quoted[1 : len(quoted)-1]
		}
	}
	return m.at + 1 + from, matches
}

// Files are the files and folders whose path begins as typed, relative to the working
// folder or to the person's own where it begins with ~/. They replace what stands
// from the offset on, the path's last element. Hidden ones must begin with a dot as typed.
func Files(typed string) (from int, matches []cell.Match) {
	from = strings.LastIndexByte(typed, '/') + 1
	dir, base := typed[:from], typed[from:]
	if rest, ok := strings.CutPrefix(dir, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			dir = filepath.Join(home, rest)
		}
	}
	if dir == "" {
		dir = "."
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return from, nil
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, base) || base == "" && name[0] == '.' {
			continue
		}
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.IsDir() {
			matches = append(matches, cell.Match{Text: name + "/", Kind: cell.KindFolder})
		} else {
			matches = append(matches, cell.Match{Text: name, Kind: cell.KindFile})
		}
	}
	return from, matches
}
