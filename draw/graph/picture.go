package graph

import (
	"math"
	"slices"

	"gospark/spark"
)

// The sizes of what is drawn, in pixels.
const (
	width      = 200 // of an RDD
	height     = 38
	gap        = 12 // between the RDDs of a column
	pad        = 12 // within the box of a stage
	titleLine  = 17
	detailLine = 14
)

// mostColumns and mostRows are how much of a lineage is drawn: its last columns, and of a column the ends.
const (
	mostColumns = 40
	mostRows    = 16
)

// A picture is a lineage as it is drawn.
type picture struct {
	lineage       *spark.Lineage
	columns       []*column
	lines         []line
	stages        []*stage
	left          int // stages that aren't drawn
	width, height float64
}

// A stage is a box around columns.
type stage struct {
	*spark.LineageStage
	head       []string // the lines of its head, the title first
	x, y, w, h float64
}

// A column is RDDs of a stage of which each reads the one above it and nothing else.
type column struct {
	stage int // in picture.stages
	rdds  []*spark.LineageRDD
	more  int     // of them that aren't drawn, in the middle
	x, y  float64 // its upper left corner
}

// A line goes from the last RDD of a column to the first one of another.
type line struct {
	from, to int
	shuffle  bool
	points   []point
}

// rows is how many rows a column has: one stands for those that aren't drawn.
func (c *column) rows() int {
	if c.more > 0 {
		return len(c.rdds) + 1
	}
	return len(c.rdds)
}

func (c *column) height() float64 { return float64(c.rows()*(height+gap) - gap) }

// middle is where the i-th row has its middle.
func (c *column) middle(i int) float64 { return c.y + float64(i*(height+gap)) + height/2 }

func newPicture(l spark.Lineage) (*picture, error) {
	p := &picture{lineage: &l}
	p.collect()
	return p, p.place()
}

// collect makes columns and lines of the lineage, from its last stage on.
func (p *picture) collect() {
	for i := len(p.lineage.Stages) - 1; i >= 0; i-- {
		s := &p.lineage.Stages[i]
		columns := p.columnsOf(s)
		if len(p.columns) > 0 && len(p.columns)+len(columns) > mostColumns {
			p.left = i + 1
			break
		}
		for _, rdds := range columns {
			c := &column{stage: len(p.stages), rdds: rdds}
			c.fold()
			p.columns = append(p.columns, c)
		}
		p.stages = append(p.stages, &stage{LineageStage: s, head: headOf(s, len(p.lineage.Stages))})
	}
	for to, c := range p.columns {
		s := p.stages[c.stage]
		for _, d := range c.rdds[0].Parents {
			if !d.Shuffle {
				p.join(s.ID, d, to)
				continue
			}
			for _, parent := range s.Parents {
				if p.lineage.Stages[parent-1].RDDs[0] == d.RDD { // others may compute it too
					p.join(parent, d, to)
				}
			}
		}
	}
}

// join draws what a column reads of a stage, if that is drawn.
func (p *picture) join(stage int, d spark.Dependency, to int) {
	from := slices.IndexFunc(p.columns, func(c *column) bool {
		return p.stages[c.stage].ID == stage && c.rdds[len(c.rdds)-1].ID == d.RDD
	})
	if l := (line{from: from, to: to, shuffle: d.Shuffle}); from >= 0 && !slices.ContainsFunc(p.lines, l.like) {
		p.lines = append(p.lines, l)
	}
}

func (l line) like(o line) bool { return l.from == o.from && l.to == o.to }

