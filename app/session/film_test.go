package session

import (
	"context"
	"errors"
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

// A film that is stopped, or whose place is none, leaves no file, and what is in its place stays.
func TestStoppedFilm(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "batch 2", "train 30")
	dir := t.TempDir()
	path := filepath.Join(dir, "film.gif")
	if err := os.WriteFile(path, []byte("an older film"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, scenes, err := s.scenes()
	if err != nil {
		t.Fatal(err)
	}
	for stop := range len(scenes.steps) {
		ctx, cancel := context.WithCancel(context.Background())
		file, err := scenes.gif(ctx, "conv1", func(done int) {
			if done == stop {
				cancel()
			}
		})
		cancel()
		if file != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("stopped at scene %d: a file %v, %v", stop, file != nil, err)
		}
	}
	if err := s.Do(Film{path}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the film is on its way", func() bool { w := s.Probe.Work(); return w.Running && w.Name == "film of conv1" })
	perform(t, s, "stop")
	if kept, err := os.ReadFile(path); err != nil || string(kept) != "an older film" {
		t.Errorf("in the film's place is %.20q, %v", kept, err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files are left", len(files))
	}
	perform(t, s, "film "+filepath.Join(dir, "none", "film.gif"))
	checkNotice(t, s, []string{"was not written"})
	perform(t, s, "film "+path)
	if kept, _ := os.ReadFile(path); len(kept) < 1000 {
		t.Errorf("afterwards it is not written: %d bytes", len(kept))
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
	confusion, classes := [][]int{{3, 1}, {0, 4}}, []string{"car", "face"}
	e := confusionExhibit(confusion, classes)
	if got := e.arrays[0].data; !slices.Equal(got, []float32{3, 1, 0, 4}) {
		t.Errorf("the confusion matrix is written as %v", got)
	}
	if got := byClassExhibit(confusion, classes).arrays[0].data; !slices.Equal(got, []float32{0.75, 1}) { // 3 of 4, 4 of 4
		t.Errorf("of the classes are right %v", got)
	}
	if err := e.write(io.Discard, ".pdf", 0); err != nil {
		t.Error(err)
	}
}

// What is exported of one unit is its part of the layer's, and of the picture every pixel that lies there.
func TestExportOfAUnit(t *testing.T) {
	s := smallBench(t, Options{})
	dir := t.TempDir()
	perform(t, s, "picture 5", "paint 20 14 7 grey", "select conv2:3", "survey held-out 60")
	refused(t, s, "export history "+filepath.Join(dir, "h.npz"))
	view, node := s.Analysis.View(), s.bench().node
	weight := view.Shown.Net.Nodes[view.Shown.Net.Index("conv2")].Layer.Params()[0].Value
	now, _, _ := Map(view.Now(node), 3)
	before, _, _ := Map(view.Before(node), 3)
	_, output := view.Output()
	size := len(weight.Data) / weight.Shape[0]
	for _, c := range []struct {
		kind Exhibit
		name string
		want []float32
	}{
		{ExhibitMap, "map", now}, {ExhibitMap, "before", before}, {ExhibitKernel, "kernel", weight.Data[3*size : 4*size]},
		{ExhibitPicture, "picture", view.Stimulus.Original.Data}, {ExhibitPicture, "painted", view.Stimulus.Painted.Data}, {ExhibitAnswers, "now", output},
	} {
		path := filepath.Join(dir, string(c.kind)+".npz")
		perform(t, s, "export "+string(c.kind)+" "+path)
		if got := exported(t, path)[c.name]; !slices.Equal(got, c.want) {
			t.Errorf("%s: %s has %d numbers, and others than the %d that are shown", c.kind, c.name, len(got), len(c.want))
		}
	}
	perform(t, s, "batch 2", "train 12")
	for _, kind := range slices.Concat(ViewExhibits, UnitExhibits, TrainingExhibits) {
		for _, ending := range kind.Endings() {
			if kind == ExhibitConfusion || kind == ExhibitByClass || kind == ExhibitSelectivity {
				continue // which take longer to be known
			}
			perform(t, s, "export "+string(kind)+" "+filepath.Join(dir, string(kind)+ending))
		}
	}
	kernels := exported(t, filepath.Join(dir, "history.npz"))["kernel"]
	snapshots := s.Training.Shown().Run.Snapshots()
	last := snapshots[len(snapshots)-1].Net
	latest := last.Nodes[last.Index("conv2")].Layer.Params()[0].Value
	if len(kernels) != size*len(snapshots) || !slices.Equal(kernels[:size], weight.Data[3*size:4*size]) || !slices.Equal(kernels[len(kernels)-size:], latest.Data[3*size:4*size]) {
		t.Error("a unit's history does not lead from the kernel that it had to the one that it has")
	}
}
