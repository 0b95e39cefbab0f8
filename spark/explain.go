package spark

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gospark/cellrt"
)

// Explain says in words what an action would run that reads all partitions, as Count does: the
// stages and their tasks, what is skipped, what is cached, what is moved, and why. Its lines are as
// long as the terminal is wide, from 40 to 100 columns; 80 where there is none.
func (l Lineage) Explain() string {
	e := &explainer{l: &l, columns: min(columns(), 100)}
	e.summary()
	for i := 0; i < len(l.Stages); {
		i = e.stages(i)
	}
	e.kept()
	return strings.TrimSuffix(e.text.String(), "\n")
}

type explainer struct {
	l       *Lineage
	text    strings.Builder
	columns int // that a line takes
}

// columns is how many the terminal has that shows a text, at least 40; 80 where none says it.
func columns() int { return max(cmp.Or(cellrt.Columns(), 80), 40) }

// say writes a paragraph whose first line begins with first, and the others with spaces.
func (e *explainer) say(first, format string, args ...any) {
	line, rest := first, strings.Repeat(" ", len([]rune(first)))
	begun := false
	for word := range strings.FieldsSeq(fmt.Sprintf(format, args...)) {
		if begun && len([]rune(line))+1+len([]rune(word)) > e.columns {
			e.text.WriteString(line + "\n")
			line, begun = rest, false
		}
		if begun {
			line += " "
		}
		line, begun = line+word, true
	}
	e.text.WriteString(line + "\n")
}

func (e *explainer) summary() {
	tasks, stages := 0, 0
	for _, s := range e.l.Stages {
		if tasks += s.Tasks; !s.Skipped() {
			stages++
		}
	}
	all := len(e.l.Stages)
	what := fmt.Sprintf("An action that reads all of %s, as Count does, would run ", e.of(e.l.RDD))
	switch {
	case tasks == 0:
		what += "nothing: it has no partitions."
	case stages == all:
		what += fmt.Sprintf("%s in %s.", counted(tasks, "task"), counted(stages, "stage"))
	default:
		what += fmt.Sprintf("%s in %d of %s; the others are skipped.", counted(tasks, "task"), stages, counted(all, "stage"))
	}
	e.say("", "%s", what)
}

// of is what an RDD is called: [5] map at In[1]:2.
func (e *explainer) of(rdd int) string { return fmt.Sprintf("[%d] %s", rdd, e.l.Find(rdd).CallSite) }

// stages explains the i-th stage, with those behind it of which the same is to be said, and returns which
// one comes next. An algorithm that goes round has a stage or more a turn.
func (e *explainer) stages(i int) (next int) {
	s := &e.l.Stages[i]
	for next = i + 1; next < len(e.l.Stages) && e.gist(&e.l.Stages[next]) == e.gist(s); {
		next++
	}
	e.text.WriteString("\n")
	switch last := &e.l.Stages[next-1]; {
	case s.Skipped() && last != s:
		e.say("", "Stages %s of %d: skipped, shuffle for %s", span(s.ID, last.ID), len(e.l.Stages), listing(sitesOf(e.l.Stages[i:next])))
		e.say("  ", "%s", why(s, "they"))
	case last != s:
		e.stage(s)
		e.say("", "Stages %s do the same, each with what the one before it wrote.", span(s.ID+1, last.ID))
	default:
		e.stage(s)
	}
	return next
}

// span is 2 to 5, 2 and 3, or 2.
func span(from, to int) string {
	switch to - from {
	case 0:
		return strconv.Itoa(from)
	case 1:
		return fmt.Sprintf("%d and %d", from, to)
	}
	return fmt.Sprintf("%d to %d", from, to)
}

// sitesOf is what stages shuffle for, each once.
func sitesOf(stages []LineageStage) (sites []string) {
	for _, s := range stages {
		if !slices.Contains(sites, s.CallSite) {
			sites = append(sites, s.CallSite)
		}
	}
	return sites
}

