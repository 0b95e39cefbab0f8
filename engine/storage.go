package engine

import (
	"fmt"
	"strings"
)

// A StorageLevel says where and how the partitions of an RDD are kept (Spark's StorageLevel).
type StorageLevel struct {
	UseDisk      bool
	UseMemory    bool
	UseOffHeap   bool
	Deserialized bool
	Replication  int
}

// String describes the level in Spark's words: "Memory Deserialized 1x Replicated".
func (l StorageLevel) String() string {
	var words []string
	if l.UseDisk {
		words = append(words, "Disk")
	}
	if l.UseMemory {
		words = append(words, "Memory")
	}
	if l.UseOffHeap {
		words = append(words, "(off heap)")
	}
	if l.Deserialized {
		words = append(words, "Deserialized")
	} else {
		words = append(words, "Serialized")
	}
	return strings.Join(words, " ") + fmt.Sprintf(" %dx Replicated", max(1, l.Replication))
}

// IsNone tells whether nothing is kept.
func (l StorageLevel) IsNone() bool { return !l.UseDisk && !l.UseMemory && !l.UseOffHeap }

// How the engine keeps what isn't cached.
var (
	memoryAndDisk = StorageLevel{UseMemory: true, UseDisk: true, Deserialized: true}
	memoryOnly    = StorageLevel{UseMemory: true, Deserialized: true}
	diskOnly      = StorageLevel{UseDisk: true, Deserialized: true}
)
