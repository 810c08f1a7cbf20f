package widget

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// fill paints a rectangle of device pixels.
func (p *page) fill(r image.Rectangle, c color.Color) {
	draw.Draw(p.RGBA, r, image.NewUniform(c), image.Point{}, draw.Over)
}

// frame draws a rectangle's border inside r.
func (p *page) frame(r image.Rectangle, width int, c color.Color) {
	p.fill(image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+width), c)
	p.fill(image.Rect(r.Min.X, r.Max.Y-width, r.Max.X, r.Max.Y), c)
	p.fill(image.Rect(r.Min.X, r.Min.Y+width, r.Min.X+width, r.Max.Y-width), c)
	p.fill(image.Rect(r.Max.X-width, r.Min.Y+width, r.Max.X, r.Max.Y-width), c)
}

// dashedFrame is frame with gaps as long as the dashes, two strokes wide each.
func (p *page) dashedFrame(r image.Rectangle, width int, c color.Color) {
	dash := 2 * width
	for x := r.Min.X; x < r.Max.X; x += 2 * dash {
		end := min(x+dash, r.Max.X)
		p.fill(image.Rect(x, r.Min.Y, end, r.Min.Y+width), c)
		p.fill(image.Rect(x, r.Max.Y-width, end, r.Max.Y), c)
	}
	for y := r.Min.Y; y < r.Max.Y; y += 2 * dash {
		end := min(y+dash, r.Max.Y)
		p.fill(image.Rect(r.Min.X, y, r.Min.X+width, end), c)
		p.fill(image.Rect(r.Max.X-width, y, r.Max.X, end), c)
	}
}

// A pen draws smooth shapes. It keeps its rasterizer, so drawing again allocates nothing.
type pen struct {
	raster vector.Rasterizer
	source *image.Uniform
	x, y   []float32 // of one stroke of a broken line
}

// chunk is how wide a part of a line is drawn at once, in device pixels: the rasterizer works through the whole
// rectangle around what it is given, and that around a part is mostly flat.
const chunk = 48

// polyline strokes a line through points, x and y in device pixels, within clip.
func (n *pen) polyline(p *page, clip image.Rectangle, x, y []float32, width float32, c color.Color) {
	clip = clip.Intersect(p.Rect)
	for from := 0; from < len(x)-1; {
		end := from + 1
		left, right, top, bottom := x[from], x[from], y[from], y[from]
		for ; end < len(x); end++ {
			left, right = min(left, x[end]), max(right, x[end])
			top, bottom = min(top, y[end]), max(bottom, y[end])
			if right-left > chunk {
				end++
				break
			}
		}
		room := image.Rect(int(left-width)-1, int(top-width)-1, int(right+width)+2, int(bottom+width)+2).Intersect(clip)
		n.stroke(p, room, x[from:end], y[from:end], width, c)
		from = end - 1
	}
}

// A Dash is how a line is broken, for lines that colours alone do not tell apart.
type Dash int

const (
	Solid Dash = iota
	Dashed
	Dotted
)

// dashes are how long strokes and gaps are, in widths of the line; a stroke reaches a quarter beyond both ends, into the gaps.
var dashes = map[Dash][2]float32{Dashed: {5, 4}, Dotted: {1.5, 2.5}}

// dashed is polyline with a line that is broken.
func (n *pen) dashed(p *page, clip image.Rectangle, x, y []float32, width float32, dash Dash, c color.Color) {
	if dash == Solid {
		n.polyline(p, clip, x, y, width, c)
		return
	}
	lengths := [2]float32{dashes[dash][0] * width, dashes[dash][1] * width}
	part, left := 0, lengths[0] // 0 a stroke, 1 a gap; what is left of it
	px, py := n.x[:0], n.y[:0]
	for i := 1; i < len(x); i++ {
		dx, dy := x[i]-x[i-1], y[i]-y[i-1]
		length, done := float32(math.Hypot(float64(dx), float64(dy))), float32(0)
		for done < length {
			step := min(left, length-done)
			from, to := done/length, (done+step)/length
			if part == 0 {
				if len(px) == 0 {
					px, py = append(px, x[i-1]+from*dx), append(py, y[i-1]+from*dy)
				}
				px, py = append(px, x[i-1]+to*dx), append(py, y[i-1]+to*dy)
			}
			done += step
			if left -= step; left <= 0 {
				n.polyline(p, clip, px, py, width, c)
				px, py, part = px[:0], py[:0], 1-part
				left = lengths[part]
			}
		}
	}
	n.polyline(p, clip, px, py, width, c)
	n.x, n.y = px, py
}

