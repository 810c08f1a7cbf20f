package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"

	"unitscope/viz/colormap"
)

// Bars is named values as horizontal bars, from the top down.
type Bars struct {
	Title  string
	Items  []Bar
	High   float64              // value of a full bar; 0: the largest one
	Format func(float64) string // of the number behind a bar; nil: short numbers
}

// Bar is one bar. A value that is not finite has no bar, and a dash for its number.
type Bar struct {
	Name  string
	Value float64
	Color color.RGBA // without opacity: sky blue
}

const (
	rowMost = 24 // points: bars do not drift further apart
	barMost = 14
)

func (b Bars) draw(p *page) {
	p = p.title(b.Title)
	if len(b.Items) == 0 {
		return
	}
	names, numbers := make([]string, len(b.Items)), make([]string, len(b.Items))
	for i, item := range b.Items {
		names[i], numbers[i] = item.Name, b.number(item.Value)
	}
	row := min((p.Max.Y-p.Min.Y)/vg.Length(len(b.Items)), rowMost)
	words := wordPen.fitted(row * 0.9)
	track := p.crop(words.width(names...)+gap, words.width(numbers...)+gap, 0, 0)
	if track.empty() {
		return
	}
	high := b.high()
	for i, item := range b.Items {
		middle := p.Max.Y - row*(vg.Length(i)+0.5)
		p.put(track.Min.X-gap, middle, leftOf, words, p.look.Quiet, item.Name)
		track.bar(item, middle, min(row*0.7, barMost), high)
		p.put(track.Max.X+gap, middle, rightOf, words, p.look.Text, numbers[i])
	}
}

// bar draws one bar on its track.
func (p *page) bar(b Bar, middle, thickness vg.Length, high float64) {
	top := p.snap(middle + thickness/2)
	bottom := top - max(p.snap(thickness), 1)
	p.fill(rectangle(p.snap(p.Min.X), bottom, p.snap(p.Max.X), top), p.look.Field)
	if share := b.Value / high; share > 0 {
		c := b.Color
		if c.A == 0 {
			c = colormap.OkabeIto[0]
		}
		p.fill(rectangle(p.snap(p.Min.X), bottom, p.snap(p.X(min(share, 1))), top), c)
	}
}

// high returns the value of a full bar, positive.
func (b Bars) high() float64 {
	high := b.High
	if high <= 0 {
		for _, item := range b.Items {
			if !math.IsInf(item.Value, 0) && item.Value > high {
				high = item.Value
			}
		}
	}
	if high <= 0 {
		return 1
	}
	return high
}

func (b Bars) number(v float64) string {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case b.Format != nil:
		return b.Format(v)
	}
	return number(v)
}
