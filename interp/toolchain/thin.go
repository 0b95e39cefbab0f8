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
	return append(append(bytes.Clone(text), "\n!\n"...), o.write()...), nil
}

// The blocks of a Go object (cmd/internal/goobj) that are of interest here.
const (
	blockDefs       = 3 // symbols by number
	blockHashed64   = 4
	blockHashed     = 5
	blockNamed      = 6 // symbols by name
	blockRelocIndex = 11
	blockAuxIndex   = 12
	blockDataIndex  = 13
	blockRelocs     = 14
	blockAux        = 15
	blockData       = 16
	blockEnd        = 18
	blocks          = 19

	headerSize = len(objectMagic) + 8 + 4 + 4*blocks
	importSize = 16
	symbolSize = 21
	relocSize  = 23
	auxSize    = 9
)

// The kinds of definitions in an object, which lie in this order, and the package
// by which references to two of them go.
const byNumber, byName = 0, 3

var packageOf = [...]uint32{byNumber: 1<<31 - 5, byName: 1<<31 - 1}

// What symbols, their relocations and their auxiliaries are.
const (
	kindText, kindReadOnly, kindNoPtrData, kindData, kindDebug, kindDebugEnd = 1, 3, 5, 7, 12, 22

	relocGOT = 29 // R_GOTPCREL

	auxFuncInfo, auxPcsp, auxPcfile, auxPcline, auxPcinline = 1, 7, 8, 9, 10

	flagLocal = 2

	abiStatic = 0xffff
	abi0      = 0
)

// An object is a Go object, cut into what is written anew and what stays.
type object struct {
	head    []byte         // all before the symbols' definitions
	symbols [4][]symbol    // by number, two kinds by hash, by name
	between []byte         // from behind them to the indexes
	offsets [blocks]uint32 // of the blocks in the file that was read
}

// A symbol is a definition with what belongs to it.
type symbol struct {
	def    []byte
	name   string
	relocs []byte
	aux    []byte
	data   []byte
}

func (s *symbol) abi() uint16 { return binary.LittleEndian.Uint16(s.def[8:]) }
func (s *symbol) kind() byte  { return s.def[10] }
func (s *symbol) local() bool { return s.def[11]&flagLocal != 0 || s.abi() == abiStatic }

func readObject(b []byte) (*object, error) {
	o := &object{}
	for i := range o.offsets {
		o.offsets[i] = binary.LittleEndian.Uint32(b[headerSize-4*blocks+4*i:])
	}
	at := o.offsets
	o.head = b[:at[blockDefs]]
	o.between = b[at[blockNamed+1]:at[blockRelocIndex]]
	relocIndex, auxIndex, dataIndex := b[at[blockRelocIndex]:], b[at[blockAuxIndex]:], b[at[blockDataIndex]:]
	part := func(index []byte, i int, base uint32, size uint32) []byte {
		from, to := binary.LittleEndian.Uint32(index[4*i:]), binary.LittleEndian.Uint32(index[4*i+4:])
		return b[base+from*size : base+to*size]
	}
	n := 0
	for kind := range o.symbols {
		defs := b[at[blockDefs+kind]:at[blockDefs+kind+1]]
		if len(defs)%symbolSize != 0 {
			return nil, errNotThin
		}
		for ; len(defs) > 0; defs = defs[symbolSize:] {
			length, offset := binary.LittleEndian.Uint32(defs), binary.LittleEndian.Uint32(defs[4:])
			o.symbols[kind] = append(o.symbols[kind], symbol{
				def:    bytes.Clone(defs[:symbolSize]),
				name:   string(b[offset : offset+length]),
				relocs: part(relocIndex, n, at[blockRelocs], relocSize),
				aux:    part(auxIndex, n, at[blockAux], auxSize),
				data:   part(dataIndex, n, at[blockData], 1),
			})
			n++
		}
	}
	if at[blockAuxIndex] != at[blockRelocIndex]+4*uint32(n+1) {
		return nil, errNotThin
	}
	return o, nil
}

// write is the object as a file.
func (o *object) write() []byte {
	var offsets [blocks]uint32
	copy(offsets[:blockDefs+1], o.offsets[:])
	out := bytes.Clone(o.head)
	var relocIndex, auxIndex, dataIndex, relocs, aux, data []byte
	index := func(to []byte, n int) []byte { return binary.LittleEndian.AppendUint32(to, uint32(n)) }
	for kind, symbols := range o.symbols {
		offsets[blockDefs+kind] = uint32(len(out))
		for _, s := range symbols {
			out = append(out, s.def...)
			relocIndex, auxIndex, dataIndex = index(relocIndex, len(relocs)/relocSize), index(auxIndex, len(aux)/auxSize), index(dataIndex, len(data))
			relocs, aux, data = append(relocs, s.relocs...), append(aux, s.aux...), append(data, s.data...)
		}
	}
	relocIndex, auxIndex, dataIndex = index(relocIndex, len(relocs)/relocSize), index(auxIndex, len(aux)/auxSize), index(dataIndex, len(data))
	for i := blockNamed + 1; i < blockRelocIndex; i++ {
		offsets[i] = uint32(len(out)) + o.offsets[i] - o.offsets[blockNamed+1]
	}
	out = append(out, o.between...)
	for i, b := range [][]byte{relocIndex, auxIndex, dataIndex, relocs, aux, data, nil} {
		offsets[blockRelocIndex+i] = uint32(len(out))
		out = append(out, b...)
	}
	offsets[blockEnd] = uint32(len(out))
	for i, at := range offsets {
		binary.LittleEndian.PutUint32(out[headerSize-4*blocks+4*i:], at)
	}
	return out
}
