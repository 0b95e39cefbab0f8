package hadoop

import (
	"encoding/binary"
	"fmt"
	"math"
)

// The Java classes of keys and values that are known here.
const (
	Text            = "org.apache.hadoop.io.Text"
	BytesWritable   = "org.apache.hadoop.io.BytesWritable"
	IntWritable     = "org.apache.hadoop.io.IntWritable"
	LongWritable    = "org.apache.hadoop.io.LongWritable"
	FloatWritable   = "org.apache.hadoop.io.FloatWritable"
	DoubleWritable  = "org.apache.hadoop.io.DoubleWritable"
	BooleanWritable = "org.apache.hadoop.io.BooleanWritable"
	NullWritable    = "org.apache.hadoop.io.NullWritable"
)

// AppendText appends a Text's bytes.
func AppendText[S string | []byte](b []byte, s S) []byte {
	return append(AppendVint(b, int64(len(s))), s...)
}

// AppendBytes appends a BytesWritable's bytes.
func AppendBytes[S string | []byte](b []byte, s S) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

// AppendBool appends a BooleanWritable's byte.
func AppendBool(b []byte, v bool) []byte {
	if v {
		return append(b, 1)
	}
	return append(b, 0)
}

// AppendInt, AppendLong, AppendFloat and AppendDouble append the bytes of their Writables.
func AppendInt(b []byte, n int32) []byte      { return binary.BigEndian.AppendUint32(b, uint32(n)) }
func AppendLong(b []byte, n int64) []byte     { return binary.BigEndian.AppendUint64(b, uint64(n)) }
func AppendFloat(b []byte, n float32) []byte  { return AppendInt(b, int32(math.Float32bits(n))) }
func AppendDouble(b []byte, n float64) []byte { return AppendLong(b, int64(math.Float64bits(n))) }

// ParseText is what a Text holds: a part of b.
func ParseText(b []byte) ([]byte, error) {
	n, size, err := vlength(b)
	if err != nil {
		return nil, err
	}
	return b[size:], exactly(Text, n, len(b)-size)
}

// ParseBytes is what a BytesWritable holds: a part of b.
func ParseBytes(b []byte) ([]byte, error) {
	if len(b) < 4 {
		return nil, exactly(BytesWritable, 4, len(b))
	}
	return b[4:], exactly(BytesWritable, int(binary.BigEndian.Uint32(b)), len(b)-4)
}

// ParseInt is what an IntWritable holds.
func ParseInt(b []byte) (int32, error) {
	if err := exactly(IntWritable, 4, len(b)); err != nil {
		return 0, err
	}
	return int32(binary.BigEndian.Uint32(b)), nil
}

// ParseLong is what a LongWritable holds.
func ParseLong(b []byte) (int64, error) {
	if err := exactly(LongWritable, 8, len(b)); err != nil {
		return 0, err
	}
	return int64(binary.BigEndian.Uint64(b)), nil
}

// ParseFloat is what a FloatWritable holds.
func ParseFloat(b []byte) (float32, error) {
	if err := exactly(FloatWritable, 4, len(b)); err != nil {
		return 0, err
	}
	return math.Float32frombits(binary.BigEndian.Uint32(b)), nil
}

// ParseDouble is what a DoubleWritable holds.
func ParseDouble(b []byte) (float64, error) {
	if err := exactly(DoubleWritable, 8, len(b)); err != nil {
		return 0, err
	}
	return math.Float64frombits(binary.BigEndian.Uint64(b)), nil
}

// ParseBool is what a BooleanWritable holds.
func ParseBool(b []byte) (bool, error) {
	if err := exactly(BooleanWritable, 1, len(b)); err != nil {
		return false, err
	}
	return b[0] != 0, nil
}

// ParseNull checks that there is nothing.
func ParseNull(b []byte) error { return exactly(NullWritable, 0, len(b)) }

func exactly(class string, want, have int) error {
	if want != have {
		return fmt.Errorf("a %s of %d bytes lies in %d", class, want, have)
	}
	return nil
}
