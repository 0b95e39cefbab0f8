package spark

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gospark/engine"
)

// String draws the lineage as text: a tree of stages, the last one first, each with its RDDs. What an
// action would skip says so. Where the terminal is too narrow types are cut; it is taken to have 80 columns
// where none says it.
func (l Lineage) String() string {
	p := lineagePrinter{l: &l, drawn: map[int]bool{}}
	p.stage(&l.Stages[len(l.Stages)-1], "", "")
	return strings.Join(p.lines, "\n")
}

type lineagePrinter struct {
	l     *Lineage
	lines []string
	drawn map[int]bool
}

// stage draws a stage and those that it reads: its first line behind first, the others behind rest.
func (p *lineagePrinter) stage(s *LineageStage, first, rest string) {
	head := first + s.title(len(p.l.Stages))
	if p.drawn[s.ID] {
		p.lines = append(p.lines, head+", as above")
		return
	}
	p.drawn[s.ID] = true
	p.lines = append(p.lines, head)
	if did := s.Did(); did != nil {
		p.lines = append(p.lines, rest+"│   "+strings.Join(did, "; "))
	}
	p.rdds(s, rest+"│ ")
	for i, id := range s.Parents {
		more, below := "├─", "│ "
		if i == len(s.Parents)-1 {
			more, below = "└─", "  "
		}
		p.stage(&p.l.Stages[id-1], rest+more, rest+below)
	}
}

// leastType is how much of a type is shown at least.
const leastType = 6

// rdds draws the RDDs of a stage in columns.
func (p *lineagePrinter) rdds(s *LineageStage, prefix string) {
	rows := make([][]string, len(s.RDDs))
	widths, marks := make([]int, 3), 0
	for i, id := range s.RDDs {
		r := p.l.Find(id)
		rows[i] = []string{fmt.Sprintf("[%d]", id), r.CallSite, r.Type, strings.Join(p.marks(s, i, r), ", ")}
		for j := range widths {
			widths[j] = max(widths[j], len([]rune(rows[i][j])))
		}
		marks = max(marks, len([]rune(rows[i][3])))
	}
	if left := columns() - len([]rune(prefix)) - widths[0] - widths[1] - marks - 6; widths[2] > left { // 6 between them
		widths[2] = max(left, leastType)
	}
	for _, row := range rows {
		line := prefix
		for j, text := range row[:3] {
			if r := []rune(text); len(r) > widths[j] {
				text = string(r[:widths[j]-1]) + "…"
			}
			line += text + strings.Repeat(" ", widths[j]-len([]rune(text))+2)
		}
		p.lines = append(p.lines, strings.TrimRight(line+row[3], " "))
	}
}

// marks is what is special to the i-th RDD of a stage.
func (p *lineagePrinter) marks(s *LineageStage, i int, r *LineageRDD) (marks []string) {
	if r.Name != "" {
		marks = append(marks, strconv.Quote(r.Name))
	}
	if r.Partitions != s.NumTasks {
		marks = append(marks, counted(r.Partitions, "partition"))
	}
	if reads := p.reads(s, i, r); reads != "" {
		marks = append(marks, reads)
	}
	return append(marks, r.Marks()...)
}

// reads says what an RDD reads where that isn't just the one in the next line.
func (p *lineagePrinter) reads(s *LineageStage, i int, r *LineageRDD) string {
	if len(r.Parents) == 1 && i+1 < len(s.RDDs) && s.RDDs[i+1] == r.Parents[0].RDD {
		return ""
	}
	var from []string
	for _, d := range r.Parents {
		if !d.Shuffle {
			from = append(from, fmt.Sprintf("[%d]", d.RDD))
		}
	}
	for _, id := range s.Parents {
		if d := (Dependency{RDD: p.l.Stages[id-1].RDDs[0], Shuffle: true}); slices.Contains(r.Parents, d) {
			from = append(from, fmt.Sprintf("stage %d", id))
		}
	}
	if len(from) == 0 || i == len(s.RDDs)-1 { // what comes next are the stages that it reads
		return ""
	}
	return "reads " + listing(from)
}

// Marks is what is kept of the RDD, and whether an action would compute it, in a few words each.
func (r *LineageRDD) Marks() (marks []string) {
	switch {
	case !r.Level.IsNone() && r.Cached > 0:
		marks = append(marks, fmt.Sprintf("cached %d/%d", r.Cached, r.Partitions))
	case !r.Level.IsNone():
		marks = append(marks, "to be cached")
	}
	switch r.Checkpoint {
	case "saved":
		marks = append(marks, "checkpointed")
	case "marked":
		marks = append(marks, "to be checkpointed")
	}
	if r.Skipped {
		marks = append(marks, "skipped")
	}
	return marks
}

// title is the stage's first line, of so many stages.
func (s *LineageStage) title(of int) string {
	title := fmt.Sprintf("Stage %d/%d: ", s.ID, of)
	switch {
	case s.Skipped():
		title += "skipped"
	case s.Tasks < s.NumTasks:
		title += fmt.Sprintf("%d of %s", s.Tasks, counted(s.NumTasks, "task"))
	default:
		title += counted(s.NumTasks, "task")
	}
	if s.Shuffle >= 0 {
		return title + ", shuffles for " + s.CallSite
	}
	return title + ", the result"
}

// Did is what the stage did when it ran last, in a few words each: its time, records and bytes.
// It is nil for one that hasn't run.
func (s *LineageStage) Did() []string {
	if !s.Ran {
		return nil
	}
	m := s.Last.Metrics
	did := []string{"runs now"}
	if !s.Last.Completed.IsZero() {
		did[0] = "ran in " + tookText(s.Took())
	}
	for _, part := range []struct {
		name           string
		records, bytes int64
	}{
		{"read", m.RecordsRead, m.BytesRead}, {"read of shuffles", m.ShuffleRecordsRead, m.ShuffleBytesRead},
		{"shuffled", m.ShuffleRecordsWritten, m.ShuffleBytesWritten}, {"wrote", m.RecordsWritten, m.BytesWritten},
	} {
		if part.records > 0 || part.bytes > 0 {
			did = append(did, fmt.Sprintf("%s %s, %s", part.name, counted(int(part.records), "record"), engine.FormatBytes(part.bytes)))
		}
	}
	if m.DiskSpilled > 0 {
		did = append(did, "spilled "+engine.FormatBytes(m.DiskSpilled))
	}
	if n := s.Last.NumFailedTasks; n > 0 {
		did = append(did, counted(n, "task")+" failed")
	}
	return did
}

// tookText is a duration as people say it.
func tookText(d time.Duration) string {
	switch {
	case d < time.Second:
		return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 1, 64) + " ms"
	case d < time.Minute:
		return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
	}
	return d.Round(time.Second).String()
}

// counted is 1 task, 2 tasks.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// listing is a, b and c.
func listing(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
