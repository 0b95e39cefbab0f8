package cell_test

import (
	"slices"
	"testing"

	"gospark/cell"
)

// TestScript: cells and the commands at their beginning, each with its line in the file.
func TestScript(t *testing.T) {
	text := ":mode compiled\n\n  :time x\na := 1\n:not a command\n// %% second\n\n// %%\nb := 2\n// %% [markdown]\n// # Text\nfor readers\n// %%\n:vars"
	want := []cell.Chunk{
		{Text: ":mode compiled", Line: 1}, {Text: ":time x", Line: 3}, {Text: "a := 1\n:not a command", Line: 4}, {Text: "b := 2", Line: 9}, {Text: ":vars", Line: 14},
	}
	if got := cell.Script(text); !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	if got := cell.Script("\n \n"); got != nil {
		t.Errorf("an empty file has cells: %+v", got)
	}
}
