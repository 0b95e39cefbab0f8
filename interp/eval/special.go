package eval

import (
	"errors"
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"regexp"
)

// stdSpecials are funcs of the standard library that ask for types which compiled
// code can't see.
var stdSpecials map[string]func(s *scope, e *ast.CallExpr, sig *types.Signature) *multi

func init() {
	stdSpecials = map[string]func(s *scope, e *ast.CallExpr, sig *types.Signature) *multi{
		"errors.As":     errorsAs,
		"errors.AsType": errorsAsType,
	}
}

// chain walks an error and what it wraps, until visit is satisfied.
func chain(err error, visit func(error) bool) bool {
	for err != nil {
		if visit(err) {
			return true
		}
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range many.Unwrap() {
				if chain(e, visit) {
					return true
				}
			}
			return false
		}
		err = errors.Unwrap(err)
	}
	return false
}

// asking finds the first error of a type in a chain.
func (ev *Evaluator) asking(t types.Type) func(err error) (reflect.Value, bool) {
	is, take := ev.matcher(t), ev.extractor(t)
	return func(err error) (out reflect.Value, ok bool) {
		ok = chain(err, func(e error) bool {
			x := dynamicOf(e)
			if is(x) {
				out = take(x)
				return true
			}
			return false
		})
		return out, ok
	}
}

// errorsAs is errors.As, whose target's static type says what to look for.
func errorsAs(s *scope, e *ast.CallExpr, sig *types.Signature) *multi {
	t, ok := coreOf(s.typeOf(e.Args[1])).(*types.Pointer)
	if !ok {
		refuse("errors.As with this target")
	}
	err, target := s.exprAs(e.Args[0], errorInterface), got[word](s.expr(e.Args[1]))
	find, rt := s.ev.asking(t.Elem()), s.ev.rt(t.Elem())
	val := err.val
	return &multi{one: scalar(boolType, basicTypes[types.Bool], func(f *frame) bool {
		err, _ := holding(val(f)).(error)
		dst := target(f)
		if dst == nil {
			panic("errors: target must be a non-nil pointer")
		}
		v, ok := find(err)
		if ok {
			at(rt, dst).Set(v)
		}
		return ok
	})}
}

var errorInterface = types.Universe.Lookup("error").Type()

// errorsAsType is errors.AsType[T].
func errorsAsType(s *scope, e *ast.CallExpr, sig *types.Signature) *multi {
	t := sig.Results().At(0).Type()
	val, find := s.exprAs(e.Args[0], errorInterface).val, s.ev.asking(t)
	return s.commaOk(t, func(f *frame) (reflect.Value, bool) {
		err, _ := holding(val(f)).(error)
		return find(err)
	})
}

// formats are the funcs that take a format, by where it stands.
var formats = map[string]int{
	"fmt.Printf": 0, "fmt.Sprintf": 0, "fmt.Errorf": 0, "fmt.Fprintf": 1, "fmt.Appendf": 1, "log.Printf": 0, "log.Panicf": 0,
}

var verbPattern = regexp.MustCompile(`%[-+# 0]*(\d+|\*)?(\.(\d+|\*)?)?(.)`)

// nameTypes replaces %T of values in boxes by their types' names.
func nameTypes(format string, args []any) (string, []any) {
	i := 0
	out := append([]any(nil), args...)
	text := verbPattern.ReplaceAllStringFunc(format, func(verb string) string {
		switch last := verb[len(verb)-1]; {
		case last == '%':
			return verb
		case last == 'T' && i < len(out):
			if d := dynamicType(out[i]); d != nil {
				out[i] = d.String()
				verb = verb[:len(verb)-1] + "s"
			}
		}
		i++
		return verb
	})
	return text, out
}

// name replaces what %T would show wrongly in the arguments of a call whose format
// stands at the given place.
func name(values []reflect.Value, at int) {
	args, _ := values[at+1].Interface().([]any)
	text, args := nameTypes(values[at].String(), args)
	values[at], values[at+1] = reflect.ValueOf(text), reflect.ValueOf(args)
}

// spaced are the funcs that put a space between operands that aren't strings, by where
// the operands stand.
var spaced = map[string]int{"fmt.Print": 0, "fmt.Sprint": 0, "fmt.Fprint": 1, "fmt.Append": 1, "log.Print": 0}

// asStrings makes strings of the boxed operands whose kind is string.
func asStrings(v reflect.Value) reflect.Value {
	args, _ := v.Interface().([]any)
	out := append([]any(nil), args...)
	for i, x := range out {
		if d := dynamicType(x); d != nil && d.rt.Kind() == reflect.String {
			out[i] = fmt.Sprint(x)
		}
	}
	return reflect.ValueOf(out)
}
