package ui

import (
	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// headline is a head with controls at its right, or below it where they would leave the head
// less than its least width and some room for its note, before scaling.
func headline(head *widget.SectionHead, note float32, controls ...fyne.CanvasObject) *fyne.Container {
	h := &headlineLayout{head: head, note: note, controls: controls}
	return arranged(h.least, h.place, append([]fyne.CanvasObject{head}, controls...)...)
}

type headlineLayout struct {
	head     *widget.SectionHead
	note     float32
	controls []fyne.CanvasObject
	gap      float32 // between controls, before scaling; 0: the grid
	width    float32 // given last
}

// sizeOf is what a control takes on one line.
func sizeOf(o fyne.CanvasObject) fyne.Size {
	size := o.MinSize()
	if pills, ok := o.(interface{ LineWidth() float32 }); ok {
		size.Width = pills.LineWidth()
	}
	return size
}

// flow breaks the visible controls into lines of at most width, has each placed, and returns
// what they take.
func (h *headlineLayout) flow(width float32, place func(o fyne.CanvasObject, x, y float32, size fyne.Size)) (taken fyne.Size) {
	g := theme.Px(theme.Grid)
	if h.gap > 0 {
		g = theme.Px(h.gap)
	}
	x, y, height := float32(0), float32(0), float32(0)
	var line []fyne.CanvasObject
	flush := func() {
		x = 0
		for _, o := range line {
			size := sizeOf(o)
			place(o, x, y+(height-size.Height)/2, size)
			x += size.Width + g
		}
		taken = fyne.NewSize(max(taken.Width, x-g), y+height)
		x, y, height, line = 0, y+height+theme.Px(theme.Grid/2), 0, line[:0]
	}
	for _, o := range visible(h.controls) {
		size := sizeOf(o)
		if x > 0 && x+size.Width > width {
			flush()
		}
		line = append(line, o)
		x, height = x+size.Width+g, max(height, size.Height)
	}
	if len(line) > 0 {
		flush()
	}
	return taken
}

func nowhere(fyne.CanvasObject, float32, float32, fyne.Size) {}

// beside is what the controls take on the head's line; ok is false where they do not fit.
func (h *headlineLayout) beside(width float32) (row fyne.Size, ok bool) {
	row = h.flow(1e6, nowhere)
	return row, h.head.MinSize().Width+theme.Px(h.note+theme.Grid)+row.Width <= width
}

func (h *headlineLayout) least() fyne.Size {
	head := h.head.MinSize()
	row, ok := h.beside(h.width)
	if ok || row.Width == 0 {
		return fyne.NewSize(head.Width, max(head.Height, row.Height))
	}
	return fyne.NewSize(head.Width, head.Height+theme.Px(theme.Grid/2)+h.flow(h.width, nowhere).Height)
}

func (h *headlineLayout) place(size fyne.Size) {
	h.width = size.Width
	row, ok := h.beside(size.Width)
	if !ok {
		head := h.head.MinSize().Height
		put(h.head, 0, 0, size.Width, head)
		h.flow(size.Width, func(o fyne.CanvasObject, x, y float32, size fyne.Size) {
			put(o, x, head+theme.Px(theme.Grid/2)+y, size.Width, size.Height)
		})
		return
	}
	left := size.Width - row.Width
	put(h.head, 0, 0, left-theme.Px(theme.Grid), size.Height)
	h.flow(1e6, func(o fyne.CanvasObject, x, _ float32, control fyne.Size) {
		put(o, left+x, (size.Height-control.Height)/2, control.Width, control.Height)
	})
}
