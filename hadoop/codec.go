package hadoop

import (
	"compress/bzip2"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
)

// A Codec packs and unpacks streams.
type Codec struct {
	Name   string // "gzip"
	Class  string // its Java class without the package: GzipCodec
	Suffix string // how the names of packed files end: ".gz"
	// Reader unpacks; Close of what it returns leaves what it reads from open.
	Reader func(io.Reader) (io.ReadCloser, error)
	// Writer packs; Close of what it returns ends the stream. It is nil where nothing can be packed.
	Writer func(io.Writer) io.WriteCloser
}

const codecPackage = "org.apache.hadoop.io.compress."

var registered struct {
	sync.RWMutex
	codecs []*Codec
}

// Register makes one more codec known.
func Register(c *Codec) {
	registered.Lock()
	defer registered.Unlock()
	registered.codecs = append(registered.codecs, c)
}

// own are the codecs of this package. (They aren't registered as it begins: whatever
// imports it would have to link them.)
func own() []*Codec {
	return []*Codec{
		{"gzip", "GzipCodec", ".gz", readGzip, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }},
		{"zlib", "DefaultCodec", ".deflate", zlib.NewReader, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }},
		{"bzip2", "BZip2Codec", ".bz2", readBzip2, nil},
		{"snappy", "SnappyCodec", ".snappy", readSnappy, writeSnappy},
	}
}

func readGzip(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) }

func readBzip2(r io.Reader) (io.ReadCloser, error) { return io.NopCloser(bzip2.NewReader(r)), nil }

// An UnknownCodec is the error of what is packed by a codec that isn't registered.
type UnknownCodec struct{ Codec string }

func (e *UnknownCodec) Error() string { return "it is packed by " + e.Codec + ", which isn't there" }

// Named is the registered codec of a name, or an *UnknownCodec.
func Named(name string) (*Codec, error) {
	return find(name, func(c *Codec) bool { return c.Name == name })
}

// ByPath is the codec of a file's ending: nil where it has none of a codec's.
func ByPath(path string) (*Codec, error) {
	suffix := filepath.Ext(path)
	if suffix == "" {
		return nil, nil
	}
	c, err := find("", func(c *Codec) bool { return c.Suffix == suffix })
	if u, ok := err.(*UnknownCodec); ok && u.Codec == "" {
		return nil, nil
	}
	return c, err
}

// byClass is the codec of a whole Java class.
func byClass(class string) (*Codec, error) {
	short := strings.TrimPrefix(class, codecPackage)
	if short == "DeflateCodec" {
		short = "DefaultCodec" // the same by another name
	}
	return find(class, func(c *Codec) bool { return c.Class == short })
}

func find(what string, is func(*Codec) bool) (*Codec, error) {
	registered.RLock()
	defer registered.RUnlock()
	for _, c := range append(own(), registered.codecs...) {
		if is(c) {
			return c, nil
		}
	}
	// Hadoop has these too, and so the endings and classes are theirs.
	for _, c := range []*Codec{{Name: "zstd", Class: "ZStandardCodec", Suffix: ".zst"}, {Name: "lz4", Class: "Lz4Codec", Suffix: ".lz4"}} {
		if is(c) {
			what = c.Name
		}
	}
	return nil, &UnknownCodec{what}
}

// unpack is what packed bytes unpack to, appended to b.
func (c *Codec) unpack(b []byte, packed io.Reader) ([]byte, error) {
	r, err := c.Reader(packed)
	if err != nil {
		return b, fmt.Errorf("%s: %w", c.Name, err)
	}
	defer r.Close()
	b, err = appendAll(b, r)
	if err != nil {
		return b, fmt.Errorf("%s: %w", c.Name, err)
	}
	return b, nil
}

// appendAll appends what is read.
func appendAll(b []byte, r io.Reader) ([]byte, error) {
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch err {
		case nil:
		case io.EOF:
			return b, nil
		default:
			return b, err
		}
	}
}
