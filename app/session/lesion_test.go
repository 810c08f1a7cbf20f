package session

import (
	"path/filepath"
	"slices"
	"testing"

	"unitscope/cnn"
)

// silentIn tells whether a unit answers nothing anywhere in a view.
func silentIn(v *View, node, unit int) bool {
	data, _, _ := Map(v.Now(node), unit)
	return !slices.ContainsFunc(data, func(x float32) bool { return x != 0 })
}

// A lesion is seen in every room at once: in the view, in the past, by the probe; it is undone like anything else, and the whole
// network is the same before and after.
func TestLesion(t *testing.T) {
	s := smallBench(t, Options{})
	whole := s.Training.Shown()
	intact := s.Analysis.View()
	relu1 := whole.Net.Index("relu1")
	unit := 0
	for silentIn(intact, relu1, unit) {
		unit++ // one that answers this picture
	}
	address := Address{"conv1", unit}
	perform(t, s, "lesion "+address.String())
	shown, view := s.Training.Shown(), s.Analysis.View()
	if shown.Whole != whole.Net || shown.Net == whole.Net || view.Shown.Net != shown.Net || !s.Lesioned(address) {
		t.Fatalf("shown %p of %p", shown.Net, shown.Whole)
	}
	if !silentIn(view, relu1, unit) || !silentIn(view, relu1+1, unit) || !slices.Equal(view.Now(0).Data, intact.Now(0).Data) {
		t.Error("the unit answers, or its weights are gone, too")
	}
	before, _ := intact.Output()
	if after, _ := view.Output(); slices.Equal(before, after) {
		t.Error("the answers are the same without it")
	}
	s.Past.View(shown.Run, shown.Run.Snapshots()[0], s.Stimulus())
	wait(t, s)
	if past := s.Past.View(shown.Run, shown.Run.Snapshots()[0], s.Stimulus()); past == nil || !silentIn(past, relu1, unit) {
		t.Error("the past knows nothing of the lesion")
	}
	if f := answered(t, s, s.Compare.Fates); f.Value.After.Net != whole.Net {
		t.Error("the fates are those of the network with its lesion")
	}
	perform(t, s, "undo")
	if got := s.Training.Shown(); got.Net != whole.Net || s.Analysis.View().Shown.Net != whole.Net || len(s.Lesions()) != 0 {
		t.Error("undo does not end the lesion")
	}
	perform(t, s, "redo", "lesion relu2:3 on", "lesion "+address.String()+" off")
	if got := s.Lesions(); !slices.Equal(got, []Address{{"conv2", 3}}) {
		t.Errorf("lesions %v", got)
	}
	file := filepath.Join(t.TempDir(), "whole.onnx")
	perform(t, s, "save "+file)
	if saved, err := openNetwork(file); err != nil || !equalParams(saved.net, whole.Net) {
		t.Errorf("saved with a lesion: %v", err)
	}
	perform(t, s, "lesion none")
	if s.Training.Shown().Net != whole.Net {
		t.Error("the network does not answer as before")
	}
}

// What lesions cost is what plasticity measures of the same pictures, and all pictures' answers are those of the network whose
// unit is cut out by hand.
func TestLesionScores(t *testing.T) {
	s := smallBench(t, Options{})
	perform(t, s, "learning-rate 0.05", "train 30")
	if a := s.Compare.Scores(); a.Value != nil || a.Working {
		t.Error("scores without a lesion")
	}
	costs := func() Answer[LesionCosts] { return s.Compare.LesionCosts() }
	if costs().Value != nil || costs().Working {
		t.Error("lesions are measured unasked")
	}
	perform(t, s, "measure lesions")
	measured := costs().Value
	if measured == nil || len(measured.After) != 3 || measured.After[1].Units != 6 {
		t.Fatalf("measured: %+v", measured)
	}
	perform(t, s, "lesion conv2:1")
	scores := answered(t, s, s.Compare.Scores).Value
	if len(scores.Tasks) != 1 || scores.Tasks[0].Task != "object" || scores.Pictures != fewToys.HeldOut {
		t.Fatalf("scores %+v", scores)
	}
	if cost := scores.Tasks[0].Whole - scores.Tasks[0].Lesioned; cost-measured.After[1].Of[1].Correct > 1e-12 || measured.After[1].Of[1].Correct-cost > 1e-12 {
		t.Errorf("without conv2:1 the share is %g less; plasticity measures %g", cost, measured.After[1].Of[1].Correct)
	}
}