// gist is what is said of a stage, without numbers if it reads what the one before it wrote: its own, that one's,
// and those of RDDs.
func (e *explainer) gist(s *LineageStage) string {
	if s.Skipped() {
		return why(s, "it")
	}
	own := explainer{l: e.l, columns: e.columns}
	own.stage(s)
	words := strings.Fields(own.text.String())
	if i := slices.Index(words, "wrote."); i < 0 || words[i-1] != strconv.Itoa(s.ID-1) {
		return own.text.String()
	}
	for i, word := range words {
		if i == 1 || strings.HasPrefix(word, "[") || word == strconv.Itoa(s.ID-1) && words[i+1] == "wrote." {
			words[i] = ""
		}
	}
	return strings.Join(words, " ")
}

func (e *explainer) stage(s *LineageStage) {
	e.say("", "%s", s.title(len(e.l.Stages)))
	if s.Skipped() {
		e.say("  ", "%s", why(s, "it"))
		return
	}
	if s.Available > 0 {
		e.say("  ", "The outputs of its other %s are still there.", counted(s.Available, "task"))
	}
	e.reads(s)
	e.computes(s)
	e.unmoved(s)
	if s.Shuffle >= 0 {
		e.say("  ", "It ends where %s shuffles: %s.", s.CallSite, e.moves(s))
	}
}

// why a stage is skipped: it, or they where several are for the same reason.
func why(s *LineageStage, it string) string {
	switch {
	case s.NumTasks == 0:
		return "There are no partitions."
	case s.Available == s.NumTasks:
		return fmt.Sprintf("What %s wrote for the shuffle is still there, from an action before.", it)
	}
	return fmt.Sprintf("Nothing reads what %s would write: what comes after is at hand.", it)
}

// reads says where a stage begins.
func (e *explainer) reads(s *LineageStage) {
	if from := e.readBy(s); len(from) > 0 {
		word := "stage"
		if len(from) > 1 {
			word = "stages"
		}
		e.say("  ", "It reads what %s %s wrote.", word, listing(from))
	}
	for _, id := range s.RDDs {
		switch r := e.l.Find(id); {
		case r.Read:
			e.say("  ", "It reads what is kept of %s.", e.of(id))
		case len(r.Parents) == 0 && !r.Skipped:
			e.say("  ", "It begins with %s: %s%s.", e.of(id), counted(r.Partitions, "partition"), ofName(r))
		}
	}
}

// readBy is the stages whose shuffles a stage would read: not those behind what is kept.
func (e *explainer) readBy(s *LineageStage) (stages []string) {
	for _, p := range slices.Sorted(slices.Values(s.Parents)) {
		for _, id := range s.RDDs {
			r := e.l.Find(id)
			if slices.Contains(r.Parents, Dependency{RDD: e.l.Stages[p-1].RDDs[0], Shuffle: true}) && !r.Skipped && !r.Read {
				stages = append(stages, fmt.Sprint(p))
				break
			}
		}
	}
	return stages
}

func ofName(r *LineageRDD) string {
	if r.Name == "" {
		return ""
	}
	return fmt.Sprintf(" of %q", r.Name)
}

// computes says what a task of a stage does.
func (e *explainer) computes(s *LineageStage) {
	var steps []string
	for i := len(s.RDDs) - 1; i >= 0; i-- {
		r := e.l.Find(s.RDDs[i])
		if r.Skipped || r.Read || len(r.Parents) == 0 {
			continue
		}
		if step := r.CallSite; len(steps) == 0 || steps[len(steps)-1] != step {
			steps = append(steps, step)
		}
	}
	switch len(steps) {
	case 0:
	case 1:
		e.say("  ", "A task does %s for one partition.", steps[0])
	default:
		e.say("  ", "A task does %s for one partition, in one go: nothing is stored in between.", listing(steps))
	}
}

