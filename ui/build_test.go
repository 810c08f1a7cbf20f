package ui

import (
	"testing"

	"unitscope/app/session"
	"unitscope/cnn"
)

func TestBuildPage(t *testing.T) {
	w, queue := openWindow(t, 1440, 900)
	w.do(session.EditDraft{Draft: session.Draft{Input: cnn.Shape{3, 32, 32}, Spec: "conv 8@3 | relu | pool 2"}})
	settle(t, w, queue)
	p := w.builder
	draft := func() string {
		settle(t, w, queue)
		d, _ := w.session.Draft()
		return d.String()
	}
	if !p.root.Visible() || w.rooms.Visible() || len(p.stages) != 3 {
		t.Fatalf("the page shows: %v, with %d layers", p.root.Visible(), len(p.stages))
	}
	if got := p.stages[2].becomes.Text(); got != "→ 8 maps of 15 × 15" { // (32−3+1)/2
		t.Errorf("the pool makes %q", got)
	}
	for _, step := range []struct {
		name string
		do   func()
		want string
	}{
		{"a setting", func() { p.stages[0].fields[cnn.UnitsSetting].Type("12") }, "3x32x32 conv 12@3 | relu | pool 2"},
		{"a kernel of two sides", func() { p.stages[0].fields[cnn.KernelSetting].Type("3x5") }, "3x32x32 conv 12@3x5 | relu | pool 2"},
		{"two at once", func() {
			p.stages[0].fields[cnn.PadSetting].Type("1")
			p.stages[0].fields[cnn.StrideSetting].Type("2")
		}, "3x32x32 conv 12@3x5 stride 2 pad 1 | relu | pool 2"},
		{"and back", func() { w.do(session.Undo{}); w.do(session.Undo{}) }, "3x32x32 conv 12@3x5 | relu | pool 2"},
		{"up", func() { p.stages[2].up.Tapped(nil) }, "3x32x32 conv 12@3x5 | pool 2 | relu"},
		{"add", func() { p.edit(func(s []cnn.Stage) []cnn.Stage { return append(s, cnn.NewStage(cnn.DenseStage)) }) }, "3x32x32 conv 12@3x5 | pool 2 | relu | dense 64"},
		{"another kind", func() { p.stages[2].kinds()[len(cnn.StageKinds())-1].Action() }, "3x32x32 conv 12@3x5 | pool 2 | dense 64 | dense 64"},
		{"text", func() { p.spec.Type("conv 4@3|relu") }, "3x32x32 conv 4@3 | relu"},
		{"pictures", func() { p.input.Type("1x28x28") }, "1x28x28 conv 4@3 | relu"},
		{"undo", func() { w.do(session.Undo{}) }, "3x32x32 conv 4@3 | relu"},
	} {
		step.do()
		if got := draft(); got != step.want {
			t.Errorf("%s: the draft is %q, want %q", step.name, got, step.want)
		}
	}

	p.stages[0].fields[cnn.StrideSetting].Type("0")
	p.spec.Type("conv 4@3 | wobble")
	if got := draft(); got != "3x32x32 conv 4@3 | relu" || p.stages[0].fields[cnn.StrideSetting].Wrong() == "" || p.spec.Wrong() == "" {
		t.Errorf("after what cannot be read the draft is %q; said: %q, %q", got, p.stages[0].fields[cnn.StrideSetting].Wrong(), p.spec.Wrong())
	}
	if got, want := p.stages[0].wrong.Text(), `Stride "0" is not a number from 1 to 1048576, or two joined by x.`; got != want || !p.stages[0].wrong.Visible() {
		t.Errorf("below the layer it says %q, want %q", got, want)
	}
	p.spec.Type("conv 4@3 | conv 4@99 | relu")
	draft()
	if p.stages[0].wrong.Visible() || !p.stages[1].wrong.Visible() || p.stages[2].wrong.Visible() || !p.use.Disabled() {
		t.Error("what does not fit is not said at its layer, or can be used")
	}
	p.spec.Type("conv 4@3 | relu")
	draft()
	run := w.session.Training.Status().Run
	p.use.Tapped(nil)
	settle(t, w, queue)
	if w.session.Training.Status().Run == run || p.root.Visible() || !w.rooms.Visible() {
		t.Error("the network was not used, or the page is still there")
	}
}
