package display

import (
	"encoding"
	"fmt"
	"image"
	"reflect"
	"runtime/debug"
	"strings"
	"time"

	"gospark/cellrt"
)

// methodTime is what all methods of one value that is shown may take together.
const methodTime = time.Second

// A methodBudget is what is left of methodTime.
type methodBudget struct {
	spent time.Duration
}

// method is what v's own Error, String or MarshalText method says; ok is false where v
// has none, or where it mustn't be called: on a nil pointer, on an unexported field.
// A method that panics or doesn't return is told of in the text instead.
func (p *printer) method(v value) (text string, ok bool) {
	if !v.open() || v.isNil() {
		return "", false
	}
	name, f := v.own()
	if f == nil {
		return "", false
	}
	text, fault := p.call(f)
	if fault != "" {
		return p.plain(v).line() + " (its " + name + " method " + fault + ")", true
	}
	return text, true
}

// own is the method by which v says what it is, or nil.
func (v value) own() (name string, f func() string) {
	if v.static != nil {
		return v.ownStatic()
	}
	switch x := v.Interface().(type) {
	case error:
		return "Error", x.Error
	case time.Time:
		return "String", x.Round(0).String // without the reading of the monotonic clock
	case fmt.Stringer:
		return "String", x.String
	case encoding.TextMarshaler:
		return "MarshalText", marshalled(x.MarshalText)
	case image.Image:
		return "Bounds", func() string {
			size := x.Bounds().Size()
			return fmt.Sprintf("a picture of %d x %d", size.X, size.Y)
		}
	}
	return "", nil
}

func (v value) ownStatic() (name string, f func() string) {
	for _, name := range []string{"Error", "String"} {
		if f, ok := v.static.Method(v.Value, name, reflect.TypeFor[func() string]()).(func() string); ok {
			return name, f
		}
	}
	if f, ok := v.static.Method(v.Value, "MarshalText", reflect.TypeFor[func() ([]byte, error)]()).(func() ([]byte, error)); ok {
		return "MarshalText", marshalled(f)
	}
	return "", nil
}

func marshalled(f func() ([]byte, error)) func() string {
	return func() string {
		b, err := f()
		if err != nil {
			panic(err.Error())
		}
		return string(b)
	}
}

// option is a spark.Option as Some(value) or None. Its String method writes the value
// as files have it: here a string is quoted and a struct has names, as anywhere else.
func (p *printer) option(v value) (n node, ok bool) {
	if !v.isSpark("Option[") {
		return node{}, false
	}
	get := v.MethodByName("Get")
	if !get.IsValid() || get.Type().NumIn() != 0 || get.Type().NumOut() != 2 || get.Type().Out(1).Kind() != reflect.Bool {
		return node{}, false
	}
	if out := get.Call(nil); out[1].Bool() {
		return node{open: "Some(", items: []item{{value: p.node(v.item(out[0]))}}, end: ")"}, true
	}
	return node{text: "None"}, true
}

// isSpark tells whether v is a struct of package spark whose name begins so.
func (v value) isSpark(name string) bool {
	return v.Kind() == reflect.Struct && v.CanInterface() &&
		strings.HasPrefix(v.Type().Name(), name) && strings.HasSuffix(v.Type().PkgPath(), "/spark")
}

// call runs a method within what is left of the time for methods.
func (p *printer) call(f func() string) (text, fault string) {
	if p.methods.spent >= methodTime {
		return "", "wasn't called: others took too long"
	}
	start := time.Now()
	fault = guarded(methodTime-p.methods.spent, func() { text = f() })
	p.methods.spent += time.Since(start)
	if fault != "" {
		return "", fault
	}
	return text, ""
}

// guarded runs f in a goroutine of its own and says in what way it failed, or "". One that
// takes too long is interrupted as a cell is, and left behind.
func guarded(limit time.Duration, f func()) string {
	done := make(chan string, 1)
	scope := cellrt.Aside()
	go scope.Do(func() {
		why := "ended its goroutine"
		defer func() { done <- why }()
		defer func() {
			if x := recover(); x != nil {
				why = "panicked: " + panicText(x)
			}
		}()
		debug.SetPanicOnFault(true)
		f()
		why = ""
	})
	defer scope.Close()
	why, ok := cellrt.Within(limit, done)
	if !ok {
		scope.Interrupt()
		return fmt.Sprintf("took more than %v", methodTime)
	}
	scope.Flush()
	return why
}

// panicText is a panic's value in a few words. The value's own methods aren't trusted again.
func panicText(x any) string {
	v := reflect.ValueOf(x)
	if e, ok := x.(interface{ RuntimeError() }); ok {
		return oneLine(fmt.Sprint(e))
	}
	if v.Kind() == reflect.String {
		return oneLine(v.String())
	}
	return v.Type().String()
}
