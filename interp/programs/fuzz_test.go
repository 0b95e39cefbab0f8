package programs

import (
	"fmt"
	"testing"

	"gospark/interp"
)

// perInput is how many programs one input of FuzzPrograms makes: go builds them at once.
const perInput = 12

// FuzzPrograms: random programs print the same as cells, interpreted where that isn't
// refused and, the first of each input, compiled, as when go builds them. One that shows a
// difference can become a case under its seed's text.
func FuzzPrograms(f *testing.F) {
	importer, err := newImporter()
	if err != nil {
		f.Fatal(err)
	}
	for seed := range uint64(2) {
		f.Add(randomPrograms + seed*perInput)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		var programs []program
		for n := range uint64(perInput) {
			programs = append(programs, program{"random", fmt.Sprint(seed + n), randomProgram(seed + n)})
		}
		want := expected(t, programs, importer, false)
		for _, k := range []task{{interp.Interpreted, single, programs, want}, {interp.Auto, single, programs[:1], want}} {
			for i, o := range k.run(t) {
				if o.What == wrong {
					t.Errorf("%s, %s: %s\n%s", k.Mode, k.Form, o.Detail, programs[i].Text)
				}
			}
		}
	})
}
