package programs

import (
	"fmt"
	"testing"

	"gospark/interp"
)

// FuzzPrograms: a random program prints the same as cells, interpreted where that isn't
// refused and compiled, as when go builds it. One that shows a difference can become a
// case under its seed's text.
func FuzzPrograms(f *testing.F) {
	importer, err := newImporter()
	if err != nil {
		f.Fatal(err)
	}
	for seed := range uint64(2) {
		f.Add(seed + randomPrograms)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		p := program{"random", fmt.Sprint(seed), randomProgram(seed)}
		want := expected(t, []program{p}, importer, false)
		for _, w := range []way{{form: single, mode: interp.Interpreted}, {form: single, mode: interp.Auto}} {
			for _, o := range (task{w.mode, w.form, []program{p}, want}).run(t) {
				if o.What == wrong {
					t.Errorf("%s, %s: %s\n%s", w.mode, w.form, o.Detail, p.Text)
				}
			}
		}
	})
}
