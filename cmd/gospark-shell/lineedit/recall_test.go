package lineedit

import "testing"

func TestRecall(t *testing.T) {
	r := newRecall([]string{"a1", "b", "a2"})
	if r.add("a2") {
		t.Error("the same cell twice counts as new")
	}
	walk := func(f func(string, int) (string, bool), current string, by int, want string, wantOK bool) {
		t.Helper()
		if got, ok := f(current, by); got != want || ok != wantOK {
			t.Errorf("got %q %v, want %q %v", got, ok, want, wantOK)
		}
	}
	walk(r.step, "draft", -1, "a2", true)
	walk(r.step, "a2", -1, "b", true)
	walk(r.step, "b", +1, "a2", true)
	walk(r.step, "a2", +1, "draft", true)
	walk(r.step, "draft", +1, "", false)
	prefix := func(again bool) func(string, int) (string, bool) {
		return func(s string, by int) (string, bool) { return r.stepPrefix(s, by, again) }
	}
	walk(prefix(false), "a", -1, "a2", true)
	walk(prefix(true), "a2", -1, "a1", true)
	walk(prefix(true), "a1", -1, "", false)
	walk(prefix(true), "a1", +1, "a2", true)
	walk(prefix(true), "a2", +1, "a", true)
}
