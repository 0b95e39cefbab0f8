package toolchain_test
import ("testing";"gospark";"time")
func TestZZ(t *testing.T) {
	c := config(shared(), t.TempDir())
	c.Packages = gospark.Packages()
	tc := open(t, c)
	<-time.After(time.Second)
	for name, src := range map[string]string{
	"empty": "package cell",
	"fmt": "package cell\nimport \"fmt\"\nfunc F() { fmt.Println(1) }",
	"register": "package cell\nimport \"gospark/cellrt\"\nfunc init() { cellrt.Register(\"x\", func() {}) }",
	"check": "package cell\nimport \"gospark/cellrt\"\nfunc F() { cellrt.Check(); cellrt.Enter() }",
	"var": "package cell\nimport \"gospark/cellrt\"\nfunc F() { *cellrt.Var[int](1) = 2 }",
	"func": "package cell\nimport \"gospark/cellrt\"\nfunc F() { cellrt.Func(1, func() {}) }",
	"lit": "package cell\nimport \"gospark/cellrt\"\nvar c cellrt.Closure\nfunc F() { cellrt.Lit(&c, func() {}) }",
	"go": "package cell\nimport \"gospark/cellrt\"\nvar c cellrt.Closure\nfunc F() { cellrt.Go(func() {}) }",
	"sparkImp": "package cell\nimport \"gospark/spark\"\nvar SC *spark.Context",
	"spark": "package cell\nimport \"gospark/spark\"\nvar SC *spark.Context\nfunc F() *spark.RDD[string] { return SC.TextFile(\"x\").Filter(func(s string) bool { return s != \"\" }) }",
	} {
		for i := range 3 {
		p, err := tc.Build(t.Context(), "zz/"+name+string(rune('0'+i)), []byte(src))
		if err != nil { t.Error(name, err); break }
		if i > 0 { t.Log(name, p.Compile, p.Link, p.Archive, p.Size) }
		}
	}
}
