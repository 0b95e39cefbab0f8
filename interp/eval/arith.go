package eval

import (
	"go/token"
	"go/types"
	"reflect"
)

type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

type floating interface{ ~float32 | ~float64 }

type number interface {
	integer | floating
}

// An arithmetic knows the operators on one kind of values.
type arithmetic interface {
	binary(op token.Token, t types.Type, rt reflect.Type, x, y *expr) *expr
	compare(op token.Token, x, y *expr) func(*frame) bool // nil where the kind has no such operator
	unary(op token.Token, t types.Type, rt reflect.Type, x *expr) *expr
	shift(op token.Token, t types.Type, rt reflect.Type, x *expr, by func(*frame) uint64) *expr
	convert(t types.Type, rt reflect.Type, x *expr) *expr // of a number to this kind
	wide(x *expr) func(*frame) (n uint64, negative bool)  // the value of an integer as a shift count
	update(op token.Token, addr func(*frame) word, y *expr) func(*frame)
	step(slot int, delta int) func(*frame)
}

type (
	integers[T integer]                 struct{}
	floats[T floating]                  struct{}
	complexes[T complex64 | complex128] struct{}
	texts                               struct{}
)

var arithmetics = map[reflect.Kind]arithmetic{
	reflect.Int: integers[int]{}, reflect.Int8: integers[int8]{}, reflect.Int16: integers[int16]{}, reflect.Int32: integers[int32]{}, reflect.Int64: integers[int64]{},
	reflect.Uint: integers[uint]{}, reflect.Uint8: integers[uint8]{}, reflect.Uint16: integers[uint16]{}, reflect.Uint32: integers[uint32]{}, reflect.Uint64: integers[uint64]{},
	reflect.Uintptr: integers[uintptr]{}, reflect.Float32: floats[float32]{}, reflect.Float64: floats[float64]{},
	reflect.Complex64: complexes[complex64]{}, reflect.Complex128: complexes[complex128]{}, reflect.String: texts{},
}

// ordered compares values of an ordered kind.
func ordered[T number | string](op token.Token, x, y *expr) func(*frame) bool {
	a, b := got[T](x), got[T](y)
	if y.same.IsValid() {
		c := b(nil)
		switch op {
		case token.LSS:
			return func(f *frame) bool { return a(f) < c }
		case token.EQL:
			return func(f *frame) bool { return a(f) == c }
		}
	}
	switch op {
	case token.EQL:
		return func(f *frame) bool { return a(f) == b(f) }
	case token.NEQ:
		return func(f *frame) bool { return a(f) != b(f) }
	case token.LSS:
		return func(f *frame) bool { return a(f) < b(f) }
	case token.LEQ:
		return func(f *frame) bool { return a(f) <= b(f) }
	case token.GTR:
		return func(f *frame) bool { return a(f) > b(f) }
	case token.GEQ:
		return func(f *frame) bool { return a(f) >= b(f) }
	}
	return nil
}

// equal compares values of a comparable shape.
func equal[T comparable](op token.Token, x, y *expr) func(*frame) bool {
	a, b := got[T](x), got[T](y)
	if op == token.NEQ {
		return func(f *frame) bool { return a(f) != b(f) }
	}
	return func(f *frame) bool { return a(f) == b(f) }
}

// basics are + - * / of numbers; nil for other operators.
func basics[T number | complex64 | complex128](op token.Token, a, b func(*frame) T) func(*frame) T {
	switch op {
	case token.ADD:
		return func(f *frame) T { return a(f) + b(f) }
	case token.SUB:
		return func(f *frame) T { return a(f) - b(f) }
	case token.MUL:
		return func(f *frame) T { return a(f) * b(f) }
	case token.QUO:
		return func(f *frame) T { return a(f) / b(f) }
	}
	return nil
}

func (integers[T]) apply(op token.Token, a, b func(*frame) T) func(*frame) T {
	switch op {
	case token.REM:
		return func(f *frame) T { return a(f) % b(f) }
	case token.AND:
		return func(f *frame) T { return a(f) & b(f) }
	case token.OR:
		return func(f *frame) T { return a(f) | b(f) }
	case token.XOR:
		return func(f *frame) T { return a(f) ^ b(f) }
	case token.AND_NOT:
		return func(f *frame) T { return a(f) &^ b(f) }
	}
	return basics(op, a, b)
}

