package cnn

import (
	"context"
	"fmt"
	"image"
	"slices"
	"sync"

	"unitscope/cnn/internal/kernel"
)

// A Sweep hides a rectangle of the picture at one position after the other, and asks units of the last layer what
// they answer, each at one cell of its map.
type Sweep struct {
	Positions []image.Point // of the rectangle's top left pixel, within the picture
	Patch     *Tensor       // what hides: C×rows×columns
	Units     []int         // of the last layer
	Cells     []int         // for each of Units, the cell's index in its map, row-major; 0 for a unit that is no map

	// Progress, if set, is told how many positions are done, and Answered before it which ones have just been: their answers
	// stay as they are. They are called from any goroutine but not from two at once.
	Progress func(done, total int)
	Answered func(positions []int)
}

// Sweep sets answers, units×positions, to what the units answer while the patch is at each position. The picture
// stays as it is. It returns ctx's error if stopped, and panics if the sweep asks for what there is not.
func (in *Incremental) Sweep(ctx context.Context, s Sweep, answers []float32) error {
	in.check(s, answers)
	in.refresh()
	p := in.plan(ctx, s, answers)
	p.rest()
	kernel.Share(cut(len(p.active), p.batch), p)
	return ctx.Err()
}

func (in *Incremental) check(s Sweep, answers []float32) {
	last := in.net.Nodes[len(in.net.Nodes)-1].Shape
	if len(s.Patch.Shape) != 3 || s.Patch.Shape[0] != in.net.Input[0] || len(s.Units) != len(s.Cells) || len(answers) != len(s.Units)*len(s.Positions) {
		panic(fmt.Sprintf("cnn: sweep of %v over %v at %d positions: %d units, %d cells, room for %d answers",
			s.Patch.Shape, in.net.Input, len(s.Positions), len(s.Units), len(s.Cells), len(answers)))
	}
	size := mapSize(last)
	cells := size[0] * size[1]
	for k, unit := range s.Units {
		if unit < 0 || unit >= last.Size()/cells || s.Cells[k] < 0 || s.Cells[k] >= cells {
			panic(fmt.Sprintf("cnn: sweep of unit %d at cell %d of a layer of %v", unit, s.Cells[k], last))
		}
	}
	for _, at := range s.Positions {
		if !s.patchAt(at).In(image.Rect(0, 0, in.net.Input[2], in.net.Input[1])) {
			panic(fmt.Sprintf("cnn: sweep of %v at %v leaves a picture of %v", s.Patch.Shape, at, in.net.Input))
		}
	}
}

func (s *Sweep) patchAt(p image.Point) image.Rectangle {
	return image.Rect(p.X, p.Y, p.X+s.Patch.Shape[2], p.Y+s.Patch.Shape[1])
}

// A plan is a sweep that has been thought through: what must be computed, and in which batches.
type plan struct {
	Sweep
	ctx     context.Context
	in      *Incremental
	answers []float32
	want    []image.Rectangle // see cone
	over    []bool            // see cone
	picker  *picker
	active  []int     // positions that may reach an asked cell
	batch   int       // positions that are computed at once
	patch   []float32 // in cell order

	mu    sync.Mutex
	done  int
	cones []*cone // that no goroutine uses
}

// Limits of a batch: how many values its positions have, about, in all layers together, many enough for products
// with long sides and few enough for the caches; how many positions at least, and how many batches if there are as many
// positions, so that all processors finish at about the same time.
const (
	batchFloats    = 1 << 20
	leastPositions = 4
	leastBatches   = 16
)

func (in *Incremental) plan(ctx context.Context, s Sweep, answers []float32) *plan {
	p := &plan{Sweep: s, ctx: ctx, in: in, answers: answers, patch: make([]float32, len(s.Patch.Data)),
		picker: in.newPicker(s)}
	toCells(p.patch, s.Patch.Data, s.Patch.Shape[0])
	p.narrow()
	values := p.activate()
	p.batch = leastPositions
	if active := len(p.active); active > 0 {
		most := min(batchFloats/(values/active), active/leastBatches)
		p.batch = cut(active, cut(active, max(most, leastPositions)))
	}
	return p
}

// activate finds the positions that reach the asked cells, and counts the values to be computed for them.
func (p *plan) activate() (values int) {
	const atOnce = 1 << 10
	c := p.newCone()
	for first := 0; first < len(p.Positions); first += atOnce {
		positions := p.Positions[first:min(first+atOnce, len(p.Positions))]
		p.reach(c, positions)
		for i := range positions {
			if c.zones[len(p.in.steps)].rects[i].Empty() {
				continue
			}
			p.active = append(p.active, first+i)
			for node, z := range c.zones {
				if p.picker.zoned[node] {
					values += z.rects[i].Dx() * z.rects[i].Dy() * z.channels
				}
			}
		}
	}
	return values
}

