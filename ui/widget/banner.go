package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// Notice is what a Banner says: what happened, the cause or what was left untouched, and a way on.
type Notice struct {
	Problem         bool // an error rather than news
	Message, Detail string
	Action          string // text of a button; empty: none
	OnAction        func()
	OnDismiss       func()
}

// Banner tells something in place, never over a running class. It is hidden until Say.
type Banner struct {
	fynewidget.BaseWidget

	notice          Notice
	ground, bar     *canvas.Rectangle
	message, detail *Text
	action, dismiss *Button
}

// NewBanner returns a hidden one.
func NewBanner() *Banner {
	b := &Banner{
		ground:  canvas.NewRectangle(color.Transparent),
		bar:     canvas.NewRectangle(color.Transparent),
		message: NewText("", TextStyle{Wrap: true}),
		detail:  NewText("", TextStyle{Wrap: true, Color: theme.Quiet}),
	}
	b.action = NewPrimaryButton("", nil, func() { b.act() })
	b.dismiss = NewIconButton(fynetheme.CancelIcon(), "Dismiss", b.Dismiss)
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

// Say shows a notice in place of the one before.
func (b *Banner) Say(n Notice) {
	b.notice = n
	b.message.SetText(n.Message)
	b.detail.SetText(n.Detail)
	b.action.SetText(n.Action)
	b.detail.Hidden = n.Detail == ""
	b.action.Hidden = n.Action == ""
	b.Show()
	b.Refresh()
}

// Notice is what was said last.
func (b *Banner) Notice() Notice { return b.notice }

// Dismiss hides the banner and calls the notice's OnDismiss.
func (b *Banner) Dismiss() {
	if !b.Visible() {
		return
	}
	b.Hide()
	if b.notice.OnDismiss != nil {
		b.notice.OnDismiss()
	}
}

func (b *Banner) act() {
	b.Hide()
	if b.notice.OnAction != nil {
		b.notice.OnAction()
	}
}

func (b *Banner) style() {
	mark := theme.Accent
	if b.notice.Problem {
		mark = theme.Bad
	}
	b.bar.FillColor = theme.Color(mark)
	b.ground.FillColor = theme.Color(theme.Field)
	b.ground.CornerRadius = theme.Px(theme.Corner)
	radius := theme.Px(theme.Corner)
	b.bar.TopLeftCornerRadius, b.bar.BottomLeftCornerRadius = radius, radius
	b.ground.Refresh()
	b.bar.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	b.style()
	return &face{
		objects: []fyne.CanvasObject{b.ground, b.bar, b.message, b.detail, b.action, b.dismiss},
		minimum: b.minimum,
		layout:  b.layout,
		refresh: func() {
			b.style()
			for _, o := range []fyne.CanvasObject{b.message, b.detail, b.action, b.dismiss} {
				o.Refresh()
			}
			b.layout(b.Size())
		},
	}
}

// buttons is the width that the buttons at the right take.
func (b *Banner) buttons() float32 {
	width := b.dismiss.MinSize().Width + theme.Px(theme.Grid)
	if b.action.Visible() {
		width += b.action.MinSize().Width + theme.Px(theme.Grid)
	}
	return width
}

func (b *Banner) minimum() fyne.Size {
	height := b.message.MinSize().Height
	if b.detail.Visible() {
		height += b.detail.MinSize().Height
	}
	height = max(height+theme.Px(2*theme.Grid), theme.Px(controlHeight+theme.Grid))
	return fyne.NewSize(b.buttons()+theme.Px(160), height)
}

func (b *Banner) layout(size fyne.Size) {
	b.ground.Resize(size)
	place(b.bar, 0, 0, theme.Px(4), size.Height)
	left := theme.Px(2 * theme.Grid)
	width := max(0, size.Width-left-b.buttons()-theme.Px(theme.Grid))
	b.message.Resize(fyne.NewSize(width, b.message.Size().Height))
	b.detail.Resize(fyne.NewSize(width, b.detail.Size().Height))
	height, below := b.message.MinSize().Height, float32(0)
	if b.detail.Visible() {
		below = b.detail.MinSize().Height
	}
	top := max(0, (size.Height-height-below)/2)
	place(b.message, left, top, width, height)
	place(b.detail, left, top+height, width, below)
	x := size.Width - theme.Px(theme.Grid/2)
	for _, button := range []*Button{b.dismiss, b.action} {
		if !button.Visible() {
			continue
		}
		least := button.MinSize()
		x -= least.Width
		place(button, x, (size.Height-least.Height)/2, least.Width, least.Height)
		x -= theme.Px(theme.Grid)
	}
}
