// Package hadoop reads and writes the files that Hadoop, and so Spark, keeps data in:
// SequenceFiles of version 6, and streams packed by the codecs that Hadoop names by the
// endings of files. It knows bytes, and no RDDs.
//
// A SequenceFile is (all numbers big-endian; a vint is WritableUtils' number of 1 to 9
// bytes, a text is a vint with its length and UTF-8):
//
//	"SEQ" 6          magic and version
//	text text        the Java classes of keys and of values
//	bool bool        whether it is packed; whether in blocks
//	text             the Java class of the codec, if it is packed
//	int (text text)* metadata: how many, and names with values
//	16 bytes         the sync marker: random, the file's own
//
// Then come records
//
//	[-1 sync]  int: length of key and value   int: length of the key   key   value
//
// the value packed by itself where it is packed by records; or, in blocks,
//
//	-1 sync  vint: records  4 x (vint: length, packed bytes): lengths of keys, keys, lengths of values, values
//
// where lengths are vints. The sync marker, before which stands the length -1, is
// written about every 100 KB: a reader that begins anywhere looks for the next one. So a
// file can be read in parts: what stands behind a marker belongs to the part in which
// the -1 before the marker begins; what stands before the first marker, to the first part.
package hadoop
