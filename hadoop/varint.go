package hadoop

import (
	"errors"
	"math"
)

var errShort = errors.New("the data ends in the middle of a value")

// AppendVint appends a number as Hadoop's WritableUtils.writeVLong does.
func AppendVint(b []byte, n int64) []byte {
	if n >= -112 && n <= 127 {
		return append(b, byte(n))
	}
	first := -112
	if n < 0 {
		n, first = ^n, -120
	}
	size := 0
	for rest := n; rest != 0; rest >>= 8 {
		size++
	}
	b = append(b, byte(first-size))
	for size--; size >= 0; size-- {
		b = append(b, byte(n>>(8*size)))
	}
	return b
}

// Vint reads a number that AppendVint wrote, and says how many bytes it took.
func Vint(b []byte) (n int64, size int, err error) {
	if len(b) == 0 {
		return 0, 0, errShort
	}
	first := int8(b[0])
	if first >= -112 {
		return int64(first), 1, nil
	}
	size, negative := 1+int(-112-first), false
	if first < -120 {
		size, negative = 1+int(-120-int(first)), true
	}
	if len(b) < size {
		return 0, 0, errShort
	}
	for _, c := range b[1:size] {
		n = n<<8 | int64(c)
	}
	if negative {
		n = ^n
	}
	return n, size, nil
}

// vlength reads a number that is the length of something.
func vlength(b []byte) (n, size int, err error) {
	long, size, err := Vint(b)
	if err == nil && (long < 0 || long > math.MaxInt32) {
		err = errors.New("a length is negative or too large")
	}
	return int(long), size, err
}

// appendText appends a text as Hadoop's Text.writeString does.
func appendText(b []byte, s string) []byte { return append(AppendVint(b, int64(len(s))), s...) }
