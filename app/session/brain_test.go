package session

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"unitscope/assets"
	"unitscope/cnn"
	"unitscope/viz/rsa"
)

// brainBenchOf lays a small network on the bench, beside the simulated subject. Few permutations are made, so that tests are quick.
func brainBenchOf(t *testing.T) *Session {
	t.Helper()
	s := smallBench(t, Options{})
	perform(t, s, "brain permutations 20")
	answered(t, s, s.Brain.Bars)
	return s
}

// recordedBenchOf lays a small network on the bench, beside recordings of a few pictures and voxels from files: what is computed from
// them takes a hundredth of what the simulated subject's 92 pictures take.
func recordedBenchOf(t *testing.T) *Session {
	t.Helper()
	s := smallBench(t, Options{})
	dir := brainFiles(t, 12)
	in := func(name string) string { return filepath.Join(dir, name) }
	perform(t, s, "brain permutations 20", "brain pictures "+in("pictures"), "brain regions "+in("regions.npz"), "brain times "+in("times.npz"), "brain movie "+in("movie.npz"),
		"brain volume "+in("bold.nii.gz"), "brain mask "+in("mask.nii.gz"))
	answered(t, s, s.Brain.Bars)
	return s
}

// fromScratch are the matrices of the network that is shown, of the brain's pictures; one of them may be another.
func fromScratch(t *testing.T, s *Session, net *cnn.Network, picture int, pixels *cnn.Tensor) []rsa.RDM {
	t.Helper()
	stimuli := s.Brain.Stimuli().Value
	var nodes []int
	for _, row := range Rows(net) {
		nodes = append(nodes, row.Main)
	}
	rdms, err := rsa.Layers(context.Background(), net, replaced{shownSet{stimuli.Set, net}, picture, pixels}, nodes, rsa.PearsonDistance, nil)
	if err != nil {
		t.Fatal(err)
	}
	return rdms
}

// replaced is a set with other pixels in the place of a picture.
type replaced struct {
	shownSet
	picture int
	pixels  *cnn.Tensor
}

func (r replaced) Read(i int, dst []float32) error {
	if i != r.picture {
		return r.shownSet.Read(i, dst)
	}
	r.net.Meta.Prep.Apply(dst, r.pixels.Data, r.net.Input)
	return nil
}

func largestDifference(t *testing.T, m *BrainMatrices, want []rsa.RDM) (largest float64) {
	t.Helper()
	for k, l := range m.Layers {
		for pair, v := range l.RDM {
			if math.IsNaN(v) != math.IsNaN(want[k][pair]) {
				t.Fatalf("%s, pair %d: %g, want %g", l.Name, pair, v, want[k][pair])
			}
			if d := math.Abs(v - want[k][pair]); d > largest {
				largest = d
			}
		}
	}
	return largest
}

// Painting on a picture of the brain's set gives the matrices that computing all anew gives, only where that picture is; the
// bars follow, with those before as marks; and taking the paint away brings everything back as it was.
func TestBrainFollowsPainting(t *testing.T) {
	s := recordedBenchOf(t)
	before := answered(t, s, s.Brain.Matrices).Value
	bars := answered(t, s, s.Brain.Bars).Value
	for _, picture := range []int{7, 10} { // the second has to give the first its own patterns back
		perform(t, s, "brain look "+number(float64(picture)))
		if at := s.Brain.Looked(); at != picture {
			t.Fatalf("picture %d lies under the microscope", at)
		}
		perform(t, s, "paint 20 20 15 white", "paint-to 30 24")
		painted := answered(t, s, s.Brain.Matrices).Value
		if painted.Painted != picture || painted.Before != before {
			t.Fatalf("painted %d, before %p", painted.Painted, painted.Before)
		}
		want := fromScratch(t, s, s.Training.Shown().Net, picture, s.Stimulus().Painted)
		if d := largestDifference(t, painted, want); d > 1e-5 {
			t.Errorf("picture %d: the matrices are %g from those computed anew", picture, d)
		}
		if d := largestDifference(t, painted, before.rdms()); d < 1e-3 {
			t.Errorf("painting changed nothing: %g", d)
		}
		n := len(painted.Stimuli.Names)
		for k, l := range painted.Layers {
			for i := range n {
				for j := range i {
					if pair := rsa.PairIndex(n, i, j); i != picture && j != picture && l.RDM[pair] != before.Layers[k].RDM[pair] {
						t.Fatalf("%s: pair %d, %d changed", l.Name, i, j)
					}
				}
			}
		}
		now := answered(t, s, s.Brain.Bars).Value
		if now.Old == nil || now.Old.Regions[0].Results[0].Mean != bars.Regions[0].Results[0].Mean {
			t.Errorf("marks of the bars: %+v", now.Old)
		}
		checkBars(t, s, now, want)
	}
	perform(t, s, "clear")
	if m := answered(t, s, s.Brain.Matrices).Value; m != before {
		t.Error("without paint the matrices are not those before")
	}
	if now := answered(t, s, s.Brain.Bars).Value; now.Regions[0].Results[0].Mean != bars.Regions[0].Results[0].Mean {
		t.Error("without paint the bars are not those before")
	}
}

