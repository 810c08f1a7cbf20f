package toyworld

import (
	"image"
	"math"
)

type point struct{ x, y float32 }

// An affine map takes (x, y) to (xx·x + xy·y + x0, yx·x + yy·y + y0).
type affine struct{ xx, xy, x0, yx, yy, y0 float32 }

func (a affine) apply(x, y float32) (float32, float32) {
	return a.xx*x + a.xy*y + a.x0, a.yx*x + a.yy*y + a.y0
}

// scale is by how much a length grows, on average over directions.
func (a affine) scale() float32 {
	return sqrt(float32(math.Abs(float64(a.xx*a.yy - a.xy*a.yx))))
}

// A path is lines, each a run of points in pixels; curves become lines as they are added, fine enough
// for their size. place takes the coordinates of what is added to pixels.
type path struct {
	place  affine
	points []point
	starts []int // where in points each line starts
}

// clear forgets all lines.
func (p *path) clear() { p.points, p.starts = p.points[:0], p.starts[:0] }

// move lets what follows be painted with its origin at (x, y), turned clockwise by so many degrees and
// enlarged, across and down.
func (p *path) move(x, y, degrees, across, down float32) {
	sin64, cos64 := math.Sincos(float64(degrees) * math.Pi / 180)
	sin, cos := float32(sin64), float32(cos64)
	a := p.place
	x0, y0 := a.apply(x, y)
	p.place = affine{
		(a.xx*cos + a.xy*sin) * across, (a.xy*cos - a.xx*sin) * down, x0,
		(a.yx*cos + a.yy*sin) * across, (a.yy*cos - a.yx*sin) * down, y0,
	}
}

// start begins a new line.
func (p *path) start(x, y float32) {
	p.starts = append(p.starts, len(p.points))
	p.line(x, y)
}

// line goes straight on to a point.
func (p *path) line(x, y float32) {
	x, y = p.place.apply(x, y)
	p.points = append(p.points, point{x, y})
}

// polygon adds a line through points given as x, y, x, y, …
func (p *path) polygon(xy ...float32) {
	p.start(xy[0], xy[1])
	for i := 2; i+1 < len(xy); i += 2 {
		p.line(xy[i], xy[i+1])
	}
}

// curve goes on to (x, y) in a cubic Bézier curve with the control points (ax, ay) and (bx, by).
func (p *path) curve(ax, ay, bx, by, x, y float32) {
	from := p.points[len(p.points)-1]
	ax, ay = p.place.apply(ax, ay)
	bx, by = p.place.apply(bx, by)
	x, y = p.place.apply(x, y)
	length := distance(from.x, from.y, ax, ay) + distance(ax, ay, bx, by) + distance(bx, by, x, y)
	n := pieces(length)
	for i := 1; i <= n; i++ {
		t := float32(i) / float32(n)
		s := 1 - t
		a, b, c, d := s*s*s, 3*s*s*t, 3*s*t*t, t*t*t
		p.points = append(p.points, point{a*from.x + b*ax + c*bx + d*x, a*from.y + b*ay + c*by + d*y})
	}
}

// bend goes on to (x, y) in a curve that is pulled towards (ax, ay).
func (p *path) bend(ax, ay, x, y float32) { p.curve(ax, ay, ax, ay, x, y) }

func distance(ax, ay, bx, by float32) float32 {
	dx, dy := bx-ax, by-ay
	return sqrt(dx*dx + dy*dy)
}

// pieces is into how many straight lines a curve of a length in pixels is cut.
func pieces(length float32) int { return max(3, min(64, int(2+2.6*sqrt(length)))) }

// arc adds a line along an ellipse, clockwise from one angle to another in degrees, 0 being to the right.
func (p *path) arc(x, y, rx, ry, from, to float32) {
	length := (rx + ry) / 2 * p.place.scale() * float32(math.Abs(float64(to-from))) * math.Pi / 180
	n := pieces(length)
	for i := range n + 1 {
		degrees := from + (to-from)*float32(i)/float32(n)
		sin, cos := math.Sincos(float64(degrees) * math.Pi / 180)
		px, py := x+rx*float32(cos), y+ry*float32(sin)
		if i == 0 {
			p.start(px, py)
		} else {
			p.line(px, py)
		}
	}
}

// ellipse adds a whole ellipse; circle and hole go with it, a hole running the other way.
func (p *path) ellipse(x, y, rx, ry float32) { p.arc(x, y, rx, ry, 0, 360) }
func (p *path) circle(x, y, r float32)       { p.arc(x, y, r, r, 0, 360) }
func (p *path) hole(x, y, rx, ry float32)    { p.arc(x, y, rx, ry, 360, 0) }

// rectangle adds one by its left, top, right and bottom.
func (p *path) rectangle(left, top, right, bottom float32) {
	p.polygon(left, top, right, top, right, bottom, left, bottom)
}

// rounded adds a rectangle with round corners.
func (p *path) rounded(left, top, right, bottom, r float32) {
	p.start(left+r, top)
	p.line(right-r, top)
	p.bend(right, top, right, top+r)
	p.line(right, bottom-r)
	p.bend(right, bottom, right-r, bottom)
	p.line(left+r, bottom)
	p.bend(left, bottom, left, bottom-r)
	p.line(left, top+r)
	p.bend(left, top, left+r, top)
}

// each calls f with every line.
func (p *path) each(f func(line []point)) {
	for i, start := range p.starts {
		end := len(p.points)
		if i+1 < len(p.starts) {
			end = p.starts[i+1]
		}
		f(p.points[start:end])
	}
}

// bounds returns the pixels that the lines reach.
func (p *path) bounds() image.Rectangle {
	if len(p.points) == 0 {
		return image.Rectangle{}
	}
	low, high := p.points[0], p.points[0]
	for _, q := range p.points[1:] {
		low.x, low.y = min(low.x, q.x), min(low.y, q.y)
		high.x, high.y = max(high.x, q.x), max(high.y, q.y)
	}
	floor := func(v float32) int { return int(math.Floor(float64(v))) }
	return image.Rect(floor(low.x), floor(low.y), floor(high.x)+1, floor(high.y)+1)
}
