package widget

import (
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	tooltip "github.com/dweymouth/fyne-tooltip/widget"

	"unitscope/ui/theme"
)

// SliderSpec is what a SliderRow or a Stepper needs to know of its number.
type SliderSpec struct {
	Label, Unit string
	Tip         string
	Low, High   float64
	Step        float64                // values are multiples of it; 0: any (of two digits where Log)
	Log         bool                   // equal distances are equal ratios; Low is above 0 then
	Format      func(v float64) string // nil: Number
}

func (s SliderSpec) text(v float64) string {
	text := Number(v)
	switch {
	case s.Format != nil:
		text = s.Format(v)
	case s.Step > 0:
		text = fixedText(v, decimalsOf(s.Step))
	}
	if s.Unit != "" {
		text += " " + s.Unit
	}
	return text
}

// hold returns the nearest value that is allowed.
func (s SliderSpec) hold(v float64) float64 {
	if math.IsNaN(v) {
		return s.Low
	}
	switch {
	case s.Step > 0:
		v = roundTo(math.Round(v/s.Step)*s.Step, decimalsOf(s.Step))
	case s.Log && v > 0:
		v = roundTo(v, 1-int(math.Floor(math.Log10(v))))
	}
	return min(max(v, s.Low), s.High)
}

// roundTo rounds to so many decimals; without it 3·0.1 would be written as 0.30000000000000004.
func roundTo(v float64, decimals int) float64 {
	p := math.Pow(10, float64(decimals))
	if math.Abs(v*p) > 1<<52 {
		return v
	}
	return math.Round(v*p) / p
}

// decimalsOf is how many decimals a step is written with.
func decimalsOf(step float64) int {
	for d := 0; d < 12; d++ {
		if scaled := step * math.Pow(10, float64(d)); math.Abs(math.Round(scaled)-scaled) < 1e-9*scaled {
			return d
		}
	}
	return 12
}

// share is where on the slider a value is, 0 to 1.
func (s SliderSpec) share(v float64) float64 {
	if s.High <= s.Low {
		return 0
	}
	if s.Log {
		return math.Log(v/s.Low) / math.Log(s.High/s.Low)
	}
	return (v - s.Low) / (s.High - s.Low)
}

// at is the value at a share of the slider.
func (s SliderSpec) at(share float64) float64 {
	share = min(max(share, 0), 1)
	if s.Log {
		return s.hold(s.Low * math.Pow(s.High/s.Low, share))
	}
	return s.hold(s.Low + share*(s.High-s.Low))
}

// next is the value one step up or down: Step, a digit where Log, or a fiftieth.
func (s SliderSpec) next(v float64, up float64) float64 {
	switch {
	case s.Step > 0:
		return s.hold(v + up*s.Step)
	case s.Log:
		return s.hold(v * math.Pow(1.1, up))
	}
	return s.hold(v + up*(s.High-s.Low)/50)
}

// SliderRow is a label, a slider and the value as text. Arrows move it by a step, Page Up and Down by ten.
type SliderRow struct {
	sheet
	focus
	tip tooltip.ToolTipWidgetExtend

	OnChanged     func(v float64) // while it moves
	OnChangeEnded func(v float64)

	spec    SliderSpec
	value   float64
	held    bool
	hovered bool
	pen     pen
}

// NewSliderRow returns a row; a value out of bounds is held within.
func NewSliderRow(spec SliderSpec, value float64) *SliderRow {
	s := &SliderRow{spec: spec, value: spec.hold(value)}
	s.startFocus(s, s.typed)
	s.layers = []fyne.CanvasObject{s.ring}
	s.arrange = func(size fyne.Size) {
		s.ring.Resize(size)
		s.styleRing(theme.Accent)
	}
	s.tip.ExtendToolTipWidget(s)
	s.tip.SetToolTip(spec.Tip)
	s.start(s, func() fyne.Size { return fyne.NewSize(theme.Px(200), theme.Px(24)) }, s.draw)
	return s
}

// SetSpec changes bounds and names; the value is held within them, without calling back.
func (s *SliderRow) SetSpec(spec SliderSpec) {
	s.spec = spec
	s.value = spec.hold(s.value)
	s.tip.SetToolTip(spec.Tip)
	s.repaint()
}

