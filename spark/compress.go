package spark

import (
	"fmt"

	"gospark/hadoop"
)

// A Codec is how files are packed.
type Codec int

// What files can be packed by, and how their names end. BZip2 can be read only.
const (
	Uncompressed Codec = iota
	Gzip               // .gz
	Zlib               // .deflate: Hadoop's DefaultCodec
	Snappy             // .snappy: in Hadoop's frame
	Zstd               // .zst: in a program of its own, it takes import _ "gospark/zstd"
	BZip2              // .bz2
	byRecord     Codec = 1 << 8
)

var codecNames = [...]string{"uncompressed", "gzip", "zlib", "snappy", "zstd", "bzip2"}

// PerRecord is the codec for SaveAsSequenceFile that packs each value by itself, where
// otherwise many records are packed together, which is smaller.
func (c Codec) PerRecord() Codec { return c | byRecord }

// String is the codec's name.
func (c Codec) String() string {
	name := fmt.Sprintf("Codec(%d)", int(c))
	if i := int(c &^ byRecord); i >= 0 && i < len(codecNames) {
		name = codecNames[i]
	}
	if c&byRecord != 0 {
		name += " per record"
	}
	return name
}

// codecGiven is the codec that an action was given, which must be able to pack; nil for none.
func codecGiven(op string, given []Codec) (codec *hadoop.Codec, perRecord bool) {
	if len(given) == 0 || given[0] == Uncompressed {
		return nil, false
	}
	c := given[0] &^ byRecord
	if c <= Uncompressed || int(c) >= len(codecNames) {
		panic(definition(op, "there is no codec "+given[0].String(), "take spark.Gzip, Zlib, Snappy or Zstd"))
	}
	codec, err := hadoop.Named(codecNames[c])
	if err != nil {
		panic(definition(op, c.String()+" isn't there", codecRemedy(err)))
	}
	if codec.Writer == nil {
		panic(definition(op, c.String()+" files can be read, but not written", "take spark.Gzip, Zlib, Snappy or Zstd"))
	}
	return codec, given[0]&byRecord != 0
}
