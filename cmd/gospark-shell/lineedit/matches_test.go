package lineedit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gospark/cell"
	"gospark/display"
)

func named(names ...string) *matches {
	m := &matches{}
	for _, n := range names {
		m.all = append(m.all, cell.Match{Text: n, Kind: cell.KindFunc, Type: "func()"})
	}
	return m
}

// TestMatchRows: types where there is room, names in columns elsewhere, pages where that isn't enough.
func TestMatchRows(t *testing.T) {
	for _, c := range []struct {
		m                   *matches
		width, height, text int
		want                []string
	}{
		{nil, 80, 24, 1, nil},
		{named("a", "bcd"), 80, 24, 1, []string{"a    func()", "bcd  func()"}},
		{named("a", "bcd"), 8, 24, 1, []string{"a    f…", "bcd  f…"}},
		{named("日本", "x"), 80, 24, 1, []string{"日本  func()", "x     func()"}},
		{named("a", "b", "c", "d", "e"), 10, 4, 1, []string{"a  c  e", "b  d"}},
		{named("a", "b", "c", "d", "e"), 7, 4, 1, []string{"a  c", "b  d", "1-4 o…"}},
		{named("a", "b", "c", "d"), 80, 4, 30, []string{"a  b  c  d"}},
		{named("a", "b"), 80, 2, 1, nil},
		{named("a\x1b[2J", "b"), 0, 0, 1, []string{"a\ufffd[2J  func()", "b      func()"}},
	} {
		if got := c.m.rows(c.width, c.height, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%d x %d: %q, want %q", c.width, c.height, got, c.want)
		}
	}
}

// TestMatchPages: every match is on one page, and no row is wider or page higher than the terminal.
func TestMatchPages(t *testing.T) {
	var names []string
	for i := range 130 {
		names = append(names, strings.Repeat("n", i%17)+fmt.Sprint("日", i))
	}
	for _, size := range [][2]int{{80, 24}, {20, 10}, {9, 5}, {200, 60}, {3, 4}} {
		s := &screen{below: below{list: named(names...)}}
		shown := map[string]bool{}
		for range 400 {
			rows := s.below.list.rows(size[0], size[1], 1)
			if len(rows) > size[1]-1 {
				t.Fatalf("%v: %d rows", size, len(rows))
			}
			for _, row := range rows {
				if display.Width(row) >= size[0] {
					t.Errorf("%v: %q is too wide", size, row)
				}
				for _, name := range strings.Fields(row) {
					shown[name] = true
				}
			}
			if !s.turnPage() || s.below.list.at == 0 {
				break
			}
		}
		if size[0] > 30 {
			for _, name := range names {
				if !shown[name] {
					t.Errorf("%v: %s isn't shown", size, name)
				}
			}
		}
	}
}
