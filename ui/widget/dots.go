package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// Dots show where in a row of steps somebody is: a dot a step, filled once it is done, and wide in the accent where one is. Many take
// several lines.
type Dots struct {
	fynewidget.BaseWidget
	OnTapped func(step int)

	done []bool
	at   int
	dots []*canvas.Rectangle
	face *face
}

// dotSize and dotGap are a dot's diameter and the distance between dots, before scaling.
const (
	dotSize float32 = 8
	dotGap  float32 = 8
)

// NewDots returns a row without steps.
func NewDots(tapped func(step int)) *Dots {
	d := &Dots{OnTapped: tapped}
	d.ExtendBaseWidget(d)
	return d
}

// Set shows steps, each done or not, and the one where somebody is.
func (d *Dots) Set(done []bool, at int) {
	d.done, d.at = append([]bool(nil), done...), at
	for len(d.dots) < len(done) {
		d.dots = append(d.dots, canvas.NewRectangle(color.Transparent))
	}
	d.dots = d.dots[:len(done)]
	d.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (d *Dots) CreateRenderer() fyne.WidgetRenderer {
	d.face = &face{minimum: d.minimum, layout: d.layout, refresh: func() { d.layout(d.Size()) }}
	d.layout(d.Size())
	return d.face
}

func (d *Dots) minimum() fyne.Size {
	return fyne.NewSize(0, d.Lines(d.Size().Width))
}

// Lines is the height of the dots' lines at a width.
func (d *Dots) Lines(width float32) float32 {
	return d.flow(width, func(int, fyne.Position, float32) {})
}

// LineWidth is what all dots take side by side.
func (d *Dots) LineWidth() float32 {
	return theme.Px(float32(len(d.done))*(dotSize+dotGap) - dotGap + dotSize)
}

// flow breaks the dots into lines of at most a width, has each placed, its upper left corner and width, and returns the lines' height.
func (d *Dots) flow(width float32, place func(step int, at fyne.Position, width float32)) (height float32) {
	edge, gap, line := theme.Px(dotSize), theme.Px(dotGap), theme.Px(2*dotSize)
	x, y := float32(0), float32(0)
	for step := range d.done {
		wide := edge
		if step == d.at {
			wide *= 2
		}
		if x > 0 && width > 0 && x+wide > width {
			x, y = 0, y+line
		}
		place(step, fyne.NewPos(x, y+(line-edge)/2), wide)
		x += wide + gap
	}
	return y + line
}

func (d *Dots) layout(size fyne.Size) {
	edge := theme.Px(dotSize)
	objects := make([]fyne.CanvasObject, len(d.dots))
	d.flow(size.Width, func(step int, at fyne.Position, width float32) {
		dot := d.dots[step]
		dot.FillColor, dot.StrokeColor, dot.StrokeWidth, dot.CornerRadius = color.Transparent, theme.Color(theme.Quiet), theme.Px(1.5), edge/2
		switch {
		case step == d.at:
			dot.FillColor, dot.StrokeColor = theme.Color(theme.Accent), theme.Color(theme.Accent)
		case d.done[step]:
			dot.FillColor = theme.Color(theme.Quiet)
		}
		place(dot, at.X, at.Y, width, edge)
		dot.Refresh()
		objects[step] = dot
	})
	if d.face != nil {
		d.face.objects = objects
	}
}

// Tapped implements fyne.Tappable. A dot is hit in half the gaps around it, too.
func (d *Dots) Tapped(ev *fyne.PointEvent) {
	half := theme.Px(dotGap) / 2
	for step, dot := range d.dots {
		at := ev.Position.Subtract(dot.Position())
		if d.OnTapped != nil && at.X >= -half && at.Y >= -half && at.X < dot.Size().Width+half && at.Y < dot.Size().Height+half {
			d.OnTapped(step)
			return
		}
	}
}
