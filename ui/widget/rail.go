package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// RailItem is one room.
type RailItem struct {
	ID, Label, Tip string
	Icon           fyne.Resource
}

// Rail chooses the room: icon and word, a bar of the accent at the chosen one. Up and down move along it.
type Rail struct {
	fynewidget.BaseWidget
	OnSelect func(id string)

	tabs []*railTab
}

// NewRail returns a rail with nothing chosen.
func NewRail(items []RailItem, selected func(id string)) *Rail {
	r := &Rail{OnSelect: selected}
	for i, item := range items {
		r.tabs = append(r.tabs, newRailTab(r, i, item))
	}
	r.ExtendBaseWidget(r)
	return r
}

// SetSelected chooses without calling back.
func (r *Rail) SetSelected(id string) {
	for _, t := range r.tabs {
		t.chosen = t.item.ID == id
		t.style()
	}
}

// Selected is the chosen item's ID, empty when there is none.
func (r *Rail) Selected() string {
	for _, t := range r.tabs {
		if t.chosen {
			return t.item.ID
		}
	}
	return ""
}

// ItemRect is where an item is within the rail; of size zero where there is none of that ID.
func (r *Rail) ItemRect(id string) (fyne.Position, fyne.Size) {
	for _, t := range r.tabs {
		if t.item.ID == id {
			return t.Position(), t.Size()
		}
	}
	return fyne.Position{}, fyne.Size{}
}

func (r *Rail) choose(t *railTab) {
	r.SetSelected(t.item.ID)
	if r.OnSelect != nil {
		r.OnSelect(t.item.ID)
	}
}

// Measures of a rail before scaling.
const (
	railWidth  = 72
	railHeight = 62
	railBar    = 3
)

// CreateRenderer implements fyne.Widget.
func (r *Rail) CreateRenderer() fyne.WidgetRenderer {
	ground := NewGround(theme.Raised)
	edge := canvas.NewRectangle(theme.Color(theme.Line))
	objects := []fyne.CanvasObject{ground}
	for _, t := range r.tabs {
		objects = append(objects, t)
	}
	layout := func(size fyne.Size) {
		ground.Resize(size)
		place(edge, size.Width-theme.Px(1), 0, theme.Px(1), size.Height)
		for i, t := range r.tabs {
			place(t, 0, theme.Px(theme.Grid+float32(i)*railHeight), size.Width-theme.Px(1), theme.Px(railHeight))
		}
	}
	return &face{
		objects: append(objects, edge),
		layout:  layout,
		minimum: func() fyne.Size {
			return fyne.NewSize(theme.Px(railWidth), theme.Px(2*theme.Grid+float32(len(r.tabs))*railHeight))
		},
		refresh: func() {
			edge.FillColor = theme.Color(theme.Line)
			ground.Refresh()
			edge.Refresh()
			for _, t := range r.tabs {
				t.Refresh()
			}
			layout(r.Size())
		},
	}
}

// railTab is one room's button.
type railTab struct {
	pressable
	item        RailItem
	chosen      bool
	ground, bar *canvas.Rectangle
	icon        *canvas.Image
	label       *canvas.Text
}

func newRailTab(r *Rail, at int, item RailItem) *railTab {
	t := &railTab{item: item, ground: canvas.NewRectangle(color.Transparent), bar: canvas.NewRectangle(color.Transparent),
		icon: &canvas.Image{}, label: canvas.NewText(item.Label, nil)}
	t.restyle = t.style
	t.start(t, func() { r.choose(t) })
	t.use = func(ev *fyne.KeyEvent) bool {
		next := at + map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyDown: 1}[ev.Name]
		if next == at || next < 0 || next >= len(r.tabs) {
			return t.typed(ev)
		}
		if c := fyne.CurrentApp().Driver().CanvasForObject(t); c != nil {
			c.Focus(r.tabs[next])
		}
		return true
	}
	t.SetToolTip(item.Tip)
	t.style()
	return t
}

func (t *railTab) style() {
	front := theme.Quiet
	t.ground.FillColor, t.bar.FillColor = color.Transparent, color.Transparent
	if t.chosen || t.hovered {
		front = theme.Text
		t.ground.FillColor = theme.Color(theme.Field)
	}
	if t.chosen {
		t.bar.FillColor = theme.Color(theme.Accent)
	}
	t.label.Color, t.label.TextSize = theme.Color(front), theme.Size(theme.Small)
	t.label.Alignment = fyne.TextAlignCenter
	setIcon(t.icon, t.item.Icon, front)
	t.styleRing(theme.Accent)
	t.ground.Refresh()
	t.bar.Refresh()
	t.label.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (t *railTab) CreateRenderer() fyne.WidgetRenderer {
	layout := func(size fyne.Size) {
		t.ground.Resize(size)
		t.ring.Resize(size)
		place(t.bar, 0, 0, theme.Px(railBar), size.Height)
		icon := theme.Px(20)
		place(t.icon, (size.Width-icon)/2, theme.Px(11), icon, icon)
		place(t.label, 0, theme.Px(37), size.Width, t.label.MinSize().Height)
	}
	return &face{
		objects: []fyne.CanvasObject{t.ground, t.bar, t.icon, t.label, t.ring},
		layout:  layout,
		minimum: func() fyne.Size { return fyne.NewSize(theme.Px(railWidth), theme.Px(railHeight)) },
		refresh: func() {
			t.style()
			layout(t.Size())
		},
	}
}
