package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// Option is one choice: Value is what callbacks get, Label what is read, Tip what a tooltip explains.
type Option struct{ Value, Label, Tip string }

// Segmented chooses one of several: pills, the chosen one in the accent. The arrow keys move the choice.
type Segmented struct {
	pills
	OnChanged func(value string)

	value string
}

// NewSegmented returns a choice; a value that is no option's chooses none.
func NewSegmented(options []Option, value string, changed func(value string)) *Segmented {
	s := &Segmented{OnChanged: changed}
	s.pressed = s.choose
	s.moved = s.move
	s.ExtendBaseWidget(s)
	s.SetOptions(options, value)
	return s
}

// SetOptions replaces the choices.
func (s *Segmented) SetOptions(options []Option, value string) {
	s.setOptions(options)
	s.SetValue(value)
}

// SetValue chooses without calling back.
func (s *Segmented) SetValue(value string) {
	s.value = value
	for _, c := range s.chips {
		c.setOn(c.option.Value == value)
	}
}

// Value is the chosen option's.
func (s *Segmented) Value() string { return s.value }

func (s *Segmented) choose(c *chip) {
	if c.option.Value == s.value {
		return
	}
	s.SetValue(c.option.Value)
	if s.OnChanged != nil {
		s.OnChanged(s.value)
	}
}

// move chooses the neighbour of a focused chip, and gives it the focus.
func (s *Segmented) move(from *chip, step int) {
	for i, c := range s.chips {
		next := i + step
		if c != from || next < 0 || next >= len(s.chips) {
			continue
		}
		if canvas := fyne.CurrentApp().Driver().CanvasForObject(from); canvas != nil {
			canvas.Focus(s.chips[next])
		}
		s.choose(s.chips[next])
		return
	}
}

// Chips are several choices, each on or off.
type Chips struct {
	pills
	OnChanged func(value string, on bool)
}

// NewChips returns choices that are all off.
func NewChips(options []Option, changed func(value string, on bool)) *Chips {
	c := &Chips{OnChanged: changed}
	c.pressed = func(pill *chip) {
		pill.setOn(!pill.on)
		if c.OnChanged != nil {
			c.OnChanged(pill.option.Value, pill.on)
		}
	}
	c.ExtendBaseWidget(c)
	c.setOptions(options)
	return c
}

// Set turns a choice on or off without calling back.
func (c *Chips) Set(value string, on bool) {
	for _, pill := range c.chips {
		if pill.option.Value == value {
			pill.setOn(on)
		}
	}
}

// On tells whether a choice is on.
func (c *Chips) On(value string) bool {
	for _, pill := range c.chips {
		if pill.option.Value == value {
			return pill.on
		}
	}
	return false
}

// pills lays chips out in lines. Its least size is that of one line until it is given less width.
type pills struct {
	fynewidget.BaseWidget
	chips   []*chip
	pressed func(c *chip)
	moved   func(c *chip, step int)
}

