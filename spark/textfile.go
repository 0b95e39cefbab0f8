package spark

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"gospark/engine"
)

// split is a part of a file: the lines that begin in it.
type split struct {
	path       string
	start, end int64 // end < 0 for a packed file, which is read whole
}

const (
	largestSplit = 32 << 20 // bytes, Hadoop's block size of local files
	splitSlop    = 1.1      // the last split of a file may be larger by this
)

func textFile(sc *Context, path string, minPartitions []int) *core {
	const op = "textFile"
	if strings.TrimSpace(path) == "" {
		panic(definition(op, "the path is empty", "name a file, a folder or a glob"))
	}
	least := sc.DefaultMinPartitions()
	if len(minPartitions) > 0 {
		least = partitionCount(op, minPartitions[0])
	}
	e := elemOf[string]()
	var splits atomic.Pointer[[]split]
	n := newNode(sc, "HadoopRDD", op, e)
	site := op + " at " + n.Site
	n.Count = func() (int, error) {
		all, err := splitsOf(path, least)
		if err != nil {
			return 0, unreadable(site, err)
		}
		splits.Store(&all)
		return len(all), nil
	}
	n.Compute = func(t *engine.Task, p int) any { return lines(t, site, (*splits.Load())[p]) }
	n.SetName(path)
	file := &core{sc: sc, rdd: sc.engine.Add(n), elem: e}
	c := narrow(file, e, unchanged(op))
	c.rdd.SetName(path)
	return c
}

// splitsOf cuts the files of a path into at least least splits, as Hadoop's FileInputFormat does.
func splitsOf(path string, least int) ([]split, error) {
	files, total, err := filesOf(path)
	if err != nil {
		return nil, err
	}
	size := max(1, min(total/int64(least), largestSplit))
	var all []split
	for _, f := range files {
		switch {
		case isPacked(f.path):
			all = append(all, split{f.path, 0, -1})
		case f.end == 0:
			all = append(all, f)
		default:
			at := int64(0)
			for ; float64(f.end-at)/float64(size) > splitSlop; at += size {
				all = append(all, split{f.path, at, at + size})
			}
			all = append(all, split{f.path, at, f.end})
		}
	}
	return all, nil
}

func isPacked(path string) bool { return strings.HasSuffix(path, ".gz") }

// filesOf is each file of a path as one split, and their size together.
func filesOf(path string) (files []split, total int64, err error) {
	for _, part := range splitPaths(path) {
		found, err := expand(localPath(part))
		if err != nil {
			return nil, 0, err
		}
		for _, f := range found {
			info, err := os.Stat(f)
			if err != nil {
				return nil, 0, err
			}
			if info.IsDir() {
				return nil, 0, &engine.Fault{Err: fmt.Errorf("%s is a folder inside of a folder", f), Remedy: "name its files: " + f + "/*"}
			}
			files = append(files, split{f, 0, info.Size()})
			total += info.Size()
		}
	}
	return files, total, nil
}

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
		f.Remedy = "check the path: TextFile takes a file, a folder, a glob, or several with commas between them"
	}
	return f
}
