package stdtypes

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"
)

// TestOtherRelease: types of another release than the binary's are refused, with the remedy.
func TestOtherRelease(t *testing.T) {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	w, err := z.Create("INDEX")
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte("go1.99.1\nfmt fmt\n"))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := readArchive(buf.Bytes(), "go1.99.1"); err != nil {
		t.Error(err)
	}
	_, err = readArchive(buf.Bytes(), "go1.99.2")
	if !errors.Is(err, ErrNotBuilt) || !strings.Contains(err.Error(), "make build") {
		t.Errorf("got %v", err)
	}
}
