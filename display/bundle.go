package display

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/png"
	"maps"
	"reflect"
	"strings"

	"gospark/cell"
)

// A bundler is a value that says itself how it is shown, as IPython's _repr_mimebundle_ does.
type bundler interface{ MIMEBundle() map[string]any }

const maxPicture = 1 << 24 // pixels of a picture that is shown

// Bundle is what a front end that shows more than text gets of a cell's values: what
// their own MIMEBundle method says, an image, or a table, and always the plain text of Text.
func Bundle(values []cell.Value) cell.Bundle {
	if len(values) != 1 {
		texts := make([]string, len(values))
		for i, v := range values {
			safely(&texts[i], func() string { return inside(v) })
		}
		return cell.Bundle{"text/plain": strings.Join(texts, ", ")}
	}
	p, out := newPrinter(), cell.Bundle{}
	var text, table string
	safely(&text, func() string {
		text, _ := p.single(values[0], columns, columns)
		text, _ = cutText(text)
		return text
	})
	safely(&table, func() string {
		maps.Copy(out, p.rich(values[0].V))
		return ""
	})
	if _, ok := out["text/plain"]; !ok {
		out["text/plain"] = text
	}
	return out
}

// rich is the forms of a value that aren't plain text.
func (p *printer) rich(x any) map[string]any {
	if forms := p.bundle(x); forms != nil {
		return forms
	}
	if forms := drawn(x); forms != nil {
		return forms
	}
	if picture, ok := x.(image.Image); ok {
		return p.picture(picture)
	}
	p.left = htmlNodes
	if t := p.table(valueOf(x), htmlRows); t != nil {
		return map[string]any{"text/html": t.html()}
	}
	return nil
}

// bundle is what the own MIMEBundle method of the value that is shown says, without what
// can't be sent; nil where there is none, and where it fails. It is called once.
func (p *printer) bundle(x any) map[string]any {
	if p.forms == nil {
		forms := p.callBundle(x)
		p.forms = &forms
	}
	return *p.forms
}

func (p *printer) callBundle(x any) map[string]any {
	v := valueOf(x)
	if !v.open() || v.isNil() {
		return nil
	}
	f := func() map[string]any { return nil }
	if v.static != nil {
		own, ok := v.static.Method(v.Value, "MIMEBundle", reflect.TypeOf(f)).(func() map[string]any)
		if !ok {
			return nil
		}
		f = own
	} else if own, ok := x.(bundler); ok {
		f = own.MIMEBundle
	} else {
		return nil
	}
	var forms map[string]any
	if _, fault := p.call(func() string { forms = sendable(f()); return "" }); fault != "" {
		return nil
	}
	return forms
}

// sendable is the forms that can be JSON.
func sendable(forms map[string]any) map[string]any {
	out := map[string]any{}
	for mime, form := range forms {
		if _, ok := form.(string); ok {
			out[mime] = form
		} else if b, err := json.Marshal(form); err == nil {
			out[mime] = json.RawMessage(b)
		}
	}
	return out
}

func (p *printer) picture(picture image.Image) map[string]any {
	var b bytes.Buffer
	_, fault := p.call(func() string {
		if size := picture.Bounds().Size(); size.X > 0 && size.Y > 0 && size.X <= maxPicture/size.Y {
			if png.Encode(&b, picture) != nil {
				b.Reset()
			}
		}
		return ""
	})
	if fault != "" || b.Len() == 0 {
		return nil
	}
	return map[string]any{"image/png": base64.StdEncoding.EncodeToString(b.Bytes())}
}