// checkBars holds bars to comparisons one by one.
func checkBars(t *testing.T, s *Session, bars *BrainBars, layers []rsa.RDM) {
	t.Helper()
	for i, region := range s.Brain.Recording().Value.Regions {
		for k, r := range bars.Regions[i].Results {
			mean := 0.0
			for _, person := range region.rdms {
				mean += rsa.Compare(layers[k], person, rsa.Spearman) / float64(len(region.rdms))
			}
			if math.Abs(r.Mean-mean) > 1e-4 {
				t.Errorf("%s, %s: %g, want %g", region.Name, r.Name, r.Mean, mean)
			}
			if !(r.P > 0 && r.P <= 1) || r.PCorrected < r.P {
				t.Errorf("%s, %s: p %g, corrected %g", region.Name, r.Name, r.P, r.PCorrected)
			}
		}
	}
}

// A lesion and another snapshot change all matrices; the marks are the bars of the whole network, and of its newest step.
func TestBrainFollowsTheNetwork(t *testing.T) {
	s := recordedBenchOf(t)
	first := answered(t, s, s.Brain.Bars).Value
	perform(t, s, "lesion conv1:2 on")
	lesioned := answered(t, s, s.Brain.Bars)
	if lesioned.Value.Old == nil || lesioned.Value.Old.Regions[0].Results[1].Mean != first.Regions[0].Results[1].Mean {
		t.Errorf("with a lesion the marks are %+v", lesioned.Value.Old)
	}
	if d := largestDifference(t, answered(t, s, s.Brain.Matrices).Value, fromScratch(t, s, s.Training.Shown().Net, -1, nil)); d > 1e-6 {
		t.Errorf("with a lesion the matrices are %g from those computed anew", d)
	}
	perform(t, s, "lesion none", "learning-rate 0.1", "train 12")
	newest := answered(t, s, s.Brain.Bars).Value
	perform(t, s, "scrub 0")
	scrubbed := answered(t, s, s.Brain.Bars).Value
	if scrubbed.Regions[1].Results[0].Mean != first.Regions[1].Results[0].Mean || scrubbed.Old == nil || scrubbed.Old.Regions[1].Results[0].Mean != newest.Regions[1].Results[0].Mean {
		t.Errorf("scrubbed back to %v, marks %v; first %v, newest %v", scrubbed.Regions[1].Results[0], scrubbed.Old, first.Regions[1].Results[0], newest.Regions[1].Results[0])
	}
}

// The simulated subject's gradient is found: the layer that fits best lies the deeper the further to the front a place is, the
// first layer is like the back and the last like the front, and all is marked as simulated.
func TestBrainFindsTheGradient(t *testing.T) {
	s := open(t, Options{Demo: assets.DemoNetwork()})
	perform(t, s, "brain permutations 100")
	r := answered(t, s, s.Brain.Recording).Value
	if !r.Simulated || r.Origin != "simulated, seed 0" || r.Summary() != "4 people · early, late · over time · in space · simulated" {
		t.Errorf("%q, %q", r.Origin, r.Summary())
	}
	bars := answered(t, s, s.Brain.Bars).Value
	last := len(bars.Layers) - 1
	early, late := bars.Regions[0].Results, bars.Regions[1].Results
	if !(early[0].Mean > late[0].Mean) || !(late[last].Mean > early[last].Mean) || !(late[last].Mean > late[0].Mean) {
		t.Errorf("early: %v; late: %v", means(early), means(late))
	}
	maps := answered(t, s, s.Brain.Maps).Value
	threshold := answered(t, s, s.Brain.Threshold).Value
	var rows, depth []float64
	for c, voxel := range maps.Of.Centres {
		if best := maps.Best[c]; best >= 0 && maps.Of.Values[best][c] >= threshold.Value {
			rows, depth = append(rows, float64(voxelAt(maps.Of.Grid, voxel)[1])), append(depth, float64(best))
		}
	}
	if len(rows) < 100 {
		t.Fatalf("only %d places are above %g", len(rows), threshold.Value)
	}
	a, b := make([]float64, len(rows)), make([]float64, len(rows))
	rsa.Ranks(a, rows)
	rsa.Ranks(b, depth)
	if rho := rsa.Compare(a, b, rsa.Pearson); !(rho > 0.5) {
		t.Errorf("depth of the best layer against the place from back to front: %g", rho)
	}
}

func means(results []rsa.Result) (all []float64) {
	for _, r := range results {
		all = append(all, r.Mean)
	}
	return all
}

