package spark

import (
	"bufio"
	"fmt"
	"io"
	"iter"

	"gospark/engine"
	"gospark/hadoop"
)

// BinaryRecords makes an RDD of the records of files that hold nothing but records of
// recordLength bytes. A file whose size is no multiple of it is an error.
func (sc *Context) BinaryRecords[_ ondemand](path string, recordLength int) *RDD[[]byte] {
	return newRDD[[]byte](binaryRecords(sc, path, recordLength))
}

func binaryRecords(sc *Context, path string, length int) *core {
	const op = "binaryRecords"
	if length < 1 {
		panic(definition(op, fmt.Sprintf("the length of a record (%d) must be positive", length), "give the number of bytes that each record has"))
	}
	e := elemOf[[]byte]()
	file := readFiles(sc, fileSource{"NewHadoopRDD", op, path}, e, func() ([]split, error) {
		return recordSplits(path, int64(length))
	}, func(t *engine.Task, site string, s split) any { return fixedRecords(t, site, s, length) })
	file.rdd.SetName(path)
	return narrow(file, e, unchanged(op))
}

// recordSplits cuts files between records, by Hadoop's block size.
func recordSplits(path string, length int64) (all []split, err error) {
	files, err := filesOf(path, refuseFolder)
	if err != nil {
		return nil, err
	}
	size := max(1, largestSplit/length) * length
	for _, f := range files {
		if f.end%length != 0 {
			return nil, &engine.Fault{Err: fmt.Errorf("%s has %d bytes, which is no multiple of the length of a record, %d", f.path, f.end, length),
				Remedy: "check the length, and that the file isn't cut off"}
		}
		if c, _ := hadoop.ByPath(f.path); c != nil {
			return nil, &engine.Fault{Err: fmt.Errorf("%s is packed by %s", f.path, c.Name), Remedy: "unpack it first: BinaryRecords reads bytes as they are"}
		}
		if f.end > 0 {
			all = append(all, f.cut(size)...)
		}
	}
	return all, nil
}

func fixedRecords(t *engine.Task, site string, s split, length int) any {
	return iter.Seq[[]byte](func(yield func([]byte) bool) {
		f := s.open(site)
		defer f.Close()
		in := bufio.NewReaderSize(f, readSize)
		for n := 0; int64(n)*int64(length) < s.end-s.start; n++ {
			if n%checkEvery == 0 {
				t.Check()
			}
			record := make([]byte, length)
			if _, err := io.ReadFull(in, record); err != nil {
				panic(f.failed(fmt.Errorf("record %d: %w", n, err)))
			}
			if !yield(record) {
				return
			}
		}
	})
}
