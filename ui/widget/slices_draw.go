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

// fit places the planes side by side in a room of device pixels, all at one scale, whole pixels a cell where it has room for
// that. Where planes are as narrow as least and fewer would be larger, the last ones are left out.
func (s *Slices) fit(room image.Point, gap, least int) []image.Rectangle {
	places := make([]image.Rectangle, len(s.planes))
	for shown := len(s.planes); shown > 0; shown-- {
		clear(places)
		if scale := s.scale(room, gap, shown); scale > 0 {
			x := 0
			for i, p := range s.planes[:shown] {
				w, h := max(1, int(float64(p.Columns)*p.Edge[0]*scale+0.01)), max(1, int(float64(p.Rows)*p.Edge[1]*scale+0.01))
				places[i] = image.Rect(x, 0, x+w, h)
				x += w + gap
			}
		}
		if places[0].Dx() >= least || s.scale(room, gap, shown-1) <= s.scale(room, gap, shown) {
			break
		}
	}
	return places
}

// scale is how many pixels a unit of the first planes' edges takes where they stand side by side; 0 where there is nothing.
func (s *Slices) scale(room image.Point, gap, shown int) float64 {
	width, height, smallest := 0.0, 0.0, math.Inf(1)
	for _, p := range s.planes[:shown] {
		width += float64(p.Columns) * p.Edge[0]
		height = max(height, float64(p.Rows)*p.Edge[1])
		smallest = min(smallest, p.Edge[0], p.Edge[1])
	}
	if width <= 0 || height <= 0 {
		return 0
	}
	scale := min(float64(room.X-(shown-1)*gap)/width, float64(room.Y)/height)
	if whole := math.Floor(scale * smallest); whole >= 2 {
		scale = whole / smallest
	}
	return max(0, scale)
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
	l, inset := p.style(theme.Small, true), p.px(9)
	middle := r.Min.Add(r.Max).Div(2)
	for side, at := range [4]image.Point{{X: r.Min.X + inset, Y: middle.Y}, {X: r.Max.X - inset, Y: middle.Y}, {X: middle.X, Y: r.Max.Y - inset}, {X: middle.X, Y: r.Min.Y + inset}} {
		for _, off := range []image.Point{{X: 1}, {X: -1}, {Y: 1}, {Y: -1}} { // legible over whatever lies there
			p.text(plane.Sides[side], at.X+off.X, at.Y+off.Y, centred, l, color.NRGBA{A: 180})
		}
		p.text(plane.Sides[side], at.X, at.Y, centred, l, color.White)
	}
}
