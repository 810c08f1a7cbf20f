package widget

import (
	"image"
	"image/color"
	"math"

	"unitscope/ui/theme"
	"unitscope/viz/render"
)

func (s *Slices) draw(p *page) {
	p.clear()
	s.places = s.fit(p.Rect.Size(), p.px(theme.Grid), p.px(leastPlane))
	for i, r := range s.places {
		if r.Empty() {
			continue
		}
		s.drawPlane(p, s.planes[i], r)
		s.drawCross(p, s.planes[i], r)
		s.drawSides(p, s.planes[i], r)
	}
}

// leastPlane is the least width of a plane, before scaling; below, fewer and larger ones show more.
const leastPlane = 88

// An arrangement of planes: which of them stand in each column, below one another.
type slicePlan [][]int

// slicePlans are the arrangements of so many planes.
var slicePlans = map[int][]slicePlan{1: {{{0}}}, 2: {{{0}, {1}}}, 3: {{{0}, {1}, {2}}, {{0}, {1, 2}}}}

// fit places the planes in a room of device pixels, all at one scale, whole pixels a cell where it has room for that, in the
// arrangement that lets them be largest. Where planes are narrower than least and fewer would be larger, the last ones are left out.
func (s *Slices) fit(room image.Point, gap, least int) []image.Rectangle {
	places := make([]image.Rectangle, len(s.planes))
	for shown := min(len(s.planes), len(slicePlans)); shown > 0; shown-- {
		plan, scale := s.largest(room, gap, shown)
		clear(places)
		s.put(places, plan, scale, gap)
		if _, one := s.largest(room, gap, 1); places[0].Dx() >= least || one <= scale {
			break
		}
	}
	return places
}

// largest is the arrangement of the first planes with the largest scale: pixels a unit of their edges; 0 where there is no room.
func (s *Slices) largest(room image.Point, gap, shown int) (best slicePlan, scale float64) {
	for _, plan := range slicePlans[shown] {
		if next := s.scale(plan, room, gap); best == nil || next > scale {
			best, scale = plan, next
		}
	}
	return best, scale
}

func (s *Slices) scale(plan slicePlan, room image.Point, gap int) float64 {
	width, smallest, scale := 0.0, math.Inf(1), math.Inf(1)
	for _, column := range plan {
		widest, height := 0.0, 0.0
		for _, i := range column {
			p := s.planes[i]
			widest, height = max(widest, float64(p.Columns)*p.Edge[0]), height+float64(p.Rows)*p.Edge[1]
			smallest = min(smallest, p.Edge[0], p.Edge[1])
		}
		width += widest
		scale = min(scale, float64(room.Y-(len(column)-1)*gap)/height)
	}
	scale = max(0, min(scale, float64(room.X-(len(plan)-1)*gap)/width))
	if whole := math.Floor(scale * smallest); whole >= 2 {
		scale = whole / smallest
	}
	return scale
}

func (s *Slices) put(places []image.Rectangle, plan slicePlan, scale float64, gap int) {
	if scale == 0 {
		return
	}
	x := 0
	for _, column := range plan {
		y, widest := 0, 0
		for _, i := range column {
			p := s.planes[i]
			w, h := max(1, int(float64(p.Columns)*p.Edge[0]*scale+0.01)), max(1, int(float64(p.Rows)*p.Edge[1]*scale+0.01))
			places[i] = image.Rect(x, y, x+w, y+h)
			y, widest = y+h+gap, max(widest, w)
		}
		x += widest + gap
	}
}

func (s *Slices) drawPlane(p *page, plane SlicePlane, r image.Rectangle) {
	clear := color.RGBAModel.Convert(theme.Color(theme.Field)).(color.RGBA)
	const lightest = 175 // below white, so that what lies over it is brighter
	render.Mosaic(p.RGBA, r, plane.Rows, plane.Columns, func(row, col int) color.RGBA {
		cell, below := row*plane.Columns+col, clear
		if v := plane.Ground[cell]; !math.IsNaN(v) {
			g := uint8(min(max(v, 0), 1)*lightest + 0.5)
			below = color.RGBA{g, g, g, 255}
		}
		if plane.Over != nil {
			if c, some := plane.Over(cell); some {
				return render.Blend(below, c, s.opacity)
			}
		}
		return below
	})
}

// drawCross draws two lines that meet at the cell of the cross, which stays free.
func (s *Slices) drawCross(p *page, plane SlicePlane, r image.Rectangle) {
	edge := func(i, size, n int) int { return (i*size + n - 1) / n }
	column, row := plane.Cross[0], plane.Cross[1]
	cell := image.Rect(r.Min.X+edge(column, r.Dx(), plane.Columns), r.Min.Y+edge(row, r.Dy(), plane.Rows),
		r.Min.X+edge(column+1, r.Dx(), plane.Columns), r.Min.Y+edge(row+1, r.Dy(), plane.Rows))
	thin := max(1, p.px(1))
	x, y := (cell.Min.X+cell.Max.X-thin)/2, (cell.Min.Y+cell.Max.Y-thin)/2
	c := color.NRGBA{255, 255, 255, 110}
	for _, bar := range []image.Rectangle{
		image.Rect(x, r.Min.Y, x+thin, cell.Min.Y-thin), image.Rect(x, cell.Max.Y+thin, x+thin, r.Max.Y),
		image.Rect(r.Min.X, y, cell.Min.X-thin, y+thin), image.Rect(cell.Max.X+thin, y, r.Max.X, y+thin),
	} {
		p.fill(bar, c)
	}
	p.frame(cell.Inset(-thin), thin, color.White)
}

func (s *Slices) drawSides(p *page, plane SlicePlane, r image.Rectangle) {
	const room = 44 // before scaling; in less, letters would hide what they explain
	if min(r.Dx(), r.Dy()) < p.px(room) {
		return
	}
	l, inset := p.style(theme.Small, true), p.px(9)
	middle := r.Min.Add(r.Max).Div(2)
	for side, at := range [4]image.Point{{X: r.Min.X + inset, Y: middle.Y}, {X: r.Max.X - inset, Y: middle.Y}, {X: middle.X, Y: r.Max.Y - inset}, {X: middle.X, Y: r.Min.Y + inset}} {
		for _, off := range []image.Point{{X: 1}, {X: -1}, {Y: 1}, {Y: -1}} { // legible over whatever lies there
			p.text(plane.Sides[side], at.X+off.X, at.Y+off.Y, centred, l, color.NRGBA{A: 180})
		}
		p.text(plane.Sides[side], at.X, at.Y, centred, l, color.White)
	}
}
