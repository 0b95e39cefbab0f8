package display_test

import (
	"slices"
	"strings"
	"testing"

	"gospark/cell"
	"gospark/display"
)

// TestNarrow: what takes several lines takes no longer ones than the terminal has.
func TestNarrow(t *testing.T) {
	numbers := make([]int, 60)
	nested := map[string]any{"a": []string{strings.Repeat("long", 5), strings.Repeat("word", 5)}, "b": numbers}
	for _, v := range []any{numbers, []any{nested, nested}, slices.Repeat([]string{"word"}, 30)} {
		shown := display.Result(cell.Result{N: 1, Values: []cell.Value{{V: v, Type: "T"}}}, 60)
		for line := range strings.Lines(shown) {
			if display.Width(strings.TrimRight(line, "\n")) > 60 {
				t.Errorf("a line of more than 60 columns in\n%s", shown)
				break
			}
		}
	}
}
