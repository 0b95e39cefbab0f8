// Package zstd makes package hadoop, and so spark, read and write files that are packed
// by Zstandard: it is imported for that alone. It stands apart because a cell that is
// compiled links what spark imports, and Zstandard isn't in the standard library.
package zstd

import (
	"io"

	"github.com/klauspost/compress/zstd"

	"gospark/hadoop"
)

func init() {
	hadoop.Register(&hadoop.Codec{Name: "zstd", Class: "ZStandardCodec", Suffix: ".zst", Reader: reader, Writer: writer})
}

func reader(r io.Reader) (io.ReadCloser, error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	return z.IOReadCloser(), nil
}

func writer(w io.Writer) io.WriteCloser {
	z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err) // only options can be wrong
	}
	return z
}
