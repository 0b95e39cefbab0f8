package spark

import "gospark/engine"

// A StorageLevel says how the partitions of an RDD are kept once they are computed.
type StorageLevel = engine.StorageLevel

// The storage levels. In memory partitions are kept as they are, or as bytes (Ser); there is one
// copy of each, whatever the level says, and what is to be off the heap is kept as bytes.
var (
	StorageNone       = StorageLevel{}
	DiskOnly          = StorageLevel{UseDisk: true, Replication: 1}
	DiskOnly2         = StorageLevel{UseDisk: true, Replication: 2}
	DiskOnly3         = StorageLevel{UseDisk: true, Replication: 3}
	MemoryOnly        = StorageLevel{UseMemory: true, Deserialized: true, Replication: 1}
	MemoryOnly2       = StorageLevel{UseMemory: true, Deserialized: true, Replication: 2}
	MemoryOnlySer     = StorageLevel{UseMemory: true, Replication: 1}
	MemoryOnlySer2    = StorageLevel{UseMemory: true, Replication: 2}
	MemoryAndDisk     = StorageLevel{UseDisk: true, UseMemory: true, Deserialized: true, Replication: 1}
	MemoryAndDisk2    = StorageLevel{UseDisk: true, UseMemory: true, Deserialized: true, Replication: 2}
	MemoryAndDiskSer  = StorageLevel{UseDisk: true, UseMemory: true, Replication: 1}
	MemoryAndDiskSer2 = StorageLevel{UseDisk: true, UseMemory: true, Replication: 2}
	OffHeap           = StorageLevel{UseDisk: true, UseMemory: true, UseOffHeap: true, Replication: 1}
)