// Place, moment and layer are one for all panels; the slices cut where the cross is; a click on a plane leads back to it.
func TestBrainSlices(t *testing.T) {
	s := brainBenchOf(t)
	maps := answered(t, s, s.Brain.Maps).Value
	film := answered(t, s, s.Brain.Film).Value
	answered(t, s, s.Brain.Threshold)
	perform(t, s, "brain place 6 3 5", "brain map film", "brain moment 93")
	if index, ms := s.Brain.Moment(); ms != 100 || film.Times[index] != 100 { // of −100, −80, …
		t.Errorf("moment %d, %g ms", index, ms)
	}
	slices3 := s.Brain.Slices()
	index, _ := s.Brain.Moment()
	all := film.Of.Map(index)
	grid := s.Brain.Grid()
	for _, p := range slices3.Planes {
		for row := range p.Rows {
			for column := range p.Columns {
				at := p.Voxel(column, row)
				want, got := all[(at[2]*grid[1]+at[1])*grid[0]+at[0]], p.Values[row*p.Columns+column]
				if got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
					t.Fatalf("plane %d, column %d, row %d: %g, want %g", p.Axis, column, row, got, want)
				}
			}
		}
		if at := p.Voxel(p.Cross[0], p.Cross[1]); at != [3]int{6, 3, 5} {
			t.Errorf("plane %d: the cross is at %v", p.Axis, at)
		}
	}
	cross := s.Brain.Cross()
	// the grid's middle voxel, (6, 8, 5), is the origin, and voxels are 8 mm wide
	if cross.MM != [3]float64{0, -40, 0} || !cross.Inside || len(cross.Film) != len(film.Times) {
		t.Errorf("cross %+v", cross)
	}
	c, _ := slices.BinarySearch(maps.Of.Centres, (5*grid[1]+3)*grid[0]+6)
	for k, v := range cross.Values {
		if v != maps.Of.Values[k][c] {
			t.Errorf("%s at the cross: %g, want %g", cross.Layers[k], v, maps.Of.Values[k][c])
		}
	}
	refused(t, s, "brain place 13 0 0")
	perform(t, s, "brain layer dense1", "brain map layer", "brain clear off")
	if at := s.Selection().Unit.Layer; at != "dense1" || s.Brain.Layer() != 2 {
		t.Errorf("layer %s, %d", at, s.Brain.Layer())
	}
}

// What takes long waits to be told to, and stops when it is; then it begins only when it is told to again.
func TestBrainStops(t *testing.T) {
	s := brainBenchOf(t)
	answered(t, s, s.Brain.Maps)
	perform(t, s, "brain permutations 100000")
	answered(t, s, s.Brain.Maps)
	if a := s.Brain.Threshold(); !a.OnDemand || a.Working {
		t.Fatalf("the threshold of 100000 permutations: %+v", a)
	}
	measure := func() {
		if err := s.Do(Measure{MeasureBrain}); err != nil {
			t.Fatal(err)
		}
		eventually(t, "it is on its way", func() bool { a := s.Brain.Threshold(); return a.Working && s.Probe.Work().Running })
	}
	measure()
	perform(t, s, "stop")
	if a := s.Brain.Threshold(); a.Working || !a.OnDemand {
		t.Errorf("stopped: %+v", a)
	}
	measure()
	perform(t, s, "stop", "brain permutations 20")
	if a := answered(t, s, s.Brain.Threshold); a.Err != nil || !(a.Value.Value > 0) {
		t.Errorf("with few permutations: %+v", a)
	}
}

// What was measured otherwise stands in for nothing: not by another comparison as a mark, not of another recording while its maps
// are not there yet.
func TestBrainShowsNothingMeasuredOtherwise(t *testing.T) {
	s := brainBenchOf(t)
	perform(t, s, "train 2")
	if bars := answered(t, s, s.Brain.Bars).Value; bars.Old == nil {
		t.Error("no marks of the network before it learned")
	}
	perform(t, s, "brain compare pearson")
	if bars := answered(t, s, s.Brain.Bars).Value; bars.Old != nil {
		t.Error("correlations by Pearson have marks by Spearman")
	}
	answered(t, s, s.Brain.Maps)
	perform(t, s, "brain simulated 1")
	answered(t, s, s.Brain.Recording)
	if a := s.Brain.Maps(); a.Value != nil && !a.Growing {
		t.Errorf("maps of the recording before: %+v", a)
	}
}

// Recordings of which nobody can ask any more leave memory, with all that was found of them.
func TestBrainForgetsRecordings(t *testing.T) {
	s := recordedBenchOf(t)
	first := s.Brain.Recording().Value
	about := func() (n int) {
		s.Probe.mu.Lock()
		defer s.Probe.mu.Unlock()
		for a := range s.Probe.results.of {
			if source, is := a.source.(made); is && source.of(first) {
				n++
			}
		}
		return n
	}
	if about() == 0 {
		t.Fatal("nothing was found of the first recording")
	}
	for seed := range mostRecordings {
		perform(t, s, fmt.Sprintf("brain simulated %d", seed+1))
		answered(t, s, s.Brain.Recording)
	}
	if n := about(); n != 0 {
		t.Errorf("%d results of a recording that is gone", n)
	}
}
