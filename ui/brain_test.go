package ui

import (
	"image"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/viz/colormap"
)

func (nobody) askBrainFile(session.BrainPart) {}
func (nobody) askBrainFolder()                {}
func (nobody) refit()                         {}

// compared shows parts of the room, everything computed that these ask for.
func compared(t *testing.T, s *session.Session, update func(f *frame)) *frame {
	t.Helper()
	for range 3 { // bars wait for matrices, the threshold for the maps
		update(newFrame(s))
		perform(t, s)
	}
	f := newFrame(s)
	update(f)
	return f
}

// inBrief keeps the permutations few.
var inBrief = []string{"room brain", "brain permutations 20", "select conv2:5"}

func TestBrainControls(t *testing.T) {
	s := bench(t, inBrief...)
	var did deeds
	p := newBrainRoom(did.do, nobody{}, func(f func()) { f() })
	p.update(newFrame(s))
	pick := func(items []*fyne.MenuItem, label, line string) {
		t.Helper()
		for _, item := range items {
			if strings.HasPrefix(item.Label, label) {
				item.Action()
				did.want(t, label, line)
				return
			}
		}
		t.Errorf("no entry %q", label)
	}
	pick(p.controls.comparators(), "Kendall τ-a", "brain compare kendall-tau-a")
	pick(p.controls.recordings(), "Other simulated people", "brain simulated 1")
	pick(p.side.settings.distances(), "Euclidean", "brain distance euclidean")
	pick(p.side.settings.tests(), "sign flips", "brain test sign-flip")
	pick(p.matrices.layers(), "conv3", "brain layer conv3")
	pick(peopleItems(newFrame(s), did.do), "the people's mean", "brain person mean")
	arrays := arrayItems(did.do, session.BrainRegions, "/data/people.npz", []string{"V1", "IT"})
	pick(arrays, "IT", "brain regions /data/people.npz:IT")
	pick(arrays, "All", "brain regions /data/people.npz")
	p.controls.watch.Tapped(nil)
	did.want(t, "Train and watch", "brain watch on", "train")
	p.side.settings.watch.OnChanged(watchLearning, false)
	did.want(t, "watch", "brain watch off")
	p.side.settings.sliders[2].row.OnChanged(2.5)
	did.want(t, "radius", "brain radius 2.5")
	p.side.settings.unit.OnChanged("mm")
	did.want(t, "mm", "brain radius 3 mm")
	p.side.settings.rules.OnChanged(ruleStrict, true)
	did.want(t, "strict", "brain strict on")
	p.matrices.orders.OnChanged("similarity")
	did.want(t, "similarity", "brain order similarity")
	p.matrices.values.OnChanged(valuesRaw)
	did.want(t, "raw", "brain values raw")
	p.space.maps.OnChanged("film")
	did.want(t, "film", "brain map film")
	p.space.clear.OnChanged(clearBelow, false)
	did.want(t, "threshold", "brain clear off")
}

// In whatever width there is, the controls stand in their order on two lines at most.
func TestBrainControlsFit(t *testing.T) {
	s := bench(t, inBrief...)
	p := newBrainRoom(new(deeds).do, nobody{}, func(f func()) { f() })
	p.update(newFrame(s))
	for _, width := range []float32{320, 380, 560, 700, 1200} {
		p.controls.fit(width)
		fitHeight(p.controls.root, 0, 0, width)
		lines, last := 1, fyne.Position{X: -1}
		for _, o := range p.controls.root.Objects {
			at := o.Position()
			if at.X <= last.X {
				lines++
			}
			if last = at; at.X+o.Size().Width > width {
				t.Errorf("%g wide: a control ends at %g", width, at.X+o.Size().Width)
			}
		}
		if lines > controlLines {
			t.Errorf("%g wide: %d lines", width, lines)
		}
	}
}

