package spark

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gospark/engine"
)

// filesOf is each file of a path as one split. inside says what is to be read of a folder
// that is inside of a folder: the path of a file, "" for nothing, or an error.
func filesOf(path string, inside func(folder string) (string, error)) (files []split, err error) {
	for _, part := range splitPaths(path) {
		found, err := expand(localPath(part))
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			info, err := os.Stat(f)
			if err == nil && info.IsDir() {
				if f, err = inside(f); f == "" && err == nil {
					continue
				}
				if err == nil {
					info, err = os.Stat(f)
				}
			}
			if err != nil {
				return nil, err
			}
			files = append(files, split{path: f, end: info.Size()})
		}
	}
	return files, nil
}

// refuseFolder and skipFolder are what filesOf may do about folders.
func refuseFolder(folder string) (string, error) {
	return "", &engine.Fault{Err: fmt.Errorf("%s is a folder inside of a folder", folder), Remedy: "name its files: " + folder + "/*"}
}

func skipFolder(string) (string, error) { return "", nil }

// expand is the files that one path, a folder or a glob, stands for. Files whose
// names begin with _ or . don't count where a folder or a glob is given.
func expand(path string) ([]string, error) {
	roots := []string{path}
	if _, err := os.Stat(path); err != nil {
		if !isGlob(path) {
			return nil, notThere(path, err)
		}
		if roots, err = glob(path); err != nil {
			return nil, fmt.Errorf("input path %s: %w", path, err)
		}
		roots = visible(roots)
	}
	if len(roots) == 0 {
		return nil, &worded{"input path matches no file: " + path + whereFrom(path), fs.ErrNotExist}
	}
	var files []string
	for _, r := range roots {
		if info, err := os.Stat(r); err != nil || !info.IsDir() {
			files = append(files, r)
			continue
		}
		found, err := os.ReadDir(r)
		if err != nil {
			return nil, err
		}
		inside := make([]string, len(found))
		for i, e := range found {
			inside[i] = filepath.Join(r, e.Name())
		}
		files = append(files, visible(inside)...)
	}
	return files, nil
}

func visible(paths []string) []string {
	var shown []string
	for _, p := range paths {
		if b := filepath.Base(p); b[0] != '_' && b[0] != '.' {
			shown = append(shown, p)
		}
	}
	return shown
}

// localPath is a path without the scheme of local files. Spaces around it don't
// count, unless there is a file whose name has them.
func localPath(path string) string {
	if _, err := os.Stat(path); err == nil {
		return path
	}
	path = strings.TrimSpace(path)
	return strings.TrimPrefix(strings.TrimPrefix(path, "file://"), "file:")
}

func notThere(path string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return &worded{"input path doesn't exist: " + path + whereFrom(path), err}
}

// whereFrom says where a relative path begins.
func whereFrom(path string) string {
	if filepath.IsAbs(path) {
		return ""
	}
	where, _ := os.Getwd()
	return " (relative paths begin at " + where + ")"
}

// unreadable is the error of a source that can't be read, with its place and a remedy.
func unreadable(site string, err error) error {
	f := &engine.Fault{Err: err, Site: site}
	var known *engine.Fault
	switch {
	case errors.As(err, &known):
		f.Remedy = known.Remedy
	case errors.Is(err, fs.ErrNotExist):
		op, _, _ := strings.Cut(site, " ")
		f.Remedy = "check the path: " + goName(op) + " takes a file, a folder, a glob, or several with commas between them"
	}
	return f
}
