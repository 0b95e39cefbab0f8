package toolchain

import (
	"bytes"
	"os"
	"regexp"
	"strings"
)

// In the name of a generic type the compiler writes the packages of its type arguments by
// their paths, where a program has main: main.Box[~001.point]. Of paths that are as long
// as "main" this can be mended in the object file, because nothing moves by it.

// argumentPath finds such a path in the name of a type.
var argumentPath = regexp.MustCompile(`[\[\]*, (](~[0-9A-Za-z]{3})\.[\pL_]`)

// nameMain calls the packages with such paths main in the names of the types in an
// archive. One of another format than is known here stays as it is.
func nameMain(archive string) error {
	text, err := os.ReadFile(archive)
	if err != nil {
		return err
	}
	start := bytes.LastIndex(text, []byte(objectMagic))
	if start < 0 {
		return nil
	}
	changed := false
	err = typeNames(text[start:], func(name []byte) {
		for _, m := range argumentPath.FindAllSubmatchIndex(name, -1) {
			copy(name[m[2]:m[3]], "main")
			changed = true
		}
	})
	if err != nil || !changed {
		return nil
	}
	return os.WriteFile(archive, text, 0o600)
}

// namePrefix begins the symbols that hold types' names.
const namePrefix = "type:.namedata."

// typeNames calls f with what the symbols that hold types' names hold; f may change it.
func typeNames(object []byte, f func(name []byte)) (err error) {
	defer func() {
		if recover() != nil { // an index beyond the file's end
			err = errNotThin
		}
	}()
	o, err := readObject(object)
	if err != nil {
		return err
	}
	for _, symbols := range o.symbols {
		for _, s := range symbols {
			if strings.HasPrefix(s.name, namePrefix) {
				f(s.data)
			}
		}
	}
	return nil
}
