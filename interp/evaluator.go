package interp

import (
	"fmt"
	"go/token"
	"io"
	"reflect"
	"sync"

	"github.com/traefik/yaegi/interp"
)

// An evaluator computes operators with yaegi: for each operator on each type it
// defines a func once, and calls it from then on.
type evaluator struct {
	mu    sync.Mutex
	yaegi *interp.Interpreter
	funcs map[string]reflect.Value
}

func newEvaluator() *evaluator { return &evaluator{funcs: map[string]reflect.Value{}} }

// fn is the func with a signature and body: (x int) int { return -x }.
func (e *evaluator) fn(source string) reflect.Value {
	e.mu.Lock()
	defer e.mu.Unlock()
	if f, ok := e.funcs[source]; ok {
		return f
	}
	if e.yaegi == nil {
		e.yaegi = interp.New(interp.Options{Stderr: io.Discard}) // it would report the panics that it passes on
	}
	name := fmt.Sprintf("Op%d", len(e.funcs))
	_, err := e.yaegi.Eval("func " + name + source)
	if err != nil {
		panic(fmt.Sprintf("interp: %s: %v", source, err))
	}
	f, err := e.yaegi.Eval(name)
	if err != nil {
		panic(fmt.Sprintf("interp: %s: %v", source, err))
	}
	e.funcs[source] = f
	return f
}

// binary is x op y for operands of one plain type.
func (e *evaluator) binary(op token.Token, x, y reflect.Value) reflect.Value {
	t := x.Type().String()
	result := t
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		result = "bool"
	}
	return e.call(fmt.Sprintf("(x, y %s) %s { return x %s y }", t, result, op), x, y)
}

// unary is op x.
func (e *evaluator) unary(op token.Token, x reflect.Value) reflect.Value {
	t := x.Type().String()
	return e.call(fmt.Sprintf("(x %s) %s { return %sx }", t, t, op), x)
}

// convert is t(x) for numbers.
func (e *evaluator) convert(t reflect.Type, x reflect.Value) reflect.Value {
	return e.call(fmt.Sprintf("(x %s) %s { return %s(x) }", x.Type(), t, t), x)
}

// call calls the func with a signature and body.
func (e *evaluator) call(source string, args ...reflect.Value) reflect.Value {
	return e.fn(source).Call(args)[0]
}
