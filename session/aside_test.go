package session

import (
	"errors"
	"testing"

	"gospark/cell"
)

// runAside runs a cell that isn't kept, and is seen; it returns what was shown.
func runAside(t *testing.T, s *Session, text string) (*printout, error) {
	p := &printout{}
	return p, s.RunAside(t.Context(), s.TakeAside(true), text, p)
}

// place is the place of an error, and the line that it quotes.
func place(t *testing.T, err error) string {
	t.Helper()
	var e *cell.Error
	if !errors.As(err, &e) {
		t.Fatalf("the cell came to %v", err)
	}
	return e.Pos.String() + " " + e.Text
}

// TestAsideHasASourceOfItsOwn: what a cell declares that isn't kept fails at its own line, whatever ran since.
func TestAsideHasASourceOfItsOwn(t *testing.T) {
	s := newSession(t)
	asides := []string{
		"func f() {\n\tpanic(1)\n}",
		"a := 1\nb := 2",
		":time func g() {\n\tpanic(2)\n}",
		"late := sc.Parallelize([]int{0}, 1).Map(func(i int) int { return 1 / i })",
	}
	for _, text := range asides {
		if _, err := runAside(t, s, text); err != nil {
			t.Fatal(err)
		}
	}
	for call, want := range map[string]string{"f()": "In[1]:2 \tpanic(1)", "g()": "In[3]:2 \tpanic(2)", "late.Count()": "In[4]:1 " + asides[3]} {
		if _, err := runAside(t, s, call); place(t, err) != want {
			t.Errorf("%s fails at %s", call, place(t, err))
		}
	}
	if n, kept := s.Next(), s.Cells(); n != 1 || len(kept) != 0 {
		t.Errorf("the next cell is In[%d], and %v are kept", n, kept)
	}
}

// TestAsidesAmongOthers: cells that are kept have their numbers to themselves from the first one on. A
// line is quoted of none where two had a number.
func TestAsidesAmongOthers(t *testing.T) {
	s := newSession(t)
	before, err := runAside(t, s, "func f() {\n\tpanic(1)\n}\n1")
	if err != nil || before.result.N != 1 {
		t.Fatalf("In[%d]: %v", before.result.N, err)
	}
	if err := s.RunNumbered(t.Context(), s.Take(), "a := 2\na", &printout{}); err != nil {
		t.Fatal(err)
	}
	if _, err := runAside(t, s, "f()"); place(t, err) != "In[1]:2 " {
		t.Errorf("f fails at %s", place(t, err))
	}
	after, err := runAside(t, s, "func g() {\n\tpanic(3)\n}\n4")
	if err != nil || after.result.N != -2 {
		t.Fatalf("In[%d]: %v", after.result.N, err)
	}
	if err := s.RunNumbered(t.Context(), s.Take(), "g()", &printout{}); place(t, err) != "In[-2]:2 \tpanic(3)" {
		t.Errorf("g fails at %s", place(t, err))
	}
	if n := s.Next(); n != 3 {
		t.Errorf("the next cell is In[%d]", n)
	}
}

// TestAsideIsForgotten: :reset forgets what cells declared that aren't kept.
func TestAsideIsForgotten(t *testing.T) {
	s := newSession(t)
	if err := s.RunAside(t.Context(), s.TakeAside(false), "x := 5", &printout{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Run(t.Context(), ":reset", &printout{}); err != nil {
		t.Fatal(err)
	}
	if _, err := runAside(t, s, "x"); err == nil {
		t.Error("x is still there")
	}
}
