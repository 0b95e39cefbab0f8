package toolchain

import (
	"bytes"
	"encoding/binary"
)

// The blocks of a Go object (cmd/internal/goobj) that are of interest here.
const (
	blockImports    = 0
	blockDefs       = 3 // four, by the kinds below
	blockRefs       = 7 // names of what others define
	blockRefFlags   = 8
	blockHashes     = 9 // two: of the symbols that go by hash
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
	flagsSize  = 10
)

// The kinds of definitions in an object, which lie in this order.
const byNumber, byHash64, byHash, byName = 0, 1, 2, 3

// packageOf is the package by which references to them go.
var packageOf = [...]uint32{byNumber: 1<<31 - 5, byHash64: 1<<31 - 2, byHash: 1<<31 - 3, byName: 1<<31 - 1}

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
	symbols [4][]symbol    // by kind
	refs    []symbol       // numbered on from those by name
	flags   []byte         // of what is referred to
	offsets [blocks]uint32 // of the blocks in the file that was read
}

// A symbol is a definition with what belongs to it.
type symbol struct {
	def    []byte
	name   string
	hash   []byte
	relocs []byte
	aux    []byte
	data   []byte
	info   bool // data is what the runtime knows of a func, which names others
}

func (s *symbol) abi() uint16 { return binary.LittleEndian.Uint16(s.def[8:]) }
func (s *symbol) kind() byte  { return s.def[10] }
func (s *symbol) local() bool { return s.def[11]&flagLocal != 0 || s.abi() == abiStatic }

func (s *symbol) setSize(n int) { binary.LittleEndian.PutUint32(s.def[13:], uint32(n)) }

func readObject(b []byte) (*object, error) {
	o := &object{}
	for i := range o.offsets {
		o.offsets[i] = binary.LittleEndian.Uint32(b[headerSize-4*blocks+4*i:])
	}
	at := o.offsets
	block := func(i int) []byte { return b[at[i]:at[i+1]] }
	indexes := [][]byte{block(blockRelocIndex), block(blockAuxIndex), block(blockDataIndex)}
	sizes := []uint32{relocSize, auxSize, 1}
	part := func(which, i int) []byte {
		from, to := binary.LittleEndian.Uint32(indexes[which][4*i:]), binary.LittleEndian.Uint32(indexes[which][4*i+4:])
		return block(blockRelocs + which)[from*sizes[which] : to*sizes[which]]
	}
	define := func(def []byte) symbol {
		length, offset := binary.LittleEndian.Uint32(def), binary.LittleEndian.Uint32(def[4:])
		return symbol{def: bytes.Clone(def), name: string(b[offset : offset+length])}
	}
	o.head, o.flags = b[:at[blockDefs]], bytes.Clone(block(blockRefFlags))
	n := 0
	for kind := range o.symbols {
		for i, defs := 0, block(blockDefs+kind); len(defs) > 0; i, defs = i+1, defs[symbolSize:] {
			s := define(defs[:symbolSize])
			s.relocs, s.aux, s.data = bytes.Clone(part(0, n)), bytes.Clone(part(1, n)), part(2, n)
			if size := hashSizes[kind]; size > 0 {
				s.hash = block(blockHashes + kind - byHash64)[i*size : (i+1)*size]
			}
			o.symbols[kind] = append(o.symbols[kind], s)
			n++
		}
	}
	for refs := block(blockRefs); len(refs) > 0; refs = refs[symbolSize:] {
		o.refs = append(o.refs, define(refs[:symbolSize]))
	}
	if len(indexes[0]) != 4*(n+1) {
		return nil, errNotThin
	}
	o.findInfos()
	return o, nil
}

// at is the definition that a reference is to, or nil where it isn't in this object.
func (o *object) at(r reference) *symbol {
	for kind, pkg := range packageOf {
		if r.pkg == pkg && int(r.index) < len(o.symbols[kind]) {
			return &o.symbols[kind][r.index]
		}
	}
	return nil
}

// findInfos marks what the runtime knows of funcs.
func (o *object) findInfos() {
	for _, symbols := range o.symbols {
		for _, s := range symbols {
			for aux := s.aux; len(aux) > 0; aux = aux[auxSize:] {
				if info := o.at(readReference(aux[1:])); aux[0] == auxFuncInfo && info != nil && !info.info {
					info.info, info.data = true, bytes.Clone(info.data)
				}
			}
		}
	}
}

// references calls f with each place in which s names another symbol.
func (s *symbol) references(f func(at []byte)) {
	for r := s.relocs; len(r) > 0; r = r[relocSize:] {
		f(r[relocSize-8:])
	}
	for a := s.aux; len(a) > 0; a = a[auxSize:] {
		f(a[1:])
	}
	if s.info { // the files, and then the tree of what was inlined
		const fixed, node, name = 16, 24, 12
		tree := s.data[fixed+4+4*binary.LittleEndian.Uint32(s.data[fixed:]):]
		for tree = tree[4:]; len(tree) >= node; tree = tree[node:] {
			f(tree[name:])
		}
	}
}

// A reference is a symbol as others name it.
type reference struct{ pkg, index uint32 }

func readReference(b []byte) reference {
	return reference{binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])}
}

func (r reference) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, r.pkg)
	return binary.LittleEndian.AppendUint32(b, r.index)
}

var hashSizes = [...]int{byHash64: 8, byHash: 16, byName: 0}

// write is the object as a file.
func (o *object) write() []byte {
	var content [blocks][]byte
	index := func(block, n int) {
		content[block] = binary.LittleEndian.AppendUint32(content[block], uint32(n))
	}
	indexAll := func() {
		index(blockRelocIndex, len(content[blockRelocs])/relocSize)
		index(blockAuxIndex, len(content[blockAux])/auxSize)
		index(blockDataIndex, len(content[blockData]))
	}
	for kind, symbols := range o.symbols {
		for _, s := range symbols {
			indexAll()
			for block, b := range map[int][]byte{blockDefs + kind: s.def, blockRelocs: s.relocs, blockAux: s.aux, blockData: s.data} {
				content[block] = append(content[block], b...)
			}
			if s.hash != nil {
				content[blockHashes+kind-byHash64] = append(content[blockHashes+kind-byHash64], s.hash...)
			}
		}
	}
	indexAll()
	for _, s := range o.refs {
		content[blockRefs] = append(content[blockRefs], s.def...)
	}
	content[blockRefFlags] = o.flags
	out := bytes.Clone(o.head)
	offsets := o.offsets
	for i := blockDefs; i < blocks; i++ {
		offsets[i] = uint32(len(out))
		out = append(out, content[i]...)
	}
	for i, at := range offsets {
		binary.LittleEndian.PutUint32(out[headerSize-4*blocks+4*i:], at)
	}
	return out
}
