package session

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"unitscope/cnn"
	"unitscope/viz/field"
	"unitscope/viz/tuning"
)

// did lists what the probe has done, by a trace.
func did(t *testing.T, trace *bytes.Buffer) (done []string) {
	t.Helper()
	for d := json.NewDecoder(bytes.NewReader(trace.Bytes())); d.More(); {
		var e struct {
			Event, Did string
			Stopped    bool
		}
		if err := d.Decode(&e); err != nil {
			t.Fatal(err)
		}
		if e.Event == "probe" && !e.Stopped {
			done = append(done, e.Did)
		}
	}
	return done
}

// answered asks until the answer is whole, as the window does once a frame.
func answered[T any](t *testing.T, s *Session, ask func() Answer[T]) Answer[T] {
	t.Helper()
	var a Answer[T]
	eventually(t, "the answer is whole", func() bool {
		s.Take()
		a = ask()
		return a.Err != nil || a.Value != nil && !a.Working && !a.Growing && !a.Stale
	})
	return a
}

// occlude is a sweep that nobody keeps, to compare with.
func occlude(t *testing.T, s *Session, picture *cnn.Tensor, layer string, o field.Options) *field.Maps {
	t.Helper()
	net := s.Training.Shown().Net
	x := cnn.NewTensor(net.Input...)
	net.Meta.Prep.Apply(x.Data, picture.Data, net.Input)
	maps, err := field.Sweep(t.Context(), net, x, layer, o)
	if err != nil {
		t.Fatal(err)
	}
	return maps
}

func TestProbeOcclusion(t *testing.T) {
	var trace bytes.Buffer
	s := open(t, Options{Trace: &trace})
	perform(t, s, "survey held-out 64", "picture 3", "select conv2:5", "occlude 5 2 grey")
	a := answered(t, s, s.Probe.Occlusion)
	maps := occlude(t, s, s.Stimulus().Painted, "relu2", field.Options{Patch: 5, Stride: 2, Fill: field.Grey})
	if !equalNaN(a.Value.Map, maps.Pixels(5, 48, 48)) || a.Value.Cell != maps.Cells[5] || a.Value.Original != maps.Original[5] {
		t.Error("the map is not that of a sweep")
	}
	if b := s.Probe.Occlusion(); b.Value != a.Value {
		t.Error("the next frame gets another map")
	}
	perform(t, s, "select conv2:6")
	if a := s.Probe.Occlusion(); a.Value == nil || a.Value.Unit != 6 || a.Working {
		t.Errorf("another unit of the layer is not there at once: %+v", a)
	}
	perform(t, s, "paint 24 24 60 grey")
	painted := answered(t, s, s.Probe.Occlusion)
	if equalNaN(painted.Value.Map, maps.Pixels(6, 48, 48)) {
		t.Error("paint makes no difference")
	}
	perform(t, s, "undo") // it is a stimulus of its own
	answered(t, s, s.Probe.Occlusion)
	if n := len(did(t, &trace)); n != 3 {
		t.Errorf("%d sweeps for three stimuli: %q", n, did(t, &trace))
	}
}

func equalNaN[T float32 | float64](a, b []T) bool {
	return slices.EqualFunc(a, b, func(x, y T) bool { return x == y || x != x && y != y })
}

// The field of the selected unit is that of its strongest pictures; measuring the layer
// measures it no second time, and a whole layer's units are then there at once.
func TestProbeFields(t *testing.T) {
	var trace bytes.Buffer
	s := open(t, Options{Trace: &trace})
	perform(t, s, "survey held-out 64", "select conv1:3", "occlude 5 3 grey", "strongest 4")
	a := answered(t, s, s.Probe.Field)
	f := a.Value
	if f.Unit != 3 || len(f.Pictures) != 4 || !f.Active || f.Theory != [2]float64{5, 5} {
		t.Fatalf("field %+v", f)
	}
	net := s.Training.Shown().Net
	for i, o := range f.Pictures {
		x := cnn.NewTensor(net.Input...)
		if err := s.Pictures.Source().HeldOut.Read(o.Picture, x.Data); err != nil {
			t.Fatal(err)
		}
		maps := occlude(t, s, x, "relu1", field.Options{Patch: 5, Stride: 3, Fill: field.Grey, Units: []int{3}})
		if !equalNaN(o.Map, maps.Pixels(0, 48, 48)) || o.Original != maps.Original[0] || 44*o.Row+o.Col != maps.Cells[0] {
			t.Errorf("picture %d: the map is not that of a sweep", i)
		}
		if i > 0 && o.Original > f.Pictures[i-1].Original {
			t.Error("the strongest picture is not the first")
		}
	}
	perform(t, s, "measure layer")
	fields := s.Probe.Fields(f.Node)
	if fields.Value.Measured != 16 || fields.Growing || fields.Working || fields.Stale || fields.Value.Units[3] != f {
		t.Errorf("after measuring: %+v", fields)
	}
	if again := s.Probe.Fields(f.Node); again.Value != fields.Value {
		t.Error("the next frame gets other fields")
	}
	for _, row := range s.Probe.Sizes() {
		if row.Row.Name == "conv1" && (row.Measured != 16 || !(row.Mean > 0)) || row.Row.Name != "conv1" && row.Measured != 0 {
			t.Errorf("sizes of %s: %+v", row.Row.Name, row)
		}
	}
	perform(t, s, "select conv1:7")
	if a := s.Probe.Field(); a.Value == nil || a.Working || a.Value.Pictures[3].Map == nil {
		t.Error("a unit of a layer that was measured is not there at once")
	}
	perform(t, s, "measure layer", "measure layer")
	if got, want := did(t, &trace), []string{"field of conv1:3", "fields of conv1", "fields of conv1", "fields of conv1"}; !slices.Equal(got, want) {
		t.Errorf("done: %q, want %q", got, want)
	}
	order := s.Probe.Order(s.row1(t))
	if !slices.Equal(order[:3], []int{0, 1, 2}) {
		t.Errorf("by index: %v", order)
	}
	perform(t, s, "sort size")
	order = s.Probe.Order(s.row1(t))
	for i := 1; i < len(order); i++ {
		if a, b := fields.Value.Units[order[i-1]].Size, fields.Value.Units[order[i]].Size; a < b || math.IsNaN(a) && !math.IsNaN(b) {
			t.Errorf("by size: %g before %g", a, b)
		}
	}
}