func (p *pills) setOptions(options []Option) {
	p.chips = nil
	for _, o := range options {
		p.chips = append(p.chips, newChip(o, p))
	}
	p.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (p *pills) CreateRenderer() fyne.WidgetRenderer {
	f := &face{minimum: p.minimum, layout: p.layout}
	f.refresh = func() {
		f.objects = f.objects[:0]
		for _, c := range p.chips {
			f.objects = append(f.objects, c)
			c.Refresh()
		}
		p.layout(p.Size())
	}
	f.refresh()
	return f
}

func (p *pills) minimum() fyne.Size {
	widest := float32(0)
	for _, c := range p.chips {
		widest = max(widest, c.MinSize().Width)
	}
	width := p.Size().Width
	if width == 0 {
		width = p.LineWidth()
	}
	return fyne.NewSize(widest, p.flow(width, func(*chip, float32, float32) {}))
}

// LineWidth is what all chips side by side take; in less width they break into lines.
func (p *pills) LineWidth() float32 {
	width := float32(0)
	for i, c := range p.chips {
		if i > 0 {
			width += theme.Px(theme.Grid / 2)
		}
		width += c.MinSize().Width
	}
	return width
}

func (p *pills) layout(size fyne.Size) {
	p.flow(size.Width, func(c *chip, x, y float32) {
		place(c, x, y, c.MinSize().Width, c.MinSize().Height)
	})
}

// OptionRect is where a choice is within the widget; of size zero where there is none of that value.
func (p *pills) OptionRect(value string) (fyne.Position, fyne.Size) {
	for _, c := range p.chips {
		if c.option.Value == value {
			return c.Position(), c.Size()
		}
	}
	return fyne.Position{}, fyne.Size{}
}

// flow breaks chips into lines of at most width, calls at for each and returns the height.
func (p *pills) flow(width float32, at func(c *chip, x, y float32)) (height float32) {
	gap := theme.Px(theme.Grid / 2)
	x, y := float32(0), float32(0)
	for _, c := range p.chips {
		size := c.MinSize()
		if x > 0 && x+size.Width > width+0.5 {
			x, y = 0, y+size.Height+gap
		}
		at(c, x, y)
		x += size.Width + gap
		height = y + size.Height
	}
	return height
}

// chip is one pill.
type chip struct {
	pressable
	option Option
	on     bool
	ground *canvas.Rectangle
	label  *canvas.Text
}

func newChip(o Option, p *pills) *chip {
	c := &chip{option: o, ground: canvas.NewRectangle(color.Transparent), label: canvas.NewText(o.Label, nil)}
	c.restyle = c.style
	c.start(c, func() { p.pressed(c) })
	c.use = func(ev *fyne.KeyEvent) bool { return c.arrow(p, ev) || c.typed(ev) }
	c.SetToolTip(o.Tip)
	c.style()
	return c
}

func (c *chip) arrow(p *pills, ev *fyne.KeyEvent) bool {
	step := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[ev.Name]
	if step == 0 || p.moved == nil {
		return false
	}
	p.moved(c, step)
	return true
}

func (c *chip) setOn(on bool) {
	if c.on != on {
		c.on = on
		c.style()
	}
}

// disabledColor is Fyne's name for what cannot be used now.
const disabledColor = fynetheme.ColorNameDisabled

func (c *chip) style() {
	front, ground, ring := theme.Text, theme.Field, theme.Accent
	switch {
	case c.disabled && c.on:
		front, ground = disabledColor, theme.FieldHover
	case c.disabled:
		front = disabledColor
	case c.on:
		front, ground, ring = theme.OnAccent, theme.Accent, theme.Text
	case c.hovered:
		ground = theme.FieldHover
	}
	c.styleRing(ring)
	c.bars[0].CornerRadius = theme.Px(chipHeight / 2)
	c.ground.CornerRadius = theme.Px(chipHeight / 2)
	c.ground.FillColor = theme.Color(ground)
	c.label.Color = theme.Color(front)
	c.label.TextSize = theme.Size(theme.Small)
	c.label.TextStyle.Bold = c.on
	c.ground.Refresh()
	c.label.Refresh()
}

// chipHeight is a pill's height before scaling.
const chipHeight = 20

// CreateRenderer implements fyne.Widget.
func (c *chip) CreateRenderer() fyne.WidgetRenderer {
	layout := func(size fyne.Size) {
		c.ground.Resize(size)
		c.ring.Resize(size)
		text := c.label.MinSize()
		place(c.label, (size.Width-text.Width)/2, (size.Height-text.Height)/2, text.Width, text.Height)
	}
	return &face{
		objects: []fyne.CanvasObject{c.ground, c.label, c.ring},
		minimum: func() fyne.Size {
			// A pill is as wide as its bold text, so that being chosen moves nothing.
			bold := fyne.MeasureText(c.option.Label, theme.Size(theme.Small), fyne.TextStyle{Bold: true})
			return fyne.NewSize(bold.Width+theme.Px(16), theme.Px(chipHeight))
		},
		layout: layout,
		refresh: func() {
			c.style()
			layout(c.Size())
		},
	}
}
