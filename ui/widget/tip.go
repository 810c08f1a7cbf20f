package widget

import (
	"fyne.io/fyne/v2"
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

// CreateRenderer implements fyne.Widget.
func (t *Tip) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(t.content) }
