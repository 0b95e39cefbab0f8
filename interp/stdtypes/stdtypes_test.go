package stdtypes_test

import (
	"go/types"
	"slices"
	"testing"
	"testing/fstest"

	"gospark"
	"gospark/interp/stdtypes"
)

func newImporter(t testing.TB) *stdtypes.Importer {
	t.Helper()
	i, err := stdtypes.New(gospark.Sources, gospark.Module())
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func mustImport(t testing.TB, i *stdtypes.Importer, path string) *types.Package {
	t.Helper()
	pkg, err := i.Import(path)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

func TestEveryStandardPackageImports(t *testing.T) {
	i := newImporter(t)
	if n := len(i.Paths()); n < 150 {
		t.Errorf("%d packages, the standard library has more", n)
	}
	for _, path := range i.Paths() {
		if pkg := mustImport(t, i, path); !pkg.Complete() || pkg.Path() != path {
			t.Errorf("%s: %v, complete %v", path, pkg, pkg.Complete())
		}
	}
}

func TestTypesAreGo(t *testing.T) {
	i := newImporter(t)
	println := mustImport(t, i, "fmt").Scope().Lookup("Println")
	if got := println.Type().String(); got != "func(a ...any) (n int, err error)" {
		t.Errorf("fmt.Println is a %s", got)
	}
	// os.File is one type, however it is reached.
	file := mustImport(t, i, "os").Scope().Lookup("File").Type()
	cmd := mustImport(t, i, "os/exec").Scope().Lookup("Cmd").Type().Underlying().(*types.Struct)
	for f := range cmd.Fields() {
		if f.Name() == "ExtraFiles" && !types.Identical(f.Type(), types.NewSlice(types.NewPointer(file))) {
			t.Errorf("exec.Cmd.ExtraFiles is of another os.File: %v", f.Type())
		}
	}
}

func TestOwnPackagesAreCheckedFromSource(t *testing.T) {
	i := newImporter(t)
	for _, path := range gospark.Packages() {
		pkg := mustImport(t, i, path)
		if again := mustImport(t, i, path); again != pkg {
			t.Errorf("%s was checked twice", path)
		}
		if len(i.Files(path)) == 0 {
			t.Errorf("%s has no files", path)
		}
	}
	lookup := mustImport(t, i, gospark.Module()+"/cellrt").Scope().Lookup("Context").Type().(*types.Signature)
	context := mustImport(t, i, "context").Scope().Lookup("Context").Type()
	if got := lookup.Results().At(0).Type(); got != context {
		t.Errorf("cellrt's context.Context is another one: %v", got)
	}
}

func TestGenericMethods(t *testing.T) {
	i, err := stdtypes.New(fstest.MapFS{
		"rdd/rdd.go": {Data: []byte(`package rdd
type RDD[T any] struct{}
func (r *RDD[T]) Map[U any](f func(T) U) *RDD[U] { return undefined }
`)},
		"rdd/other_plan9.go": {Data: []byte("package rdd\nfunc Plan9()\n")},
		"rdd/rdd_test.go":    {Data: []byte("package rdd\nfunc Test()\n")},
	}, "example.org/m")
	if err != nil {
		t.Fatal(err)
	}
	scope := mustImport(t, i, "example.org/m/rdd").Scope()
	method, _, _ := types.LookupFieldOrMethod(scope.Lookup("RDD").Type(), true, nil, "Map")
	f, ok := method.(*types.Func)
	if !ok || f.Signature().TypeParams().Len() != 1 {
		t.Errorf("RDD.Map is %v", method)
	}
	if names := scope.Names(); !slices.Equal(names, []string{"RDD"}) {
		t.Errorf("the package declares %v", names)
	}
}

func TestErrors(t *testing.T) {
	i, err := stdtypes.New(fstest.MapFS{
		"a/a.go":   {Data: []byte("package a\nimport _ \"example.org/m/b\"")},
		"b/b.go":   {Data: []byte("package b\nimport _ \"example.org/m/a\"")},
		"bad/b.go": {Data: []byte("package bad\nvar X Missing")},
	}, "example.org/m")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		"nosuch", "INDEX", "internal/abi", "example.org/m/nosuch", "example.org/m/a", "example.org/m/bad",
	} {
		if pkg, err := i.Import(path); err == nil {
			t.Errorf("%s: no error, %v", path, pkg)
		}
	}
}

func TestStdPrefersWhatIsMeant(t *testing.T) {
	i := newImporter(t)
	for name, want := range map[string][]string{
		"rand":     {"math/rand/v2", "math/rand", "crypto/rand"},
		"template": {"text/template", "html/template"},
		"fmt":      {"fmt"},
		"heap":     {"container/heap"},
		"nosuch":   nil,
	} {
		if got := i.Std(name); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func BenchmarkImport(b *testing.B) {
	for b.Loop() {
		i := newImporter(b)
		for _, path := range append(gospark.Packages(), "fmt", "strings") {
			mustImport(b, i, path)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		newImporter(b)
	}
}
