package toolchain

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"os"
	"regexp"
	"strings"
)

// What the runtime calls the funcs of a package stands in a table of the linked plugin:
// traces, runtime.FuncForPC and runtime.Callers tell it. The linker writes the package's path
// there and the names of the generated text; they are exchanged for what a program of the
// person's own text would have. No name becomes longer, and each ends in a zero.

// The table's header (runtime.pcHeader): where its names begin, and what comes after them.
const (
	funcTable       = ".gopclntab"
	funcTableMagic  = 0xfffffff1
	funcNamesFrom   = 32
	funcNamesTo     = 40
	funcTableHeader = 72
)

// nameFuncs mends the names of funcs in a plugin. One of another format than is known here stays as it is.
func nameFuncs(file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	names, ok := funcNames(b)
	if !ok || !mendFuncs(names) {
		return nil
	}
	return os.WriteFile(file, b, 0o700)
}

// funcNames is the part of a plugin that holds the names.
func funcNames(b []byte) (names []byte, ok bool) {
	f, err := elf.NewFile(bytes.NewReader(b))
	if err != nil {
		return nil, false
	}
	defer f.Close()
	for _, s := range f.Sections {
		if !strings.HasSuffix(s.Name, funcTable) || s.Type == elf.SHT_NOBITS || s.Offset+s.Size > uint64(len(b)) {
			continue
		}
		table := b[s.Offset : s.Offset+s.Size]
		if f.ByteOrder != binary.LittleEndian || len(table) < funcTableHeader || binary.LittleEndian.Uint32(table) != funcTableMagic {
			return nil, false
		}
		from, to := binary.LittleEndian.Uint64(table[funcNamesFrom:]), binary.LittleEndian.Uint64(table[funcNamesTo:])
		if from > to || to > uint64(len(table)) {
			return nil, false
		}
		return table[from:to], true
	}
	return nil, false
}

// builtPath is the path of a built package in front of a name.
var builtPath = regexp.MustCompile(`~[0-9A-Za-z]{3}\.`)

// mendFuncs mends each of the names, and tells whether there was one to mend.
func mendFuncs(names []byte) (changed bool) {
	for len(names) > 0 {
		end := bytes.IndexByte(names, 0)
		if end < 0 {
			return changed
		}
		if name := names[:end]; builtPath.Match(name) {
			mended := mendedFunc(string(name))
			clear(name[copy(name, mended):])
			changed = true
		}
		names = names[end+1:]
	}
	return changed
}

// mendedFunc is a func's name as it is in a program: main.main for what runs a package's
// statements, main.init.0 for a func init.
func mendedFunc(name string) string {
	name = builtPath.ReplaceAllString(name, "main.")
	if rest, ok := strings.CutPrefix(name, "main."+Statements); ok {
		name = "main.main" + rest
	}
	if rest, ok := strings.CutPrefix(name, "main.init"+Mark); ok {
		name = "main.init." + rest
	}
	return strings.NewReplacer(ExportMark, "", Mark, "").Replace(name)
}
