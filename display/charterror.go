package display

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"

	"gospark/cellrt"
)

// A ChartError is a chart that can't be made of what was given. A func or method of
// charts panics with it, where it is called.
type ChartError struct {
	Func   string // display.Line
	Site   string // the caller's line: In[3]:2
	Reason string
	Remedy string // what to write instead, or ""
}

// Error is the func, its place, the reason and the remedy.
func (e *ChartError) Error() string {
	s := fmt.Sprintf("%s at %s: %s", e.Func, e.Site, e.Reason)
	if e.Remedy != "" {
		s += "\n  " + e.Remedy
	}
	return s
}

// wrong is the error of a chart that its maker found, without its place yet.
func wrong(remedy, reason string, args ...any) *ChartError {
	return &ChartError{Reason: fmt.Sprintf(reason, args...), Remedy: remedy}
}

// at says of which call e is, and panics with it.
func (e *ChartError) at(op string) {
	e.Func, e.Site = "display."+op, chartSite()
	panic(e)
}

var thisPackage = reflect.TypeFor[Chart]().PkgPath()

// chartSite is where the person called this package: In[3]:2, or main.go:14.
func chartSite() string {
	if site := cellrt.Site(); site != "" {
		return site
	}
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if f.File != "" && !strings.HasPrefix(f.Function, thisPackage+".") && !strings.HasPrefix(f.Function, "reflect.") && !strings.HasPrefix(f.Function, "runtime.") {
			return filepath.Base(f.File) + ":" + strconv.Itoa(f.Line)
		}
	}
	return ""
}
