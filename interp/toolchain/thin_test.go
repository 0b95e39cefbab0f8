package toolchain_test

import (
	"fmt"
	"reflect"
	"runtime"
	"testing"

	"gospark/cellrt"
	"gospark/interp/toolchain"
)

// openThin opens a toolchain whose plugins are thin.
func openThin(t *testing.T) *toolchain.Toolchain {
	t.Helper()
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("plugins are thin on linux/amd64 only")
	}
	return open(t, config(shared, t.TempDir()))
}

// TestPluginIsThin: what the program has isn't linked into plugins.
func TestPluginIsThin(t *testing.T) {
	p, err := openThin(t).Build(t.Context(), "thin/1", []byte("package cell\nimport \"fmt\"\nfunc F(x int) string { return fmt.Sprint(x) }"))
	if err != nil {
		t.Fatal(err)
	}
	if p.Size > 1<<20 {
		t.Errorf("the plugin has %d bytes", p.Size)
	}
}

// TestThinPluginRunsProgramsFuncs: a func that the program has is the program's, called or as a value.
func TestThinPluginRunsProgramsFuncs(t *testing.T) {
	tc := openThin(t)
	run(t, tc, "thin/2", `package cell
import ("fmt"; "reflect"; "gospark/cellrt")
func init() { cellrt.Register("thin/2", func() {
	*cellrt.Var[uintptr](21) = reflect.ValueOf(fmt.Sprintf).Pointer()
	*cellrt.Var[string](22) = fmt.Sprintf("%05.1f %v", 3.14159, []error{fmt.Errorf("x")})
}) }
`)
	if got, want := *cellrt.Var[uintptr](21), reflect.ValueOf(fmt.Sprintf).Pointer(); got != want {
		t.Errorf("fmt.Sprintf is %s there", runtime.FuncForPC(got).Name())
	}
	if got := *cellrt.Var[string](22); got != "003.1 [x]" {
		t.Errorf("it prints %q", got)
	}
}

// TestThinPluginBringsWhatProgramLacks: packages, and funcs of packages, that the program hasn't linked.
func TestThinPluginBringsWhatProgramLacks(t *testing.T) {
	tc := openThin(t)
	run(t, tc, "thin/3", `package cell
import ("bytes"; "container/ring"; "hash/adler32"; "slices"; "strings"; "text/tabwriter"; "unicode/utf16"; "gospark/cellrt"; "fmt")
type pair struct { n int; s string }
func init() { cellrt.Register("thin/3", func() {
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 8, 1, '.', 0)
	fmt.Fprint(w, "a\tb\nlong\tc\n")
	w.Flush()
	pairs := []pair{{2, "b"}, {1, "a"}}
	slices.SortStableFunc(pairs, func(x, y pair) int { return x.n - y.n })
	*cellrt.Var[string](31) = fmt.Sprint(adler32.Checksum([]byte("Wikipedia")), ring.New(3).Len(), utf16.Encode([]rune("x𝄞")),
		strings.ToTitle("ǆ"), pairs, b.String())
}) }
`)
	want := fmt.Sprint(uint32(300286872), 3, []uint16{120, 55348, 56606}, "ǅ", []struct {
		n int
		s string
	}{{1, "a"}, {2, "b"}}, "a....b\nlong.c\n")
	if got := *cellrt.Var[string](31); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// TestThinPluginOfThinPlugin: a later package finds the code of an earlier one in its plugin.
func TestThinPluginOfThinPlugin(t *testing.T) {
	tc := openThin(t)
	run(t, tc, "thin/4", `package cell
import ("text/tabwriter"; "bytes"; "fmt"; "gospark/cellrt")
type Table struct { B bytes.Buffer; n int }
func (t *Table) Add(row string) *Table { t.n++; fmt.Fprintln(&t.B, row); return t }
func (t *Table) String() string { var b bytes.Buffer; w := tabwriter.NewWriter(&b, 0, 8, 1, '.', 0); w.Write(t.B.Bytes()); w.Flush(); return fmt.Sprint(t.n, b.String()) }
func Map[T, U any](list []T, f func(T) U) (out []U) { for _, x := range list { out = append(out, f(x)) }; return out }
var Made int
func init() { Made++; cellrt.Register("thin/4", func() { Map([]int{1}, func(int) int { return 1 }) }) }
`)
	run(t, tc, "thin/5", `package cell
import (c "thin/4"; "fmt"; "gospark/cellrt")
func init() { cellrt.Register("thin/5", func() {
	var s fmt.Stringer = new(c.Table).Add("a\tb").Add("long\tc")
	*cellrt.Var[string](51) = fmt.Sprint(s, c.Made, c.Map([]int{1, 2}, func(n int) int { return 2 * n }), c.Map([]int{1}, func(n int) string { return "x" }))
}) }
`)
	if got, want := *cellrt.Var[string](51), "2a....b\nlong.c\n 1 [2 4] [x]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
