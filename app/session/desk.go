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
	ref    string // where the source comes from: see openSource
	toys   Toys   // its size where that is the Toy World
	absent *absent
	seed   uint64 // of which pictures are held out, where the source has no split of its own

	picture Picture
	shift   [2]int // right, down, in pixels
	marks   []stimulus.Stroke

	hyper cnn.Hyper
	batch int

	plan    relearnPlan
	against against
	lesions lesions

	brain BrainSettings
	probe ProbeSettings
	draft Draft // of a network that is being put together
}

// absent is where the pictures would come from that could not be opened, of which the source stands in the
// place, and their task. An experiment keeps it, so that they are there again when the folder is.
type absent struct{ ref, task string }

// A Picture lies under the microscope before anything is done to it.
type Picture struct {
	Index  int           // in the held-out pictures; -1: an own picture, a blank one, or one of the brain's
	Path   string        // of an own picture; empty: it was pasted
	Own    *ownFile      // an own picture's; nil where it is too large to be kept
	Brain  BrainPicture  // of one of the brain's
	Blank  stimulus.Fill // the plain colour of one to draw on, else empty
	Name   string
	Note   string      // how it was made to fit, if it was
	Pixels *cnn.Tensor // C×H×W, 0 to 1; nil until it is read
}

// same tells whether two are one picture, perhaps read for different networks.
func (p Picture) same(q Picture) bool {
	return p.Index == q.Index && p.Path == q.Path && p.Own == q.Own && p.Blank == q.Blank && p.Brain == q.Brain
}

// chosen tells whether it is one of the source's.
func (p Picture) chosen() bool {
	return p.Path == "" && p.Own == nil && !p.Drawing() && p.Brain.Number == 0
}

// unread is the picture without what was read of it for a network.
func (p Picture) unread() Picture {
	return Picture{Index: p.Index, Path: p.Path, Own: p.Own, Brain: p.Brain, Blank: p.Blank}
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
