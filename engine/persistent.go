package engine

import (
	"maps"
	"slices"
	"sync"
	"weak"
)

// persistentNodes knows the nodes that have a storage level, as long as somebody else does.
type persistentNodes struct {
	mu    sync.Mutex
	nodes map[int]any // weak.Pointer[Node], which as a field's type would be compiled into every cell
}

func (k *persistentNodes) add(n *Node) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.nodes == nil {
		k.nodes = map[int]any{}
	}
	k.nodes[n.ID] = weak.Make(n)
}

// forget tells whether the node was known.
func (k *persistentNodes) forget(id int) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, ok := k.nodes[id]
	delete(k.nodes, id)
	return ok
}

// Persistent describes the nodes that have a storage level, in the order of their numbers.
func (e *Engine) Persistent() []RDDInfo {
	e.persistent.mu.Lock()
	nodes := maps.Clone(e.persistent.nodes)
	e.persistent.mu.Unlock()
	var infos []RDDInfo
	for _, id := range slices.Sorted(maps.Keys(nodes)) {
		if n := nodes[id].(weak.Pointer[Node]).Value(); n != nil && !n.Level().IsNone() {
			info := infoOf(n)
			info.NumCachedPartitions, info.MemorySize, info.DiskSize = e.Cached(n)
			infos = append(infos, info)
		}
	}
	return infos
}

// infosOf describes the nodes that the tasks of a stage compute which ends in n.
func infosOf(n *Node) []RDDInfo {
	var infos []RDDInfo
	narrow(n, func(m *Node) bool {
		infos = append(infos, infoOf(m))
		return true
	})
	return infos
}

func infoOf(n *Node) RDDInfo {
	info := RDDInfo{ID: n.ID, Name: n.Name(), Kind: n.Kind, CallSite: n.CallSite(), Level: n.Level()}
	info.NumPartitions, _ = n.NumPartitions() // that of a source that can't be read is 0
	for _, d := range n.Dependencies() {
		info.Parents = append(info.Parents, d.Parent.ID)
	}
	return info
}