// What is computed is what is shown, and what is chosen in one panel is chosen in the session.
func TestBrainShowsTheComparison(t *testing.T) {
	s := bench(t, append(inBrief, "brain permutations 40")...)
	var did deeds
	p := newBrainRoom(did.do, nobody{}, func(f func()) { f() })
	f := compared(t, s, p.update)
	b := s.Brain
	layer, region := b.Shown()
	if layer == nil || region == nil || b.Bars().Value == nil || b.Courses().Value == nil || b.Slices() == nil {
		t.Fatalf("not all is known: %v, %v, %v, %v, %v", layer, region, b.Bars(), b.Courses(), b.Slices())
	}
	order := b.Order().Value.Pictures
	n := len(order)
	for _, at := range []image.Point{{X: 0, Y: 1}, {X: 7, Y: 3}, {X: n - 1, Y: 0}} {
		_, want := layer.At(order[at.Y], order[at.X])
		if got := p.matrices.layer.cells[at.Y*n+at.X]; math.Abs(float64(got)-want) > 1e-6 {
			t.Errorf("row %d, column %d shows rank %g, want %g", at.Y, at.X, got, want)
		}
	}
	if span := p.matrices.layer.span; span != (colormap.Range{High: 1}) {
		t.Errorf("ranks are coloured from %v", span)
	}
	bars := b.Bars().Value
	for i, r := range bars.Regions {
		for k, result := range r.Results {
			if f.rows[k].Name != bars.Layers[k] || math.IsNaN(result.Mean) {
				t.Errorf("bar %d of region %d is %v", k, i, result)
			}
		}
	}
	last := len(bars.Layers) - 1
	p.bars.pick(0, last)
	did.want(t, "a bar", "brain layer "+f.rows[last].Name, "brain region "+bars.Regions[0].Name)
	p.time.curves.OnMoment(3)
	did.want(t, "a moment", session.GoToMoment{MS: b.Courses().Value.Times[3]}.String())
	p.space.slices.OnCross(0, 2, 1) // from above: column and row of the axial plane
	plane := b.Slices().Planes[2]
	did.want(t, "a place", session.PlaceCross{Voxel: plane.Voxel(2, 1)}.String())
	p.space.slices.OnStep(0, 1)
	place := b.Place()
	place[2]++
	did.want(t, "a slice upwards", session.PlaceCross{Voxel: place}.String())
}

// Once the network has learned on, everything that is of an earlier step says so, until it is computed anew.
func TestBrainSaysOfWhichStep(t *testing.T) {
	s := bench(t, append(inBrief, "batch 2")...)
	p := newBrainRoom(new(deeds).do, nobody{}, func(f func()) { f() })
	compared(t, s, p.update)
	check := func(old bool) {
		t.Helper()
		panes := map[string]*brainPane{"layer": p.matrices.layer.brainPane, "region": p.matrices.region.brainPane, "bars": p.bars.brainPane, "time": p.time.brainPane, "space": p.space.brainPane}
		for name, pane := range panes {
			if said := pane.about.Text(); strings.HasPrefix(said, "of step 0 · ") != old {
				t.Errorf("%s says %q", name, said)
			}
		}
		if said := brainReadouts(newFrame(s)); slices.Contains(said, "of step 0") != old {
			t.Errorf("the status bar says %q", said)
		}
	}
	check(false)
	perform(t, s, "train 1")
	p.update(newFrame(s))
	check(true)
	compared(t, s, p.update)
	check(false)
}

