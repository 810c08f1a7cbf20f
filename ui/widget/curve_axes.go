package widget

import (
	"image"
	"math"

	"unitscope/ui/theme"
)

// axes is how values become device pixels.
type axes struct {
	area      image.Rectangle
	x0, x1    float64
	low, high float64 // of log10 where log
	log       bool
	ticks     []float64
	decimals  int
}

func (a axes) x(v float64) float32 {
	if a.x1 <= a.x0 {
		return float32(a.area.Min.X)
	}
	return float32(a.area.Min.X) + float32((v-a.x0)/(a.x1-a.x0))*float32(a.area.Dx()-1)
}

// y is NaN where a value cannot be drawn.
func (a axes) y(v float64) float32 {
	if a.log {
		v = math.Log10(v) // NaN or −Inf where not positive
	}
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return float32(math.NaN())
	}
	share := min(max((v-a.low)/(a.high-a.low), -0.01), 1.01)
	return float32(a.area.Max.Y-1) - float32(share)*float32(a.area.Dy()-1)
}

// extent returns the bounds of everything drawable; ok is false where there is nothing.
func (c *Curve) extent() (a axes, ok bool) {
	a = axes{x0: math.Inf(1), x1: math.Inf(-1), low: math.Inf(1), high: math.Inf(-1), log: c.log}
	for _, s := range c.series {
		for i, y := range s.Y[:min(len(s.X), len(s.Y))] {
			if c.log {
				y = math.Log10(y)
			}
			if math.IsNaN(y) || math.IsInf(y, 0) {
				continue
			}
			a.x0, a.x1 = min(a.x0, s.X[i]), max(a.x1, s.X[i])
			a.low, a.high = min(a.low, y), max(a.high, y)
		}
	}
	return a, a.x0 <= a.x1
}

// scale settles the axes' ends and ticks, not yet their place.
func (c *Curve) scale() (axes, bool) {
	a, ok := c.extent()
	if !ok {
		a.x0, a.x1, a.low, a.high = 0, 1, 0, 1
	}
	switch {
	case c.low < c.high && c.log:
		a.low, a.high = math.Log10(c.low), math.Log10(c.high)
	case c.low < c.high:
		a.low, a.high = c.low, c.high
	case c.log:
		a.low, a.high = math.Floor(a.low+1e-9), math.Ceil(a.high-1e-9)
	case a.low > 0 && (c.fromZero || a.low < a.high/2):
		a.low = 0
	}
	if a.high <= a.low {
		a.low, a.high = a.low-0.5, a.low+0.5
	}
	if c.log {
		for e := math.Ceil(a.low); e <= a.high; e++ {
			a.ticks = append(a.ticks, math.Pow(10, e))
		}
		return a, ok
	}
	a.ticks, a.decimals = ticks(a.low, a.high, 3)
	return a, ok
}

// tickRoom is the least distance of two ticks, before scaling: their numbers stand apart then.
const tickRoom = 14

// apart is every tick, or every second, third and so on where they would stand closer than least device pixels.
func (a axes) apart(at []float64, least float32) []float64 {
	if len(at) < 2 {
		return at
	}
	distance := a.y(at[0]) - a.y(at[1])
	every := 1
	for distance > 0 && distance*float32(every) < least {
		every++
	}
	var kept []float64
	for i := 0; i < len(at); i += every {
		kept = append(kept, at[i])
	}
	return kept
}

func (c *Curve) tickText(a axes, v float64) string {
	switch {
	case c.format != nil:
		return c.format(v)
	case a.log:
		return logText(v)
	}
	return fixedText(v, a.decimals)
}

// decimate turns values into points, at most four for each column of pixels: the first, the lowest, the highest and the
// last, so that no peak is lost.
func decimate(px, py []float32, a axes, xs, ys []float64) ([]float32, []float32) {
	for i := 0; i < len(xs); {
		x := a.x(xs[i])
		column := int(x)
		first := a.y(ys[i])
		low, high, last := first, first, first
		j := i + 1
		for ; j < len(xs) && int(a.x(xs[j])) == column; j++ {
			last = a.y(ys[j])
			low, high = min(low, last), max(high, last)
		}
		px, py = append(px, x), append(py, first)
		if j-i > 1 {
			px, py = append(px, x, x, a.x(xs[j-1])), append(py, low, high, last)
		}
		i = j
	}
	return px, py
}

// drawXAxis writes the ticks along the bottom: as many as stand apart.
func (c *Curve) drawXAxis(p *page, a axes, l lettering) {
	if c.xAxis == nil {
		return
	}
	at := c.xTicks
	if at == nil {
		at, _ = ticks(a.x0, a.x1, 3)
	}
	quiet, end := theme.Color(theme.Quiet), math.MinInt
	for _, t := range at {
		if t < a.x0 || t > a.x1 {
			continue
		}
		text := c.xAxis(t)
		width := p.textWidth(text, l)
		left := min(max(int(a.x(t))-width/2, 0), p.Rect.Dx()-width)
		if left < end {
			continue
		}
		p.text(text, left, a.area.Max.Y+p.px(10), fromLeft, l, quiet)
		end = left + width + p.px(theme.Grid/2)
	}
}
