package graph

import (
	"fmt"
	"slices"
	"strings"

	"gospark/spark"
)

// An algorithm that goes round has the same few stages for each turn: those of the first turn are drawn,
// and one box stands for the others. mostRound is how many stages a turn may have, leastTurns how many
// turns there must be.
const (
	mostRound  = 4
	leastTurns = 4
)

// rounds is the stages of a lineage as they are drawn, in their order.
func rounds(l *spark.Lineage) (out []*stage) {
	gists := make([]string, len(l.Stages))
	for i := range l.Stages {
		gists[i] = gist(l, &l.Stages[i])
	}
	for i := 0; i < len(l.Stages); {
		round, turns := roundAt(gists[i:])
		for j := i; j < i+round; j++ {
			out = append(out, &stage{of: l.Stages[j : j+1]})
		}
		if turns > 1 {
			out = append(out, &stage{of: l.Stages[i+round : i+turns*round], round: round})
		}
		i += turns * round
	}
	return out
}

// roundAt is how many stages a turn has that begins with the first one, and how many turns there are.
func roundAt(gists []string) (round, turns int) {
	for round = 1; round <= mostRound; round++ {
		for turns = 1; (turns+1)*round <= len(gists) && slices.Equal(gists[:round], gists[turns*round:(turns+1)*round]); turns++ {
		}
		if turns >= leastTurns {
			return round, turns
		}
	}
	return 1, 1
}

// gist is what is drawn of a stage, without the numbers of RDDs and stages, and what it did.
func gist(l *spark.Lineage, s *spark.LineageStage) string {
	var b strings.Builder
	fmt.Fprintln(&b, s.CallSite, s.Tasks, s.NumTasks, len(s.Parents))
	for _, id := range s.RDDs {
		r := l.Find(id)
		fmt.Fprintln(&b, r.Name, r.Kind, r.CallSite, r.Type, r.Partitions, r.Marks())
		for _, d := range r.Parents {
			fmt.Fprintln(&b, slices.Index(s.RDDs, d.RDD), d.Shuffle)
		}
	}
	return b.String()
}
