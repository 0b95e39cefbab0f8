package display

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"maps"
	"strings"

	"gospark/cell"
)

// A bundler is a value that says itself how it is shown, as IPython's _repr_mimebundle_ does.
type bundler interface{ MIMEBundle() map[string]any }

// Bundle is what a front end that shows more than text gets of a cell's values: what
// their own MIMEBundle method says, or an image, and always the plain text of Text.
func Bundle(values []cell.Value) cell.Bundle {
	if len(values) != 1 {
		texts := make([]string, len(values))
		for i, v := range values {
			texts[i] = inside(v)
		}
		return cell.Bundle{"text/plain": strings.Join(texts, ", ")}
	}
	text, _ := cutText(Text(values[0]))
	out := cell.Bundle{"text/plain": text}
	maps.Copy(out, rich(values[0].V))
	return out
}

// rich is the forms of a value that aren't plain text. A method that panics has none.
func rich(v any) (out map[string]any) {
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	switch v := v.(type) {
	case bundler:
		return v.MIMEBundle()
	}
	if out := drawn(v); out != nil {
		return out
	}
	switch v := v.(type) {
	case image.Image:
		var b bytes.Buffer
		if png.Encode(&b, v) == nil {
			return map[string]any{"image/png": base64.StdEncoding.EncodeToString(b.Bytes())}
		}
	}
	return nil
}
