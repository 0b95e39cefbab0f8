package statuspage

import (
	"fmt"
	"strings"

	"gospark/spark"
)

// A dag is a job's stages as boxes, the RDDs of each within them, and what is read of what
// as lines. All places are in pixels.
type dag struct {
	Width, Height int
	Boxes         []box
	Lines         []line
}

type box struct {
	X, Y, Width, Height int
	Stage               int
	Status              string
	Name                string
	Rows                []row
}

type row struct {
	X, Y   int
	Label  string // map [5]
	Title  string // MapPartitionsRDD[5] at map at In[1]:2
	Cached bool
}

// A line is a path of SVG.
type line struct {
	Path    string
	Shuffle bool
}

const (
	boxWidth   = 190
	rowHeight  = 24
	headHeight = 30
	gapX, gapY = 60, 20
	margin     = 10
	mostRows   = 24 // of a stage
)

// draw lays stages out from left to right, each behind those that it reads.
func draw(stages []stageView) *dag {
	d := &dag{}
	at := map[int]*box{}
	depth, height := map[int]int{}, map[int]int{}
	for _, st := range stages { // parents come first
		for _, p := range st.Parents {
			if _, ok := at[p]; ok {
				depth[st.ID] = max(depth[st.ID], depth[p]+1)
			}
		}
		column := depth[st.ID]
		if height[column] == 0 {
			height[column] = margin
		}
		b := newBox(st, margin+column*(boxWidth+gapX), height[column])
		height[column] += b.Height + gapY
		at[st.ID] = b
		d.Width, d.Height = max(d.Width, b.X+boxWidth+margin), max(d.Height, b.Y+b.Height+margin)
		d.inner(st, b)
	}
	for _, st := range stages {
		b := at[st.ID]
		for _, p := range st.Parents {
			if from := at[p]; from != nil {
				d.join(from, b)
			}
		}
		d.Boxes = append(d.Boxes, *b)
	}
	return d
}

// newBox is the box of a stage; its RDDs stand in it from the first to the last.
func newBox(st stageView, x, y int) *box {
	b := &box{X: x, Y: y, Width: boxWidth, Stage: st.ID, Status: st.Status, Name: st.Name}
	rdds := shown(st)
	for i, r := range rdds {
		operator, _, _ := strings.Cut(r.CallSite, " at ")
		label := fmt.Sprintf("%s [%d]", operator, r.ID)
		if r.Name != "" {
			label = fmt.Sprintf("%s [%d]", r.Name, r.ID)
		}
		b.Rows = append(b.Rows, row{x + 12, y + headHeight + i*rowHeight, shorten(label), fmt.Sprintf("%s[%d] at %s", r.Kind, r.ID, r.CallSite), !r.Level.IsNone()})
	}
	if more := len(st.RDDs) - len(rdds) + max(0, st.MoreRDD); more > 0 {
		b.Rows = append(b.Rows, row{x + 12, y + headHeight + len(rdds)*rowHeight, fmt.Sprintf("and %d more", more), "", false})
	}
	b.Height = headHeight + len(b.Rows)*rowHeight + 6
	return b
}

// shown are the RDDs of a stage in the order in which they are computed, the last ones where there are many.
func shown(st stageView) []spark.RDDInfo {
	n := min(len(st.RDDs), mostRows)
	out := make([]spark.RDDInfo, 0, n)
	for i := n - 1; i >= 0; i-- {
		out = append(out, st.RDDs[i])
	}
	return out
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 22 {
		return "…" + string(r[len(r)-21:])
	}
	return s
}

// inner draws what the RDDs of a stage read of each other.
func (d *dag) inner(st stageView, b *box) {
	rdds := shown(st)
	place := map[int]int{}
	for i, r := range rdds {
		place[r.ID] = i
	}
	for i, r := range rdds {
		for _, p := range r.Parents {
			j, ok := place[p]
			switch {
			case !ok:
			case j == i-1:
				y := b.Rows[i].Y
				d.Lines = append(d.Lines, line{Path: fmt.Sprintf("M%d %dV%d", b.X+20, y-5, y+1)})
			default:
				x, from, to := b.X+boxWidth-12, b.Rows[j].Y+9, b.Rows[i].Y+9
				d.Lines = append(d.Lines, line{Path: fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x, from, x+14, from, x+14, to, x, to)})
			}
		}
	}
}

// join draws a shuffle.
func (d *dag) join(from, to *box) {
	x1, y1, x2, y2 := from.X+boxWidth, from.Y+from.Height/2, to.X, to.Y+to.Height/2
	mid := (x1 + x2) / 2
	d.Lines = append(d.Lines, line{fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x1, y1, mid, y1, mid, y2, x2, y2), true})
}
