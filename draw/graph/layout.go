package graph

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/dop251/goja"
)

// dagre lays out layered graphs with nodes in groups: version 3.1.3 of @dagrejs/dagre as its npm package
// has it, with its licence beside it. Spark's own pages draw their graphs with it.
//
//go:embed dagre/dagre.min.js
var dagre string

// adapter is what a script engine lacks of a browser, and a call that takes and gives JSON.
const adapter = `
function structuredClone(v) { return JSON.parse(JSON.stringify(v)) }
function place(text) {
	var given = JSON.parse(text), g = new dagre.graphlib.Graph({compound: true});
	g.setGraph({rankdir: "LR", nodesep: 28, ranksep: 44, marginx: 1, marginy: 1});
	given.Boxes.forEach(function (b, i) { g.setNode(i, {width: b.Width, height: b.Height}) });
	given.Boxes.forEach(function (b, i) {
		if (b.Group < 0) return;
		var group = "group" + b.Group;
		if (!g.hasNode(group)) g.setNode(group, {});
		g.setParent(i, group);
	});
	given.Lines.forEach(function (l) { g.setEdge(l.From, l.To, {}) });
	dagre.layout(g);
	return JSON.stringify({
		Boxes: given.Boxes.map(function (b, i) { return g.node(i) }),
		Lines: given.Lines.map(function (l) { return g.edge(l.From, l.To).points }),
	});
}`

// A plan is what is to be laid out: boxes of a size, of which some belong together, and lines from one to
// another, no two alike.
type plan struct {
	Boxes []planBox
	Lines []planLine
}

type planBox struct {
	Group         int // -1 for one that is by itself: a group takes some ten times as long
	Width, Height float64
}

type planLine struct{ From, To int }

// placed is where the boxes of a plan have their middles, and the points of its lines.
type placed struct {
	Boxes []point
	Lines [][]point
}

type point struct{ X, Y float64 }

var engine struct {
	sync.Mutex
	vm    *goja.Runtime // made when it is first needed
	place goja.Callable
}

// mostTime is how long a layout may take.
const mostTime = 3 * time.Second

// layout places a plan. The error is that it took too long, or the script's.
func layout(p plan) (out placed, err error) {
	engine.Lock()
	defer engine.Unlock()
	if engine.vm == nil {
		if err := start(); err != nil {
			return placed{}, err
		}
	}
	given, err := json.Marshal(p)
	if err != nil {
		return placed{}, err
	}
	late := time.AfterFunc(mostTime, func() { engine.vm.Interrupt("it takes too long") })
	defer func() {
		if !late.Stop() {
			engine.vm = nil // what it is at isn't known
		}
	}()
	answer, err := engine.place(goja.Undefined(), engine.vm.ToValue(string(given)))
	if err != nil {
		return placed{}, fmt.Errorf("the layout: %w", err)
	}
	return out, json.Unmarshal([]byte(answer.String()), &out)
}

func start() error {
	vm := goja.New()
	for _, source := range []string{dagre, adapter} {
		if _, err := vm.RunString(source); err != nil {
			return fmt.Errorf("the layout's script: %w", err)
		}
	}
	engine.vm = vm
	engine.place, _ = goja.AssertFunction(vm.Get("place"))
	return nil
}
