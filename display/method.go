package display

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// methodTime is what all String and Error methods of one value may take together.
const methodTime = time.Second

// A methodBudget is what is left of methodTime.
type methodBudget struct {
	spent time.Duration
}

// method is what v's own Error or String method says; ok is false where v has
// none, or where it mustn't be called: on a nil pointer, on an unexported field.
// A method that panics or doesn't return is told of in the text instead.
func (p *printer) method(v reflect.Value) (text string, ok bool) {
	if !v.IsValid() || !v.CanInterface() || v.Type().NumMethod() == 0 || isNil(v) {
		return "", false
	}
	switch x := v.Interface().(type) {
	case error:
		return p.call(v, "Error", x.Error), true
	case fmt.Stringer:
		return p.call(v, "String", x.String), true
	}
	return "", false
}

// option is a spark.Option as Some(value) or None. Its String method writes the value
// as files have it: here a string is quoted and a struct has names, as anywhere else.
func (p *printer) option(v reflect.Value) (n node, ok bool) {
	if !v.IsValid() || v.Kind() != reflect.Struct || !v.CanInterface() ||
		!strings.HasPrefix(v.Type().Name(), "Option[") || !strings.HasSuffix(v.Type().PkgPath(), "/spark") {
		return node{}, false
	}
	get := v.MethodByName("Get")
	if !get.IsValid() || get.Type().NumIn() != 0 || get.Type().NumOut() != 2 || get.Type().Out(1).Kind() != reflect.Bool {
		return node{}, false
	}
	if out := get.Call(nil); out[1].Bool() {
		return node{open: "Some(", items: []item{{value: p.node(out[0])}}, end: ")"}, true
	}
	return node{text: "None"}, true
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan:
		return v.IsNil()
	}
	return false
}

// call runs a method in a goroutine of its own, so that an endless one can be left behind.
func (p *printer) call(v reflect.Value, name string, f func() string) string {
	if p.methods.spent >= methodTime {
		return p.without(v, name, "wasn't called: others took too long")
	}
	type outcome struct{ text, fault string }
	done := make(chan outcome, 1)
	go func() {
		o := outcome{fault: "ended its goroutine"}
		defer func() { done <- o }()
		defer func() {
			if x := recover(); x != nil {
				o.fault = "panicked: " + panicText(x)
			}
		}()
		o = outcome{text: f()}
	}()
	start := time.Now()
	limit := time.NewTimer(methodTime - p.methods.spent)
	defer limit.Stop()
	select {
	case o := <-done:
		p.methods.spent += time.Since(start)
		if o.fault != "" {
			return p.without(v, name, o.fault)
		}
		return o.text
	case <-limit.C:
		p.methods.spent = methodTime
		return p.without(v, name, fmt.Sprintf("took more than %v", methodTime))
	}
}

// without is v by its kind, with the reason why its own method isn't used.
func (p *printer) without(v reflect.Value, name, why string) string {
	return p.plain(v).line() + " (its " + name + " method " + why + ")"
}

// panicText is a panic's value in a few words. The value's own methods aren't trusted again.
func panicText(x any) string {
	v := reflect.ValueOf(x)
	if e, ok := x.(interface{ RuntimeError() }); ok {
		return fmt.Sprint(e)
	}
	if v.Kind() == reflect.String {
		return oneLine(v.String())
	}
	return v.Type().String()
}
