package toolchain

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

// errRelink is the error for a plugin in which the jumps of thin archives can't be
// filled: the package is linked with whole archives then.
var errRelink = errors.New("a thin plugin isn't as it should be")

// relink has the jumps of a plugin lead to the program's funcs. The linker binds what
// refers to a func of the plugin's own to that func, as -Bsymbolic-functions does; where
// that is a jump, the reference is handed to the dynamic linker, by the func's name.
func relink(file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	f, err := elf.NewFile(bytes.NewReader(b))
	if err != nil {
		return err
	}
	defer f.Close()
	jumps, err := findJumps(f, b)
	if err != nil {
		return err
	}
	filled, err := fillJumps(f, b, jumps)
	if err != nil {
		return err
	}
	for slot := range jumps.slots {
		if !filled[slot] {
			return fmt.Errorf("%w: a jump stays empty", errRelink)
		}
	}
	return os.WriteFile(file, b, 0o700)
}

// jumps are the jumps of a plugin.
type jumps struct {
	symbol map[uint64]uint32 // by address: the number of the symbol
	slots  map[uint64]bool   // the addresses that they read
}

// findJumps finds the jumps among the plugin's symbols, and makes sure that there are no others.
func findJumps(f *elf.File, b []byte) (jumps, error) {
	found := jumps{map[uint64]uint32{}, map[uint64]bool{}}
	text := f.Section(".text")
	symbols, err := f.DynamicSymbols()
	if err != nil || text == nil {
		return found, errRelink
	}
	code := b[text.Offset : text.Offset+text.Size]
	for i, s := range symbols {
		if s.Value < text.Addr || s.Value+uint64(len(jump)) > text.Addr+text.Size {
			continue
		}
		body := code[s.Value-text.Addr:][:len(jump)]
		if isJump(body) {
			distance := int32(binary.LittleEndian.Uint32(body[jumpSlot:]))
			found.symbol[s.Value] = uint32(i + 1) // the first one of the table has no name, and is left out
			found.slots[s.Value+jumpSlot+4+uint64(int64(distance))] = true
		}
	}
	if bytes.Count(code, jump[jumpSlot+4:]) != len(found.symbol) {
		return found, fmt.Errorf("%w: a jump is no symbol", errRelink)
	}
	return found, nil
}

func isJump(body []byte) bool {
	return bytes.Equal(body[:jumpSlot], jump[:jumpSlot]) && bytes.Equal(body[jumpSlot+4:], jump[jumpSlot+4:])
}

// fillJumps replaces the relocations that are the address of a jump by ones that are
// that of the symbol, and tells which places were filled.
func fillJumps(f *elf.File, b []byte, j jumps) (map[uint64]bool, error) {
	filled := map[uint64]bool{}
	section, module := f.Section(".rela.dyn"), f.Section(".go.module")
	if section == nil || module == nil {
		return filled, errRelink
	}
	for r := b[section.Offset : section.Offset+section.Size]; len(r) >= 24; r = r[24:] {
		at, info, address := binary.LittleEndian.Uint64(r), binary.LittleEndian.Uint64(r[8:]), binary.LittleEndian.Uint64(r[16:])
		if elf.R_X86_64(info) != elf.R_X86_64_RELATIVE || at >= module.Addr && at < module.Addr+module.Size {
			continue // the module's data tells where its text begins: that may be at a jump
		}
		if n, ok := j.symbol[address]; ok {
			binary.LittleEndian.PutUint64(r[8:], uint64(n)<<32|uint64(elf.R_X86_64_64))
			binary.LittleEndian.PutUint64(r[16:], 0)
			filled[at] = true
		}
	}
	return filled, uncountRelative(f, b)
}

// uncountRelative takes back the promise that so many relocations at the table's
// beginning are relative ones.
func uncountRelative(f *elf.File, b []byte) error {
	dynamic := f.Section(".dynamic")
	if dynamic == nil {
		return errRelink
	}
	for d := b[dynamic.Offset : dynamic.Offset+dynamic.Size]; len(d) >= 16; d = d[16:] {
		if elf.DynTag(binary.LittleEndian.Uint64(d)) == elf.DT_RELACOUNT {
			binary.LittleEndian.PutUint64(d[8:], 0)
		}
	}
	return nil
}