// unmoved tells of what would shuffle, were keys not where they are.
func (e *explainer) unmoved(s *LineageStage) {
	for _, id := range s.RDDs {
		r := e.l.Find(id)
		if movement(r.Operator) == "" || r.Skipped || r.Read || r.Partitioner == "" {
			continue
		}
		for _, d := range r.Parents {
			if p := e.l.Find(d.RDD); !d.Shuffle && p.CallSite != r.CallSite && p.Partitioner == r.Partitioner {
				e.say("  ", "%s moves nothing of [%d]: %s has placed its elements already.", r.CallSite, p.ID, p.Partitioner)
			}
		}
	}
}

// movement is why an operator shuffles; "" for one that is none of Spark's that do.
func movement(op string) string {
	switch op {
	case "reduceByKey", "aggregateByKey", "foldByKey", "combineByKey":
		return "equal keys must come to one partition. What a task has of a key is combined first, so it moves one value a key"
	case "groupByKey", "groupBy":
		return "equal keys must come to one partition, with all their values. Where these are only combined then, ReduceByKey moves less"
	case "join", "leftOuterJoin", "rightOuterJoin", "fullOuterJoin", "cogroup", "groupWith", "subtractByKey":
		return "equal keys of all sides must come to one partition"
	case "distinct":
		return "equal elements must come to one partition. A task moves each of its elements once"
	case "intersection", "subtract":
		return "equal elements of both sides must come to one partition"
	case "sortBy", "sortByKey", "sortFunc":
		return "each partition gets a range of the order, so that they are sorted one after the other"
	case "partitionBy", "repartitionAndSortWithinPartitions":
		return "each key must come to the partition that the partitioner says"
	case "repartition", "coalesce":
		return "elements are dealt out to other partitions"
	}
	return ""
}

// moves is why a stage's shuffle is needed.
func (e *explainer) moves(s *LineageStage) string {
	why := movement(s.Operator)
	if why == "" {
		why = "elements must come to other partitions"
	}
	if r := e.l.Find(s.Shuffle); r.Partitioner != "" {
		why += fmt.Sprintf(" (%s)", r.Partitioner)
	}
	return why
}

// kept tells what is cached and checkpointed, and what is computed more than once.
func (e *explainer) kept() {
	e.text.WriteString("\n")
	cached := false
	for i := range e.l.RDDs {
		r := &e.l.RDDs[i]
		if !r.Level.IsNone() {
			cached = true
			e.say("", "%s is to be kept (%s): %s.", e.of(r.ID), r.Level, keptOf(r))
		}
		switch r.Checkpoint {
		case "saved":
			e.say("", "%s is checkpointed: it is read, and what it was made of is forgotten.", e.of(r.ID))
		case "marked":
			e.say("", "%s is to be checkpointed: the action that computes it saves it too.", e.of(r.ID))
		}
	}
	if !cached {
		e.say("", "Nothing is cached: the next action computes it again, but for shuffles whose output is there.")
	}
	e.twice()
}

func keptOf(r *LineageRDD) string {
	switch {
	case r.Cached == 0:
		return "nothing of it is there yet, and the action that computes it keeps it"
	case r.Cached < r.Partitions:
		return fmt.Sprintf("%d of %d partitions are there", r.Cached, r.Partitions)
	}
	return fmt.Sprintf("%d of %d partitions are there, so nothing is computed for it", r.Cached, r.Partitions)
}

// twice tells of what several stages compute, but not of what is behind that.
func (e *explainer) twice() {
	stages := map[int][]string{}
	for _, s := range e.l.Stages {
		for _, id := range s.RDDs {
			if r := e.l.Find(id); !s.Skipped() && !r.Skipped && !r.Read && r.Level.IsNone() {
				stages[id] = append(stages[id], fmt.Sprint(s.ID))
			}
		}
	}
	behind := map[int]bool{}
	for _, r := range e.l.RDDs {
		for _, d := range r.Parents {
			behind[d.RDD] = behind[d.RDD] || !d.Shuffle && len(stages[r.ID]) > 1
		}
	}
	for _, r := range e.l.RDDs {
		if in := stages[r.ID]; len(in) > 1 && !behind[r.ID] {
			e.say("", "Stages %s each compute %s: cached, it would be computed once.", listing(in), e.of(r.ID))
		}
	}
}
