package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"unitscope/ui/theme"
)

// controlHeight is the height of buttons and dropdowns before scaling.
const controlHeight = 28

// Button does one thing: text, an icon or both. The primary one is filled with the accent.
type Button struct {
	pressable
	OnTapped func()

	text    string
	icon    fyne.Resource
	primary bool

	ground *canvas.Rectangle
	image  *canvas.Image
	label  *canvas.Text
}

// NewButton returns a quiet button; the icon may be nil.
func NewButton(text string, icon fyne.Resource, tapped func()) *Button {
	b := &Button{OnTapped: tapped, text: text, icon: icon,
		ground: canvas.NewRectangle(color.Transparent), image: &canvas.Image{}, label: canvas.NewText(text, nil)}
	b.restyle = b.style
	b.start(b, func() {
		if b.OnTapped != nil {
			b.OnTapped()
		}
	})
	b.style()
	return b
}

// NewPrimaryButton returns a button filled with the accent: the one that a room is about.
func NewPrimaryButton(text string, icon fyne.Resource, tapped func()) *Button {
	b := NewButton(text, icon, tapped)
	b.SetPrimary(true)
	return b
}

// NewIconButton returns a button without text, whose tooltip says what it does.
func NewIconButton(icon fyne.Resource, tip string, tapped func()) *Button {
	b := NewButton("", icon, tapped)
	b.SetTip(tip)
	return b
}

// Text is what the button says.
func (b *Button) Text() string { return b.text }

// SetText changes what the button says.
func (b *Button) SetText(text string) {
	if b.text != text {
		b.text = text
		b.Refresh()
	}
}

// SetIcon changes the icon; nil removes it.
func (b *Button) SetIcon(icon fyne.Resource) {
	b.icon = icon
	b.Refresh()
}

// SetPrimary fills the button with the accent, or no longer.
func (b *Button) SetPrimary(primary bool) {
	if b.primary != primary {
		b.primary = primary
		b.style()
	}
}

// SetTip changes the tooltip.
func (b *Button) SetTip(tip string) { b.SetToolTip(tip) }

func (b *Button) style() {
	front, ground := theme.Text, theme.Field
	switch {
	case b.primary && !b.disabled:
		front, ground = theme.OnAccent, theme.Accent
	case b.hovered && !b.disabled:
		ground = theme.FieldHover
	}
	b.ground.FillColor = theme.Color(ground)
	if b.text == "" && !b.primary && !b.hovered {
		b.ground.FillColor = color.Transparent
	}
	b.ground.CornerRadius = theme.Px(theme.Corner)
	b.label.Text, b.label.TextSize = b.text, theme.Size(theme.Body)
	b.label.TextStyle.Bold = b.primary
	b.label.Color = theme.Color(front)
	if b.disabled {
		front = disabledColor
		b.label.Color = theme.Color(front)
	}
	if b.primary {
		b.styleRing(theme.Text)
	} else {
		b.styleRing(theme.Accent)
	}
	setIcon(b.image, b.icon, front)
	b.ground.Refresh()
	b.label.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	f := &face{objects: []fyne.CanvasObject{b.ground, b.image, b.label, b.ring}, minimum: b.minimum, layout: b.layout}
	f.refresh = func() {
		b.style()
		b.layout(b.Size())
	}
	return f
}

// iconSize is that of icons in buttons, before scaling.
const iconSize = 16

func (b *Button) minimum() fyne.Size {
	height := theme.Px(controlHeight)
	if b.text == "" {
		return fyne.NewSquareSize(height)
	}
	width := b.label.MinSize().Width + theme.Px(24)
	if b.icon != nil {
		width += theme.Px(iconSize + 6)
	}
	return fyne.NewSize(width, height)
}

func (b *Button) layout(size fyne.Size) {
	b.ground.Resize(size)
	b.ring.Resize(size)
	text := b.label.MinSize()
	icon, gap := theme.Px(iconSize), theme.Px(6)
	if b.icon == nil {
		icon, gap = 0, 0
	}
	if b.text == "" {
		text.Width, gap = 0, 0
	}
	x := (size.Width - icon - gap - text.Width) / 2
	place(b.image, x, (size.Height-icon)/2, icon, icon)
	place(b.label, x+icon+gap, (size.Height-text.Height)/2, text.Width, text.Height)
}
