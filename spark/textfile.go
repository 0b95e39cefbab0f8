package spark

import (
	"iter"

	"gospark/engine"
	"gospark/hadoop"
)

const (
	largestSplit = 32 << 20 // bytes, Hadoop's block size of local files
	splitSlop    = 1.1      // the last split of a file may be larger by this
)

func textFile(sc *Context, path string, minPartitions []int) *core {
	const op = "textFile"
	least, e := leastPartitions(sc, op, minPartitions), elemOf[string]()
	file := readFiles(sc, fileSource{"HadoopRDD", op, path}, e, func() ([]split, error) {
		files, err := filesOf(path, refuseFolder)
		if err != nil {
			return nil, err
		}
		return splitsOf(files, least, 1, hadoop.ByPath)
	}, lines)
	file.rdd.SetName(path)
	c := narrow(file, e, unchanged(op))
	c.rdd.SetName(path)
	return c
}

// leastPartitions is the number of partitions that a file is to have at least.
func leastPartitions(sc *Context, op string, asked []int) int {
	if len(asked) > 0 {
		return partitionCount(op, asked[0])
	}
	return sc.DefaultMinPartitions()
}

// splitsOf cuts files into at least least splits, of at least smallest bytes each, as
// Hadoop's FileInputFormat does. A file that codec says is packed is one. As in Spark,
// an empty file is none.
func splitsOf(files []split, least int, smallest int64, codec func(path string) (*hadoop.Codec, error)) ([]split, error) {
	total := int64(0)
	for _, f := range files {
		total += f.end
	}
	size := max(smallest, min(total/int64(least), largestSplit))
	var all []split
	for _, f := range files {
		packed, err := codec(f.path)
		switch {
		case err != nil:
			return nil, unknownCodec(f.path, err)
		case f.end == 0:
		case packed != nil:
			f.packed = packed
			all = append(all, f)
		default:
			all = append(all, f.cut(size)...)
		}
	}
	return all, nil
}

// neverPacked is for splitsOf: what files it is that are cut says what they hold, not their endings.
func neverPacked(string) (*hadoop.Codec, error) { return nil, nil }

// cut cuts a file into splits of a size.
func (s split) cut(size int64) (all []split) {
	at := int64(0)
	for ; float64(s.end-at)/float64(size) > splitSlop; at += size {
		all = append(all, split{path: s.path, start: at, end: at + size})
	}
	return append(all, split{path: s.path, start: at, end: s.end})
}

// lines are the lines of a split; site is where they were asked for.
func lines(t *engine.Task, site string, s split) any {
	return iter.Seq[string](func(yield func(string) bool) {
		f := s.open(site)
		defer f.Close()
		r := &lineReader{task: t, src: f, left: s.end - s.start, skip: s.start > 0, top: s.start == 0}
		if s.packed != nil {
			r.left = 1 << 62
		}
		if err := r.read(yield); err != nil {
			panic(f.failed(err))
		}
	})
}
