package spark

import "gospark/engine"

// A StorageLevel says how the partitions of an RDD are kept once they are computed.
type StorageLevel = engine.StorageLevel

// The storage levels. Partitions are kept in memory as they are.
var (
	StorageNone   = StorageLevel{}
	MemoryOnly    = StorageLevel{UseMemory: true, Deserialized: true, Replication: 1}
	MemoryAndDisk = StorageLevel{UseDisk: true, UseMemory: true, Deserialized: true, Replication: 1}
)
