package spark

import (
	"reflect"
	"regexp"
	"strings"
)

var (
	cellPath    = regexp.MustCompile(`\b(main|cell(/\w+)*)\.`) // what cells declare, as reflect qualifies it
	packagePath = regexp.MustCompile(`([\w.~%-]+/)+`)          // inside of brackets reflect prints a package's whole path
	localSuffix = regexp.MustCompile(`·\d+`)                   // tells apart types that functions declare
	comma       = regexp.MustCompile(`,\b|,([^\s\w])`)         // between type arguments
)

// typeName is a type as the person writes it: []door, spark.Pair[string, *door].
func typeName(t reflect.Type) string {
	if t == nil {
		return "nil"
	}
	return plainNames(t.String())
}

// plainNames is a text in which reflect or the runtime names types, with the names that the person gave them.
func plainNames(s string) string {
	s = cellPath.ReplaceAllString(s, "")
	s = packagePath.ReplaceAllString(s, "")
	s = localSuffix.ReplaceAllString(s, "")
	s = strings.ReplaceAll(s, "interface {}", "any")
	return comma.ReplaceAllString(s, ", $1")
}

// goName is an operator's name as our methods have it: MaxBy for maxBy.
func goName(op string) string { return strings.ToUpper(op[:1]) + op[1:] }

// typeNameOf is the name of a value's type.
func typeNameOf(v any) string { return typeName(reflect.TypeOf(v)) }