func (n *pen) stroke(p *page, room image.Rectangle, x, y []float32, width float32, c color.Color) {
	if room.Empty() {
		return
	}
	n.raster.Reset(room.Dx(), room.Dy())
	ox, oy := float32(room.Min.X), float32(room.Min.Y)
	for i := 1; i < len(x); i++ {
		n.segment(x[i-1]-ox, y[i-1]-oy, x[i]-ox, y[i]-oy, width/2)
	}
	n.apply(p, room, c)
}

// segment adds a bar around a line, longer by half its width at both ends so that neighbours join. All bars turn the
// same way, so that overlaps do not cancel.
func (n *pen) segment(x0, y0, x1, y1, half float32) {
	dx, dy := x1-x0, y1-y0
	length := float32(math.Hypot(float64(dx), float64(dy)))
	if length == 0 {
		return
	}
	ux, uy := dx/length*half, dy/length*half
	x0, y0, x1, y1 = x0-ux/2, y0-uy/2, x1+ux/2, y1+uy/2
	n.raster.MoveTo(x0-uy, y0+ux)
	n.raster.LineTo(x1-uy, y1+ux)
	n.raster.LineTo(x1+uy, y1-ux)
	n.raster.LineTo(x0+uy, y0-ux)
	n.raster.ClosePath()
}

// pill fills a rectangle with rounded corners.
func (n *pen) pill(p *page, r image.Rectangle, radius float32, c color.Color) {
	r = r.Intersect(p.Rect)
	if r.Empty() {
		return
	}
	w, h := float32(r.Dx()), float32(r.Dy())
	radius = min(radius, w/2, h/2)
	const bow = 0.5522848 // a cubic's handles for a quarter circle
	k := radius * (1 - bow)
	n.raster.Reset(r.Dx(), r.Dy())
	n.raster.MoveTo(radius, 0)
	n.raster.LineTo(w-radius, 0)
	n.raster.CubeTo(w-k, 0, w, k, w, radius)
	n.raster.LineTo(w, h-radius)
	n.raster.CubeTo(w, h-k, w-k, h, w-radius, h)
	n.raster.LineTo(radius, h)
	n.raster.CubeTo(k, h, 0, h-k, 0, h-radius)
	n.raster.LineTo(0, radius)
	n.raster.CubeTo(0, k, k, 0, radius, 0)
	n.raster.ClosePath()
	n.apply(p, r, c)
}

// disc fills a circle.
func (n *pen) disc(p *page, x, y, radius float32, c color.Color) {
	r := image.Rect(int(math.Floor(float64(x-radius))), int(math.Floor(float64(y-radius))),
		int(math.Ceil(float64(x+radius))), int(math.Ceil(float64(y+radius))))
	r = r.Intersect(p.Rect)
	if r.Empty() {
		return
	}
	cx, cy := x-float32(r.Min.X), y-float32(r.Min.Y)
	k := radius * 0.5522848
	n.raster.Reset(r.Dx(), r.Dy())
	n.raster.MoveTo(cx+radius, cy)
	n.raster.CubeTo(cx+radius, cy+k, cx+k, cy+radius, cx, cy+radius)
	n.raster.CubeTo(cx-k, cy+radius, cx-radius, cy+k, cx-radius, cy)
	n.raster.CubeTo(cx-radius, cy-k, cx-k, cy-radius, cx, cy-radius)
	n.raster.CubeTo(cx+k, cy-radius, cx+radius, cy-k, cx+radius, cy)
	n.raster.ClosePath()
	n.apply(p, r, c)
}

func (n *pen) apply(p *page, r image.Rectangle, c color.Color) {
	if n.source == nil {
		n.source = &image.Uniform{}
	}
	n.source.C = c
	n.raster.DrawOp = draw.Over
	n.raster.Draw(p.RGBA, r, n.source, image.Point{})
}

// band fills what lies between two lines over the same x, in device pixels, within clip.
func (n *pen) band(p *page, clip image.Rectangle, x, upper, lower []float32, c color.Color) {
	clip = clip.Intersect(p.Rect)
	if len(x) < 2 || clip.Empty() {
		return
	}
	ox, oy := float32(clip.Min.X), float32(clip.Min.Y)
	n.raster.Reset(clip.Dx(), clip.Dy())
	n.raster.MoveTo(x[0]-ox, upper[0]-oy)
	for i := 1; i < len(x); i++ {
		n.raster.LineTo(x[i]-ox, upper[i]-oy)
	}
	for i := len(x) - 1; i >= 0; i-- {
		n.raster.LineTo(x[i]-ox, lower[i]-oy)
	}
	n.raster.ClosePath()
	n.apply(p, clip, c)
}
