package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// Dropdown is a pill that opens a menu below itself: a quiet label and the value that is in force.
type Dropdown struct {
	pressable
	menu  func() []*fyne.MenuItem
	open  *fynewidget.PopUpMenu
	label *canvas.Text
	value *canvas.Text // cut where the pill is too narrow for
	whole string
	small bool // as high as a chip

	ground *canvas.Rectangle
	arrow  *canvas.Image
}

// NewDropdown returns a pill; menu is asked for the entries each time it opens. An empty label is left out.
func NewDropdown(label, value string, menu func() []*fyne.MenuItem) *Dropdown {
	d := &Dropdown{menu: menu, whole: value, label: canvas.NewText(label, nil), value: canvas.NewText(value, nil),
		ground: canvas.NewRectangle(color.Transparent), arrow: &canvas.Image{}}
	d.restyle = d.style
	d.start(d, d.Open)
	d.use = func(ev *fyne.KeyEvent) bool {
		if ev.Name == fyne.KeyDown {
			d.Tapped(nil)
			return true
		}
		return d.typed(ev)
	}
	d.style()
	return d
}

// NewSmallDropdown returns a pill as small as a chip, for the head of a section.
func NewSmallDropdown(label, value string, menu func() []*fyne.MenuItem) *Dropdown {
	d := NewDropdown(label, value, menu)
	d.small = true
	d.style()
	return d
}

// SetLabel changes the label; an empty one is left out.
func (d *Dropdown) SetLabel(label string) {
	if d.label.Text != label {
		d.label.Text = label
		d.Refresh()
	}
}

// SetValue changes the value that shows.
func (d *Dropdown) SetValue(value string) {
	if d.whole != value {
		d.whole, d.value.Text = value, value
		d.Refresh()
	}
}

// Value is the value that shows.
func (d *Dropdown) Value() string { return d.whole }

// SetTip changes the tooltip.
func (d *Dropdown) SetTip(tip string) { d.SetToolTip(tip) }

// Open opens the menu.
func (d *Dropdown) Open() {
	c := fyne.CurrentApp().Driver().CanvasForObject(d)
	items := d.menu()
	if c == nil || len(items) == 0 {
		return
	}
	d.open = fynewidget.NewPopUpMenu(fyne.NewMenu("", items...), c)
	d.open.ShowAtRelativePosition(fyne.NewPos(0, d.Size().Height+theme.Px(2)), d)
	c.Focus(d.open)
}

func (d *Dropdown) style() {
	ground, value := theme.Field, theme.Text
	if d.hovered && !d.disabled {
		ground = theme.FieldHover
	}
	if d.disabled {
		value = disabledColor
	}
	corner, size := float32(theme.Corner), theme.Size(theme.Body)
	if d.small {
		corner, size = chipHeight/2, theme.Size(theme.Small)
	}
	d.ground.FillColor, d.ground.CornerRadius = theme.Color(ground), theme.Px(corner)
	d.ground.StrokeColor, d.ground.StrokeWidth = theme.Color(theme.Line), theme.Px(1)
	d.label.Color, d.label.TextSize = theme.Color(theme.Quiet), size
	d.value.Color, d.value.TextSize = theme.Color(value), size
	setIcon(d.arrow, fynetheme.MenuDropDownIcon(), theme.Quiet)
	d.styleRing(theme.Accent)
	d.ground.Refresh()
	d.label.Refresh()
	d.value.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (d *Dropdown) CreateRenderer() fyne.WidgetRenderer {
	return &face{
		objects: []fyne.CanvasObject{d.ground, d.label, d.value, d.arrow, d.ring},
		minimum: func() fyne.Size {
			width := theme.Px(12) + d.valueAt() + d.words().FullWidth() + theme.Px(iconSize+6)
			if d.small {
				return fyne.NewSize(width, theme.Px(chipHeight))
			}
			return fyne.NewSize(width, theme.Px(controlHeight))
		},
		layout: d.layout,
		refresh: func() {
			d.style()
			d.layout(d.Size())
		},
	}
}

// valueAt is how far the value stands from where the label begins.
func (d *Dropdown) valueAt() float32 {
	if d.label.Text == "" {
		return 0
	}
	return d.label.MinSize().Width + theme.Px(6)
}

// words are the whole value as it is lettered.
func (d *Dropdown) words() *Text {
	t := &Text{text: d.whole}
	if d.small {
		t.style.Size = theme.Small
	}
	return t
}

func (d *Dropdown) layout(size fyne.Size) {
	d.ground.Resize(size)
	d.ring.Resize(size)
	x, icon := theme.Px(12), theme.Px(iconSize)
	d.value.Text = d.words().cut(size.Width - x - d.valueAt() - icon - theme.Px(6))
	for _, t := range []*canvas.Text{d.label, d.value} {
		text := t.MinSize()
		place(t, x, (size.Height-text.Height)/2, text.Width, text.Height)
		x = theme.Px(12) + d.valueAt()
	}
	place(d.arrow, size.Width-icon-theme.Px(6), (size.Height-icon)/2, icon, icon)
}
