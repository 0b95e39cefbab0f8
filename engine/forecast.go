package engine

// A Forecast is what an action would run of a stage as things are now, and how the stage ran last.
type Forecast struct {
	*Stage
	Nodes    []*Node // those that the stage's tasks compute, the last one first
	Tasks    int     // that would run: 0 for a stage that is skipped
	Done     int     // tasks whose output is there
	Computed map[*Node]bool
	Read     map[*Node]bool // those all of whose partitions are kept: nothing behind them is computed
	Last     StageInfo      // of the last run; zero where Ran is false
	Ran      bool
}

// Forecast plans an action on n and tells what of it would run, parents before children. It
// runs nothing. The error is that of a source whose partitions can't be counted.
func (e *Engine) Forecast(n *Node) ([]*Forecast, error) {
	plan, err := Plan(n)
	if err != nil {
		return nil, err
	}
	done := e.outputsOf(plan)
	all, byShuffle := make([]*Forecast, len(plan)), map[int]*Forecast{}
	for i, st := range plan {
		f := &Forecast{Stage: st, Computed: map[*Node]bool{}, Read: map[*Node]bool{}}
		narrow(st.Node, func(m *Node) bool { f.Nodes = append(f.Nodes, m); return true })
		f.Done = done[st.shuffleID()]
		f.Last, f.Ran = e.status.lastRun(st.Node.ID, st.shuffleID())
		all[i], byShuffle[st.shuffleID()] = f, f
	}
	var need func(f *Forecast)
	need = func(f *Forecast) {
		if f.Tasks > 0 || f.Done == f.NumTasks {
			return
		}
		f.Tasks = f.NumTasks - f.Done
		for shuffle := range e.shufflesRead(f.Node, func(m *Node, kept bool) {
			f.Computed[m], f.Read[m] = !kept, kept
		}) {
			need(byShuffle[shuffle])
		}
	}
	need(all[len(all)-1])
	return all, nil
}

// shufflesRead is the shuffles that the tasks of a stage read which ends in n: not those behind nodes
// whose partitions are all kept. It tells visit of each node that they compute or read.
func (e *Engine) shufflesRead(n *Node, visit func(m *Node, kept bool)) map[int]bool {
	read := map[int]bool{}
	narrow(n, func(m *Node) bool {
		kept := e.keptWhole(m)
		visit(m, kept)
		if kept {
			return false
		}
		for _, d := range m.Dependencies() {
			if d.Shuffle != nil {
				read[d.Shuffle.ID] = true
			}
		}
		return true
	})
	return read
}

// keptWhole tells whether all partitions of a node are kept.
func (e *Engine) keptWhole(n *Node) bool {
	if n.Level().IsNone() {
		return false
	}
	count, err := n.NumPartitions()
	return err == nil && count > 0 && e.store.has(ownerNode(n.ID)) == count
}

// outputsOf is how many tasks' outputs of each shuffle of a plan are stored; none once the engine is stopped.
func (e *Engine) outputsOf(plan []*Stage) map[int]int {
	answer := make(chan map[int]int, 1)
	e.tell(func(s *scheduler) {
		done := map[int]int{}
		for _, st := range plan {
			if st.Shuffle == nil {
				continue
			}
			for _, ok := range s.outputs[st.Shuffle.ID] {
				if ok {
					done[st.Shuffle.ID]++
				}
			}
		}
		answer <- done
	})
	select {
	case done := <-answer:
		return done
	case <-e.stopped:
		return nil
	}
}
