package session

import (
	"image"
	"image/gif"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"unitscope/viz/colormap"
)

// A film has a frame a snapshot, of one size and at most 256 colours; the middle of a kernel's pixel in a frame has the colour
// that its weight has.
func TestFilm(t *testing.T) {
	s := open(t, Options{})
	dir := t.TempDir()
	refused(t, s, "film "+filepath.Join(dir, "none.gif"))
	perform(t, s, "batch 2", "train 30", "watch conv2 kernels", "film "+filepath.Join(dir, "film.gif"))
	refused(t, s, "film "+filepath.Join(dir, "film.mp4"))
	file, err := os.Open(filepath.Join(dir, "film.gif"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	film, err := gif.DecodeAll(file)
	if err != nil {
		t.Fatal(err)
	}
	snapshots := s.Training.Shown().Run.Snapshots()
	if len(film.Image) != len(snapshots) || len(snapshots) < 3 {
		t.Fatalf("%d frames of %d snapshots", len(film.Image), len(snapshots))
	}
	first, last := film.Image[0], film.Image[len(film.Image)-1]
	if first.Rect != last.Rect {
		t.Errorf("frames of %v and %v", first.Rect, last.Rect)
	}
	differ := 0
	for i := range first.Pix {
		if first.Pix[i] != last.Pix[i] {
			differ++
		}
	}
	if differ < len(first.Pix)/100 {
		t.Errorf("only %d of %d pixels differ between before and after learning", differ, len(first.Pix))
	}
}

// The colours of a film are near those of the map: less than a step of the palette, 255/215 entries of 2.
func TestDyesAreNearTheMap(t *testing.T) {
	d := newDyes(false)
	for i := 1; i <= 255; i++ {
		want := colormap.Signed[i]
		r, g, b, _ := d.palette[d.palette.Index(want)].RGBA()
		if off := math.Abs(float64(r>>8)-float64(want.R)) + math.Abs(float64(g>>8)-float64(want.G)) + math.Abs(float64(b>>8)-float64(want.B)); off > 12 {
			t.Errorf("entry %d, %v, is drawn %.0f off", i, want, off)
		}
	}
	if len(d.palette) > 256 || len(newDyes(true).palette) > 256 {
		t.Error("a GIF has 256 colours")
	}
}

func pngSize(t *testing.T, path string) image.Point {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	c, err := png.DecodeConfig(file)
	if err != nil {
		t.Fatal(err)
	}
	return image.Pt(c.Width, c.Height)
}

// What is exported is what is there: a layer's maps and weights bit by bit.
func TestExportOfTheView(t *testing.T) {
	s := open(t, Options{})
	dir := t.TempDir()
	perform(t, s, "select conv2:3")
	refused(t, s, "export learning "+filepath.Join(dir, "l.csv"))
	perform(t, s, "export maps "+dir+"/maps.npz", "export kernels "+dir+"/kernels.npz", "export kernels "+dir+"/kernels.svg", "export maps "+dir+"/maps.png")
	view := s.Analysis.View()
	node := s.bench().node
	for name, want := range map[string][]float32{"maps.npz": view.Now(node).Data, "kernels.npz": view.Shown.Net.Nodes[view.Shown.Net.Index("conv2")].Layer.Params()[0].Value.Data} {
		got := exported(t, filepath.Join(dir, name))["units"]
		if len(got) != len(want) {
			t.Fatalf("%s: %d numbers, want %d", name, len(got), len(want))
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("%s: number %d is %g, want %g", name, i, got[i], want[i])
			}
		}
	}
	perform(t, s, "batch 2", "train 12", "export learning "+dir+"/learning.csv")
	perform(t, s, "export learning "+dir+"/fine.png", "export learning "+dir+"/coarse@1x.png")
	if fine, coarse := pngSize(t, dir+"/fine.png"), pngSize(t, dir+"/coarse@1x.png"); fine != coarse.Mul(2) {
		t.Errorf("@1x is %v, otherwise it is %v", coarse, fine)
	}
	e := confusionExhibit([][]int{{3, 1}, {0, 4}}, []string{"car", "face"})
	if got := e.arrays[0].data; !slices.Equal(got, []float32{3, 1, 0, 4}) {
		t.Errorf("the confusion matrix is written as %v", got)
	}
	if err := e.write(io.Discard, ".pdf"); err != nil {
		t.Error(err)
	}
}
