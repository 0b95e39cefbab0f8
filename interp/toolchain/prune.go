package toolchain

import "encoding/binary"

// prune drops what nothing needs any more: most of what a linker's time goes to is
// reading what symbols there are. What others may refer to stays: symbols with a name,
// and the numbers of those that go by number.
func (o *object) prune() {
	p := &pruning{object: o, needed: map[reference]bool{}}
	for _, kind := range []int{byNumber, byName} {
		for i, s := range o.symbols[kind] {
			if s.name != "" {
				p.need(reference{packageOf[kind], uint32(i)})
			}
		}
	}
	for flags := o.flags; len(flags) > 0; flags = flags[flagsSize:] {
		p.need(readReference(flags))
	}
	p.visit()
	p.renumber()
}

type pruning struct {
	*object
	needed map[reference]bool
	todo   []*symbol
}

// need notes that a symbol is needed, and with it all that it refers to.
func (p *pruning) need(r reference) {
	if p.needed[r] {
		return
	}
	p.needed[r] = true
	if s := p.at(r); s != nil {
		p.todo = append(p.todo, s)
	}
}

func (p *pruning) visit() {
	for len(p.todo) > 0 {
		s := p.todo[len(p.todo)-1]
		p.todo = p.todo[:len(p.todo)-1]
		s.references(func(at []byte) { p.need(readReference(at)) })
	}
}

// renumber keeps what is needed and has the references follow.
func (p *pruning) renumber() {
	moved := map[reference]uint32{}
	named := uint32(len(p.symbols[byName]))
	for _, kind := range []int{byHash64, byHash} {
		p.symbols[kind] = keep(p.symbols[kind], func(i uint32) bool { return p.needed[reference{packageOf[kind], i}] },
			func(from, to uint32) { moved[reference{packageOf[kind], from}] = to })
	}
	p.refs = keep(p.refs, func(i uint32) bool { return p.needed[reference{packageOf[byName], named + i}] },
		func(from, to uint32) { moved[reference{packageOf[byName], named + from}] = named + to })
	follow := func(at []byte) {
		if to, ok := moved[readReference(at)]; ok {
			binary.LittleEndian.PutUint32(at[4:], to)
		}
	}
	for kind := range p.symbols {
		for i := range p.symbols[kind] {
			s := &p.symbols[kind][i]
			if kind == byNumber && !p.needed[reference{packageOf[kind], uint32(i)}] {
				s.relocs, s.aux, s.data, s.info = nil, nil, nil, false
				s.setSize(0)
			}
			s.references(follow)
		}
	}
	for flags := p.flags; len(flags) > 0; flags = flags[flagsSize:] {
		follow(flags)
	}
	last := p.symbols[byNumber]
	for len(last) > 0 && !p.needed[reference{packageOf[byNumber], uint32(len(last) - 1)}] {
		last = last[:len(last)-1]
	}
	p.symbols[byNumber] = last
}

// keep is what is needed of a list; moved is told of each that gets another place.
func keep(list []symbol, needed func(i uint32) bool, moved func(from, to uint32)) []symbol {
	var kept []symbol
	for i, s := range list {
		if needed(uint32(i)) {
			moved(uint32(i), uint32(len(kept)))
			kept = append(kept, s)
		}
	}
	return kept
}
