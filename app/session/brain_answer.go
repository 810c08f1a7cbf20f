package session

import (
	"fmt"
	"image"
	"strings"
	"sync"
	"time"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// A BrainRecording is what was recorded of people who looked at the brain's pictures, in their order; nobody changes it.
type BrainRecording struct {
	Simulated bool
	Origin    string   // "simulated, seed 1", which is shown wherever the recording is; "" for files
	Names     []string // of the pictures, where the recording knows them
	Regions   []BrainRegion
	Movie     *rsa.Movie      // nil: nothing was recorded over time
	Volumes   []*neuro.Volume // a person's answers in space, a volume a picture; none: nothing was recorded there
	Mask      *neuro.Volume   // where centres may be; of the volumes' grid
	Notes     []string        // what is missing in it

	moments []rsa.RDM // of the movie, the mean over people
	inMask  []bool
}

// People is how many there are, at most, in any part of the recording.
func (r *BrainRecording) People() int {
	most := len(r.Volumes)
	for _, region := range r.Regions {
		most = max(most, len(region.People))
	}
	if r.Movie != nil {
		most = max(most, len(r.Movie.Subjects))
	}
	return most
}

// Summary is the recording in a few words: "4 people · early, late · over time · in space · simulated".
func (r *BrainRecording) Summary() string {
	var parts []string
	switch n := r.People(); n {
	case 0:
		return "no recording"
	case 1:
		parts = append(parts, "1 person")
	default:
		parts = append(parts, fmt.Sprintf("%d people", n))
	}
	var names []string
	for _, region := range r.Regions {
		names = append(names, region.Name)
	}
	if len(names) > 0 {
		parts = append(parts, strings.Join(some(names), ", "))
	}
	if r.Movie != nil {
		parts = append(parts, "over time")
	}
	if len(r.Volumes) > 0 {
		parts = append(parts, "in space")
	}
	if r.Simulated {
		parts = append(parts, "simulated")
	}
	return strings.Join(parts, " · ")
}

// A BrainRegion is a part of the brain: the dissimilarities of each person, and their mean.
type BrainRegion struct {
	Name   string
	People []BrainMatrix
	Mean   BrainMatrix

	rdms []rsa.RDM // People's
}

// BrainStimuli are the pictures that the recorded people looked at, in the recording's order, as the network gets to see them.
type BrainStimuli struct {
	Name       string // "toyworld", or where they come from
	Names      []string
	Set        data.Set // at the network's size
	Category   []int    // of each picture, of
	Categories []string // none where nobody said what the pictures show

	thumbs  []*image.RGBA // none until they are drawn
	heldOut []int         // of the Toy World's held-out pictures, those that these are; nil of others
}

// A BrainMatrix is the dissimilarities of the brain's pictures in one layer, or one part of a brain.
type BrainMatrix struct {
	Name, Title string
	RDM         rsa.RDM
	Missing     string // what nothing is known of; "": everything is known

	ranks func() []float64
}

// newBrainMatrix is an RDM with its names. Pairs are ranked when somebody looks: of all layers, few are shown.
func newBrainMatrix(name, title string, rdm rsa.RDM) BrainMatrix {
	return BrainMatrix{Name: name, Title: title, RDM: rdm, Missing: rdm.MissingText(), ranks: sync.OnceValue(func() []float64 { return shares(rdm) })}
}

// shares are the ranks of an RDM's pairs from 0, the lowest, to 1; NaN: unknown.
func shares(rdm rsa.RDM) []float64 {
	ranks := make([]float64, len(rdm))
	rsa.Ranks(ranks, rdm)
	_, unknown := rdm.Missing()
	highest := float64(max(len(rdm)-unknown-1, 1))
	for i, rank := range ranks {
		ranks[i] = (rank - 1) / highest
	}
	return ranks
}

// Ranks are those of all pairs, as At gives them. Nobody changes them.
func (m *BrainMatrix) Ranks() []float64 { return m.ranks() }

// At is the dissimilarity of two pictures and its rank: 0 of the lowest, 1 of the highest, NaN unknown. Both are 0 of a picture and
// itself.
func (m *BrainMatrix) At(i, j int) (value, rank float64) {
	if i == j {
		return 0, 0
	}
	pair := rsa.PairIndex(m.RDM.Pictures(), i, j)
	return m.RDM[pair], m.ranks()[pair]
}

// BrainMatrices are those of a network's layers: its rows, each at its main part.
type BrainMatrices struct {
	Stimuli *BrainStimuli
	Rows    []Row
	Layers  []BrainMatrix  // of each row
	Painted int            // the picture whose pairs are of it as it is painted; −1: none
	Before  *BrainMatrices // unpainted; nil where nothing is painted

	net      *cnn.Network
	distance rsa.Distance
}

// names are the layers'.
func (m *BrainMatrices) names() []string {
	names := make([]string, len(m.Layers))
	for k, l := range m.Layers {
		names[k] = l.Name
	}
	return names
}

// rdms are the layers'.
func (m *BrainMatrices) rdms() []rsa.RDM {
	rdms := make([]rsa.RDM, len(m.Layers))
	for k, l := range m.Layers {
		rdms[k] = l.RDM
	}
	return rdms
}

// A BrainOrder is how matrices' rows are laid out.
type BrainOrder struct {
	Pictures []int        // by place
	Groups   []BrainGroup // categories, where pictures are ordered by them
}

// A BrainGroup is places of one category, From up to before To.
type BrainGroup struct {
	Name     string
	From, To int
}

// BrainBars are how alike every layer is to every region.
type BrainBars struct {
	Layers  []string
	Regions []BrainBar
	// Old are the values before what was done last: unpainted; else without the lesions; else of the newest step, where an
	// earlier one is shown; else of the network that was shown before. Nil where there are none.
	Old *BrainBars

	key barsKey // what they are of
}

// A BrainBar is how alike the layers are to one region. P values are NaN until they are known.
type BrainBar struct {
	Name         string
	Lower, Upper float64 // noise ceiling; NaN of one person
	Results      []rsa.Result
	Method       string // of the test, for a caption; "" until the p values are known
}

// Stars are those of a layer's corrected p: below 0.05, 0.01 and 0.001.
func (b *BrainBar) Stars(layer int) string {
	stars := ""
	for _, p := range []float64{0.05, 0.01, 0.001} {
		if b.Results[layer].PCorrected < p {
			stars += "*"
		}
	}
	return stars
}

// BrainMaps is how alike every layer is to one person's brain, place by place. While they grow, values are NaN where nobody
// has been.
type BrainMaps struct {
	Layers  []string
	Of      *rsa.SearchlightMaps
	Best    []int   // per centre, the layer with the largest value; −1: none
	Lowest  float64 // of all values; NaN: none
	Highest float64
	Person  int // from 1
	Took    time.Duration
}

// A BrainThreshold is the value from which a place is like a layer beyond chance.
type BrainThreshold struct {
	Value  float64 // NaN where it is not defined
	P      float64 // corrected for all places and layers
	Method string  // how it was found, or why it was not
}

// A BrainFilm is how alike every moment of the recording over time is to every place of the one in space: Cichy, Pantazis and
// Oliva 2014.
type BrainFilm struct {
	Times   []float64 // ms
	Of      *rsa.SearchlightMaps
	Lowest  float64 // of all values; NaN: none
	Highest float64
	Person  int
}

// BrainCurves are how alike layers were to regions while the network learned.
type BrainCurves struct {
	Steps           []int // rising
	Layers, Regions []string
	Of              [][][]float64 // region, layer, step
	Share           float64       // of the time that watching took last
}
