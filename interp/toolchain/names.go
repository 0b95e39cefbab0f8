package toolchain

import (
	"bytes"
	"encoding/binary"
	"os"
	"regexp"
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
	object(text[start:]).typeNames(func(name []byte) {
		for _, m := range argumentPath.FindAllSubmatchIndex(name, -1) {
			copy(name[m[2]:m[3]], "main")
			changed = true
		}
	})
	if !changed {
		return nil
	}
	return os.WriteFile(archive, text, 0o600)
}

// An object is a file of the compiler's: blocks whose offsets stand behind the magic, a
// fingerprint and flags, all in 32 bits.
type object []byte

const (
	objectMagic  = "\x00go120ld"
	firstSymbols = 3 // the blocks of the symbols that it defines
	lastSymbols  = 6
	dataIndex    = 13 // where the content of each begins in the block of contents
	contents     = 16
	symbolSize   = 21 // the name's length and offset come first
	namePrefix   = "type:.namedata."
)

// typeNames calls f with what the symbols that hold types' names hold.
func (o object) typeNames(f func(name []byte)) {
	var (
		index = o.block(dataIndex)
		data  = o.block(contents)
		n     = 0
	)
	for b := firstSymbols; b <= lastSymbols; b++ {
		for symbols := o.block(b); len(symbols) >= symbolSize && len(index) >= 4*(n+2); n++ {
			name := o.part(word(symbols, 4), word(symbols, 4)+word(symbols, 0))
			if bytes.HasPrefix(name, []byte(namePrefix)) {
				f(object(data).part(word(index, 4*n), word(index, 4*n+4)))
			}
			symbols = symbols[symbolSize:]
		}
	}
}

func (o object) block(n int) []byte {
	at := len(objectMagic) + 8 + 4 + 4*n
	if len(o) < at+8 {
		return nil
	}
	return o.part(word(o, at), word(o, at+4))
}

func (o object) part(from, to int) []byte {
	if from < 0 || to < from || to > len(o) {
		return nil
	}
	return o[from:to]
}

func word(b []byte, at int) int { return int(binary.LittleEndian.Uint32(b[at:])) }
