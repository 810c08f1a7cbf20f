package ui

import (
	"testing"

	"unitscope/app/session"
)

func TestPreparePage(t *testing.T) {
	w, queue := openWindow(t, 1024, 700)
	settled := func() string {
		settle(t, w, queue)
		return w.session.Training.Shown().Net.Meta.Prep.String()
	}
	before := settled()
	w.do(session.OpenPage{Page: session.PagePrepare})
	settled()
	p := w.prepare
	if !p.root.Visible() || p.presets.Value() != "centred" || p.mean.Text() != "0.5" || p.deviation.Text() != "0.25" {
		t.Errorf("the page shows: %v; %q, mean %s, deviation %s", p.root.Visible(), p.presets.Value(), p.mean.Text(), p.deviation.Text())
	}
	if bottom := p.root.Position().Y + p.root.Size().Height; p.root.Size().Height < p.root.MinSize().Height || bottom > 200 {
		t.Errorf("the page ends at %g and is %g high, it needs %g", bottom, p.root.Size().Height, p.root.MinSize().Height)
	}
	p.presets.OnChanged("imagenet")
	if got, want := settled(), "crop, 0..1, mean 0.485 0.456 0.406, deviation 0.229 0.224 0.225"; got != want || p.presets.Value() != "imagenet" {
		t.Errorf("prepared as %q, want %q; marked %q", got, want, p.presets.Value())
	}
	p.high.Type("255")
	p.mean.Type("none")
	if got, want := settled(), "crop, 0..255, deviation 0.229 0.224 0.225"; got != want {
		t.Errorf("prepared as %q, want %q", got, want)
	}
	p.deviation.Type("1, 2")
	if got, want := settled(), "crop, 0..255, deviation 0.229 0.224 0.225"; got != want || p.deviation.Wrong() == "" {
		t.Errorf("two deviations: prepared as %q; said %q", got, p.deviation.Wrong())
	}
	for range 3 {
		w.do(session.Undo{})
		settled()
	}
	if got := settled(); got != before {
		t.Errorf("undo leads to %q, want %q", got, before)
	}
	p.done.Tapped(nil)
	settled()
	if p.root.Visible() {
		t.Error("the page is still there")
	}
}
