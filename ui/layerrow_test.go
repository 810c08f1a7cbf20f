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
