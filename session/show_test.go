package session

import (
	"testing"

	"gospark/cell"
	"gospark/display"
)

// A screen is a printout that has the text of results, too.
type screen struct{ printout }

func (s *screen) Result(r cell.Result) {
	if text := display.Result(r, 80); text != "" {
		s.Text(text)
	}
}

// TestMethodsPrintWhereTheirCellDoes: what methods print that are called to show a value
// stands with the cell, before the value.
func TestMethodsPrintWhereTheirCellDoes(t *testing.T) {
	s := newSession(t)
	for _, c := range []struct{ text, want string }{
		{"type loud struct{ n int }\nfunc (l loud) String() string { fmt.Print(`said `, l.n); return `loud` }\nx := loud{1}", ""},
		{"x", "2:said 10:Out[2]: loud = loud\n"},
		{":vars", "0:said 10:sc  *spark.Context  SparkContext(master=local[2], appName=GoSpark shell)\nx   loud            loud  In[1]\n"},
		{"type wrong struct{}\nfunc (wrong) Error() string { fmt.Print(`why`); return `wrong` }\nfunc f() (int, error) { return 1, wrong{} }", ""},
		{"f()", "4:why"},
	} {
		var sink screen
		err := s.Run(t.Context(), c.text, &sink)
		if got := sink.text.String(); got != c.want {
			t.Errorf("%s printed %q, not %q (%v)", c.text, got, c.want, err)
		}
		if (err != nil) != (c.text == "f()") {
			t.Errorf("%s: %v", c.text, err)
		}
	}
}
