package ui

import (
	"unitscope/app/session"
	"unitscope/cnn"
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
	rows      []session.Row // of the network shown
	task      string
	classes   []string // of the task
	label     int      // class of the picture under the microscope, -1: unknown
	dark      bool
}

// A panel is a part of the window. update shows a frame, on the window's goroutine; it must
// be quick, and redraw only what differs from what it showed before.
type panel interface {
	update(f *frame)
}

// do has an action performed. Errors come back as notices, so panels need not look.
type do func(session.Action)

func newFrame(s *session.Session) *frame {
	f := &frame{session: s, view: s.Analysis.View(), shown: s.Training.Shown(), status: s.Training.Status(), selection: s.Selection(),
		stimulus: s.Stimulus(), classes: s.Pictures.Classes(), label: s.Label(), dark: s.Settings.Theme != "light"}
	f.task, _ = s.Task()
	f.rows = session.Rows(f.shown.Net)
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

// cell returns the cell under the flashlight: the pinned one, else the selected unit's
// strongest.
func (f *frame) cell() (row, col int) {
	if f.selection.Pinned || f.view == nil {
		return f.selection.Cell[0], f.selection.Cell[1]
	}
	_, node := f.unit()
	return f.view.Strongest(node, f.selection.Unit.Unit)
}

// labelOf names a class of the network's answers.
func labelOf(net *cnn.Network, class int) string {
	if class >= 0 && class < len(net.Meta.Labels) {
		return net.Meta.Labels[class]
	}
	return ""
}