func (s *Session) row1(t *testing.T) Row {
	t.Helper()
	row, err := s.row("conv1")
	if err != nil {
		t.Fatal(err)
	}
	return row
}

// What is known of an earlier network is shown as stale while the network learns, and replaced when it
// rests; back at the earlier one, it is there at once.
func TestProbeGoesStale(t *testing.T) {
	var trace bytes.Buffer
	s := open(t, Options{Trace: &trace})
	perform(t, s, "survey held-out 64", "select conv1:3", "occlude 5 3 grey", "strongest 2", "batch 8")
	first := answered(t, s, s.Probe.Field)
	perform(t, s, "train 3")
	if a := s.Probe.Field(); a.Value != first.Value || !a.Stale || a.Step != first.Step {
		t.Errorf("after a step: %+v", a)
	}
	second := answered(t, s, s.Probe.Field)
	if second.Value == first.Value || second.Step != first.Step+3 {
		t.Errorf("at rest: of step %d", second.Step)
	}
	if err := s.Do(TrainSteps{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it learns", func() bool { return s.Training.Shown().Step > second.Step })
	if a := s.Probe.Field(); a.Value != second.Value || !a.Waits {
		t.Errorf("while it learns: %+v", a)
	}
	perform(t, s, "pause", "scrub 0")
	n := len(did(t, &trace))
	if a := answered(t, s, s.Probe.Field); a.Value != first.Value || len(did(t, &trace)) != n {
		t.Error("back at the first network, its field was measured again")
	}
}

// A pause changes nothing of a network, nor does looking at the live end again.
func TestRestingKeepsTheNetwork(t *testing.T) {
	s := open(t, Options{})
	net := s.Training.Shown().Net
	perform(t, s, "pause", "scrub live")
	if s.Training.Shown().Net != net {
		t.Error("without a step the network became another")
	}
	perform(t, s, "batch 4", "train 2")
	if after := s.Training.Shown().Net; after == net {
		t.Error("after steps the network is the same")
	}
	perform(t, s, "train 1", "scrub 0")
	if s.Training.Shown().Net != net || !equalParams(net, s.Training.Status().Run.Snapshots()[0].Net) {
		t.Error("step 0 is not the network of step 0")
	}
}

func TestProbeRestartsInPlace(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "survey held-out 64", "select conv3:3", "occlude 3 1 noise")
	eventually(t, "the pictures are known", func() bool { return !s.Units.Responses(s.Training.Shown(), false, s.Pictures.Source()).Stale })
	begun := func() *task {
		s.Probe.Field()
		s.Probe.mu.Lock()
		defer s.Probe.mu.Unlock()
		for _, t := range s.Probe.quick.tasks {
			if t.topic == fieldTopic && !t.over {
				return t
			}
		}
		return nil
	}
	first := begun()
	if err := s.Do(Select{Address{"conv3", 4}}); err != nil {
		t.Fatal(err)
	}
	second := begun()
	if first == nil || second == nil || !first.over || second.unit != 4 {
		t.Fatalf("after choosing another unit: %+v, then %+v", first, second)
	}
	if err := s.Do(Occlude{Side: 4, Stride: 2, Fill: field.Noise}); err != nil {
		t.Fatal(err)
	}
	third := begun()
	if !second.over || third.settings.Patch != 4 {
		t.Error("another patch did not restart it")
	}
	perform(t, s, "stop")
	if a := s.Probe.Field(); a.Working || !a.Stopped {
		t.Errorf("after stop: %+v", a)
	}
	perform(t, s, "undo")
	if s.ProbeSettings().Patch != 3 || begun() == nil {
		t.Error("undo did not bring the patch back, or it is not measured")
	}
}

func TestKeepUp(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "survey held-out 64", "select conv1:3", "occlude 8 8 grey", "strongest 2", "batch 8")
	first := answered(t, s, s.Probe.Field)
	perform(t, s, "keepup on", "train 2")
	if err := s.Do(TrainSteps{}); err != nil {
		t.Fatal(err)
	}
	seen := map[*UnitField]bool{}
	eventually(t, "three fields are measured while it learns", func() bool {
		s.Take()
		if a := s.Probe.Field(); a.Value != nil && !a.Growing && a.Step > first.Step {
			seen[a.Value] = true
			for i, o := range a.Value.Pictures {
				if o.Picture != first.Value.Pictures[i].Picture {
					t.Fatal("the pictures are not the same for all networks")
				}
			}
		}
		return len(seen) == 3
	})
	if c := s.Probe.Cost(); c.Share <= 0 || c.Took <= 0 {
		t.Errorf("it took %v", c)
	}
	perform(t, s, "pause")
}

