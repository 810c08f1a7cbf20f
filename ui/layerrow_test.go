package ui

import (
	"bytes"
	"image"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
)

// A row's kernels are those of the network that is shown, in the range that all of them share,
// also after it has learned.
func TestKernelTilesFollowTheNetwork(t *testing.T) {
	s := bench(t, "show conv2 kernels", "batch 2")
	var row *layerRow
	for _, steps := range []string{"unpin", "train 3"} {
		perform(t, s, steps)
		f := newFrame(s)
		i := slices.IndexFunc(f.rows, func(r session.Row) bool { return r.Name == "conv2" })
		if row == nil {
			row = newLayerRow(func(session.Action) {}, func(*spot) {}, func(session.Address, fyne.Position) {}, i, newRowNames(f.view))
		}
		row.prepare(f)
		got, want := image.NewRGBA(image.Rect(0, 0, 80, 80)), image.NewRGBA(image.Rect(0, 0, 80, 80))
		row.paint(got, 5, got.Rect)
		k, _ := kernelOf(f.shown.Net, f.rows[i].Parts[0])
		k.unit(5).paint(want, want.Rect, k.bounds(), f.dark)
		if !bytes.Equal(got.Pix, want.Pix) {
			t.Errorf("after %q: the tile is not the kernel of the network shown", steps)
		}
	}
}

// Names come before choices: where both have no room, the choices are one small menu, and links that do not fit
// beside the name stand below it.
func TestNamesOfLayersAreWhole(t *testing.T) {
	s := bench(t)
	names := newRowNames(newFrame(s).view)
	names.rows = slices.Clone(names.rows)
	names.rows[1].Title, names.rows[1].From = "layer2.0/conv2", []int{session.InputRow}
	for _, c := range []struct {
		width        float32
		brief, below bool
	}{{700, false, false}, {320, true, true}, {215, true, true}} { // the last cuts the menu
		h := newLayerHead(func(session.Action) {}, 1, names)
		h.set(names.rows[1].Main, session.Maps)
		brief := h.cramped(c.width)
		h.fit(c.width, brief)
		h.root.Resize(fyne.NewSize(c.width, h.root.MinSize().Height))
		if brief != c.brief || h.below != c.below {
			t.Errorf("at %g the choices are one menu: %v, the links below: %v; want %v, %v", c.width, brief, h.below, c.brief, c.below)
		}
		if h.title.Size().Width < h.title.FullWidth() || h.links.Size().Width < h.links.FullWidth() {
			t.Errorf("at %g the name gets %g of %g, the links %g of %g", c.width, h.title.Size().Width, h.title.FullWidth(), h.links.Size().Width, h.links.FullWidth())
		}
		if end := h.title.Size().Width; end > h.right().Position().X {
			t.Errorf("at %g the name ends at %g, behind what begins at %g", c.width, end, h.right().Position().X)
		}
	}
}
