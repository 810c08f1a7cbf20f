package widget

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// Progress shows a job's state in place: what it does, how far it is, the time left and a way to stop it.
type Progress struct {
	fynewidget.BaseWidget
	OnCancel func()

	text   *Text
	bar    *progressBar
	cancel *Button
	share  float64
	known  time.Duration // time left, as the owner knows it; 0: it is reckoned
	began  time.Time
	now    func() time.Time
}

// NewProgress returns one that shows a job not yet begun.
func NewProgress() *Progress {
	p := &Progress{text: NewText("", TextStyle{Color: theme.Quiet, Size: theme.Small, Cut: true}), now: time.Now}
	p.bar = newProgressBar(p)
	p.cancel = NewIconButton(fynetheme.CancelIcon(), "Cancel", func() {
		if p.OnCancel != nil {
			p.OnCancel()
		}
	})
	p.ExtendBaseWidget(p)
	return p
}

// Set tells how far the job is. The time left is reckoned from the last call with done at or below 0. total 0 means that
// nobody knows.
func (p *Progress) Set(text string, done, total int) {
	if done <= 0 || p.began.IsZero() {
		p.began = p.now()
	}
	p.share = 0
	if total > 0 {
		p.share = min(1, max(0, float64(done)/float64(total)))
		text = fmt.Sprintf("%s  %d of %d%s", text, done, total, p.left())
	}
	p.text.SetText(text)
	p.bar.repaint()
}

// SetLeft tells the time left, for who knows it better; 0 has it reckoned. It counts from the next Set on.
func (p *Progress) SetLeft(left time.Duration) { p.known = left }

// Text is what the line above the bar says.
func (p *Progress) Text() string { return p.text.Text() }

// left tells the time left, once enough was done to judge.
func (p *Progress) left() string {
	spent, left := p.now().Sub(p.began), p.known
	switch {
	case p.share >= 1:
		return ""
	case left > 0:
	case p.share < 0.02 || spent < time.Second:
		return ""
	default:
		left = time.Duration(float64(spent) * (1 - p.share) / p.share)
	}
	if left < time.Minute {
		return fmt.Sprintf(" · %d s left", int(left.Seconds()+1))
	}
	return fmt.Sprintf(" · %d min left", int(left.Minutes()+1))
}

// CreateRenderer implements fyne.Widget.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	layout := func(size fyne.Size) {
		button, text := p.cancel.MinSize(), p.text.MinSize()
		width := size.Width - button.Width - theme.Px(theme.Grid/2)
		top := (size.Height - text.Height - theme.Px(theme.Grid)) / 2
		place(p.text, 0, top, width, text.Height)
		place(p.bar, 0, top+text.Height+theme.Px(2), width, theme.Px(6))
		place(p.cancel, size.Width-button.Width, (size.Height-button.Height)/2, button.Width, button.Height)
	}
	return &face{
		objects: []fyne.CanvasObject{p.text, p.bar, p.cancel},
		layout:  layout,
		minimum: func() fyne.Size { return fyne.NewSize(theme.Px(160), theme.Px(32)) },
		refresh: func() {
			p.text.Refresh()
			p.bar.Refresh()
			p.cancel.Refresh()
			layout(p.Size())
		},
	}
}

type progressBar struct {
	sheet
	pen pen
}

func newProgressBar(p *Progress) *progressBar {
	b := &progressBar{}
	b.start(b, func() fyne.Size { return fyne.NewSize(0, theme.Px(6)) }, func(pg *page) {
		pg.clear()
		radius := float32(pg.Rect.Dy()) / 2
		b.pen.pill(pg, pg.Rect, radius, theme.Color(theme.Field))
		done := pg.Rect
		done.Max.X = int(p.share*float64(done.Dx()) + 0.5)
		if done.Dx() > done.Dy() {
			b.pen.pill(pg, done, radius, theme.Color(theme.Accent))
		}
	})
	return b
}
