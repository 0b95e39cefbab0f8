package eval

import (
	"errors"
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"regexp"
	"strconv"
	"strings"
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

// verbPattern is a verb: its flags, width and precision, the argument's index, the letter.
var verbPattern = regexp.MustCompile(`%([-+# 0]*(?:(?:\[(\d+)\])?(\*)|\d+)?(?:\.(?:(?:\[(\d+)\])?(\*)|\d*))?)(?:\[(\d+)\])?(.)`)

// nameTypes replaces %T of values in boxes by their types' names.
func nameTypes(format string, args []any) (string, []any) {
	next := 0
	out := append([]any(nil), args...)
	index := func(text string) {
		if n, err := strconv.Atoi(text); err == nil {
			next = n - 1
		}
	}
	reorders := strings.Contains(format, "[") // then an argument may be shown twice: each verb gets its index, and the name comes last
	text := replaceVerbs(format, func(m []string) string {
		if m[7] == "%" {
			return m[0]
		}
		for _, star := range [][2]string{{m[2], m[3]}, {m[4], m[5]}} {
			if index(star[0]); star[1] == "*" {
				next++
			}
		}
		index(m[6])
		at, verb := next, m[7]
		next++
		if at < 0 || at >= len(args) {
			return m[0]
		}
		if d := dynamicType(args[at]); verb == "T" && d != nil {
			verb = "s"
			if reorders {
				out, at = append(out, d.String()), len(out)
			} else {
				out[at] = d.String()
			}
		}
		if reorders {
			verb = "[" + strconv.Itoa(at+1) + "]" + verb
		}
		return "%" + m[1] + verb
	})
	return text, out
}

// replaceVerbs replaces each verb of a format by what is made of its parts.
func replaceVerbs(format string, by func(parts []string) string) string {
	var b strings.Builder
	end := 0
	for _, m := range verbPattern.FindAllStringSubmatchIndex(format, -1) {
		parts := make([]string, len(m)/2)
		for i := range parts {
			if m[2*i] >= 0 {
				parts[i] = format[m[2*i]:m[2*i+1]]
			}
		}
		b.WriteString(format[end:m[0]] + by(parts))
		end = m[1]
	}
	return b.String() + format[end:]
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
