package session

import (
	"image"
	"sync"

	"unitscope/viz/rsa"
)

// A Brain compares the network's layers with recordings of people who looked at the same pictures: representational similarity
// analysis, by region, over time and in space.
//
// It is asked as the Probe is, by the window, once a frame, and works in the Probe's queues: answers come in the background,
// are kept, and are stale when the network has moved on. Lesions count: it is the network that is shown.
type Brain struct {
	probe    *Probe
	analysis *Analysis
	session  *Session // for the window's goroutine

	thumb thumbs

	mu sync.Mutex
}

func newBrain(s *Session) *Brain {
	return &Brain{probe: s.Probe, analysis: s.Analysis, session: s}
}

// Recording returns what was recorded, and has it simulated or read.
func (b *Brain) Recording() Answer[BrainRecording] { return Answer[BrainRecording]{} }

// Stimuli returns the pictures that the recorded people looked at.
func (b *Brain) Stimuli() Answer[BrainStimuli] { return Answer[BrainStimuli]{} }

// Thumb is one of the brain's pictures, as large as the network sees it; nil where it cannot be read yet.
func (b *Brain) Thumb(index int) *image.RGBA { return nil }

// Looked is which of the brain's pictures lies under the microscope; −1: none.
func (b *Brain) Looked() int { return -1 }

// Matrices returns the dissimilarities of the brain's pictures in every layer: of the painted picture, where that is one of them.
func (b *Brain) Matrices() Answer[BrainMatrices] { return Answer[BrainMatrices]{} }

// Layer is the selected one, among the matrices: that of the selected unit.
func (b *Brain) Layer() int { return 0 }

// Region is the selected one, among the recording's; −1: there is none.
func (b *Brain) Region() int { return -1 }

// Shown are the two matrices that the room shows; nil while they are not known.
func (b *Brain) Shown() (layer, region *BrainMatrix) { return nil, nil }

// Pixels returns the dissimilarities of the pictures' own values.
func (b *Brain) Pixels() Answer[BrainMatrix] { return Answer[BrainMatrix]{} }

// Order returns how the pictures of matrices are ordered.
func (b *Brain) Order() Answer[BrainOrder] { return Answer[BrainOrder]{} }

// LayerPoints and RegionPoints place the pictures in a plane, by the dissimilarities that are shown.
func (b *Brain) LayerPoints() Answer[rsa.Points]  { return Answer[rsa.Points]{} }
func (b *Brain) RegionPoints() Answer[rsa.Points] { return Answer[rsa.Points]{} }

// Bars returns how alike every layer is to every region.
func (b *Brain) Bars() Answer[BrainBars] { return Answer[BrainBars]{} }

// Courses returns how alike every layer is to the recording, moment by moment.
func (b *Brain) Courses() Answer[rsa.Courses] { return Answer[rsa.Courses]{} }

// Maps returns how alike every layer is to the recording, place by place.
func (b *Brain) Maps() Answer[BrainMaps] { return Answer[BrainMaps]{} }

// Threshold returns from which value on a place is like a layer beyond chance.
func (b *Brain) Threshold() Answer[BrainThreshold] { return Answer[BrainThreshold]{} }

// Film returns how alike every moment is to every place.
func (b *Brain) Film() Answer[BrainFilm] { return Answer[BrainFilm]{} }

// Moment is the one that is chosen, as an index of the recording's times and in ms; −1 where there are none.
func (b *Brain) Moment() (index int, ms float64) { return -1, 0 }

// Curves are how alike layers were to regions while the network learned; nil: nobody has watched.
func (b *Brain) Curves() *BrainCurves { return nil }
