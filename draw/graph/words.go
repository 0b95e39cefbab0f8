package graph

import (
	"fmt"
	"strings"

	"gospark/spark"
)

// headOf is the lines over a stage: what it is, and what it did when it ran last.
func headOf(s *stage, of int) []string {
	if s.round > 0 {
		return headOfTurns(s, of)
	}
	st := s.first()
	title := fmt.Sprintf("Stage %d of %d · ", st.ID, of)
	switch {
	case st.Skipped():
		title += "skipped"
	case st.Tasks < st.NumTasks:
		title += fmt.Sprintf("%d of %d tasks", st.Tasks, st.NumTasks)
	case st.Tasks == 1:
		title += "1 task"
	default:
		title += fmt.Sprintf("%d tasks", st.Tasks)
	}
	return append([]string{title}, st.Did()...)
}

// headOfTurns is the lines of a box that stands for further turns: which, and what they did together.
func headOfTurns(s *stage, of int) []string {
	title := fmt.Sprintf("Stages %d to %d of %d", s.first().ID, s.last().ID, of)
	if s.skipped() {
		title += " · skipped"
	}
	like := fmt.Sprintf("%d more like stage %d", len(s.of), s.first().ID-1)
	if s.round > 1 {
		like = fmt.Sprintf("%d more turns like stages %d to %d", len(s.of)/s.round, s.first().ID-s.round, s.first().ID-1)
	}
	all := spark.LineageStage{Ran: true}
	for _, st := range s.of {
		all.Ran = all.Ran && st.Took() > 0
		all.Last.Completed = all.Last.Completed.Add(st.Took())
		all.Last.NumFailedTasks += st.Last.NumFailedTasks
		all.Last.Metrics.Add(st.Last.Metrics)
	}
	return append([]string{title, like}, all.Did()...)
}

// stageTip is all of a stage, or a line of each one.
func stageTip(s *stage, of int) string {
	if s.round == 0 {
		st := s.first()
		lines := append(headOf(s, of), "yields the action's result")
		if st.CallSite != "" {
			lines[len(lines)-1] = "shuffles for " + st.CallSite
		}
		if st.Ran {
			lines = append(lines, fmt.Sprintf("ran as stage %d of the status page: %s", st.Last.ID, st.Last.Name))
		}
		return strings.Join(lines, "\n")
	}
	lines := headOf(s, of)
	for i := range s.of {
		st := &s.of[i]
		lines = append(lines, fmt.Sprintf("%d: %s", st.ID, strings.Join(append([]string{"shuffles for " + st.CallSite}, st.Did()...), "; ")))
	}
	return strings.Join(lines, "\n")
}

// labels are the two lines of an RDD: what it is called, and where it is from.
func labels(s *stage, r *spark.LineageRDD) (name, under string) {
	operator, site, ok := strings.Cut(r.CallSite, " at ")
	if name, under = operator, site; !ok {
		name, under = r.CallSite, ""
	}
	if r.Name != "" {
		name, under = r.Name, r.CallSite
	}
	parts := []string{under}
	if r.Type != "" {
		parts = append(parts, strings.ReplaceAll(r.Type, "spark.", ""))
	}
	if r.Partitions != s.first().NumTasks {
		parts = append(parts, fmt.Sprintf("%d partitions", r.Partitions))
	}
	return name, strings.TrimPrefix(strings.Join(parts, " · "), " · ")
}

// markOf is what is kept of an RDD, in a word.
func markOf(r *spark.LineageRDD) string {
	switch {
	case r.Checkpoint == "saved":
		return "checkpoint"
	case r.Level.IsNone():
		return ""
	case r.Cached == 0:
		return "to cache"
	}
	return fmt.Sprintf("cached %d/%d", r.Cached, r.Partitions)
}

// rddTip is all of an RDD.
func rddTip(r *spark.LineageRDD) string {
	lines := []string{fmt.Sprintf("%s[%d] at %s", r.Kind, r.ID, r.CallSite)}
	if r.Name != "" {
		lines[0] = r.Name + " " + lines[0]
	}
	if r.Type != "" {
		lines = append(lines, "of "+r.Type)
	}
	partitions := fmt.Sprintf("%d partitions", r.Partitions)
	if r.Partitions == 1 {
		partitions = "1 partition"
	}
	if r.Partitioner != "" {
		partitions += " by " + r.Partitioner
	}
	lines = append(append(lines, partitions), r.Marks()...)
	if !r.Level.IsNone() {
		lines = append(lines, fmt.Sprintf("%s: %d bytes in memory, %d on disk", r.Level, r.MemorySize, r.DiskSize))
	}
	return strings.Join(lines, "\n")
}
