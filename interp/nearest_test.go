package interp

import (
	"errors"
	"testing"

	"gospark/cell"
)

// TestMisspelt: what is asked about a name that isn't known.
func TestMisspelt(t *testing.T) {
	in := helped(t)
	for text, want := range map[string]string{
		"rdd.Fliter(nil)":            "did you mean Filter?",
		"rdd.filter(nil)":            "did you mean Filter?",
		"pairs.ReduceBKey(nil)":      "did you mean ReduceByKey?",
		"sc.TextFle(\"x\")":          "did you mean TextFile?",
		"strings.Contians(\"a\", 1)": "did you mean Contains?",
		"strngs.Contains(\"a\", 1)":  "did you mean strings?",
		"spot.nte":                   "did you mean note?",
		"point{nte: \"\"}":           "did you mean note?",
		"figre + 1":                  "did you mean figure?",
		"point{}.arae()":             "did you mean area?",
		"spot.completelyDifferent":   "",
		"zzz.Foo()":                  "",
		"qq + 1":                     "",
	} {
		_, err := in.TypeOf(cell.Source{N: 9, Text: text})
		var errs cell.Errors
		if !errors.As(err, &errs) {
			t.Errorf("%s: %v", text, err)
		} else if errs[0].Hint != want {
			t.Errorf("%s: %s, hint %q, want %q", text, errs[0].Msg, errs[0].Hint, want)
		}
	}
}
