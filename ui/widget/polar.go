package widget

import (
	"fmt"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"unitscope/ui/theme"
)

// Polar shows values by orientation around a middle: 0° to the right, 90° upwards. As orientations repeat after half a
// turn, each value stands on both sides.
type Polar struct {
	sheet
	secondary
	OnHover func(i int, inside bool) // index of the orientation nearest to the mouse

	values    []float64 // at i·180°/n
	color     color.Color
	preferred float64 // degrees, NaN: none
	hovered   int
	least     float32
	pen       pen
	px, py    []float32
}

// NewPolar returns an empty view; its line has this colour.
func NewPolar(c color.Color) *Polar {
	o := &Polar{color: c, preferred: math.NaN(), hovered: -1, least: 120}
	o.start(o, func() fyne.Size { return fyne.NewSquareSize(theme.Px(o.least)) }, o.draw)
	return o
}

// SetValues shows values at evenly spaced orientations from 0° to below 180°, and marks the preferred one in degrees;
// NaN marks none.
func (o *Polar) SetValues(values []float64, preferred float64) {
	o.values, o.preferred = values, preferred
	o.hovered = min(o.hovered, len(values)-1)
	o.repaint()
}

// SetMinEdge changes the least width and height, before scaling.
func (o *Polar) SetMinEdge(length float32) {
	o.least = length
	o.Refresh()
}

// disc is the middle and the radius of the outermost circle, in device pixels.
func (o *Polar) disc() (x, y, radius float32) {
	ratio, size := pixelRatio(o.raster), o.raster.Size()
	w, h := size.Width*ratio, size.Height*ratio
	return w / 2, h / 2, max(0, min(w, h)/2-theme.Px(2*theme.Grid)*ratio)
}

// point is where a value lies at an angle in radians.
func (o *Polar) point(v, angle float64) (x, y float32) {
	cx, cy, radius := o.disc()
	high := o.high()
	if !(v > 0) || high <= 0 {
		return cx, cy
	}
	r := float64(radius) * v / high
	return cx + float32(r*math.Cos(angle)), cy - float32(r*math.Sin(angle))
}

func (o *Polar) high() float64 {
	high := 0.0
	for _, v := range o.values {
		if v > high { // not NaN
			high = v
		}
	}
	return high
}

func (o *Polar) draw(p *page) {
	p.clear()
	cx, cy, radius := o.disc()
	if radius < p.exact(12) {
		return
	}
	line := theme.Color(theme.Line)
	for _, share := range []float32{0.5, 1} {
		o.circle(p, cx, cy, radius*share, line)
	}
	thin := max(1, p.exact(1))
	o.pen.polyline(p, p.Rect, []float32{cx - radius, cx + radius}, []float32{cy, cy}, thin, line)
	o.pen.polyline(p, p.Rect, []float32{cx, cx}, []float32{cy - radius, cy + radius}, thin, line)
	l, quiet := p.style(theme.Small, false), theme.Color(theme.Quiet)
	p.text("0°", int(cx+radius)+p.px(2), int(cy), fromLeft, l, quiet)
	p.text("90°", int(cx), int(cy-radius)-p.px(8), centred, l, quiet)
	if len(o.values) == 0 || o.high() <= 0 {
		return
	}
	if !math.IsNaN(o.preferred) {
		dx, dy := radius*float32(math.Cos(o.preferred*math.Pi/180)), radius*float32(math.Sin(o.preferred*math.Pi/180))
		o.pen.polyline(p, p.Rect, []float32{cx - dx, cx + dx}, []float32{cy + dy, cy - dy}, thin, theme.Color(theme.Quiet))
	}
	o.drawLine(p)
}

func (o *Polar) drawLine(p *page) {
	o.px, o.py = o.px[:0], o.py[:0]
	n := len(o.values)
	for i := range 2*n + 1 {
		x, y := o.point(o.values[i%n], float64(i)*math.Pi/float64(n))
		o.px, o.py = append(o.px, x), append(o.py, y)
	}
	mark := theme.Legible(o.color, theme.MarkContrast)
	o.pen.polyline(p, p.Rect, o.px, o.py, max(1, p.exact(1.5)), mark)
	if i := o.hovered; i >= 0 {
		o.pen.disc(p, o.px[i], o.py[i], p.exact(3), mark)
		o.pen.disc(p, o.px[i+n], o.py[i+n], p.exact(3), mark)
	}
}

func (o *Polar) circle(p *page, cx, cy, radius float32, c color.Color) {
	const sides = 64
	o.px, o.py = o.px[:0], o.py[:0]
	for i := range sides + 1 {
		angle := 2 * math.Pi * float64(i) / sides
		o.px, o.py = append(o.px, cx+radius*float32(math.Cos(angle))), append(o.py, cy+radius*float32(math.Sin(angle)))
	}
	o.pen.polyline(p, p.Rect, o.px, o.py, max(1, p.exact(1)), c)
}

// At is the index of the orientation that lies in the direction of a position in the widget, −1 without values.
func (o *Polar) At(pos fyne.Position) int {
	n := len(o.values)
	if n == 0 {
		return -1
	}
	cx, cy, _ := o.disc()
	ratio := pixelRatio(o.raster)
	angle := math.Atan2(float64(cy-pos.Y*ratio), float64(pos.X*ratio-cx))
	return ((int(math.Round(angle/math.Pi*float64(n))) % n) + n) % n
}

// Orientation writes the i-th of n orientations.
func Orientation(i, n int) string {
	return fmt.Sprintf("%g°", math.Round(1800*float64(i)/float64(n))/10)
}

// MouseIn implements desktop.Hoverable.
func (o *Polar) MouseIn(ev *desktop.MouseEvent) { o.hover(o.At(ev.Position)) }

// MouseMoved implements desktop.Hoverable.
func (o *Polar) MouseMoved(ev *desktop.MouseEvent) { o.hover(o.At(ev.Position)) }

// MouseOut implements desktop.Hoverable.
func (o *Polar) MouseOut() { o.hover(-1) }

func (o *Polar) hover(i int) {
	if i == o.hovered {
		return
	}
	was := o.hovered
	o.hovered = i
	o.repaint()
	switch {
	case o.OnHover == nil:
	case i < 0:
		o.OnHover(was, false)
	default:
		o.OnHover(i, true)
	}
}
