package engine

import (
	"path"
	"reflect"
	"runtime"
	"strings"
)

// A suspect is one of the person's functions that a task runs.
type suspect struct {
	entry uintptr
	name  string // not its alone: the packages of two cells have one name
	file  string
	site  string // of the operator that it was given to
}

// suspects are the functions of the task's nodes, of the shuffle that it writes
// for, and of the action.
func (t *Task) suspects() []suspect {
	var all []suspect
	add := func(site string, functions []Function) {
		for _, f := range functions {
			if fn := runtime.FuncForPC(f.Entry); fn != nil {
				all = append(all, suspect{f.Entry, fn.Name(), fileOf(fn), site})
			}
		}
	}
	if s := t.Stage.Shuffle; s != nil {
		add(s.site(), s.Functions)
	} else {
		add(t.owner.Action, t.owner.Functions)
	}
	narrow(t.Stage.Node, func(n *Node) bool {
		add(n.CallSite(), n.functions())
		return true
	})
	return all
}

// failedAt is the call site of the operator or the action whose function is the
// innermost one on the panicking stack. Where the failure is in no function of the
// person's, it is that of the shuffle the task writes for, or "".
func (t *Task) failedAt() string {
	suspects := t.suspects()
	pcs := make([]uintptr, 256)
	innermost := ""
	for _, pc := range pcs[:runtime.Callers(3, pcs)] {
		f := runtime.FuncForPC(pc - 1)
		if f == nil || isRuntime(f.Name()) {
			continue
		}
		if site := whose(suspects, f); site != "" {
			return site
		}
		if innermost == "" {
			innermost = f.Name()
		}
	}
	if s := t.Stage.Shuffle; s != nil && strings.HasPrefix(innermost, module) {
		return s.site()
	}
	return ""
}

// module is what the names of the functions of the engine and of its API begin with.
var module = path.Dir(reflect.TypeFor[Task]().PkgPath()) + "/"

// isRuntime tells whether a function is Go's own, which fails on behalf of its caller.
func isRuntime(function string) bool {
	for _, p := range []string{"runtime.", "internal/", "reflect.", "hash/maphash."} {
		if strings.HasPrefix(function, p) {
			return true
		}
	}
	return false
}

// whose is the site of the function on the stack, or of the one it is a literal of.
func whose(suspects []suspect, f *runtime.Func) string {
	for _, s := range suspects {
		if s.entry == f.Entry() {
			return s.site
		}
	}
	for _, s := range suspects {
		if s.file == fileOf(f) && (strings.HasPrefix(f.Name(), s.name+".") || strings.HasPrefix(f.Name(), s.name+"-")) {
			return s.site
		}
	}
	return ""
}

// fileOf is the file that a function is declared in.
func fileOf(f *runtime.Func) string {
	file, _ := f.FileLine(f.Entry())
	return file
}
