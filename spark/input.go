package spark

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"

	"gospark/engine"
	"gospark/hadoop"
)

// split is a part of a file: the records that begin in it.
type split struct {
	path       string
	start, end int64
	packed     *hadoop.Codec // of a packed file, which is read whole; else nil
}

// fileSource is what a node that reads files is called.
type fileSource struct{ kind, op, path string }

// readFiles adds a node to the lineage that reads files: find lists what each partition
// is of when that is first needed; read are its rows, asked for at site.
func readFiles[P any](sc *Context, s fileSource, e *elem, find func() ([]P, error), read func(t *engine.Task, site string, part P) any) *core {
	if strings.TrimSpace(s.path) == "" {
		panic(definition(s.op, "the path is empty", "name a file, a folder or a glob"))
	}
	var parts atomic.Pointer[[]P]
	n := newNode(sc, s.kind, s.op, e)
	site := s.op + " at " + n.Site
	n.Count = func() (int, error) {
		all, err := find()
		if err != nil {
			return 0, unreadable(site, err)
		}
		parts.Store(&all)
		return len(all), nil
	}
	n.Compute = func(t *engine.Task, p int) any { return read(t, site, (*parts.Load())[p]) }
	return &core{sc: sc, rdd: sc.engine.Add(n), elem: e}
}

// An inputFile is a file that is being read, unpacked if it is packed.
type inputFile struct {
	io.Reader
	file *os.File
	site string
}

// open opens the file of a split where the split begins; it panics when that can't be.
func (s split) open(site string) *inputFile {
	f, err := os.Open(s.path)
	if err != nil {
		panic(unreadable(site, err))
	}
	in := &inputFile{f, f, site}
	if s.packed != nil {
		in.Reader = &unpacker{file: f, codec: s.packed}
	} else if s.start > 0 {
		if _, err := f.Seek(s.start, io.SeekStart); err != nil {
			f.Close()
			panic(in.failed(err))
		}
	}
	return in
}

func (f *inputFile) Close() { f.file.Close() }

// failed is the error of reading the file, with its name and a remedy.
func (f *inputFile) failed(err error) error {
	return unreadable(f.site, named(f.file.Name(), err))
}

// named is an error that names its file.
func named(path string, err error) error {
	if strings.Contains(err.Error(), path) {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = &worded{"the file ends too early: it was cut off, or is still being written", err}
	}
	return fmt.Errorf("%s: %w", path, err)
}

// unpacker reads a packed file: nothing where the file is empty.
type unpacker struct {
	file   io.Reader
	codec  *hadoop.Codec
	opened io.Reader
}

func (u *unpacker) Read(p []byte) (int, error) {
	if u.opened == nil {
		r, err := u.codec.Reader(u.file)
		if err != nil {
			return 0, err
		}
		u.opened = r
	}
	n, err := u.opened.Read(p)
	if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("it can't be unpacked by %s: %w", u.codec.Name, err)
	}
	return n, err
}

// unknownCodec is the error of a file whose ending is that of a codec which isn't there.
func unknownCodec(path string, err error) error {
	return &engine.Fault{Err: fmt.Errorf("%s: %w", path, err), Remedy: codecRemedy(err)}
}

// codecRemedy is what to do about a codec that isn't there.
func codecRemedy(err error) string {
	var unknown *hadoop.UnknownCodec
	if errors.As(err, &unknown) && unknown.Codec == "zstd" {
		return `import _ "` + strings.TrimSuffix(apiPackage, "spark") + `zstd": that makes it known`
	}
	return "unpack it with another program, or pack it by gzip, zlib, snappy or zstd"
}
