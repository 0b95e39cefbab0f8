package hadoop

import (
	"fmt"
	"io"
)

// A block is the records that a file has packed together, as far as they aren't read.
type block struct {
	left                               int
	keyLengths, keys, valLengths, vals []byte
	parts                              [4][]byte // what the four above are parts of
}

func (r *Reader) nextOfBlock() (key, value []byte, err error) {
	for r.left == 0 {
		if err := r.readBlock(); err != nil {
			return nil, nil, err
		}
	}
	r.left--
	if key, err = take(&r.keyLengths, &r.keys); err == nil {
		value, err = take(&r.valLengths, &r.vals)
	}
	if err != nil {
		return nil, nil, r.Place(err)
	}
	return key, value, nil
}

// take cuts off a record's part, whose length is the next.
func take(lengths, data *[]byte) ([]byte, error) {
	n, size, err := vlength(*lengths)
	if err != nil {
		return nil, err
	}
	if n > len(*data) {
		return nil, fmt.Errorf("a key or value of %d bytes, where %d of its block are left", n, len(*data))
	}
	part := (*data)[:n:n]
	*lengths, *data = (*lengths)[size:], (*data)[n:]
	return part, nil
}

// readBlock reads the next block and unpacks it, or is io.EOF at the end of the part.
func (r *Reader) readBlock() error {
	r.at = r.pos
	if _, err := r.length(); err == io.EOF {
		return err
	} else if err != nil {
		return err
	}
	left, err := r.vint()
	if err != nil {
		return r.Place(err)
	}
	for i := range r.parts {
		n, err := r.vint()
		if err == nil && int64(n) > r.size-r.pos {
			err = fmt.Errorf("packed data of %d bytes, where %d are left", n, r.size-r.pos)
		}
		if err == nil {
			r.buf, err = r.read(r.buf[:0], n)
		}
		if err != nil {
			return r.Place(err)
		}
		r.raw.Reset(r.buf)
		if r.parts[i], err = r.Codec.unpack(r.parts[i][:0], &r.raw); err != nil {
			return r.Place(broken(err))
		}
	}
	r.left = left
	r.keyLengths, r.keys, r.valLengths, r.vals = r.parts[0], r.parts[1], r.parts[2], r.parts[3]
	return nil
}
