package widget

import (
	"image"

	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// Arithmetic is one cell's computation: what it sees, times the kernel, and what comes out.
type Arithmetic struct {
	Patch, Kernel, Products                      *image.RGBA // one pixel a weight; nil is left empty
	PatchCaption, KernelCaption, ProductsCaption string
	Sum                                          string // of the products: "0.418"
	Line                                         string // "Σ over maps 2.203 + bias 0.111 → relu → 2.314"
}

// ArithmeticView shows patch × kernel = products, Σ, and a line of numbers below.
type ArithmeticView struct {
	sheet
	shown Arithmetic
}

// NewArithmeticView returns an empty one.
func NewArithmeticView() *ArithmeticView {
	a := &ArithmeticView{}
	a.start(a, a.minimum, a.draw)
	return a
}

func (a *ArithmeticView) minimum() fyne.Size {
	height := theme.Px(96)
	if a.shown.Line != "" {
		height = theme.Px(122)
	}
	return fyne.NewSize(theme.Px(216), height)
}

// Set shows a computation.
func (a *ArithmeticView) Set(v Arithmetic) {
	a.shown = v
	a.repaint()
}

// Shown is the computation that is shown.
func (a *ArithmeticView) Shown() Arithmetic { return a.shown }

func (a *ArithmeticView) draw(p *page) {
	p.clear()
	v, sign := a.shown, p.px(24)
	small, body := p.style(theme.Small, false), p.style(theme.Body, false)
	quiet, text := theme.Color(theme.Quiet), theme.Color(theme.Text)
	sum := max(p.textWidth(v.Sum, body), p.textWidth("Σ", small))
	edge := min(p.px(78), (p.Rect.Dx()-2*sign-sum-p.px(theme.Grid))/3)
	if edge <= 0 {
		return
	}
	parts := []struct {
		picture *image.RGBA
		caption string
		sign    string
	}{{v.Patch, v.PatchCaption, "×"}, {v.Kernel, v.KernelCaption, "="}, {v.Products, v.ProductsCaption, ""}}
	x := 0
	for _, part := range parts {
		room := image.Rect(x, 0, x+edge, edge)
		if part.picture != nil {
			fit := view{room: room, height: part.picture.Rect.Dy(), width: part.picture.Rect.Dx()}
			magnify(p.RGBA, fit.frame(), part.picture)
		} else {
			p.frame(room, max(1, p.px(1)), theme.Color(theme.Line))
		}
		p.text(p.shorten(part.caption, edge+sign-p.px(2), small), x, edge+p.px(10), fromLeft, small, quiet)
		p.text(part.sign, room.Max.X+sign/2, edge/2, centred, body, text)
		x += edge + sign
	}
	x -= sign - p.px(theme.Grid)
	if v.Sum != "" {
		p.text("Σ", x, edge/2-p.px(9), fromLeft, small, quiet)
		p.text(v.Sum, x, edge/2+p.px(9), fromLeft, body, text)
	}
	p.text(p.shorten(v.Line, p.Rect.Dx(), body), 0, edge+p.px(32), fromLeft, body, text)
}
