package spark

import (
	"io"
	"iter"
	"path/filepath"
	"strings"

	"gospark/engine"
	"gospark/hadoop"
)

// WholeTextFiles makes a PairRDD of the files of a folder or a glob: the name of each,
// as file:/folder/name, and its text. A packed file is unpacked. Partitions are made of
// whole files, minPartitions of them (DefaultMinPartitions where it isn't said), if there
// are as many files. It is for small files: each is held in memory.
func (sc *Context) WholeTextFiles[_ ondemand](path string, minPartitions ...int) *PairRDD[string, string] {
	return newPair[string, string](wholeTextFiles(sc, path, minPartitions))
}

func wholeTextFiles(sc *Context, path string, minPartitions []int) *core {
	const op = "wholeTextFiles"
	least, e := leastPartitions(sc, op, minPartitions), elemOf[Pair[string, string]]()
	files := readFiles(sc, fileSource{"WholeTextFileRDD", op, path}, e, func() ([][]split, error) {
		return wholeFiles(path, hadoop.ByPath, func(files int, total int64) int64 { return (total + int64(least) - 1) / int64(least) })
	}, func(t *engine.Task, site string, files []split) any {
		return iter.Seq[Pair[string, string]](func(yield func(Pair[string, string]) bool) {
			for _, f := range files {
				t.Check()
				if !yield(Pair[string, string]{fileURI(f.path), f.text(site)}) {
					return
				}
			}
		})
	})
	c := narrow(files, e, unchanged(op))
	c.rdd.SetName(path)
	return c
}

// text is all that the file holds, unpacked.
func (s split) text(site string) string {
	f := s.open(site)
	defer f.Close()
	var b strings.Builder
	if s.packed == nil {
		b.Grow(int(s.end))
	}
	if _, err := io.Copy(&b, f); err != nil {
		panic(f.failed(err))
	}
	return b.String()
}

// What Spark reckons with for BinaryFiles, in bytes.
const (
	largestBinary = 128 << 20 // of a partition
	openingCost   = 4 << 20   // of opening a file, as so many bytes read
)

// BinaryFiles makes a PairRDD of the files of a folder or a glob: the name of each, as
// file:/folder/name, and a stream of its bytes, which nothing is read of until it is
// opened. Partitions are made of whole files, by their sizes: small files share one,
// however many are asked for.
func (sc *Context) BinaryFiles[_ ondemand](path string, minPartitions ...int) *PairRDD[string, PortableDataStream] {
	return newPair[string, PortableDataStream](binaryFiles(sc, path, minPartitions))
}

func binaryFiles(sc *Context, path string, minPartitions []int) *core {
	const op = "binaryFiles"
	least := max(sc.DefaultParallelism(), leastPartitions(sc, op, minPartitions))
	c := readFiles(sc, fileSource{"BinaryFileRDD", op, path}, elemOf[Pair[string, PortableDataStream]](), func() ([][]split, error) {
		return wholeFiles(path, neverPacked, func(files int, total int64) int64 {
			return min(largestBinary, max(openingCost, (total+int64(files)*openingCost)/int64(least)))
		})
	}, func(t *engine.Task, _ string, files []split) any {
		return iter.Seq[Pair[string, PortableDataStream]](func(yield func(Pair[string, PortableDataStream]) bool) {
			for _, f := range files {
				t.Check()
				if !yield(Pair[string, PortableDataStream]{fileURI(f.path), PortableDataStream{fileURI(f.path)}}) {
					return
				}
			}
		})
	})
	c.rdd.SetName(path)
	return c
}

// wholeFiles are the files of a path put together to partitions, each of as much as size says.
func wholeFiles(path string, codec func(string) (*hadoop.Codec, error), size func(files int, total int64) int64) ([][]split, error) {
	files, err := filesOf(path, skipFolder)
	if err != nil {
		return nil, err
	}
	total := int64(0)
	for i, f := range files {
		total += f.end
		if files[i].packed, err = codec(f.path); err != nil {
			return nil, unknownCodec(f.path, err)
		}
	}
	return grouped(files, size(len(files), total)), nil
}

// grouped puts files together until a partition has size bytes, as Hadoop's
// CombineFileInputFormat does: empty files come last, with what is left over.
func grouped(files []split, size int64) (parts [][]split) {
	var part, rest []split
	have, whole := int64(0), 0 // files before whole are in partitions, if they aren't empty
	for i, f := range files {
		if f.end == 0 {
			continue
		}
		part, have = append(part, f), have+f.end
		if have >= size {
			parts, part, have, whole = append(parts, part), nil, 0, i+1
		}
	}
	for i, f := range files {
		if f.end == 0 || i >= whole {
			rest = append(rest, f)
		}
	}
	if len(rest) > 0 {
		parts = append(parts, rest)
	}
	return parts
}

// fileURI is a file's name as Spark has it.
func fileURI(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return "file:" + path
}
