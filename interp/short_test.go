package interp

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

// TestShortLoops: which loops go without an interrupt check.
func TestShortLoops(t *testing.T) {
	std := newNotebook(t, Interpreted).in.importer
	for loop, want := range map[string]bool{
		"for i := range array { sum += array[i] * 2 }":                           true,
		"for _, v := range &array { if v > 3 { continue }; sum -= v }":           true,
		"for range 10 { sum += int(math.Sqrt(x)) + len(text) + max(sum, 1) }":    true,
		"for i := 0; i < 10; i++ { m[i] = uint8(sum) }":                          true,
		"for i := 9; i >= 0; i-- { sum += i }":                                   true,
		"for i := 1; i <= len(array); i++ { sum <<= bits.Len(uint(i)) }":         true,
		"for range 60 { for range 60 { sum++ } }":                                true,
		"for range 10 { f := func() { for { ints = append(ints, 1) } }; _ = f }": true,

		"for {}":            false,
		"for sum < 10 {}":   false,
		"for range ints {}": false,
		"for range text {}": false,
		"for range sum {}":  false,
		"for range m {}":    false,
		"for range c {}":    false,
		"for range each {}": false,
		"for range 5000 {}": false,
		"for range 70 { for range 70 { sum++ } }":        false,
		"for range 10 { for range sum {} }":              false,
		"for range 10 { each(nil) }":                     false,
		"for range 10 { time.Sleep(1) }":                 false,
		"for range 10 { ints = append(ints, 1) }":        false,
		"for range 10 { text += text }":                  false,
		"for range 10 { text = text + \"a\" }":           false,
		"for range 10 { ints = []int(ints) }":            false,
		"for range 10 { c <- 1 }":                        false,
		"for range 10 { <-c }":                           false,
		"for range 10 { select {} }":                     false,
		"for range 10 { goto out }; out:":                false,
		"for i := 0; i < sum; i++ {}":                    false,
		"for i := 0; i < 10; i-- {}":                     false,
		"for i := 0; i < 10; sum++ {}":                   false,
		"for i := sum; i < 10; i++ {}":                   false,
		"for i := 0; sum < 10; i++ {}":                   false,
		"for i := uint8(0); i <= 255; i++ {}":            false,
		"for i := 0; i < 10; i++ { i = 0 }":              false,
		"for i := 0; i < 10; i++ { i-- }":                false,
		"for i := 0; i < 10; i++ { *(&i) = 0 }":          false,
		"for i := 0; i < 10; i++ { for i = range 3 {} }": false,
		"for i, j := 0, 0; i < 10; i++ { j++ }":          false,
	} {
		fset := token.NewFileSet()
		text := fmt.Sprintf(`package p
import ("math"; "math/bits"; "time")
var _, _, _ = math.Pi, bits.UintSize, time.Second
func f(sum int, x float64, text string, array [10]int, ints []int, m map[int]uint8, c chan int, each func(func(int) bool)) {
%s
}`, loop)
		file, err := parser.ParseFile(fset, "p.go", text, 0)
		if err != nil {
			t.Fatal(loop, err)
		}
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
		if _, err := (&types.Config{Importer: std}).Check("p", fset, []*ast.File{file}, info); err != nil {
			t.Fatal(loop, err)
		}
		body := file.Decls[len(file.Decls)-1].(*ast.FuncDecl).Body
		if got := isShort(info, body.List[0], shortLoop); got != want {
			t.Errorf("%s: short %v, want %v", loop, got, want)
		}
	}
}
