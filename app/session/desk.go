package session

import (
	"time"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/stimulus"
)

// A desk is what Undo restores: everything a person set out, none of what was computed
// from it. It is a value; slices in it only ever grow by copying.
type desk struct {
	run    *Run
	source *data.Source
	task   string
	ref    string // where the source comes from: "toyworld" or a folder

	picture Picture
	shift   [2]int // right, down, in pixels
	marks   []stimulus.Stroke

	hyper cnn.Hyper
	batch int

	probe ProbeSettings
}

// A Picture lies under the microscope before anything is done to it.
type Picture struct {
	Index  int    // in the held-out pictures; -1: an own picture
	Path   string // of an own picture
	Name   string
	Note   string      // how it was made to fit, if it was
	Pixels *cnn.Tensor // C×H×W, 0 to 1; nil until it is read
}

// Stimulus is the picture as the network gets to see it. Nobody changes its tensors.
type Stimulus struct {
	Version  uint64 // rises with every change
	Picture  Picture
	Shift    [2]int
	Marks    int         // strokes that lie on it
	Original *cnn.Tensor // shifted, unpainted; C×H×W, 0 to 1
	Since    time.Time   // when it came to be
	Painted  *cnn.Tensor // with the strokes; Original itself where there are none
}

// Label returns the picture's class for the task, -1 where nobody knows it.
func (d desk) label() int {
	if d.picture.Index < 0 || d.source == nil {
		return -1
	}
	return d.source.HeldOut.Label(d.picture.Index, d.task)
}