// SetValue moves the slider without calling back.
func (s *SliderRow) SetValue(v float64) {
	if v = s.spec.hold(v); v != s.value {
		s.value = v
		s.repaint()
	}
}

// Value is where the slider stands.
func (s *SliderRow) Value() float64 { return s.value }

// ValueText is how the value is written.
func (s *SliderRow) ValueText() string { return s.spec.text(s.value) }

// track is where the slider's line is, in units within the widget.
func (s *SliderRow) track() (left, right float32) {
	width := s.raster.Size().Width
	left = theme.Px(96)
	if s.spec.Label == "" {
		left = theme.Px(theme.Grid)
	}
	return left, max(left+theme.Px(40), width-theme.Px(72))
}

// knob is the radius of what is dragged, before scaling.
const knob = 6

func (s *SliderRow) draw(p *page) {
	p.clear()
	middle, l := p.Rect.Dy()/2, p.style(theme.Body, false)
	left, right := s.track()
	x0, x1 := int(left*p.ratio), int(right*p.ratio)
	p.text(p.shorten(s.spec.Label, x0-p.px(2*knob), l), 0, middle, fromLeft, l, theme.Color(theme.Quiet))
	p.text(s.ValueText(), x1+p.px(2*knob), middle, fromLeft, l, theme.Color(theme.Text))
	half := p.px(1.5)
	s.pen.pill(p, image.Rect(x0, middle-half, x1, middle+half), float32(half), theme.Color(theme.FieldHover))
	x := float32(x0) + float32(s.spec.share(s.value))*float32(x1-x0)
	radius := p.exact(knob)
	if s.hovered || s.held {
		radius = p.exact(knob + 1)
	}
	s.pen.disc(p, x, float32(middle), radius, theme.Color(theme.Text))
}

// MouseDown implements desktop.Mouseable: the knob jumps there.
func (s *SliderRow) MouseDown(ev *desktop.MouseEvent) {
	if ev.Button != desktop.MouseButtonPrimary || ev.Position.X < theme.Px(96-2*knob) && s.spec.Label != "" {
		return
	}
	s.held = true
	s.follow(ev.Position.X)
}

// MouseUp implements desktop.Mouseable.
func (s *SliderRow) MouseUp(*desktop.MouseEvent) { s.release() }

// Dragged implements fyne.Draggable.
func (s *SliderRow) Dragged(ev *fyne.DragEvent) {
	if s.held {
		s.follow(ev.Position.X)
	}
}

// DragEnd implements fyne.Draggable.
func (s *SliderRow) DragEnd() { s.release() }

func (s *SliderRow) follow(x float32) {
	left, right := s.track()
	s.change(s.spec.at(float64((x - left) / (right - left))))
}

func (s *SliderRow) change(v float64) {
	if v == s.value {
		return
	}
	s.value = v
	s.repaint()
	if s.OnChanged != nil {
		s.OnChanged(v)
	}
}

func (s *SliderRow) release() {
	if !s.held {
		return
	}
	s.held = false
	s.repaint()
	if s.OnChangeEnded != nil {
		s.OnChangeEnded(s.value)
	}
}

// MouseIn implements desktop.Hoverable.
func (s *SliderRow) MouseIn(ev *desktop.MouseEvent) {
	enterTip(&s.tip, ev)
	s.hovered = true
	s.repaint()
}

// MouseMoved implements desktop.Hoverable.
func (s *SliderRow) MouseMoved(ev *desktop.MouseEvent) { s.tip.MouseMoved(ev) }

// MouseOut implements desktop.Hoverable.
func (s *SliderRow) MouseOut() {
	s.tip.MouseOut()
	s.hovered = false
	s.repaint()
}

func (s *SliderRow) typed(ev *fyne.KeyEvent) bool {
	steps, known := map[fyne.KeyName]float64{
		fyne.KeyLeft: -1, fyne.KeyDown: -1, fyne.KeyRight: 1, fyne.KeyUp: 1, fyne.KeyPageDown: -10, fyne.KeyPageUp: 10,
	}[ev.Name]
	if !known {
		return false
	}
	if v := s.spec.next(s.value, steps); v != s.value {
		s.change(v)
		if s.OnChangeEnded != nil {
			s.OnChangeEnded(v)
		}
	}
	return true
}
