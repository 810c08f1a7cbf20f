package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// Dots show where in a row of steps somebody is: a dot a step, filled once it is done, and wide in the accent where one is.
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

// pitch is what a step takes, and wide what the one where somebody is takes more.
func (d *Dots) pitch() float32 { return theme.Px(dotSize + dotGap) }
func (d *Dots) wide() float32  { return theme.Px(dotSize) }

func (d *Dots) minimum() fyne.Size {
	if len(d.done) == 0 {
		return fyne.NewSize(0, theme.Px(2*dotSize))
	}
	return fyne.NewSize(float32(len(d.done))*d.pitch()-theme.Px(dotGap)+d.wide(), theme.Px(2*dotSize))
}

func (d *Dots) layout(size fyne.Size) {
	x, edge := float32(0), theme.Px(dotSize)
	objects := make([]fyne.CanvasObject, len(d.dots))
	for i, dot := range d.dots {
		width := edge
		dot.FillColor, dot.StrokeColor, dot.StrokeWidth, dot.CornerRadius = color.Transparent, theme.Color(theme.Quiet), theme.Px(1.5), edge/2
		switch {
		case i == d.at:
			width += d.wide()
			dot.FillColor, dot.StrokeColor = theme.Color(theme.Accent), theme.Color(theme.Accent)
		case d.done[i]:
			dot.FillColor = theme.Color(theme.Quiet)
		}
		place(dot, x, (size.Height-edge)/2, width, edge)
		dot.Refresh()
		x += width + theme.Px(dotGap)
		objects[i] = dot
	}
	if d.face != nil {
		d.face.objects = objects
	}
}

// Tapped implements fyne.Tappable.
func (d *Dots) Tapped(ev *fyne.PointEvent) {
	for i, dot := range d.dots {
		if ev.Position.X < dot.Position().X+dot.Size().Width+theme.Px(dotGap)/2 {
			if d.OnTapped != nil {
				d.OnTapped(i)
			}
			return
		}
	}
}
