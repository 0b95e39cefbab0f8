package spark

import (
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"

	"gospark/cellrt"
	"gospark/engine"
)

var (
	apiPackage    = reflect.TypeFor[Context]().PkgPath()
	enginePackage = reflect.TypeFor[engine.Task]().PkgPath()
	// taskFrame is the function under which tasks run.
	taskFrame = enginePackage + ".(*Task).Run"
)

// callSite is where the person called op: In[3]:2, or main.go:14. Called from
// inside a task, or a goroutine of one, it panics: RDDs can be neither made nor run there.
func callSite(op string) string {
	site, inTask := caller()
	if inTask {
		panic(&DefinitionError{Operator: op, Site: site,
			Reason: "an RDD is used inside of a function that runs in a task",
			Remedy: "collect what the function needs before, or join the two RDDs"})
	}
	return site
}

func caller() (site string, inTask bool) {
	site = cellrt.Site()
	pcs := make([]uintptr, 1024) // a task's stack is deep: its operators push into each other
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if f.Function == taskFrame {
			return site, true
		}
		if site == "" && f.File != "" && !ours(f.Function) {
			site = filepath.Base(f.File) + ":" + strconv.Itoa(f.Line)
		}
	}
	return site, cellrt.Task() != nil // a goroutine that a task started belongs to it
}

// ours tells whether a function belongs to the API or to what calls it by reflection.
func ours(function string) bool {
	for _, p := range []string{apiPackage + ".", enginePackage + ".", "runtime.", "reflect."} {
		if strings.HasPrefix(function, p) {
			return true
		}
	}
	return false
}
