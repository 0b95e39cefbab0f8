package graph

import (
	"fmt"
	"strings"

	"gospark/spark"
)

// headOf is the lines over a stage: what it is, and what it did when it ran last.
func headOf(s *spark.LineageStage, of int) []string {
	title := fmt.Sprintf("Stage %d of %d · ", s.ID, of)
	switch {
	case s.Skipped():
		title += "skipped"
	case s.Tasks < s.NumTasks:
		title += fmt.Sprintf("%d of %d tasks", s.Tasks, s.NumTasks)
	case s.Tasks == 1:
		title += "1 task"
	default:
		title += fmt.Sprintf("%d tasks", s.Tasks)
	}
	return append([]string{title}, s.Did()...)
}

// stageTip is all of a stage.
func stageTip(s *spark.LineageStage, of int) string {
	lines := headOf(s, of)
	if s.CallSite != "" {
		lines = append(lines, "shuffles for "+s.CallSite)
	} else {
		lines = append(lines, "yields the action's result")
	}
	if s.Ran {
		lines = append(lines, fmt.Sprintf("ran as stage %d of the status page: %s", s.Last.ID, s.Last.Name))
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
	if r.Partitions != s.NumTasks {
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