// A pair that is pinned in the one matrix is the same pictures in the other and at the side; a click on one lays it under the
// microscope.
func TestBrainPair(t *testing.T) {
	s := bench(t, inBrief...)
	var did deeds
	p := newBrainRoom(did.do, nobody{}, func(f func()) { f() })
	compared(t, s, func(f *frame) {
		p.matrices.update(f)
		p.side.pair.update(f, p.matrices)
	})
	order := s.Brain.Order().Value.Pictures
	p.matrices.layer.view.OnCell(2, 9)
	want := [2]int{order[2], order[9]}
	if p.side.pair.shown != want || p.matrices.pair() != want {
		t.Errorf("row 2, column 9 are pictures %v; the side shows %v, the matrices %v", want, p.side.pair.shown, p.matrices.pair())
	}
	layer, _ := s.Brain.Shown()
	value, rank := layer.At(want[0], want[1])
	if words := dissimilarityWords(layer, want); !strings.HasPrefix(words, strings.TrimSuffix(correlation(value), "0")[:3]) || !strings.HasSuffix(words, percent(rank)) {
		t.Errorf("%q for %g and %g", words, value, rank)
	}
	p.matrices.region.view.OnHover(0, 1, true)
	if p.side.pair.shown != [2]int{order[0], order[1]} {
		t.Errorf("under the mouse the side shows %v", p.side.pair.shown)
	}
	p.matrices.region.view.OnHover(0, 1, false)
	if p.side.pair.shown != want {
		t.Errorf("the mouse gone, the side shows %v, not the pinned %v", p.side.pair.shown, want)
	}
	p.side.pair.strip.OnPick(1)
	did.want(t, "a picture of the pair", session.LookAtBrain{Picture: want[1]}.String())
}

// Painting on a picture of the set changes its row of every matrix and moves the bars, whose old values stay as marks.
func TestBrainFollowsTheBrush(t *testing.T) {
	s := bench(t, append(inBrief, "brain values raw", "brain look 3")...)
	p := newBrainRoom(func(session.Action) {}, nobody{}, func(f func()) { f() })
	upper := func(f *frame) {
		p.matrices.update(f)
		p.bars.update(f)
	}
	compared(t, s, upper)
	if s.Brain.Looked() != 3 {
		t.Fatalf("picture %d lies under the microscope, want 3", s.Brain.Looked())
	}
	before := slices.Clone(p.matrices.layer.cells)
	var took [3]time.Duration
	for i := range took {
		began := time.Now()
		if err := s.Do(session.Paint{X: 20 + i, Y: 20, Size: 15, Fill: "noise"}); err != nil {
			t.Fatal(err)
		}
		old := p.bars.known
		for p.bars.known == old || s.Brain.Matrices().Value.Painted != 3 {
			s.Take()
			upper(newFrame(s))
			if time.Since(began) > 5*time.Second {
				t.Fatal("the bars do not follow")
			}
			time.Sleep(time.Millisecond)
		}
		took[i] = time.Since(began)
	}
	t.Logf("strokes took %v", took)
	n, row := len(p.matrices.places), p.matrices.places[3]
	changed := 0
	for i, v := range p.matrices.layer.cells {
		switch {
		case v == before[i]:
		case i/n == row || i%n == row:
			changed++
		default:
			t.Fatalf("row %d, column %d changed, of another picture", i/n, i%n)
		}
	}
	if changed < n {
		t.Errorf("only %d dissimilarities changed, of %d", changed, 2*(n-1))
	}
	if p.bars.known.Old == nil {
		t.Error("no old values are marked")
	}
}

// The film goes on moment by moment, ends with the last, and begins again from the first.
func TestBrainFilmRuns(t *testing.T) {
	s := bench(t, append(inBrief, "brain map film")...)
	p := newFilmPlayer(func(a session.Action) {
		if err := s.Do(a); err != nil {
			t.Error(err)
		}
	}, func(func()) {}) // the test is the clock
	compared(t, s, func(f *frame) { p.update(f) })
	film := s.Brain.Film().Value
	if film == nil || !p.button.Visible() {
		t.Fatalf("no film to run: %v", s.Brain.Film())
	}
	last := len(film.Times) - 1
	perform(t, s, session.GoToMoment{MS: film.Times[last-2]}.String())
	p.press()
	for want := last - 1; want <= last; want++ {
		p.step()
		if at, _ := s.Brain.Moment(); at != want || !p.on {
			t.Errorf("at moment %d, running: %v; want %d", at, p.on, want)
		}
	}
	if p.step(); p.on {
		t.Error("it runs beyond its end")
	}
	p.press()
	if at, _ := s.Brain.Moment(); at != 0 || !p.on {
		t.Errorf("begun again at the end, it is at moment %d, running: %v", at, p.on)
	}
	p.press()
	if p.on {
		t.Error("pressed while it runs, it goes on")
	}
}
