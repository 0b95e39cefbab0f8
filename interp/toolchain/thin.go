package toolchain

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// What a plugin imports is in the running program already: a copy of it that is linked
// into every plugin costs time and memory, and brings nothing. So plugins are linked
// with thin archives. In these a func that the program has is a jump to the program's,
// and a variable that the program has holds nothing: the dynamic linker takes the
// program's. All else is as it was: types, constants, what the program's own linker
// left out as unused; and the fingerprints, by which plugin.Open refuses a plugin
// whose packages differ from the program's.

// errNotThin is the error for an archive that thin doesn't understand: it is used as it is.
var errNotThin = errors.New("not an archive of Go objects in the format that is known")

const (
	archiveMagic = "!<arch>\n"
	memberHeader = 60
	objectMagic  = "\x00go120ld"
)

// thin makes an archive thin. exports tells which symbols the program exports, by
// their names in ELF.
func thin(archive []byte, exports func(name string) bool) ([]byte, error) {
	out := []byte(archiveMagic)
	for header, member := range members(archive) {
		if member == nil {
			return nil, errNotThin
		}
		member, err := thinMember(header, member, exports)
		if err != nil {
			return nil, err
		}
		out = append(append(out, header[:48]...), fmt.Sprintf("%-10d`\n", len(member))...)
		out = append(out, member...)
		if len(member)%2 == 1 {
			out = append(out, 0)
		}
	}
	return out, nil
}

// members are the files of an archive with their headers; a file is nil where the
// archive isn't one.
func members(archive []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(header, member []byte) bool) {
		rest, ok := bytes.CutPrefix(archive, []byte(archiveMagic))
		for len(rest) > 0 || !ok {
			if len(rest) < memberHeader || !ok {
				yield(nil, nil)
				return
			}
			header := rest[:memberHeader]
			size, err := strconv.Atoi(strings.TrimSpace(string(header[48:58])))
			if err != nil || size < 0 || memberHeader+size > len(rest) {
				yield(nil, nil)
				return
			}
			if !yield(header, rest[memberHeader:memberHeader+size:memberHeader+size]) {
				return
			}
			rest = rest[min(len(rest), memberHeader+size+size%2):]
		}
	}
}

// importsOf are the packages that an archive says it needs.
func importsOf(archive []byte) (paths []string, err error) {
	defer func() {
		if recover() != nil { // an index beyond the file's end
			err = errNotThin
		}
	}()
	for _, member := range members(archive) {
		if member == nil {
			return nil, errNotThin
		}
		if _, object, ok := cutObject(member); ok {
			var at [2]uint32
			for i := range at {
				at[i] = binary.LittleEndian.Uint32(object[headerSize-4*blocks+4*i:])
			}
			for list := object[at[0]:at[1]]; len(list) > 0; list = list[importSize:] {
				length, offset := binary.LittleEndian.Uint32(list), binary.LittleEndian.Uint32(list[4:])
				paths = append(paths, string(object[offset:offset+length]))
			}
		}
	}
	return paths, nil
}

// cutObject cuts a file of an archive into the text before the Go object and the
// object; ok is false where it holds none.
func cutObject(member []byte) (text, object []byte, ok bool) {
	text, object, ok = bytes.Cut(member, []byte("\n!\n"))
	return text, object, ok && bytes.HasPrefix(text, []byte("go object ")) && bytes.HasPrefix(object, []byte(objectMagic))
}

// thinMember makes one file of an archive thin: the linker doesn't look at the export
// data, and takes objects of the C compiler as they are.
func thinMember(header, member []byte, exports func(string) bool) (_ []byte, err error) {
	if bytes.HasPrefix(header, []byte("__.PKGDEF ")) {
		return []byte{}, nil
	}
	text, object, ok := cutObject(member)
	if !ok {
		return member, nil
	}
	defer func() {
		if recover() != nil { // an index beyond the file's end
			err = errNotThin
		}
	}()
	o, err := readObject(object)
	if err != nil {
		return nil, err
	}
	o.hollow(exports)
	o.prune()
	return append(append(bytes.Clone(text), "\n!\n"...), o.write()...), nil
}
