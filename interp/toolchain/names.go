package toolchain

import (
	"bytes"
	"encoding/binary"
	"os"
	"regexp"
	"strings"
)

// What reflect, fmt and the runtime name types and methods by is mended in the object file,
// because no source says it:
//
// In the name of a generic type the compiler writes the packages of its type arguments by
// their paths, where a program has main: main.Box[~001.point]. The paths that are mended
// are as long as "main", so that nothing moves.
//
// An unexported method that other packages must be able to have is exported by a letter in
// front of it. Without the letter its name is shorter, and the rest of its place unused.

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
		if bytes.Contains(name, []byte(ExportMark)) {
			changed = cut(name, ExportMark) || changed
		}
	})
	if err != nil || !changed {
		return nil
	}
	return os.WriteFile(archive, text, 0o600)
}

// ExportMark is the letter that exports a method.
const ExportMark = "Ⲭ"

// cut takes the mark out of a name: a byte of flags, the length in seven bits a byte, the text.
func cut(name []byte, mark string) bool {
	const more = 1<<1 | 1<<2 // a tag or a package's path follows
	length, n := binary.Uvarint(name[1:])
	if name[0]&more != 0 || n <= 0 || 1+n+int(length) != len(name) {
		return false
	}
	text := bytes.ReplaceAll(name[1+n:], []byte(mark), nil)
	short := len(text)
	copy(name[1+n:], text)
	for i := 1; i <= n; i++ {
		name[i] = byte(short)&0x7f | 0x80
		short >>= 7
	}
	name[n] &= 0x7f
	return true
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
