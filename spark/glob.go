package spark

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
)

// splitPaths is the paths of a list separated by commas. A comma inside of braces
// belongs to a glob, one behind a backslash to a name.
func splitPaths(list string) []string {
	var paths []string
	depth, start := 0, 0
	for i := 0; i < len(list); i++ {
		switch list[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			depth--
		case ',':
			if depth <= 0 {
				paths, start = append(paths, list[start:i]), i+1
			}
		}
	}
	return append(paths, list[start:])
}

// isGlob tells whether a path has characters that a glob gives a meaning.
func isGlob(path string) bool { return strings.ContainsAny(path, `*?[{\`) }

// glob is what matches one of Hadoop's globs, in order: ? * [abc] [a-c] [^a] [!a] {ab,c{d,e}} and \c for c itself.
func glob(pattern string) ([]string, error) {
	patterns, err := braces(pattern)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, p := range patterns {
		some, err := filepath.Glob(strings.ReplaceAll(p, "[!", "[^"))
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

var errBraces = errors.New("a { has no } in the glob")

// braces is the patterns without braces that one with braces stands for.
func braces(pattern string) ([]string, error) {
	open := nextOf(pattern, 0, "{")
	if open < 0 {
		return []string{pattern}, nil
	}
	var all []string
	depth, from := 0, open+1
	for i := nextOf(pattern, open+1, "{,}"); i >= 0; i = nextOf(pattern, i+1, "{,}") {
		switch {
		case pattern[i] == '{':
			depth++
		case depth > 0 && pattern[i] == '}':
			depth--
		case depth == 0:
			one, err := braces(pattern[:open] + pattern[from:i] + pattern[closing(pattern, i)+1:])
			if err != nil {
				return nil, err
			}
			all, from = append(all, one...), i+1
			if pattern[i] == '}' {
				return all, nil
			}
		}
	}
	return nil, errBraces
}

// closing is where the brace that is open at from is closed, or the end.
func closing(pattern string, from int) int {
	depth := 0
	for i := nextOf(pattern, from, "{}"); i >= 0; i = nextOf(pattern, i+1, "{}") {
		switch {
		case pattern[i] == '{':
			depth++
		case depth == 0:
			return i
		default:
			depth--
		}
	}
	return len(pattern) - 1
}

// nextOf is where the first of some characters stands, from a place on, outside of [...] and not behind a backslash.
func nextOf(pattern string, from int, chars string) int {
	set := false
	for i := from; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\':
			i++
		case set:
			set = c != ']'
		case c == '[':
			set = true
		case strings.IndexByte(chars, c) >= 0:
			return i
		}
	}
	return -1
}
