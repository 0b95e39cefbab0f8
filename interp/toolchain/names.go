package toolchain

import (
	"bytes"
	"encoding/binary"
	"os"
	"reflect"
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
// What reflect calls a type's package is such a path as well.
//
// An unexported method that other packages must be able to have is exported by a letter in
// front of it. Without the letter its name is shorter, and the rest of its place unused. The
// letter sorts behind all that people begin an exported name with, so these methods are the last
// of a type's: it exports so many fewer, for reflect; the runtime, which looks for the methods
// of an interface, goes by each name's own flag.

// argumentPath finds such a path in the name of a type.
var argumentPath = regexp.MustCompile(`[\[\]*, (;](~[0-9A-Za-z]{3})\.[\pL_]`)

// builtPackage is such a path alone.
var builtPackage = regexp.MustCompile(`^~[0-9A-Za-z]{3}$`)

// nameMain calls the packages with such paths main in what an archive holds of types. One of
// another format than is known here stays as it is.
func nameMain(archive string) error {
	text, err := os.ReadFile(archive)
	if err != nil {
		return err
	}
	start := bytes.LastIndex(text, []byte(objectMagic))
	if start < 0 {
		return nil
	}
	changed, err := mendTypes(text[start:])
	if err != nil || !changed {
		return nil
	}
	return os.WriteFile(archive, text, 0o600)
}

// mendTypes changes an object where it lies, and tells whether it did.
func mendTypes(b []byte) (changed bool, err error) {
	defer func() {
		if recover() != nil { // an index beyond the file's end
			err = errNotThin
		}
	}()
	o, err := readObject(b)
	if err != nil {
		return false, err
	}
	for _, symbols := range o.symbols {
		for _, s := range symbols {
			switch {
			case strings.HasPrefix(s.name, namePrefix):
				changed = mendName(s.data) || changed
			case strings.HasPrefix(s.name, packagePrefix):
				if len(s.data) > 2 && builtPackage.Match(s.data[2:]) {
					copy(s.data[2:], "main")
					changed = true
				}
			case strings.HasPrefix(s.name, "type:"):
				changed = o.unexport(s) || changed
			}
		}
	}
	return changed, nil
}

// What the names of the symbols begin with that hold names, and packages' paths.
const (
	namePrefix    = "type:.namedata."
	packagePrefix = "type:.importpath."
)

// mendName mends the name of a type or method.
func mendName(name []byte) (changed bool) {
	for _, m := range argumentPath.FindAllSubmatchIndex(name, -1) {
		copy(name[m[2]:m[3]], "main")
		changed = true
	}
	return bytes.Contains(name, []byte(ExportMark)) && cut(name, ExportMark) || changed
}

// The runtime's description of a type (internal/abi): the flag that says that methods follow, how
// long what comes before them is, and where in it is how many there are and are exported.
const (
	typeFlags, typeKind     = 20, 23
	flagUncommon            = 1
	plainType               = 48
	methodCount, exportedOf = 4, 6
	methodsAt               = 8
	uncommonSize            = 16
	methodSize              = 16
)

var typeSizes = map[reflect.Kind]int{
	reflect.Array: 72, reflect.Chan: 64, reflect.Func: 56, reflect.Interface: 80, reflect.Map: 136,
	reflect.Pointer: 56, reflect.Slice: 56, reflect.Struct: 80,
}

// unexport has a type export those of its methods alone that have no mark.
func (o *object) unexport(s symbol) bool {
	if len(s.data) < plainType || s.data[typeFlags]&flagUncommon == 0 {
		return false
	}
	at := plainType
	if n := typeSizes[reflect.Kind(s.data[typeKind]&31)]; n > 0 {
		at = n
	}
	if len(s.data) < at+uncommonSize {
		return false
	}
	uncommon := s.data[at:]
	count, exported := binary.LittleEndian.Uint16(uncommon[methodCount:]), binary.LittleEndian.Uint16(uncommon[exportedOf:])
	first := at + int(binary.LittleEndian.Uint32(uncommon[methodsAt:]))
	if exported > count || first+methodSize*int(count) > len(s.data) {
		return false
	}
	marked := uint16(0)
	for r := s.relocs; len(r) > 0; r = r[relocSize:] {
		offset := int(binary.LittleEndian.Uint32(r)) - first
		name := o.at(readReference(r[relocSize-8:]))
		if offset >= 0 && offset%methodSize == 0 && name != nil && strings.HasPrefix(name.name, namePrefix+ExportMark) {
			marked++
		}
	}
	binary.LittleEndian.PutUint16(uncommon[exportedOf:], exported-marked)
	return marked > 0
}

// ExportMark is the letter that exports a method, Mark one that is in names of generated
// text alone; Statements is the func that runs what a package doesn't declare. Where funcs
// are told by their names, the letters are left out, and Statements is main.
const (
	ExportMark = "Ⲭ"
	Mark       = "ʹ"
	Statements = "run" + Mark
)

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
