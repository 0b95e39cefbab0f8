package spark_test

import (
	"bytes"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"testing"

	"gospark/spark"
)

// plainMethods is the methods without a type parameter that generic types may
// have: they are compiled for each new type in every package that mentions one.
// Option and Counts are values that hold nothing but their elements; broadcasts and
// accumulators are for functions in tasks, and few cells mention their types.
var plainMethods = []string{
	"CoGroupedRDD.keyed", "GroupedRDD.keyed", "JoinedRDD.keyed", "PairRDD.keyed",
	"Accumulator.Add", "Accumulator.Avg", "Accumulator.Count", "Accumulator.Value", "Broadcast.Destroy", "Broadcast.Value",
	"CollectingAccumulator.Add", "CollectingAccumulator.Value", "Counts.All", "Counts.Of",
	"Option.Get", "Option.GetOrElse", "Option.IsDefined", "Option.IsEmpty", "Option.String",
}

func TestMethodsOfGenericTypesHaveATypeParameter(t *testing.T) {
	pkg, err := importer.ForCompiler(token.NewFileSet(), "gc", exported).Import(reflect.TypeFor[spark.Context]().PkgPath())
	if err != nil {
		t.Fatal(err)
	}
	var plain []string
	for _, name := range pkg.Scope().Names() {
		named, ok := pkg.Scope().Lookup(name).Type().(*types.Named)
		if !ok || named.TypeParams().Len() == 0 {
			continue
		}
		for m := range named.Methods() {
			if m.Signature().TypeParams().Len() == 0 {
				plain = append(plain, name+"."+m.Name())
			}
		}
	}
	slices.Sort(plain)
	if want := slices.Sorted(slices.Values(plainMethods)); !slices.Equal(plain, want) {
		t.Errorf("plain methods: %v\nwant only %v", plain, want)
	}
}

// TestShapesPromoteOnlyStringAndHooks: what is embedded adds a wrapper for each of its methods.
func TestShapesPromoteOnlyStringAndHooks(t *testing.T) {
	pkg, err := importer.ForCompiler(token.NewFileSet(), "gc", exported).Import(reflect.TypeFor[spark.Context]().PkgPath())
	if err != nil {
		t.Fatal(err)
	}
	methods := map[string]bool{}
	for m := range pkg.Scope().Lookup("core").Type().(*types.Named).Methods() {
		methods[m.Name()] = true
	}
	equal(t, "methods of core", slices.Sorted(maps.Keys(methods)), "String", "untyped")
}

// exported opens the export data of a package.
func exported(path string) (io.ReadCloser, error) {
	file, err := exec.Command("go", "list", "-export", "-f", "{{.Export}}", path).Output()
	if err != nil {
		return nil, err
	}
	return os.Open(string(bytes.TrimSpace(file)))
}
