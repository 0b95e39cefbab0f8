// Package gospark holds the module's own sources, as far as compiled cells
// import them: a shell that stands alone compiles cells against the very sources
// that it was built from.
package gospark

import (
	"embed"
	"io/fs"
	"reflect"
)

// Sources is the module's go.mod and its packages that cells import, by their
// folders. Test files and testdata are in it where a package has them: who
// extracts it leaves them out.
//
//go:embed go.mod cell cellrt display engine hadoop spark
var Sources embed.FS

type anchor struct{}

// Module is the path of this module; go.mod is the only place that spells it.
func Module() string { return reflect.TypeFor[anchor]().PkgPath() }

// Packages is the import paths of the packages in Sources, in the order of their names.
func Packages() []string {
	entries, err := fs.ReadDir(Sources, ".")
	if err != nil {
		panic("gospark: the embedded sources can't be read: " + err.Error())
	}
	var paths []string
	for _, e := range entries {
		if e.IsDir() {
			paths = append(paths, Module()+"/"+e.Name())
		}
	}
	return paths
}
