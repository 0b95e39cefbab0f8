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

// A stage is a box around columns, or one that stands for further turns of those before it.
type stage struct {
	of         []spark.LineageStage
	round      int      // how many stages a turn has; 0 for a stage that is drawn
	head       []string // the lines of its head, the title first
	x, y, w, h float64
}

func (s *stage) first() *spark.LineageStage { return &s.of[0] }
func (s *stage) last() *spark.LineageStage  { return &s.of[len(s.of)-1] }
func (s *stage) has(id int) bool            { return s.first().ID <= id && id <= s.last().ID }

// skipped tells whether an action would run nothing of it.
func (s *stage) skipped() bool {
	return !slices.ContainsFunc(s.of, func(st spark.LineageStage) bool { return !st.Skipped() })
}

// A column is RDDs of a stage of which each reads the one above it and nothing else; it is empty in a box
// that stands for turns.
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

func (c *column) height() float64 { return float64(max(0, c.rows()*(height+gap)-gap)) }

// middle is where the i-th row has its middle.
func (c *column) middle(i int) float64 { return c.y + float64(i*(height+gap)) + height/2 }

func newPicture(l spark.Lineage) (*picture, error) {
	p := &picture{lineage: &l}
	p.collect()
	return p, p.place()
}

// collect makes columns and lines of the lineage, from its last stage on.
func (p *picture) collect() {
	for _, s := range slices.Backward(rounds(p.lineage)) {
		columns := p.columnsOf(s)
		if len(p.columns) > 0 && len(p.columns)+len(columns) > mostColumns {
			p.left = s.last().ID
			break
		}
		for _, rdds := range columns {
			c := &column{stage: len(p.stages), rdds: rdds}
			c.fold()
			p.columns = append(p.columns, c)
		}
		s.head = headOf(s, len(p.lineage.Stages))
		p.stages = append(p.stages, s)
	}
	for to, c := range p.columns {
		s := p.stages[c.stage]
		for _, st := range s.of {
			for _, parent := range st.Parents {
				reads := p.lineage.Stages[parent-1].RDDs[0]
				if s.round > 0 || slices.Contains(c.rdds[0].Parents, spark.Dependency{RDD: reads, Shuffle: true}) {
					p.join(parent, reads, line{to: to, shuffle: true})
				}
			}
		}
		if s.round > 0 {
			continue
		}
		for _, d := range c.rdds[0].Parents {
			if !d.Shuffle {
				p.join(s.first().ID, d.RDD, line{to: to})
			}
		}
	}
}

// join draws that an RDD of a stage is read, if that is drawn.
func (p *picture) join(stage, rdd int, l line) {
	l.from = slices.IndexFunc(p.columns, func(c *column) bool {
		s := p.stages[c.stage]
		return s.has(stage) && (s.round > 0 || c.rdds[len(c.rdds)-1].ID == rdd)
	})
	if l.from >= 0 && l.from != l.to && !slices.ContainsFunc(p.lines, l.like) {
		p.lines = append(p.lines, l)
	}
}

func (l line) like(o line) bool { return l.from == o.from && l.to == o.to }

// columnsOf takes the RDDs of a stage apart into columns, each from what is computed first on.
func (p *picture) columnsOf(s *stage) (columns [][]*spark.LineageRDD) {
	if s.round > 0 {
		return [][]*spark.LineageRDD{nil}
	}
	readers, above := map[int]int{}, map[int]int{} // how many read an RDD within the stage; what it alone reads
	for _, id := range s.first().RDDs {
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
	for _, id := range slices.Backward(s.first().RDDs) {
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
		from, _ := p.ends(p.columns[l.from])
		_, to := p.ends(p.columns[l.to])
		l.points = append(l.points, from)
		if inner := at.Lines[i]; len(inner) > 2 {
			l.points = append(l.points, inner[1:len(inner)-1]...)
		}
		l.points = append(l.points, to)
	}
	p.fit()
	return nil
}

// ends is where a line leaves a column, and where one comes in.
func (p *picture) ends(c *column) (out, in point) {
	if s := p.stages[c.stage]; s.round > 0 {
		return point{s.x + s.w, s.y + s.h/2}, point{s.x, s.y + s.h/2}
	}
	return point{c.x + width, c.middle(c.rows() - 1)}, point{c.x, c.middle(0)}
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
	for _, l := range p.lines {
		for _, at := range l.points {
			top, bottom = min(top, at.Y), max(bottom, at.Y)
		}
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
