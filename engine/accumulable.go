package engine

import "slices"

// An Accumulable is what a task has added to an accumulator, or all tasks of a stage that counted
// (Spark's AccumulableInfo).
type Accumulable struct {
	ID    int
	Name  string
	Value any // an int64 or a float64; of what is no number its text
}

// Accumulate tells what the task has added to an accumulator.
func (t *Task) Accumulate(a Accumulable) {
	t.notes.mu.Lock()
	defer t.notes.mu.Unlock()
	t.notes.added = append(t.notes.added, a)
}

func (t *Task) accumulated() []Accumulable {
	t.notes.mu.Lock()
	defer t.notes.mu.Unlock()
	return t.notes.added
}

// Accumulate counts in what a task has added. Copies of the info that were made before don't change.
func (s *StageInfo) Accumulate(added []Accumulable) {
	if len(added) == 0 {
		return
	}
	all := slices.Clone(s.Accumulables)
	for _, a := range added {
		i := slices.IndexFunc(all, func(o Accumulable) bool { return o.ID == a.ID })
		if i < 0 {
			all = append(all, a)
			continue
		}
		all[i].Value = plus(all[i].Value, a.Value)
	}
	s.Accumulables = all
}

// plus is the sum of numbers; of texts, the last one.
func plus(a, b any) any {
	switch b := b.(type) {
	case int64:
		if a, ok := a.(int64); ok {
			return a + b
		}
	case float64:
		if a, ok := a.(float64); ok {
			return a + b
		}
	}
	return b
}
