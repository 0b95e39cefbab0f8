package display

import (
	"encoding/base64"
	"maps"
	"os"

	"gospark/cell"
	"gospark/cellrt"
)

// A Rich is something to show in a form other than plain text: as the last expression of
// a cell, or by Show. A front end that shows text alone shows its plain text.
type Rich struct {
	data cell.Bundle
}

// MIMEBundle is the forms of r by MIME type.
func (r Rich) MIMEBundle() map[string]any { return maps.Clone(r.data) }

// String is the plain text of r.
func (r Rich) String() string {
	text, _ := r.data["text/plain"].(string)
	return text
}

func text(mime, s string) Rich { return Rich{cell.Bundle{mime: s, "text/plain": s}} }

// HTML shows a piece of HTML.
func HTML(s string) Rich { return text("text/html", s) }

// Markdown shows a text in Markdown.
func Markdown(s string) Rich { return text("text/markdown", s) }

// LaTeX shows a text in LaTeX: mathematics between $ or $$.
func LaTeX(s string) Rich { return text("text/latex", s) }

// JavaScript runs a script in the notebook's page, where the front end allows it.
func JavaScript(s string) Rich { return text("application/javascript", s) }

// SVG shows a picture in SVG.
func SVG(s string) Rich { return Rich{cell.Bundle{"image/svg+xml": s, "text/plain": "an SVG picture"}} }

// PNG shows the bytes of a picture in PNG.
func PNG(b []byte) Rich { return picture("image/png", "a PNG picture", b) }

// JPEG shows the bytes of a picture in JPEG.
func JPEG(b []byte) Rich { return picture("image/jpeg", "a JPEG picture", b) }

func picture(mime, plain string, b []byte) Rich {
	return Rich{cell.Bundle{mime: base64.StdEncoding.EncodeToString(b), "text/plain": plain}}
}

// JSON shows a value, which encoding/json must be able to encode, as a tree that can be folded.
func JSON(v any) Rich {
	return Rich{cell.Bundle{"application/json": v, "text/plain": Text(cell.Value{V: v})}}
}

// Bundles shows a value in the forms given, by MIME type. One of them ought to be text/plain.
func Bundles(forms map[string]any) Rich { return Rich{maps.Clone(forms)} }

// A Handle is something that is shown, and can be exchanged for something else where it stands.
type Handle struct{ id string }

// Show shows a value at once, while the cell runs: in a notebook as the last expression
// of a cell is shown, elsewhere as a line of text.
func Show(v any) Handle {
	h := Handle{id: newID()}
	h.show(v, false)
	return h
}

// Update shows v in place of what the handle stands for. A front end that shows text
// alone shows it anew.
func (h Handle) Update(v any) { h.show(v, true) }

func (h Handle) show(v any, update bool) {
	bundle := Bundle([]cell.Value{{V: v}})
	n, to := front()
	if to == nil {
		cellrt.Println(bundle["text/plain"])
		return
	}
	to.Show(n, cell.Display{Data: bundle, ID: h.id, Update: update})
}

// Clear takes away what the cell has shown so far; if wait, when it shows the next thing,
// so that nothing flickers. A front end that can't does nothing.
func Clear(wait bool) {
	if n, to := front(); to != nil {
		to.Clear(n, wait)
	}
}

// Input asks the person for a line of text and waits for it. The error says that nobody
// can be asked, or that the cell was interrupted.
func Input(prompt string) (string, error) { return ask(prompt, false) }

// Password is Input with what is typed hidden, where the front end can do that.
func Password(prompt string) (string, error) { return ask(prompt, true) }

func ask(prompt string, secret bool) (string, error) {
	if n, to := front(); to != nil {
		text, err := to.Input(n, prompt, secret)
		cellrt.Check()
		return text, err
	}
	cellrt.Print(prompt)
	return readLine(os.Stdin)
}

// readLine reads to the end of a line, and no further: what follows is for others.
func readLine(f *os.File) (string, error) {
	var line []byte
	b := make([]byte, 1)
	for {
		n, err := f.Read(b)
		if n == 1 && b[0] == '\n' || err != nil && len(line) > 0 {
			return string(line), nil
		}
		if err != nil {
			return "", err
		}
		line = append(line, b[:n]...)
	}
}

// front is the front end of the cell that the calling goroutine works for, and the
// cell's number; nil where it shows text alone.
func front() (n int, to cell.RichSink) {
	n, f := cellrt.Front()
	to, _ = f.(cell.RichSink)
	return n, to
}