// Work that rests after every piece takes a tenth of the time.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace()
		for _, piece := range []time.Duration{10, 2, 30} {
			time.Sleep(piece * time.Millisecond)
			p.rest(t.Context())
		}
		if c := p.cost(); c.Took != 42*time.Millisecond || math.Abs(c.Share-0.1) > 1e-9 {
			t.Errorf("%v, a share of %g; worked 42 ms of 420", c, c.Share)
		}
	})
}

// While it keeps up, pictures come from the survey of an earlier network, but answers and cells are those of the network whose
// maps they stand beside.
func TestAnswersBesideMaps(t *testing.T) {
	swept := field.Discrepancy{Picture: 7, Cell: 4, Original: 2, Map: []float32{0, -3}}
	a := &field.Averages{Units: []int{5}, Size: []float64{1}, Maps: [][]field.Discrepancy{{swept, {}}}}
	f := newUnitField(a, 0, 0, []tuning.Strongest{{Picture: 7, Cell: 1, Strength: 9}, {Picture: 8, Cell: 2, Strength: 5}})
	if o := f.Pictures[0]; o.Cell != 4 || o.Original != 2 || len(o.Map) != 2 {
		t.Errorf("swept: %+v", o)
	}
	if o := f.Pictures[1]; o.Picture != 8 || o.Cell != 2 || o.Original != 5 || o.Map != nil {
		t.Errorf("still to be swept: %+v", o)
	}
	if f.Largest != 3 {
		t.Errorf("largest %g", f.Largest)
	}
}

// What takes long goes on beside what is in sight, which comes first.
func TestMeasuringGivesWay(t *testing.T) {
	var trace bytes.Buffer
	s := open(t, Options{Trace: &trace})
	perform(t, s, "survey held-out 64", "select conv1:3", "occlude 5 3 grey", "strongest 8")
	for _, line := range []string{"measure all", "select conv3:7"} {
		a, err := Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Do(a); err != nil {
			t.Fatal(err)
		}
	}
	if w := s.Probe.Work(); !w.Running || w.Name != "fields of conv1, conv2, conv3" {
		t.Fatalf("work %+v", w)
	}
	answered(t, s, s.Probe.Field)
	answered(t, s, s.Probe.Occlusion)
	wait(t, s)
	for _, l := range s.Probe.Sizes() {
		if l.Measured != l.Row.Units || l.Stale {
			t.Errorf("%s: %d of %d measured", l.Row.Name, l.Measured, l.Row.Units)
		}
		// Where a patch of 5 px does not touch what the kernels see, hiding changes nothing.
		for u, size := range l.Sizes {
			if size > l.Theory[0]+2*4 {
				t.Errorf("%s:%d: measured %g of %g px", l.Row.Name, u, size, l.Theory[0])
			}
		}
	}
	done := did(t, &trace)
	if last := done[len(done)-1]; last != "fields of conv1, conv2, conv3" {
		t.Errorf("done %q", done)
	}
}

// Stopping keeps what has been measured so far, and does not wait for the rest.
func TestStopMeasuring(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "survey held-out 64", "select conv3:7", "occlude 3 1 noise")
	if err := s.Do(Measure{MeasureLayer}); err != nil {
		t.Fatal(err)
	}
	node := s.Probe.Node(Row{Name: "conv3", Parts: []int{s.Training.Shown().Net.Index("conv3")}, Main: s.Training.Shown().Net.Index("relu3")})
	eventually(t, "a unit is measured", func() bool { return s.Probe.Fields(node).Value.Measured > 0 })
	perform(t, s, "stop")
	if a := s.Probe.Fields(node); a.Value.Measured == 0 || !a.Growing || a.Working {
		t.Errorf("after stopping: %+v", a)
	}
}

func TestOrderBySelectivity(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "survey held-out 200", "sort selectivity")
	row := s.row1(t)
	s.Probe.Order(row)
	wait(t, s)
	responses := s.Units.Responses(s.Training.Shown(), false, s.Pictures.Source())
	order := s.Probe.Order(row)
	for i := 1; i < len(order); i++ {
		before, after := responses.Selectivity(row.Main, order[i-1], "object").Index, responses.Selectivity(row.Main, order[i], "object").Index
		if before < after {
			t.Errorf("unit %d of %g comes before unit %d of %g", order[i-1], before, order[i], after)
		}
	}
}