func (n integers[T]) binary(op token.Token, t types.Type, rt reflect.Type, x, y *expr) *expr {
	a, b := got[T](x), got[T](y)
	if y.same.IsValid() {
		c := b(nil)
		switch op {
		case token.ADD:
			return scalar(t, rt, func(f *frame) T { return a(f) + c })
		case token.SUB:
			return scalar(t, rt, func(f *frame) T { return a(f) - c })
		case token.MUL:
			return scalar(t, rt, func(f *frame) T { return a(f) * c })
		case token.REM:
			return scalar(t, rt, func(f *frame) T { return a(f) % c })
		}
	}
	return scalar(t, rt, n.apply(op, a, b))
}

func (integers[T]) compare(op token.Token, x, y *expr) func(*frame) bool { return ordered[T](op, x, y) }

func (integers[T]) unary(op token.Token, t types.Type, rt reflect.Type, x *expr) *expr {
	a := got[T](x)
	switch op {
	case token.SUB:
		return scalar(t, rt, func(f *frame) T { return -a(f) })
	case token.XOR:
		return scalar(t, rt, func(f *frame) T { return ^a(f) })
	}
	return x
}

func (integers[T]) shift(op token.Token, t types.Type, rt reflect.Type, x *expr, by func(*frame) uint64) *expr {
	a := got[T](x)
	if op == token.SHL {
		return scalar(t, rt, func(f *frame) T { v := a(f); return v << by(f) })
	}
	return scalar(t, rt, func(f *frame) T { v := a(f); return v >> by(f) })
}

func (integers[T]) convert(t types.Type, rt reflect.Type, x *expr) *expr {
	return convertNumber[T](t, rt, x)
}

func (integers[T]) wide(x *expr) func(*frame) (uint64, bool) {
	a := got[T](x)
	return func(f *frame) (uint64, bool) { n := a(f); return uint64(n), n < 0 }
}

func (n integers[T]) update(op token.Token, addr func(*frame) word, y *expr) func(*frame) {
	b := got[T](y)
	if op == token.ADD {
		return func(f *frame) { p := (*T)(addr(f)); *p += b(f) }
	}
	return updating(addr, b, func(a, b func(*frame) T) func(*frame) T { return n.apply(op, a, b) })
}

func (integers[T]) step(slot, delta int) func(*frame) {
	d := T(delta)
	return func(f *frame) { *(*T)(f.vars[slot]) += d }
}

// updating is *addr = *addr op y. What addr finds is found once.
func updating[T any](addr func(*frame) word, y func(*frame) T, op func(a, b func(*frame) T) func(*frame) T) func(*frame) {
	return func(f *frame) {
		p := (*T)(addr(f))
		b := y(f)
		*p = op(func(*frame) T { return *p }, func(*frame) T { return b })(f)
	}
}

func (floats[T]) binary(op token.Token, t types.Type, rt reflect.Type, x, y *expr) *expr {
	return scalar(t, rt, basics(op, got[T](x), got[T](y)))
}

func (floats[T]) compare(op token.Token, x, y *expr) func(*frame) bool { return ordered[T](op, x, y) }

func (floats[T]) unary(op token.Token, t types.Type, rt reflect.Type, x *expr) *expr {
	a := got[T](x)
	if op == token.SUB {
		return scalar(t, rt, func(f *frame) T { return -a(f) })
	}
	return x
}

func (floats[T]) shift(token.Token, types.Type, reflect.Type, *expr, func(*frame) uint64) *expr {
	return nil
}

func (floats[T]) convert(t types.Type, rt reflect.Type, x *expr) *expr {
	return convertNumber[T](t, rt, x)
}

func (floats[T]) wide(*expr) func(*frame) (uint64, bool) { return nil }

func (floats[T]) update(op token.Token, addr func(*frame) word, y *expr) func(*frame) {
	b := got[T](y)
	if op == token.ADD {
		return func(f *frame) { p := (*T)(addr(f)); *p += b(f) }
	}
	return updating(addr, b, func(a, b func(*frame) T) func(*frame) T { return basics(op, a, b) })
}

