package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// Readout is a name with a value beneath it. Then, if not empty, follows the value after an arrow, in the accent:
// "2.314 → 0.862".
type Readout struct{ Name, Value, Then string }

// Readouts are a column of numbers that can be read off.
type Readouts struct {
	fynewidget.BaseWidget
	items []Readout
	rows  []readoutRow
	face  *face
}

type readoutRow struct{ name, value, then *Text }

// NewReadouts returns an empty column.
func NewReadouts() *Readouts {
	r := &Readouts{}
	r.ExtendBaseWidget(r)
	return r
}

// Set shows items; the column grows and shrinks with their number.
func (r *Readouts) Set(items ...Readout) {
	grown := len(items) != len(r.items)
	r.items = items
	for len(r.rows) < len(items) {
		r.rows = append(r.rows, readoutRow{
			NewText("", TextStyle{Color: theme.Quiet, Cut: true}),
			NewText("", TextStyle{}),
			NewText("", TextStyle{Color: theme.AccentText}),
		})
	}
	for i, item := range items {
		value, then := item.Value, item.Then
		if then != "" {
			value += " →"
		}
		r.rows[i].name.SetText(item.Name)
		r.rows[i].value.SetText(value)
		r.rows[i].then.SetText(then)
	}
	if r.face == nil {
		return
	}
	r.layout(r.Size())
	if grown {
		r.Refresh()
	}
}

// Items are what is shown.
func (r *Readouts) Items() []Readout { return r.items }

// CreateRenderer implements fyne.Widget.
func (r *Readouts) CreateRenderer() fyne.WidgetRenderer {
	r.face = &face{minimum: r.minimum, layout: r.layout, refresh: func() {
		for _, row := range r.rows {
			row.name.Refresh()
			row.value.Refresh()
			row.then.Refresh()
		}
		r.layout(r.Size())
	}}
	r.layout(r.Size())
	return r.face
}

func (r *Readouts) rowHeight() float32 {
	return 2*NewText("M", TextStyle{}).MinSize().Height + theme.Px(theme.Grid)
}

func (r *Readouts) minimum() fyne.Size {
	width := theme.Px(88)
	for _, row := range r.rows[:len(r.items)] {
		width = max(width, row.value.MinSize().Width+row.then.MinSize().Width+theme.Px(4))
	}
	return fyne.NewSize(width, float32(len(r.items))*r.rowHeight())
}

func (r *Readouts) layout(size fyne.Size) {
	r.face.objects = r.face.objects[:0]
	height := r.rowHeight()
	line := (height - theme.Px(theme.Grid)) / 2
	for i, row := range r.rows[:len(r.items)] {
		top := float32(i) * height
		value := row.value.MinSize().Width
		place(row.name, 0, top, size.Width, line)
		place(row.value, 0, top+line, value, line)
		place(row.then, value+theme.Px(4), top+line, max(0, size.Width-value), line)
		r.face.objects = append(r.face.objects, row.name, row.value, row.then)
	}
}
