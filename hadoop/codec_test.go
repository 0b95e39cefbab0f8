package hadoop_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/klauspost/compress/snappy"

	"gospark/hadoop"
)

// texts are data that pack well, badly and not at all.
func texts(r *rand.Rand) [][]byte {
	noise := make([]byte, 400_000)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	mixed := make([]byte, 0, 1<<20)
	for len(mixed) < 900_000 {
		if r.IntN(2) == 0 || len(mixed) < 100 {
			mixed = append(mixed, noise[:r.IntN(100)]...)
		} else {
			at := r.IntN(len(mixed))
			mixed = append(mixed, mixed[at:min(len(mixed), at+r.IntN(200))]...)
		}
	}
	all := [][]byte{nil, []byte("a"), noise, mixed, bytes.Repeat([]byte("abc"), 200_000), bytes.Repeat([]byte{0}, 1<<17)}
	for range 300 {
		at := r.IntN(len(mixed) - 500)
		all = append(all, mixed[at:at+r.IntN(500)])
	}
	return all
}

func TestCodecsComeBack(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	for _, name := range []string{"gzip", "zlib", "snappy", "zstd"} {
		c, err := hadoop.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts(rand.New(rand.NewPCG(seed, 0))) {
			var b bytes.Buffer
			w := c.Writer(&b)
			for rest := text; len(rest) > 0; {
				n := min(len(rest), 7777)
				if _, err := w.Write(rest[:n]); err != nil {
					t.Fatal(err)
				}
				rest = rest[n:]
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			packed := b.Bytes()
			got, err := unpack(c, packed)
			if err != nil || !bytes.Equal(got, text) {
				t.Fatalf("%s: %d bytes of %d come back, %v", name, len(got), len(text), err)
			}
			// Two streams one after the other are one, as cat makes it of files.
			if got, err = unpack(c, append(bytes.Clone(packed), packed...)); name != "zlib" && (err != nil || len(got) != 2*len(text)) {
				t.Fatalf("%s: twice %d bytes are %d, %v", name, len(text), len(got), err)
			}
			if len(packed) < 3 {
				continue
			}
			if _, err := unpack(c, packed[:len(packed)-2]); err == nil {
				t.Fatalf("%s: a stream of %d bytes that is cut is read without an error", name, len(text))
			}
		}
	}
}

func unpack(c *hadoop.Codec, packed []byte) ([]byte, error) {
	r, err := c.Reader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// chunk is packed data in Hadoop's frame.
func chunk(unpacked int, packed []byte) []byte {
	b := hadoop.AppendInt(nil, int32(unpacked))
	return append(hadoop.AppendInt(b, int32(len(packed))), packed...)
}

// TestSnappyIsSnappy compares with another implementation, in both directions.
func TestSnappyIsSnappy(t *testing.T) {
	c, err := hadoop.Named("snappy")
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := 0, 0
	for _, text := range texts(rand.New(rand.NewPCG(7, 7))) {
		if len(text) == 0 || len(text) > 200_000 { // one chunk
			continue
		}
		packed := snappy.Encode(nil, text)
		if got, err := unpack(c, chunk(len(text), packed)); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("%d bytes: %v", len(text), err)
		}
		var b bytes.Buffer
		w := c.Writer(&b)
		if _, err := w.Write(text); err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		if got, err := snappy.Decode(nil, b.Bytes()[8:]); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("%d bytes: %v", len(text), err)
		}
		ours, theirs = ours+b.Len(), theirs+len(packed)
	}
	t.Logf("%d bytes, the other makes %d", ours, theirs)
	if float64(ours) > 1.3*float64(theirs) {
		t.Errorf("%d bytes, where the other makes %d", ours, theirs)
	}
}

func FuzzSnappy(f *testing.F) {
	c, err := hadoop.Named("snappy")
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("abcabcabcabcabc"), []byte{})
	f.Fuzz(func(t *testing.T, text, junk []byte) {
		want, wantErr := snappy.Decode(nil, junk)
		got, err := unpack(c, chunk(len(want), junk))
		if wantErr == nil && len(want) > 0 && (err != nil || !bytes.Equal(got, want)) {
			t.Errorf("%x: %x, %v, want %x", junk, got, err, want)
		}
		var b bytes.Buffer
		w := c.Writer(&b)
		w.Write(text)
		w.Close()
		if got, err := unpack(c, b.Bytes()); err != nil || !bytes.Equal(got, text) {
			t.Errorf("%x comes back as %x, %v", text, got, err)
		}
	})
}

func TestCodecsByEnding(t *testing.T) {
	for path, want := range map[string]string{"a/b.gz": "gzip", "b.tar.bz2": "bzip2", "x.deflate": "zlib", "x.snappy": "snappy", "x.zst": "zstd", "x.txt": "", "gz": "", "x.GZ": ""} {
		c, err := hadoop.ByPath(path)
		if err != nil || c == nil && want != "" || c != nil && c.Name != want {
			t.Errorf("%s: %v, %v", path, c, err)
		}
	}
	var unknown *hadoop.UnknownCodec
	if _, err := hadoop.ByPath("x.lz4"); !errors.As(err, &unknown) || unknown.Codec != "lz4" {
		t.Errorf("lz4: %v", err)
	}
	if _, err := hadoop.Named("rot13"); err == nil || !strings.Contains(err.Error(), "rot13") {
		t.Errorf("rot13: %v", err)
	}
}

func TestVints(t *testing.T) {
	for _, n := range []int64{0, 1, 127, 128, 255, 256, -1, -112, -113, -128, 65535, 65536, math.MaxInt32, math.MinInt32, math.MaxInt64, math.MinInt64} {
		b := hadoop.AppendVint(nil, n)
		got, size, err := hadoop.Vint(append(b, 9))
		if got != n || size != len(b) || err != nil {
			t.Errorf("%d: %d in %d of %d bytes, %v", n, got, size, len(b), err)
		}
		for i := range b {
			if _, _, err := hadoop.Vint(b[:i]); err == nil {
				t.Errorf("%d: %d bytes are enough", n, i)
			}
		}
	}
}
