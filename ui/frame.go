package ui

import (
	"fmt"
	"image"
	"slices"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/viz/field"
)

// A frame is what every panel draws from: one consistent look at the session, taken by the
// window once an update. A panel shows its part of it and asks for nothing else.
type frame struct {
	session   *session.Session
	view      *session.View // nil before the first picture has been answered
	shown     session.Shown
	status    session.Status
	selection session.Selection
	stimulus  session.Stimulus
	lesson    *session.LessonState // nil: none is given
	rows      []session.Row        // of the network shown
	extents   []field.Extent       // of its nodes
	task      string
	classes   []string // of the task
	label     int      // class of the picture under the microscope, -1: unknown
	dark      bool
	hover     *spot // the cell under the mouse, nil for none

	chained   spot // whose chain is kept
	chainKept []field.Window
}

// A spot is one cell of one unit's map, at a node.
type spot struct{ node, unit, row, col int }

// A panel is a part of the window. update shows a frame, on the window's goroutine; it must
// be quick, and redraw only what differs from what it showed before.
type panel interface {
	update(f *frame)
}

// do has an action performed. Errors come back as notices, so panels need not look.
type do func(session.Action)

func newFrame(s *session.Session) *frame {
	f := &frame{session: s, view: s.Analysis.View(), shown: s.Training.Shown(), status: s.Training.Status(), selection: s.Selection(),
		stimulus: s.Stimulus(), lesson: s.Lesson(), classes: s.Pictures.Classes(), label: s.Label(), dark: s.Settings.Theme != "light"}
	f.task, _ = s.Task()
	f.extents = field.Extents(f.shown.Net)
	if f.view != nil && f.view.Shown.Run != f.shown.Run {
		f.view = nil // of the network before: its nodes and units are others
	}
	if f.view != nil {
		f.rows = f.view.Rows
	} else {
		f.rows = session.Rows(f.shown.Net)
	}
	return f
}

// unit returns the selected unit's row and the node at which it is looked at.
func (f *frame) unit() (row session.Row, node int) {
	for _, r := range f.rows {
		if r.Name == f.selection.Unit.Layer {
			return r, f.selection.Part(f.shown.Net, r)
		}
	}
	return f.rows[0], f.rows[0].Main
}

// cell returns the cell of the selected unit under the flashlight: the pinned one, else the
// strongest.
func (f *frame) cell() (row, col int) {
	_, node := f.unit()
	h, w := session.MapSize(f.shown.Net.Nodes[node].Shape)
	row, col = f.selection.Cell[0], f.selection.Cell[1]
	if f.selection.Pinned && row < h && col < w || f.view == nil {
		return row, col
	}
	return f.view.Strongest(node, f.selection.Unit.Unit)
}

// lit is the cell that the flashlight shows: the one under the mouse, else the selected
// unit's.
func (f *frame) lit() spot {
	if f.hover != nil && f.has(*f.hover) {
		return *f.hover
	}
	_, node := f.unit()
	row, col := f.cell()
	return spot{node, f.selection.Unit.Unit, row, col}
}

// has tells whether there is such a cell: the mouse may rest where another network's was.
func (f *frame) has(s spot) bool {
	nodes := f.shown.Net.Nodes
	if s.node >= len(nodes) || s.unit >= nodes[s.node].Shape.Units() {
		return false
	}
	h, w := session.MapSize(nodes[s.node].Shape)
	return s.row < h && s.col < w
}

// window is the rectangle of pixels that a cell sees.
func (f *frame) window(s spot) image.Rectangle {
	e := f.extents[s.node]
	if e.Whole {
		return image.Rect(0, 0, f.shown.Net.Input[2], f.shown.Net.Input[1])
	}
	return e.Window(s.row, s.col)
}

// chain is what a cell depends on, layer by layer down to the pixels. That of the last cell
// asked for is kept: every row asks for the one under the flashlight.
func (f *frame) chain(at spot) []field.Window {
	if f.chainKept == nil || f.chained != at {
		net, row, col := f.view.Shown.Net, at.row, at.col
		if len(net.Nodes[at.node].Shape) != 3 {
			row, col = 0, at.unit // units that are no maps stand in one row
		}
		f.chained, f.chainKept = at, field.Chain(net, at.node, row, col)
	}
	return f.chainKept
}

// value is a cell's activation before and after painting.
func (f *frame) value(s spot) (before, now float32) {
	data, _, w := session.Map(f.view.Before(s.node), s.unit)
	painted, _, _ := session.Map(f.view.Now(s.node), s.unit)
	return data[s.row*w+s.col], painted[s.row*w+s.col]
}

// readouts are what the status bar says of the cell under the flashlight.
func (f *frame) readouts() []string {
	at := f.lit()
	net := f.view.Shown.Net
	before, now := f.value(at)
	said := []string{f.address(at)}
	if h, w := session.MapSize(net.Nodes[at.node].Shape); h*w > 1 {
		said = append(said, fmt.Sprintf("row %d, column %d", at.row, at.col))
	}
	if before != now {
		said = append(said, figure(float64(before))+" → "+figure(float64(now)))
	} else {
		said = append(said, figure(float64(now)))
	}
	seen := f.window(at)
	picture := image.Rect(0, 0, net.Input[2], net.Input[1])
	inside := seen.Intersect(picture)
	share := 100 * float64(inside.Dx()*inside.Dy()) / float64(picture.Dx()*picture.Dy())
	return append(said, fmt.Sprintf("sees %d × %d px of the picture (%.0f %% of it)", inside.Dx(), inside.Dy(), share))
}

// address is a cell's unit, and the stage at which it is looked at where that is not the first: "conv2:17 at relu2".
func (f *frame) address(at spot) string {
	for _, row := range f.view.Rows {
		switch slices.Index(row.Parts, at.node) {
		case -1:
		case 0:
			return fmt.Sprintf("%s:%d", row.Title, at.unit)
		default:
			return fmt.Sprintf("%s:%d at %s", row.Title, at.unit, f.view.Titles[at.node])
		}
	}
	return fmt.Sprintf("%s:%d", f.view.Titles[at.node], at.unit)
}

// title is a unit's address as it is shown: by its row's title.
func (f *frame) title(a session.Address) string {
	a.Layer = f.rowTitle(a.Layer)
	return a.String()
}

// rowTitle is how a row is shown that has a name.
func (f *frame) rowTitle(name string) string {
	for _, row := range f.rows {
		if row.Name == name {
			return row.Title
		}
	}
	return name
}

// labelOf names a class of the network's answers.
func labelOf(net *cnn.Network, class int) string {
	if class >= 0 && class < len(net.Meta.Labels) {
		return net.Meta.Labels[class]
	}
	return ""
}
