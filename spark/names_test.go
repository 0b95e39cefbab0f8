package spark_test

import (
	"go/importer"
	"go/token"
	"go/types"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"gospark/spark"
)

// A spoken is a row of docs/spark-names.md: what one of Spark's names is here, or why it isn't.
type spoken struct{ ours, note string }

// TestNamesOfSpark holds the page to the list of Spark's names (one "class name" a line), and
// what it calls ours to the package.
func TestNamesOfSpark(t *testing.T) {
	list, err := os.ReadFile("testdata/spark-names.txt")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../docs/spark-names.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := rowsOfPage(t, string(text))
	for _, name := range strings.Split(strings.TrimSpace(string(list)), "\n") {
		row, ok := rows[name]
		if !ok {
			t.Errorf("the page has no row for %s", name)
		} else if row.ours == "" && row.note == "" {
			t.Errorf("%s has no name here, and the page doesn't say why", name)
		}
		delete(rows, name)
	}
	for name := range rows {
		t.Errorf("the page has a row for %s, which isn't in the list", name)
	}
	pkg, err := importer.ForCompiler(token.NewFileSet(), "gc", exported).Import(reflect.TypeFor[spark.Context]().PkgPath())
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rowsOfPage(t, string(text)) {
		for _, call := range codeOf.FindAllStringSubmatch(row.ours, -1) {
			if !isOurs(pkg, call[1], call[2]) {
				t.Errorf("the page names %s.%s, and there is no such thing", call[1], call[2])
			}
		}
	}
}

var (
	// codeOf is a name of ours in the page: `rdd.Map(f)`, `spark.Add`.
	codeOf  = regexp.MustCompile("`(\\w+)\\.(\\w+)[^`]*`")
	heading = regexp.MustCompile("^## .*`([\\w:]+)`")
)

// rowsOfPage are the rows of the page's tables by Spark's "class name".
func rowsOfPage(t *testing.T, page string) map[string]spoken {
	rows := map[string]spoken{}
	class := ""
	for _, line := range strings.Split(page, "\n") {
		if m := heading.FindStringSubmatch(line); m != nil {
			class = m[1]
		}
		cells := strings.Split(line, "|")
		if len(cells) != 5 || !strings.HasPrefix(cells[1], " `") {
			continue
		}
		name := class + " " + strings.Trim(cells[1], " `")
		row := spoken{strings.TrimSpace(cells[2]), strings.TrimSpace(cells[3])}
		if _, twice := rows[name]; twice {
			t.Errorf("the page has two rows for %s", name)
		}
		if row.ours != "" && !codeOf.MatchString(row.ours) {
			t.Errorf("%s: %q names nothing of the package", name, row.ours)
		}
		rows[name] = row
	}
	return rows
}

// receiverNames are what the page calls a value of each type.
var receiverNames = map[string]string{
	"rdd": "RDD", "pairs": "PairRDD", "groups": "GroupedRDD", "joined": "JoinedRDD", "tuples": "RDD2",
	"sc": "Context", "stats": "Stats", "level": "StorageLevel", "task": "TaskContext", "barrier": "RDDBarrier",
	"barrierTask": "BarrierTaskContext", "broadcast": "Broadcast", "acc": "Accumulator", "tracker": "StatusTracker",
	"future": "FutureAction", "partitioner": "Partitioner",
}

// isOurs tells whether the package has the name: spark.Add, or a method or field of a receiver.
func isOurs(pkg *types.Package, receiver, name string) bool {
	if receiver == "spark" {
		obj := pkg.Scope().Lookup(name)
		return obj != nil && obj.Exported()
	}
	obj := pkg.Scope().Lookup(receiverNames[receiver])
	if obj == nil {
		return false
	}
	found, _, _ := types.LookupFieldOrMethod(obj.Type(), true, pkg, name)
	return found != nil && found.Exported()
}

// The test's own eyes: a name that isn't there is seen.
func TestNamesAreLookedUp(t *testing.T) {
	pkg, err := importer.ForCompiler(token.NewFileSet(), "gc", exported).Import(reflect.TypeFor[spark.Context]().PkgPath())
	if err != nil {
		t.Fatal(err)
	}
	for call, want := range map[string]bool{
		"spark.Add": true, "rdd.Map": true, "pairs.Join": true, "pairs.SortByKey": true, "sc.Stop": true, "stats.Mean": true,
		"spark.ondemand": false, "rdd.Join": false, "rdd.node": false, "nobody.Map": false, "spark.Nothing": false,
	} {
		receiver, name, _ := strings.Cut(call, ".")
		if isOurs(pkg, receiver, name) != want {
			t.Errorf("%s: want %t", call, want)
		}
	}
}
