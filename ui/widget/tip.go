package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
	tooltip "github.com/dweymouth/fyne-tooltip/widget"
)

// Tip lies around what has no tooltip of its own, such as a text, and gives it one.
type Tip struct {
	tooltip.ToolTipWidget
	content fyne.CanvasObject
}

// NewTip returns the content with a tooltip.
func NewTip(text string, content fyne.CanvasObject) *Tip {
	t := &Tip{content: content}
	t.SetToolTip(text)
	t.ExtendBaseWidget(t)
	return t
}

// SetTip changes the tooltip; an empty one never shows.
func (t *Tip) SetTip(text string) { t.SetToolTip(text) }

// MouseIn implements desktop.Hoverable.
func (t *Tip) MouseIn(ev *desktop.MouseEvent) { enterTip(&t.ToolTipWidget, ev) }

// CreateRenderer implements fyne.Widget.
func (t *Tip) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(t.content) }

// tipped is what has a tooltip, as the mouse enters and leaves it.
type tipped interface {
	MouseIn(ev *desktop.MouseEvent)
	MouseOut()
}

// pointed is what the mouse entered last: its tooltip shows, or is about to.
var pointed tipped

func enterTip(t tipped, ev *desktop.MouseEvent) {
	pointed = t
	t.MouseIn(ev)
}

// DropTip takes away the tooltip that shows or is about to. Fyne tells an object that the mouse has left only when the
// mouse moves: without this, the tooltip of what a key or a click hides would stay where it was. What is pointed at is kept
// in mind: a tooltip that was on its way to a busy window may come after it was dropped, and is dropped the next time.
func DropTip() {
	if pointed != nil {
		pointed.MouseOut()
	}
}
