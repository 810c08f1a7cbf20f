package ui

import (
	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// A squarePane is a head, something square as large as there is room for, and below it what is said of it.
type squarePane struct {
	root   *fyne.Container
	head   fyne.CanvasObject
	square fyne.CanvasObject
	below  []fyne.CanvasObject
	cells  func() int // the square's longer side, of which its edge is a whole multiple where it can be; nil: any edge
	most   float32    // the square's edge, before scaling
}

// Edges of squares, before scaling.
const (
	leastSquare float32 = 96
	mostSquare  float32 = 280
)

func newSquarePane(head, square fyne.CanvasObject, below ...fyne.CanvasObject) *squarePane {
	p := &squarePane{head: head, square: square, below: below, most: mostSquare}
	p.root = arranged(p.least, p.place, append([]fyne.CanvasObject{head, square}, below...)...)
	return p
}

// around is the height of everything but the square, at a width.
func (p *squarePane) around(width float32) float32 {
	height := p.head.MinSize().Height + theme.Px(theme.Grid/2)
	for _, o := range visible(p.below) {
		if _, bar := o.(*widget.ColorBar); !bar && width > 0 && o.Size().Width != width {
			o.Resize(fyne.NewSize(width, o.MinSize().Height)) // what wraps knows its height then
		}
		height += o.MinSize().Height + theme.Px(theme.Grid/2)
	}
	return height
}

func (p *squarePane) least() fyne.Size {
	return fyne.NewSize(theme.Px(leastSquare), p.around(p.root.Size().Width)+theme.Px(leastSquare))
}

// height is what the pane takes at a width with its square as wide.
func (p *squarePane) height(width float32) float32 {
	return p.around(width) + min(width, theme.Px(p.most))
}

func (p *squarePane) place(size fyne.Size) {
	g := theme.Px(theme.Grid / 2)
	head := p.head.MinSize().Height
	put(p.head, 0, 0, size.Width, head)
	edge := p.snapped(max(min(size.Width, size.Height-p.around(size.Width), theme.Px(p.most)), theme.Px(leastSquare)/2))
	put(p.square, 0, head+g, edge, edge)
	y := head + g + edge + g
	for _, o := range visible(p.below) {
		width := size.Width
		if _, ok := o.(*widget.ColorBar); ok {
			width = max(edge, o.MinSize().Width) // as wide as what it explains
		}
		y += fitHeight(o, 0, y, width) + g
	}
}

// snapped is the largest edge, no longer than one, that is a whole multiple of the square's cells.
func (p *squarePane) snapped(edge float32) float32 {
	if p.cells == nil {
		return edge
	}
	device, cells := widget.DevicePixels(p.square, edge), p.cells()
	if cells <= 0 || device < cells {
		return edge
	}
	return edge * float32(device/cells*cells) / float32(device)
}

// below has a head stand over things that share the rest of the room.
func below(head fyne.CanvasObject, rest ...fyne.CanvasObject) *fyne.Container {
	return arranged(
		func() fyne.Size {
			least := head.MinSize()
			return fyne.NewSize(theme.Px(leastSquare), least.Height+theme.Px(leastSquare))
		},
		func(size fyne.Size) {
			height := head.MinSize().Height
			put(head, 0, 0, size.Width, height)
			for _, o := range rest {
				put(o, 0, height, size.Width, max(0, size.Height-height))
			}
		}, append([]fyne.CanvasObject{head}, rest...)...)
}

// flowing lays controls side by side, and in lines where there is too little room.
func flowing(controls ...fyne.CanvasObject) *fyne.Container {
	return (&headlineLayout{controls: controls}).flowing()
}

func (h *headlineLayout) flowing() *fyne.Container {
	return arranged(
		func() fyne.Size {
			return fyne.NewSize(theme.Px(leastSquare), h.flow(max(h.width, theme.Px(leastSquare)), nowhere).Height)
		},
		func(size fyne.Size) {
			h.width = size.Width
			h.flow(size.Width, func(o fyne.CanvasObject, x, y float32, control fyne.Size) {
				put(o, x, y, min(control.Width, size.Width), control.Height)
			})
		}, h.controls...)
}

// ofSize holds an object at a size, before scaling.
func ofSize(width, height float32, o fyne.CanvasObject) *fyne.Container {
	return arranged(func() fyne.Size { return fyne.NewSize(theme.Px(width), theme.Px(height)) }, o.Resize, o)
}
