package lineedit

import (
	"strings"
)

// A viCommand is a command of vi's normal mode.
type viCommand struct {
	count    int  // 0 where none was typed
	operator rune // d, c, y, > or <, or 0
	verb     rune // a motion or a command; the operator again for whole lines
	object   rune // i or a where verb is a text object
	arg      rune // of f, F, t, T, r
}

// Vi's commands by what may follow them.
const (
	viOperators = "dcy<>"
	viMotions   = "hjklwbeWBE0^$;,G%{} "
	viFinds     = "fFtT"
	viObjects   = "wW\"'`()b[]{}B"
	viSimple    = "xXDCsSYpPu~JiaIAoO./?nN"
)

// changes tells whether a command is one that . repeats.
func (c viCommand) changes() bool {
	return c.operator != 0 && c.operator != 'y' || c.operator == 0 && strings.ContainsRune("xXDCsSpP~JiaIAoOr", c.verb)
}

// parseVi reads the keys of a command: whole is false where more must follow, ok where no command begins so.
func parseVi(keys []rune) (c viCommand, whole, ok bool) {
	p := &viParser{keys: keys}
	c, ok = p.command()
	return c, !p.short, ok || p.short
}

// A viParser reads keys; short tells that there were too few.
type viParser struct {
	keys  []rune
	short bool
}

func (p *viParser) next() rune {
	if len(p.keys) == 0 {
		p.short = true
		return 0
	}
	key := p.keys[0]
	p.keys = p.keys[1:]
	return key
}

// number reads a count, which doesn't begin with 0.
func (p *viParser) number() int {
	const most = 9999
	n := 0
	for len(p.keys) > 0 && p.keys[0] >= '0' && p.keys[0] <= '9' && (n > 0 || p.keys[0] != '0') {
		n = min(n*10+int(p.keys[0]-'0'), most)
		p.keys = p.keys[1:]
	}
	return n
}

func (p *viParser) command() (c viCommand, ok bool) {
	c.count = p.number()
	key := p.next()
	if strings.ContainsRune(viOperators, key) {
		c.operator = key
		if n := p.number(); n > 0 {
			c.count = max(c.count, 1) * n
		}
		key = p.next()
		if key == c.operator {
			c.verb = key
			return c, true
		}
		if key == 'i' || key == 'a' {
			c.object, c.verb = key, p.next()
			return c, strings.ContainsRune(viObjects, c.verb)
		}
	}
	c.verb = key
	switch {
	case strings.ContainsRune(viFinds, key) || key == 'r' && c.operator == 0:
		c.arg = p.next()
		return c, true
	case key == 'g':
		c.verb = map[rune]rune{'g': 'g', '_': '_'}[p.next()]
		return c, c.verb != 0
	case strings.ContainsRune(viMotions, key):
		return c, true
	}
	return c, c.operator == 0 && strings.ContainsRune(viSimple, key)
}
