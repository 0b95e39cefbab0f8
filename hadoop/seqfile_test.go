package hadoop_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gospark/hadoop"
	_ "gospark/zstd"
)

type record struct{ key, value string }

// ways are all ways to pack a file that can be written.
func ways(t testing.TB) map[string]hadoop.Header {
	all := map[string]hadoop.Header{"plain": {}}
	for _, name := range []string{"gzip", "zlib", "snappy", "zstd"} {
		c, err := hadoop.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		all[name+" by record"] = hadoop.Header{Compression: hadoop.ByRecord, Codec: c}
		all[name+" by block"] = hadoop.Header{Compression: hadoop.ByBlock, Codec: c}
	}
	for name, h := range all {
		h.Key, h.Value = hadoop.Text, hadoop.BytesWritable
		h.Metadata = map[string]string{"who": "é", "": "empty"}
		all[name] = h
	}
	return all
}

func written(t testing.TB, h hadoop.Header, records []record) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := hadoop.NewWriter(&b, h)
	for _, r := range records {
		err = errors.Join(err, w.Append([]byte(r.key), []byte(r.value)))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readPart(data []byte, start, end int64) (all []record, err error) {
	r, err := hadoop.NewReader("f", bytes.NewReader(data), int64(len(data)), start, end)
	if err != nil {
		return nil, err
	}
	for {
		k, v, err := r.Next()
		if err == io.EOF {
			return all, nil
		} else if err != nil {
			return all, err
		}
		all = append(all, record{string(k), string(v)})
	}
}

func records(seed uint64, n int) []record {
	r := rand.New(rand.NewPCG(seed, 0))
	all := make([]record, n)
	for i := range all {
		all[i].key = fmt.Sprint("key ", i)
		all[i].value = strings.Repeat(string(rune('a'+r.IntN(26))), r.IntN(10)) + fmt.Sprint(r.Uint64())
		if r.IntN(100) == 0 {
			all[i] = record{}
		}
	}
	return all
}

func TestSequenceFilesComeBack(t *testing.T) {
	long := record{strings.Repeat("k", 300_000), strings.Repeat("v", 3_000_000)}
	for name, h := range ways(t) {
		for _, want := range [][]record{nil, {{}}, records(1, 1000), {long, {"a", "b"}, long, long}} {
			data := written(t, h, want)
			got, err := readPart(data, 0, int64(len(data)))
			if err != nil || !equal(got, want) {
				t.Fatalf("%s: %d records of %d, %v", name, len(got), len(want), err)
			}
			r, err := hadoop.NewReader("f", bytes.NewReader(data), int64(len(data)), 0, math.MaxInt64)
			if err != nil || r.Key != hadoop.Text || r.Metadata["who"] != "é" || len(r.Metadata) != 2 || r.Compression != h.Compression || (r.Codec == nil) != (h.Codec == nil) || r.Codec != nil && r.Codec.Name != h.Codec.Name {
				t.Fatalf("%s: header %+v, %v", name, r.Header, err)
			}
		}
	}
}

func equal(a, b []record) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// However a file is cut, each record is in one part, in order.
func TestPartsOfSequenceFiles(t *testing.T) {
	want := records(2, 60_000)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	for name, h := range ways(t) {
		if h.Compression == hadoop.ByRecord && !strings.HasPrefix(name, "snappy") {
			continue // slow, and the same code
		}
		data := written(t, h, want)
		for range 5 {
			var got []record
			full := 0
			for at := int64(0); at < int64(len(data)); {
				end := min(at+1+rnd.Int64N(int64(len(data))/2), int64(len(data)))
				if rnd.IntN(4) == 0 {
					end = min(at+1+rnd.Int64N(300), int64(len(data))) // also within the header
				}
				part, err := readPart(data, at, end)
				if err != nil {
					t.Fatalf("%s: %d to %d: %v", name, at, end, err)
				}
				got = append(got, part...)
				at = end
				full += min(len(part), 1)
			}
			if !equal(got, want) {
				t.Fatalf("%s: %d records, want %d", name, len(got), len(want))
			}
			if full < 2 {
				t.Logf("%s: all records in %d parts", name, full)
			}
		}
	}
	data := written(t, hadoop.Header{Key: hadoop.Text, Value: hadoop.Text}, want)
	half := int64(len(data)) / 2
	if part, err := readPart(data, half, int64(len(data))); err != nil || len(part) < len(want)/3 || len(part) > len(want)*2/3 {
		t.Errorf("the second half has %d of %d records, %v", len(part), len(want), err)
	}
}

// Whatever is wrong with a file, the error says where; cut or changed, no record is made up silently where that can be seen.
func TestBrokenSequenceFiles(t *testing.T) {
	wrong := func(what string, data []byte, words ...string) {
		t.Helper()
		_, err := readPart(data, 0, int64(len(data)))
		var e *hadoop.Error
		if !errors.As(err, &e) || e.Path != "f" {
			t.Fatalf("%s: %v", what, err)
		}
		for _, w := range words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q doesn't mention %q", what, err, w)
			}
		}
	}
	wrong("empty", nil, "no SequenceFile")
	wrong("text", []byte("hello world"), "no SequenceFile", "byte 0")
	wrong("old", []byte("SEQ\x04...."), "version 4")
	gz, _ := hadoop.Named("gzip")
	for name, h := range ways(t) {
		data := written(t, h, records(3, 50))
		wrong(name+" cut", data[:len(data)-1], "f, at byte ")
		wrong(name+" header cut", data[:40], "header")
	}
	h := hadoop.Header{Key: hadoop.Text, Value: hadoop.Text, Compression: hadoop.ByBlock, Codec: gz}
	data := written(t, h, records(4, 100))
	broken := bytes.Clone(data)
	broken[len(data)-40] ^= 1
	wrong("flipped", broken, "gzip")
	wrong("codec", bytes.Replace(data, []byte("GzipCodec"), []byte("BzzzCodec"), 1), "packed by org.apache.hadoop.io.compress.BzzzCodec")
	plain := written(t, hadoop.Header{Key: hadoop.Text, Value: hadoop.Text}, []record{{"a", "b"}})
	plain[len(plain)-10] = 0x7f // the length of the record
	wrong("length", plain, "a record of 21")
	plain = written(t, hadoop.Header{Key: hadoop.Text, Value: hadoop.Text}, []record{{"a", "b"}})
	plain[len(plain)-6] = 0x7f // the length of its key
	wrong("key's length", plain, "a record of 2 bytes whose key has 21")
}

func FuzzSequenceFile(f *testing.F) {
	for _, h := range ways(f) {
		f.Add(written(f, h, records(5, 20)), int64(0), int64(1<<40))
		f.Add(written(f, h, records(5, 20)), int64(100), int64(200))
	}
	f.Fuzz(func(t *testing.T, data []byte, start, end int64) {
		if start < 0 {
			return
		}
		_, err := readPart(data, start, end)
		var e *hadoop.Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("an error without a place: %v", err)
		}
	})
}