// columnsOf takes the RDDs of a stage apart into columns, each from what is computed first on.
func (p *picture) columnsOf(s *spark.LineageStage) (columns [][]*spark.LineageRDD) {
	readers, above := map[int]int{}, map[int]int{} // how many read an RDD within the stage; what it alone reads
	for _, id := range s.RDDs {
		r := p.lineage.Find(id)
		for _, d := range r.Parents {
			if !d.Shuffle {
				readers[d.RDD]++
				if len(r.Parents) == 1 {
					above[id] = d.RDD
				}
			}
		}
	}
	below := map[int]int{}
	for id, parent := range above {
		if readers[parent] == 1 {
			below[parent] = id
		}
	}
	for _, id := range slices.Backward(s.RDDs) {
		if parent, ok := above[id]; ok && readers[parent] == 1 {
			continue // it stands under its parent
		}
		var rdds []*spark.LineageRDD
		for more := true; more; id, more = below[id] {
			rdds = append(rdds, p.lineage.Find(id))
		}
		columns = append(columns, rdds)
	}
	return columns
}

// fold leaves out the middle of a long column.
func (c *column) fold() {
	if c.more = len(c.rdds) - mostRows; c.more <= 0 {
		c.more = 0
		return
	}
	c.rdds = append(slices.Clone(c.rdds[:mostRows/2]), c.rdds[len(c.rdds)-mostRows/2:]...)
}

// place has the picture laid out.
func (p *picture) place() error {
	plan := plan{Lines: []planLine{}}
	above := func(c *column) float64 { return p.stages[c.stage].headHeight() }
	for _, c := range p.columns {
		plan.Boxes = append(plan.Boxes, planBox{p.group(c), width, above(c) + c.height() + pad})
	}
	for _, l := range p.lines {
		plan.Lines = append(plan.Lines, planLine{l.from, l.to})
	}
	at, err := layout(plan)
	if err != nil {
		return err
	}
	for i, c := range p.columns {
		c.x, c.y = at.Boxes[i].X-width/2, at.Boxes[i].Y-plan.Boxes[i].Height/2+above(c)
		p.stages[c.stage].surround(c.x-pad, c.y-above(c), c.x+width+pad, c.y+c.height()+pad)
	}
	for i := range p.lines {
		l := &p.lines[i]
		from, to := p.columns[l.from], p.columns[l.to]
		l.points = append(l.points, point{from.x + width, from.middle(from.rows() - 1)})
		if inner := at.Lines[i]; len(inner) > 2 {
			l.points = append(l.points, inner[1:len(inner)-1]...)
		}
		l.points = append(l.points, point{to.x, to.middle(0)})
	}
	p.fit()
	return nil
}

// group is the columns that a column is to stand beside: those of its stage, if there are others.
func (p *picture) group(c *column) int {
	for _, o := range p.columns {
		if o != c && o.stage == c.stage {
			return c.stage
		}
	}
	return -1
}

// surround has the stage's box reach around a rectangle as well.
func (s *stage) surround(x1, y1, x2, y2 float64) {
	if s.w > 0 {
		x1, y1, x2, y2 = min(x1, s.x), min(y1, s.y), max(x2, s.x+s.w), max(y2, s.y+s.h)
	}
	s.x, s.y, s.w, s.h = x1, y1, x2-x1, y2-y1
}

func (s *stage) headHeight() float64 { return pad + titleLine + detailLine*float64(len(s.head)-1) }

// fit moves all to where the picture's corner is 0, 0, and sets its size.
func (p *picture) fit() {
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, s := range p.stages {
		left, top, right, bottom = min(left, s.x), min(top, s.y), max(right, s.x+s.w), max(bottom, s.y+s.h)
	}
	dx, dy := edge-left, edge-top
	if p.left > 0 {
		dy += titleLine
	}
	for _, s := range p.stages {
		s.x, s.y = s.x+dx, s.y+dy
	}
	for _, c := range p.columns {
		c.x, c.y = c.x+dx, c.y+dy
	}
	for _, l := range p.lines {
		for i := range l.points {
			l.points[i].X, l.points[i].Y = l.points[i].X+dx, l.points[i].Y+dy
		}
	}
	p.width, p.height = right+dx+edge, bottom+dy+edge
}

const edge = 6 // around the picture
