package eval

import (
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A printer writes values of cells' types as fmt writes those of real ones.
type printer struct {
	ev    *Evaluator
	state fmt.State
	verb  rune
}

func (p *printer) write(s string) { p.state.Write([]byte(s)) }

// leaf writes a value that fmt knows, with the flags of the verb.
func (p *printer) leaf(x any) { fmt.Fprintf(p.state, fmt.FormatString(p.state, p.verb), x) }

func (p *printer) sharp() bool { return p.verb == 'v' && p.state.Flag('#') }
func (p *printer) plus() bool  { return p.verb == 'v' && p.state.Flag('+') }

// value writes v, which holds a value of t. open tells whether fmt may call its methods.
func (p *printer) value(t types.Type, v reflect.Value, depth int, open bool) {
	t = types.Unalias(t)
	if !v.IsValid() {
		p.write("<nil>")
		return
	}
	if open && p.methods(t, v) {
		return
	}
	if p.ev.isFaithful(t) && !isInterface(t) && p.known(v, depth, open) {
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		p.basic(t, u, v)
	case *types.Struct:
		p.structure(t, u, v, depth, open)
	case *types.Pointer:
		p.pointer(t, u, v, depth, open)
	case *types.Slice:
		p.list(t, u.Elem(), v, depth, open)
	case *types.Array:
		p.list(t, u.Elem(), v, depth, open)
	case *types.Map:
		p.mapping(t, u, v, depth, open)
	case *types.Interface:
		p.held(t, v, depth, open)
	case *types.Signature:
		p.address(t, v)
	default:
		p.leaf(v.Interface())
	}
}

// basic writes a number, string or bool; fmt names its type where the verb isn't one for it.
func (p *printer) basic(t types.Type, u *types.Basic, v reflect.Value) {
	if b := basicTypes[u.Kind()]; b != nil {
		v = v.Convert(b)
	}
	verbs := "p"
	switch info := u.Info(); {
	case info&types.IsBoolean != 0:
		verbs = "tv"
	case info&types.IsInteger != 0:
		verbs = "vdboOxXcqU"
	case info&(types.IsFloat|types.IsComplex) != 0:
		verbs = "vbgGxXfFeE"
	case info&types.IsString != 0:
		verbs = "vsxXq"
	}
	if strings.ContainsRune(verbs, p.verb) {
		p.leaf(v.Interface())
		return
	}
	p.write("%!" + string(p.verb) + "(" + typeName(t) + "=")
	fmt.Fprintf(p.state, fmt.FormatString(p.state, 'v'), v.Interface())
	p.write(")")
}

// known writes a value of a compiled type, unless it is one of parts that may differ.
func (p *printer) known(v reflect.Value, depth int, open bool) bool {
	if open {
		switch v.Interface().(type) {
		case fmt.Formatter, fmt.Stringer, error, fmt.GoStringer:
			p.leaf(v.Interface())
			return true
		}
	}
	if v.Kind() == reflect.Pointer && depth > 0 {
		return false
	}
	if !open {
		p.leaf(hidden(v))
	} else {
		p.leaf(v.Interface())
	}
	return true
}

// hidden is v as fmt sees an unexported field: it calls no methods.
func hidden(v reflect.Value) reflect.Value {
	t := reflect.StructOf([]reflect.StructField{{Name: "x", PkgPath: "cell", Type: v.Type()}})
	return reflect.NewAt(t, addressable(v).Addr().UnsafePointer()).Elem().Field(0)
}

// methods writes the value by a method of its own, if there is one for the verb.
func (p *printer) methods(t types.Type, v reflect.Value) bool {
	if isInterface(t) || p.ev.isFaithful(t) {
		return false
	}
	d := p.ev.dtype(t)
	if m := d.method("Format"); m != nil && hasMethod(t, "Format", "func(fmt.State, int32)") {
		state := reflect.New(reflect.TypeFor[fmt.State]()).Elem()
		state.Set(reflect.ValueOf(p.state))
		m.call(v, []reflect.Value{state, reflect.ValueOf(p.verb)})
		return true
	}
	if p.sharp() {
		if hasMethod(t, "GoString", "func() string") {
			p.write(d.method("GoString").call(v, nil)[0].String())
			return true
		}
		return false
	}
	switch p.verb {
	case 'v', 's', 'x', 'X', 'q':
	default:
		return false
	}
	for _, name := range []string{"Error", "String"} {
		if !hasMethod(t, name, "func() string") {
			continue
		}
		if v.Kind() == reflect.Pointer && v.IsNil() {
			p.write("<nil>")
			return true
		}
		text := d.method(name).call(v, nil)[0].String()
		fmt.Fprintf(p.state, fmt.FormatString(p.state, p.verb), text)
		return true
	}
	return false
}

func (p *printer) name(t types.Type) string { return typeName(t) }

func (p *printer) structure(t types.Type, st *types.Struct, v reflect.Value, depth int, open bool) {
	if n, ok := t.(*types.Named); ok && !isCell(n.Obj()) {
		p.foreign(n, v)
		return
	}
	v = addressable(v)
	if p.sharp() {
		p.write(p.name(t))
	}
	p.write("{")
	for i := range st.NumFields() {
		f := st.Field(i)
		if i > 0 {
			p.write(map[bool]string{true: ", ", false: " "}[p.sharp()])
		}
		if p.plus() || p.sharp() {
			p.write(f.Name() + ":")
		}
		field := at(p.ev.rt(f.Type()), add(v.Addr().UnsafePointer(), v.Type().Field(i).Offset))
		p.value(f.Type(), field, depth+1, open && f.Exported())
	}
	p.write("}")
}

// foreign writes a struct of a compiled package that holds values of cells' types.
func (p *printer) foreign(n *types.Named, v reflect.Value) {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	if st, ok := n.Underlying().(*types.Struct); ok && n.TypeArgs().Len() > 0 {
		for i := range st.NumFields() {
			if f := c.Field(i); f.CanSet() && f.Kind() == reflect.Interface && !f.IsNil() && !isInterface(st.Field(i).Type()) {
				f.Set(reflect.ValueOf(p.ev.boxing(st.Field(i).Type())(f.Elem())))
			}
		}
	}
	p.leaf(c.Interface())
}

func (p *printer) pointer(t types.Type, u *types.Pointer, v reflect.Value, depth int, open bool) {
	if depth == 0 && v.Kind() == reflect.Pointer && !v.IsNil() {
		switch u.Elem().Underlying().(type) {
		case *types.Struct, *types.Slice, *types.Array, *types.Map:
			p.write("&")
			p.value(u.Elem(), v.Elem(), depth+1, open)
			return
		}
	}
	p.address(t, v)
}

// address writes a pointer, func or channel.
func (p *printer) address(t types.Type, v reflect.Value) {
	ptr := v.Pointer()
	switch {
	case p.sharp():
		text := "nil"
		if ptr != 0 {
			text = "0x" + strconv.FormatUint(uint64(ptr), 16)
		}
		p.write("(" + p.name(t) + ")(" + text + ")")
	case p.verb == 'v' && ptr == 0:
		p.write("<nil>")
	case p.verb == 'v':
		p.write("0x" + strconv.FormatUint(uint64(ptr), 16))
	default:
		p.leaf(v.Interface())
	}
}

func (p *printer) list(t, elem types.Type, v reflect.Value, depth int, open bool) {
	if b, ok := elem.Underlying().(*types.Basic); ok && b.Kind() == types.Uint8 && p.verb != 'v' && p.verb != 'd' && v.Kind() == reflect.Slice {
		p.leaf(v.Convert(reflect.TypeFor[[]byte]()).Interface())
		return
	}
	start, sep, end := "[", " ", "]"
	if p.sharp() {
		if v.Kind() == reflect.Slice && v.IsNil() {
			p.write(p.name(t) + "(nil)")
			return
		}
		start, sep, end = p.name(t)+"{", ", ", "}"
	}
	p.write(start)
	for i := range v.Len() {
		if i > 0 {
			p.write(sep)
		}
		item := fit(v.Index(i), p.ev.rt(elem))
		if rt := p.ev.rt(elem); item.Type() != rt { // cut in its own type
			panic(&Obstacle{What: "the text of a value of type " + p.name(t)})
		}
		p.value(elem, item, depth+1, open)
	}
	p.write(end)
}

func (p *printer) mapping(t types.Type, m *types.Map, v reflect.Value, depth int, open bool) {
	if v.Kind() != reflect.Map {
		v = at(p.ev.rt(t), tempOf(v, v.Type()))
	}
	start, sep, end := "map[", " ", "]"
	if p.sharp() {
		if v.IsNil() {
			p.write(p.name(t) + "(nil)")
			return
		}
		start, sep, end = p.name(t)+"{", ", ", "}"
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, compareKeys)
	p.write(start)
	for i, k := range keys {
		if i > 0 {
			p.write(sep)
		}
		p.value(m.Key(), k, depth+1, open)
		p.write(":")
		p.value(m.Elem(), fit(v.MapIndex(k), p.ev.rt(m.Elem())), depth+1, open)
	}
	p.write(end)
}

// compareKeys orders the keys of a map as fmt does.
func compareKeys(a, b reflect.Value) int {
	switch {
	case a.Kind() == reflect.Interface:
		x, y := rawOf(holding(a)), rawOf(holding(b))
		if !x.IsValid() || !y.IsValid() || x.Kind() != y.Kind() {
			return 0
		}
		return compareKeys(x, y)
	case a.CanInt():
		return order(a.Int(), b.Int())
	case a.CanUint():
		return order(a.Uint(), b.Uint())
	case a.CanFloat():
		return order(a.Float(), b.Float())
	case a.Kind() == reflect.String:
		return order(a.String(), b.String())
	case a.Kind() == reflect.Bool:
		return order(boolInt(a.Bool()), boolInt(b.Bool()))
	case a.Kind() == reflect.Pointer, a.Kind() == reflect.Chan:
		return order(uint64(a.Pointer()), uint64(b.Pointer()))
	case a.Kind() == reflect.Struct:
		for i := range a.NumField() {
			if c := compareKeys(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
	case a.Kind() == reflect.Array:
		for i := range a.Len() {
			if c := compareKeys(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
	}
	return 0
}

func boolInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func order[T number | string](a, b T) int {
	switch {
	case a < b, a != a && b == b:
		return -1
	case a > b, b != b && a == a:
		return 1
	}
	return 0
}

// held writes what an interface holds.
func (p *printer) held(t types.Type, v reflect.Value, depth int, open bool) {
	if v.Kind() != reflect.Interface {
		v = addressable(v)
	}
	if v.Kind() == reflect.Interface && v.IsNil() {
		if p.sharp() {
			p.write(p.name(t) + "(nil)")
		} else {
			p.write("<nil>")
		}
		return
	}
	x := dynamicOf(v.Interface())
	if d := dynamicType(x); d != nil {
		p.value(d.t, rawOf(x), depth, open)
		return
	}
	if !p.known(reflect.ValueOf(x), depth, open) {
		p.address(t, reflect.ValueOf(x))
	}
}
