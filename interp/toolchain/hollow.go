package toolchain

import "encoding/binary"

// jump is a func of a thin archive: JMP *slot(IP), and what marks it, which never runs. The
// linker makes the slot an entry of the global offset table; relink has it filled with the program's func.
var jump = []byte{0xff, 0x25, 0, 0, 0, 0, 0x0f, 0x0b, 't', 'h', 'i', 'n', 0x0f, 0x0b, 0xcc, 0xcc}

const jumpSlot = 2 // where in jump the slot's distance stands, counted from behind it

// jumpInfo is what the runtime knows of such a func: an assembly function (flag 4) without arguments,
// locals and files, in which no goroutine is stopped; jumpPcsp says that it leaves the stack
// as it is, and jumpNowhere that it has no file, no line, and nothing inlined.
var (
	jumpInfo    = append([]byte{9: 4}, make([]byte, 14)...)
	jumpPcsp    = []byte{2, byte(len(jump)), 0}
	jumpNowhere = []byte{0, byte(len(jump)), 0}
)

// hollow leaves the funcs and variables that the program exports without their content.
func (o *object) hollow(exports func(string) bool) {
	internal := map[string]bool{} // funcs with Go's own calling convention
	for _, symbols := range o.symbols {
		for _, s := range symbols {
			if s.kind() == kindText && s.abi() != abi0 {
				internal[s.name] = true
			}
		}
	}
	o.dropDebug()
	info := o.add(jumpInfo)
	aux := appendAux(nil, auxFuncInfo, info)
	aux = appendAux(aux, auxPcsp, o.add(jumpPcsp))
	nowhere := o.add(jumpNowhere)
	for _, table := range []byte{auxPcfile, auxPcline, auxPcinline} {
		aux = appendAux(aux, table, nowhere)
	}
	for _, kind := range []int{byNumber, byName} { // what goes by its hash is no symbol of the program's
		for i := range o.symbols[kind] {
			s := &o.symbols[kind][i]
			if s.name == "" || s.local() {
				continue
			}
			switch s.kind() {
			case kindText:
				if exportsFunc(s, internal[s.name], exports) {
					s.data, s.aux, s.relocs = jump, aux, appendReloc(reference{packageOf[kind], uint32(i)})
					s.setSize(len(jump))
				}
			case kindData, kindNoPtrData:
				if exports(s.name) {
					s.relocs = nil
				}
			}
		}
	}
}

// dropDebug leaves what only debuggers read without its content.
func (o *object) dropDebug() {
	for _, symbols := range o.symbols {
		for i := range symbols {
			if s := &symbols[i]; s.kind() >= kindDebug && s.kind() < kindDebugEnd {
				s.relocs, s.aux, s.data = nil, nil, nil
				s.setSize(0)
			}
		}
	}
}

// exportsFunc tells whether the program exports s in the same calling convention. A func
// in two conventions has two names.
func exportsFunc(s *symbol, both bool, exports func(string) bool) bool {
	switch {
	case s.name == "runtime.duffzero", s.name == "runtime.duffcopy": // they are entered in the middle
		return false
	case s.abi() != abi0:
		return exports(s.name)
	case both:
		return exports(s.name + ".abi0")
	}
	return exports(s.name) && !exports(s.name+".abi0")
}

// add adds a symbol without a name that holds data.
func (o *object) add(data []byte) reference {
	s := symbol{def: make([]byte, symbolSize), data: data}
	s.def[10] = kindReadOnly
	s.setSize(len(data))
	o.symbols[byNumber] = append(o.symbols[byNumber], s)
	return reference{packageOf[byNumber], uint32(len(o.symbols[byNumber]) - 1)}
}

func appendAux(b []byte, kind byte, to reference) []byte {
	b = append(b, kind)
	return to.append(b)
}

// appendReloc is the relocation of a jump to a func.
func appendReloc(to reference) []byte {
	b := binary.LittleEndian.AppendUint32(nil, jumpSlot)
	b = append(b, 4)
	b = binary.LittleEndian.AppendUint16(b, relocGOT)
	return to.append(append(b, make([]byte, 8)...))
}