// With a lesion, the network learns around it: what the silent unit's weights are is the same afterwards, the others' not.
func TestLearningWithALesion(t *testing.T) {
	s := smallBench(t, Options{})
	kernel := func(net *cnn.Network, unit int) []float32 {
		w := net.Nodes[0].Layer.Params()[0].Value
		return w.Data[unit*w.Shape[1:].Size():][:w.Shape[1:].Size()]
	}
	before := s.Training.Shown().Whole
	perform(t, s, "learning-rate 0.1", "lesion conv1:2", "train 3")
	after := s.Training.Shown().Whole
	if !slices.Equal(kernel(before, 2), kernel(after, 2)) {
		t.Error("a silent unit learned")
	}
	if slices.Equal(kernel(before, 0), kernel(after, 0)) && slices.Equal(kernel(before, 1), kernel(after, 1)) {
		t.Error("nothing learned")
	}
	perform(t, s, "lesion none", "train 3")
	if slices.Equal(kernel(after, 2), kernel(s.Training.Shown().Whole, 2)) {
		t.Error("a unit that answers again does not learn")
	}
}

// Lesions and what is to be relearned are kept between starts.
func TestLesionsAreKept(t *testing.T) {
	dir := t.TempDir()
	s, err := New(Options{StateDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	perform(t, s, "lesion conv2:3", "relearn task scene", "relearn rehearsal 0.2", "changes fields")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, Options{StateDir: dir})
	if !s.Lesioned(Address{"conv2", 3}) || s.Training.Shown().Net == s.Training.Shown().Whole {
		t.Errorf("lesions %v", s.Lesions())
	}
	if p := s.RelearnPlan(); p.Task != "scene" || p.Rehearsal != 0.2 || s.Selection().Relearn.Tiles != ChangedFields {
		t.Errorf("plan %+v", p.RelearnSettings)
	}
	perform(t, s, "reset 2") // another run
	if len(s.Lesions()) != 0 || s.Training.Shown().Net != s.Training.Shown().Whole {
		t.Error("a new network begins with the lesions of another")
	}
}

// Two networks side by side, of which one is the other with its units shuffled: the matching finds each.
func TestCompareShuffled(t *testing.T) {
	s := smallBench(t, Options{})
	net := smallNet(t, "object", 7)
	order := []int{2, 0, 3, 1}
	w, b := net.Nodes[0].Layer.Params()[0].Value, net.Nodes[0].Layer.Params()[1].Value
	from := s.Training.Shown().Net.Nodes[0].Layer.Params()
	size := w.Shape[1:].Size()
	next, was := net.Nodes[net.Index("conv2")].Layer.Params()[0].Value, s.Training.Shown().Net.Nodes[net.Index("conv2")].Layer.Params()[0].Value
	cells := next.Shape[2:].Size()
	for to, u := range order { // unit u of the network here is unit to of the other
		copy(w.Data[to*size:][:size], from[0].Value.Data[u*size:][:size])
		b.Data[to] = from[1].Value.Data[u]
		for v := range 6 {
			copy(next.Data[(v*4+to)*cells:][:cells], was.Data[(v*4+u)*cells:][:cells])
		}
	}
	perform(t, s, "compare "+networkFile(t, net))
	l := answered(t, s, s.Compare.Likeness)
	if l.Err != nil {
		t.Fatal(l.Err)
	}
	if m := l.Value.Matchings[0]; !slices.Equal(m.Partner, order) || m.Share() != 1 {
		t.Errorf("matched %v", m.Partner)
	}
	for k, m := range l.Value.Matchings[1:] {
		if m.Matched != m.Units || l.Value.Similarities[k+1].CKA < 1-1e-4 {
			t.Errorf("%s: %d matched, CKA %g", m.Name, m.Matched, l.Value.Similarities[k+1].CKA)
		}
	}
	if got := s.Compare.Sides().Before; got.Net.Meta.Name != "small" || got.Task.Name != "object" {
		t.Errorf("compared with %q on %q", got.Name, got.Task.Name)
	}
	perform(t, s, "undo")
	if s.Compare.Sides().Before.Net != s.Training.Shown().Net {
		t.Error("undone, another network is still compared")
	}
}

// Measuring lesions and changes is stopped like all long work, and begins anew.
func TestStopMeasuringLesions(t *testing.T) {
	s := smallBench(t, Options{})
	for _, a := range []Action{Measure{MeasureLesions}, Measure{MeasureChanges}, StopProbe{}} {
		if err := s.Do(a); err != nil {
			t.Fatal(err)
		}
	}
	wait(t, s)
	if s.Compare.LesionCosts().Value != nil || s.Compare.Retuning().Value != nil || s.Probe.Work().Running {
		t.Error("stopped work has a result")
	}
	perform(t, s, "select conv2:1", "measure changes")
	changes, retuned := s.Compare.Changes("conv2"), s.Compare.Retuning()
	if changes.Value == nil || retuned.Value == nil {
		t.Fatalf("changes %+v, retuning %+v", changes, retuned)
	}
	for u, c := range changes.Value.Changes { // of a network against itself
		if c.Drift > 0 || c.Size[0] != c.Size[1] && c.Size[0] == c.Size[0] {
			t.Errorf("conv2:%d moved: %+v", u, c)
		}
	}
	if s.Compare.Changes("conv1").Value != nil {
		t.Error("another layer's fields are known")
	}
}