// narrow finds out which cells of each node the asked ones see, and which layers can work in place.
func (p *plan) narrow() {
	steps := p.in.steps
	p.want, p.over = make([]image.Rectangle, len(steps)+1), make([]bool, len(steps))
	readers := make([]int, len(steps)+1)
	for i := len(steps); i >= 0; i-- {
		if a := p.picker.asked[i]; a != nil {
			p.want[i] = p.want[i].Union(a.bounds())
			readers[i]++
		}
		if i == 0 || p.want[i].Empty() || p.picker.alone(i) {
			continue
		}
		for _, in := range steps[i-1].inputs {
			p.want[in+1] = p.want[in+1].Union(steps[i-1].lookedAtBy(p.want[i], mapSize(p.in.net.shape(in))))
			readers[in+1]++
		}
	}
	for i, s := range steps {
		_, cellwise := s.stage.(*cellStage)
		p.over[i] = cellwise && s.inputs[0] >= 0 && readers[s.inputs[0]+1] == 1
	}
}

func (p *plan) newCone() *cone {
	c := p.in.newCone()
	c.want, c.over, c.bench.byDifference = p.want, p.over, true
	c.picker, c.answers, c.need = p.picker, make([][]float32, len(p.want)), make([]image.Rectangle, len(p.want))
	return c
}

// reach sets all rectangles for the patch at some positions.
func (p *plan) reach(c *cone, positions []image.Point) {
	picture := &c.zones[0]
	picture.rects = picture.rects[:0]
	for _, at := range positions {
		picture.rects = append(picture.rects, p.patchAt(at))
	}
	for i := range p.in.steps {
		c.reach(i, len(positions))
	}
	for position := range positions {
		c.tighten(position)
	}
}

// tighten leaves of one position's rectangles what the cells see that it reaches of those that are asked.
func (c *cone) tighten(position int) {
	clear(c.need)
	last := len(c.steps)
	for i := last; i > 0; i-- {
		alone := c.picker.alone(i)
		if alone && i < last {
			continue
		}
		r := &c.zones[i].rects[position]
		if a := c.picker.asked[i]; a != nil {
			c.need[i] = c.need[i].Union(a.within(*r))
		}
		*r = r.Intersect(c.need[i])
		if alone || r.Empty() {
			continue
		}
		for k, in := range c.steps[i-1].inputs {
			z := c.ins[i-1][k]
			c.need[in+1] = c.need[in+1].Union(c.steps[i-1].lookedAtBy(*r, [2]int{z.rows, z.columns}))
		}
	}
}

// Do computes one batch of positions.
func (p *plan) Do(part int, w *kernel.Workspace) {
	if p.ctx.Err() != nil {
		return
	}
	c := p.take()
	c.bench.alone = w
	first, last := span(part, p.batch, len(p.active))
	positions := p.active[first:last]
	var at []image.Point
	for _, position := range positions {
		at = append(at, p.Positions[position])
	}
	p.reach(c, at)
	c.zones[0].lay(len(at))
	for i := range at {
		copy(c.zones[0].own(i), p.patch)
	}
	for i := range p.in.steps {
		if p.picker.zoned[i+1] && !p.want[i+1].Empty() {
			c.compute(i, len(at))
		}
	}
	p.collect(c, positions, p.picker.answer(c, len(at)))
	p.give(c, positions)
}

// collect enters the last layer's answers at some positions; they count where the change reaches what is asked.
func (p *plan) collect(c *cone, positions []int, values []float32) {
	z, asked := &c.zones[len(p.in.steps)], p.picker.asked[len(p.in.steps)]
	for k, unit := range p.Units {
		row, column := p.Cells[k]/z.columns, p.Cells[k]%z.columns
		answers, element := p.answers[k*len(p.Positions):], asked.element(unit, p.Cells[k])
		for i, position := range positions {
			if image.Pt(column, row).In(z.rects[i]) {
				answers[position] = values[i*len(asked.base)+element]
			} else {
				answers[position] = asked.base[element]
			}
		}
	}
}

// rest enters the answers of the positions that reach nothing asked.
func (p *plan) rest() {
	c := p.newCone()
	c.zones[len(p.in.steps)].rects = make([]image.Rectangle, len(p.Positions))
	var positions []int
	for position := range p.Positions {
		if _, active := slices.BinarySearch(p.active, position); !active {
			positions = append(positions, position)
		}
	}
	p.collect(c, positions, nil)
	p.report(positions)
}

// take returns a cone that no other goroutine uses.
func (p *plan) take() *cone {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.cones); n > 0 {
		c := p.cones[n-1]
		p.cones = p.cones[:n-1]
		return c
	}
	return p.newCone()
}

// give returns a cone, with which these positions were computed.
func (p *plan) give(c *cone, positions []int) {
	c.bench.alone = nil
	p.report(positions)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cones = append(p.cones, c)
}

// report tells how far the sweep is after these positions.
func (p *plan) report(positions []int) {
	if len(positions) == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += len(positions)
	if p.Answered != nil {
		p.Answered(positions)
	}
	if p.Progress != nil {
		p.Progress(p.done, len(p.Positions))
	}
}
