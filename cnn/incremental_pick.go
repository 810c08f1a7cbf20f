package cnn

import (
	"image"
	"slices"
)

// A picker knows, for units of the last layer that are each asked at cells of their own, which cells of which units
// that asks of the layers before. Layers that work on each unit by itself pass a question on to their inputs; a
// convolution that is asked few of its cells computes those alone. All others are computed as zones.
type picker struct {
	asked []*asked // by node + 1; nil where nothing is asked
	zoned []bool   // by node + 1: computed as zones
}

// asked are the cells that are asked of each unit of a node. An answer's element is slot·channels + unit: a unit's
// cells fill its slots from the first on.
type asked struct {
	channels, columns int
	cells             [][]int32 // by unit and slot
	slots             int       // the most cells of a unit
	places            []place
	base              []float32 // slots × channels: the answers without a change; 0 in a slot that is not used
	answers           answerer
}

// A place is a cell with the units that are asked there.
type place struct {
	at              image.Point
	units, elements []int
}

// An answerer sets answers, positions×slots×channels, of one node.
type answerer interface {
	answer(answers []float32, c *cone, positions int)
}

// newPicker follows a sweep's questions from the last layer back.
func (in *Incremental) newPicker(s Sweep) *picker {
	last := len(in.steps)
	p := &picker{asked: make([]*asked, last+1), zoned: make([]bool, last+1)}
	p.zoned[0] = true
	for k, unit := range s.Units {
		p.ask(in, last, unit, s.Cells[k])
	}
	for i := last; i >= 0; i-- {
		a := p.asked[i]
		if a != nil {
			a.finish(in.base[i])
		}
		switch {
		case a == nil && !p.zoned[i]: // nobody needs it
		case a != nil && !p.zoned[i] && p.answerAlone(in, i):
		default:
			p.zoned[i] = true
			if a != nil {
				a.answers = &zoneAnswers{node: i, asked: a}
			}
			if i > 0 {
				p.needZones(in.steps[i-1].inputs)
			}
		}
	}
	return p
}

func (p *picker) needZones(nodes []int) {
	for _, node := range nodes {
		p.zoned[node+1] = true
	}
}

// answerAlone finds a way for a node, by node + 1, to answer without its zones, and reports whether there is one that pays.
func (p *picker) answerAlone(in *Incremental, i int) bool {
	step, a := in.steps[i-1], p.asked[i]
	if len(step.silent) > 0 {
		return false // zones have the silence
	}
	if stage, ok := step.stage.(*convStage); ok {
		if 2*a.count() > a.bounds().Dx()*a.bounds().Dy()*a.channels {
			return false // as zones it costs not much more, and they are computed in larger pieces
		}
		a.answers = newConvAnswers(stage, i, a)
		p.needZones(step.inputs)
		return true
	}
	m := newMixedAnswers(step, a)
	if m == nil {
		return false
	}
	a.answers = m
	m.ask(p, in)
	return true
}

// alone tells whether a node, by node + 1, is computed from its inputs' answers, not from their zones.
func (p *picker) alone(i int) bool {
	if p.asked[i] == nil {
		return false
	}
	_, mixed := p.asked[i].answers.(*mixedAnswers)
	return mixed
}

// ask asks a unit of a node, by node + 1, at a cell, and returns the answer's element.
func (p *picker) ask(in *Incremental, i, unit, cell int) (element int) {
	a := p.asked[i]
	if a == nil {
		z := &in.current.zones[i]
		a = &asked{channels: z.channels, columns: z.columns, cells: make([][]int32, z.channels)}
		p.asked[i] = a
	}
	return a.element(unit, cell)
}

func (a *asked) element(unit, cell int) int {
	slot := slices.Index(a.cells[unit], int32(cell))
	if slot < 0 {
		slot = len(a.cells[unit])
		a.cells[unit] = append(a.cells[unit], int32(cell))
		a.slots = max(a.slots, slot+1)
	}
	return slot*a.channels + unit
}

// finish sets what follows from the cells, once they are all known. base is the node's whole map.
func (a *asked) finish(base []float32) {
	a.base = make([]float32, a.slots*a.channels)
	index := make(map[int32]int) // of places, by cell
	for unit, cells := range a.cells {
		for slot, cell := range cells {
			at, known := index[cell]
			if !known {
				at = len(a.places)
				index[cell] = at
				a.places = append(a.places, place{at: image.Pt(int(cell)%a.columns, int(cell)/a.columns)})
			}
			element := slot*a.channels + unit
			a.places[at].units = append(a.places[at].units, unit)
			a.places[at].elements = append(a.places[at].elements, element)
			a.base[element] = base[int(cell)*a.channels+unit]
		}
	}
}

// count is how many cells are asked of all units together.
func (a *asked) count() (n int) {
	for _, cells := range a.cells {
		n += len(cells)
	}
	return n
}

// bounds is the smallest rectangle with all cells that are asked.
func (a *asked) bounds() (r image.Rectangle) {
	for i := range a.places {
		r = r.Union(cellAt(a.places[i].at))
	}
	return r
}

// within is the smallest rectangle with all cells in r that are asked.
func (a *asked) within(r image.Rectangle) (s image.Rectangle) {
	if r.Empty() {
		return s
	}
	for i := range a.places {
		if a.places[i].at.In(r) {
			s = s.Union(cellAt(a.places[i].at))
		}
	}
	return s
}

func cellAt(p image.Point) image.Rectangle { return image.Rectangle{p, p.Add(image.Pt(1, 1))} }

// answer computes the answers of all that are asked, whose zones have been computed, and returns those of the last layer.
func (p *picker) answer(c *cone, positions int) []float32 {
	for i, a := range p.asked {
		if a != nil {
			c.answers[i] = resized(c.answers[i], positions*len(a.base))
			a.answers.answer(c.answers[i], c, positions)
		}
	}
	return c.answers[len(c.answers)-1]
}

// begin sets the answers at every position to those without a change.
func (a *asked) begin(answers []float32) {
	for at := 0; at < len(answers); at += len(a.base) {
		copy(answers[at:], a.base)
	}
}
