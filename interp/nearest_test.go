package interp

import (
	"errors"
	"strings"
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

// TestAdvice: what is noted of cells that are right.
func TestAdvice(t *testing.T) {
	in := helped(t)
	for text, want := range map[string]string{
		"rdd.Filter(nil)\nspot": "In[9]:1:1: the RDD that Filter makes isn't used: an RDD itself never changes",
		"for range 3 {\n\tpairs.MapValues(func(n int) int { return n })\n}": "In[9]:2:2: the RDD that MapValues makes isn't used: an RDD itself never changes",
		"sc.TextFile(\"f\")\nspot": "In[9]:1:1: the RDD that TextFile makes isn't used: an RDD itself never changes",
		"total := 0\nfor i := range 3 {\n\ttotal := total + i\n\t_ = total\n}":                  "In[9]:3:2: this total is a new variable of the block; = would assign to the total around it",
		"if true {\n\tspot, n := point{}, 1\n\t_, _ = spot, n\n}":                               "",
		"if true {\n\tspot, n := func() (point, int) { return spot, 1 }()\n\t_, _ = spot, n\n}": "In[9]:2:2: this spot is a new variable of the block; = would assign to the spot around it",
		"println(1, rdd)": "In[9]:1:1: println writes where rdd is in memory; fmt.Println writes values",
		"sc.Version":      "In[9]:1:1: this is the func; sc.Version() calls it",
		// nothing to say
		"sc.Version()":                                                     "",
		"strings.ToUpper":                                                  "",
		"n := sc.Version\n_ = n":                                           "",
		"println(\"n\", 1, true)":                                          "",
		"rdd.Filter(nil)":                                                  "",
		"rdd.Cache()\nspot":                                                "",
		"rdd.LocalCheckpoint()\nspot":                                      "",
		"rdd.Foreach(func(string) {})\nspot":                               "",
		"r := rdd.Filter(nil)\nr":                                          "",
		"if true {\n\tspot := spot\n\t_ = spot\n}":                         "",
		"if true {\n\tspot := point{}\n\t_ = spot\n}":                      "",
		"if true {\n\tn, err := strconv.Atoi(\"\")\n\t_, _ = n, err\n}":    "",
		"func f(spot point) { for { spot := spot.area() + 1; _ = spot } }": "",
		"f := func() { spot, places := spot, places; _, _ = spot, places }\n_ = f":   "",
		"func g() (spot point, err error) { spot, err = point{}, nil; return }\ng()": "",
	} {
		c, err := in.checkCell(cell.Source{N: 9, Text: text}, in.current())
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := strings.Join(c.advice(), "; "); got != want {
			t.Errorf("%q:\ngot  %s\nwant %s", text, got, want)
		}
	}
}
