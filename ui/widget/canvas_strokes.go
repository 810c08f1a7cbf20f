package widget

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// stroke is a line that is being drawn.
type stroke struct {
	on   bool
	last image.Point
}

// MouseDown implements desktop.Mouseable: the first dot of a stroke.
func (c *Canvas) MouseDown(ev *desktop.MouseEvent) {
	at, inside := c.view().cell(ev.Position)
	if !inside || ev.Button == desktop.MouseButtonTertiary {
		return
	}
	c.begin(at, ev.Button == desktop.MouseButtonSecondary)
}

func (c *Canvas) begin(at image.Point, erase bool) {
	c.end() // of a stroke whose button is still down
	c.stroke = stroke{on: true, last: at}
	if c.OnStrokeStart != nil {
		c.OnStrokeStart(at.X, at.Y, erase)
	}
}

// MouseUp implements desktop.Mouseable. Which of MouseUp and DragEnd comes first, or at all, depends on the movement.
func (c *Canvas) MouseUp(*desktop.MouseEvent) { c.end() }

// Dragged implements fyne.Draggable. Fyne begins a drag after two units of movement, and none for the right button.
func (c *Canvas) Dragged(ev *fyne.DragEvent) {
	c.hover(ev.Position)
	c.extend(ev.Position)
}

// DragEnd implements fyne.Draggable.
func (c *Canvas) DragEnd() { c.end() }

// MouseIn implements desktop.Hoverable.
func (c *Canvas) MouseIn(ev *desktop.MouseEvent) { c.hover(ev.Position) }

// MouseMoved implements desktop.Hoverable. It is what the right button's strokes are made of.
func (c *Canvas) MouseMoved(ev *desktop.MouseEvent) {
	c.hover(ev.Position)
	if ev.Button != 0 {
		c.extend(ev.Position)
	}
}

// MouseOut implements desktop.Hoverable. The release of a button elsewhere is not heard, so a stroke ends here; while
// Fyne drags, this comes after the end only.
func (c *Canvas) MouseOut() {
	c.end()
	if c.inside && c.OnHover != nil {
		c.OnHover(c.at.X, c.at.Y, false)
	}
	c.inside = false
	c.placeOutline()
}

// Scrolled implements fyne.Scrollable.
func (c *Canvas) Scrolled(ev *fyne.ScrollEvent) {
	if c.OnWheel == nil || ev.Scrolled.DY == 0 {
		return
	}
	if ev.Scrolled.DY > 0 {
		c.OnWheel(1)
	} else {
		c.OnWheel(-1)
	}
}

// Cursor implements desktop.Cursorable.
func (c *Canvas) Cursor() desktop.Cursor { return desktop.CrosshairCursor }

func (c *Canvas) hover(pos fyne.Position) {
	at, inside := c.view().cell(pos)
	c.hoverPixel(at, inside)
}

func (c *Canvas) hoverPixel(at image.Point, inside bool) {
	if at == c.at && inside == c.inside {
		return
	}
	was := c.inside
	c.at, c.inside = at, inside
	c.placeOutline()
	if c.OnHover != nil && (inside || was) {
		c.OnHover(at.X, at.Y, inside)
	}
}

func (c *Canvas) extend(pos fyne.Position) {
	at, _ := c.view().cell(pos)
	if !c.stroke.on || at == c.stroke.last {
		return
	}
	c.stroke.last = at
	if c.OnStrokeMove != nil {
		c.OnStrokeMove(at.X, at.Y)
	}
}

func (c *Canvas) end() {
	if !c.stroke.on {
		return
	}
	c.stroke.on = false
	if c.OnStrokeEnd != nil {
		c.OnStrokeEnd()
	}
}

// typed moves the brush by a pixel, or dabs.
func (c *Canvas) typed(ev *fyne.KeyEvent) bool {
	if c.picture == nil {
		return false
	}
	steps := map[fyne.KeyName]image.Point{
		fyne.KeyLeft: {X: -1}, fyne.KeyRight: {X: 1}, fyne.KeyUp: {Y: -1}, fyne.KeyDown: {Y: 1},
	}
	size := c.picture.Rect.Size()
	switch step, isArrow := steps[ev.Name]; {
	case isArrow && !c.inside:
		c.hoverPixel(size.Div(2), true)
	case isArrow:
		if next := c.at.Add(step); next.In(image.Rectangle{Max: size}) {
			c.hoverPixel(next, true)
		}
	case (ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter) && c.inside:
		c.begin(c.at, false)
		c.end()
	default:
		return false
	}
	return true
}
