package cellrt

import (
	"os"
	"reflect"
	"strconv"
	"strings"
	"unsafe"
)

// BuiltinPrint replaces the builtin print, which writes to the process's standard error
// whoever takes what the cell prints. Operands that are interfaces come as Words.
func BuiltinPrint(operands ...any) { builtinPrint(operands, "", "") }

// BuiltinPrintln replaces the builtin println.
func BuiltinPrintln(operands ...any) { builtinPrint(operands, " ", "\n") }

func builtinPrint(operands []any, between, end string) {
	var b strings.Builder
	for i, v := range operands {
		if i > 0 {
			b.WriteString(between)
		}
		b.WriteString(builtinText(v))
	}
	b.WriteString(end)
	printer(stderr, os.Stderr).Write([]byte(b.String()))
}

// WordsOf are the two words of an interface, of which print knows no more.
func WordsOf[I any](v I) Words { return *(*Words)(unsafe.Pointer(&v)) }

// Words are what an interface consists of.
type Words [2]uintptr

// builtinText is a value as print writes it: it goes by what a type is made of.
func builtinText(v any) string {
	if w, ok := v.(Words); ok {
		return "(" + hex(w[0]) + "," + hex(w[1]) + ")"
	}
	switch v := reflect.ValueOf(v); v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits())
	case reflect.Complex64, reflect.Complex128:
		return strconv.FormatComplex(v.Complex(), 'g', -1, v.Type().Bits())
	case reflect.String:
		return v.String()
	case reflect.Slice:
		return "[" + strconv.Itoa(v.Len()) + "/" + strconv.Itoa(v.Cap()) + "]" + hex(v.Pointer())
	default: // pointers, channels, maps and funcs
		return hex(v.Pointer())
	}
}

func hex(n uintptr) string { return "0x" + strconv.FormatUint(uint64(n), 16) }