func (floats[T]) step(slot, delta int) func(*frame) {
	d := T(delta)
	return func(f *frame) { *(*T)(f.vars[slot]) += d }
}

func (complexes[T]) binary(op token.Token, t types.Type, rt reflect.Type, x, y *expr) *expr {
	return scalar(t, rt, basics(op, got[T](x), got[T](y)))
}

func (complexes[T]) compare(op token.Token, x, y *expr) func(*frame) bool { return equal[T](op, x, y) }

func (complexes[T]) unary(op token.Token, t types.Type, rt reflect.Type, x *expr) *expr {
	a := got[T](x)
	if op == token.SUB {
		return scalar(t, rt, func(f *frame) T { return -a(f) })
	}
	return x
}

func (complexes[T]) shift(token.Token, types.Type, reflect.Type, *expr, func(*frame) uint64) *expr {
	return nil
}

func (complexes[T]) convert(t types.Type, rt reflect.Type, x *expr) *expr {
	if x.rt.Kind() == reflect.Complex64 {
		a := got[complex64](x)
		return scalar(t, rt, func(f *frame) T { return T(a(f)) })
	}
	a := got[complex128](x)
	return scalar(t, rt, func(f *frame) T { return T(a(f)) })
}

func (complexes[T]) wide(*expr) func(*frame) (uint64, bool) { return nil }

func (complexes[T]) update(op token.Token, addr func(*frame) word, y *expr) func(*frame) {
	return updating(addr, got[T](y), func(a, b func(*frame) T) func(*frame) T { return basics(op, a, b) })
}

func (complexes[T]) step(slot, delta int) func(*frame) {
	d := T(complex(float64(delta), 0))
	return func(f *frame) { *(*T)(f.vars[slot]) += d }
}

func (texts) binary(_ token.Token, t types.Type, rt reflect.Type, x, y *expr) *expr {
	a, b := got[string](x), got[string](y)
	return scalar(t, rt, func(f *frame) string { return a(f) + b(f) })
}

func (texts) compare(op token.Token, x, y *expr) func(*frame) bool { return ordered[string](op, x, y) }

func (texts) unary(token.Token, types.Type, reflect.Type, *expr) *expr { return nil }

func (texts) shift(token.Token, types.Type, reflect.Type, *expr, func(*frame) uint64) *expr {
	return nil
}

func (texts) convert(types.Type, reflect.Type, *expr) *expr { return nil }

func (texts) wide(*expr) func(*frame) (uint64, bool) { return nil }

func (texts) update(_ token.Token, addr func(*frame) word, y *expr) func(*frame) {
	b := got[string](y)
	return func(f *frame) { p := (*string)(addr(f)); *p += b(f) }
}

func (texts) step(int, int) func(*frame) { return nil }

// convertNumber is T(x) for a number of any kind.
func convertNumber[T number](t types.Type, rt reflect.Type, x *expr) *expr {
	switch x.rt.Kind() {
	case reflect.Int:
		return converted[int, T](t, rt, x)
	case reflect.Int8:
		return converted[int8, T](t, rt, x)
	case reflect.Int16:
		return converted[int16, T](t, rt, x)
	case reflect.Int32:
		return converted[int32, T](t, rt, x)
	case reflect.Int64:
		return converted[int64, T](t, rt, x)
	case reflect.Uint:
		return converted[uint, T](t, rt, x)
	case reflect.Uint8:
		return converted[uint8, T](t, rt, x)
	case reflect.Uint16:
		return converted[uint16, T](t, rt, x)
	case reflect.Uint32:
		return converted[uint32, T](t, rt, x)
	case reflect.Uint64:
		return converted[uint64, T](t, rt, x)
	case reflect.Uintptr:
		return converted[uintptr, T](t, rt, x)
	case reflect.Float32:
		return converted[float32, T](t, rt, x)
	}
	return converted[float64, T](t, rt, x)
}

func converted[F, T number](t types.Type, rt reflect.Type, x *expr) *expr {
	a := got[F](x)
	return scalar(t, rt, func(f *frame) T { return T(a(f)) })
}
