package session

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unitscope/cnn/npy"
	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// brainFiles writes n pictures, and recordings of as many people: two regions, a movie, a volume with a mask.
func brainFiles(t *testing.T, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	must(t, os.Mkdir(filepath.Join(dir, "pictures"), 0o755))
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	var names []string
	for i := range n {
		img := image.NewRGBA(image.Rect(0, 0, 24, 24))
		for p := range 24 * 24 {
			img.Set(p%24, p/24, color.RGBA{uint8(rng.IntN(256)), uint8(11 * i), uint8(p), 255})
		}
		names = append(names, fmt.Sprintf("p%02d.png", i))
		f, err := os.Create(filepath.Join(dir, "pictures", names[i]))
		must(t, err)
		must(t, png.Encode(f, img))
		must(t, f.Close())
	}
	random := func(k int) []float64 {
		v := make([]float64, k)
		for i := range v {
			v[i] = rng.Float64()
		}
		return v
	}
	pairs := rsa.Pairs(n)
	saveArrays(t, filepath.Join(dir, "regions.npz"), names, map[string][]float64{"V1": random(6 * pairs), "IT": random(6 * pairs)}, []int{6, pairs})
	moved := append([]string{names[1], names[0]}, names[2:]...)
	saveArrays(t, filepath.Join(dir, "moved.npz"), moved, map[string][]float64{"V1": random(pairs)}, []int{pairs})
	saveArrays(t, filepath.Join(dir, "movie.npz"), names, map[string][]float64{"rdms": random(2 * 5 * pairs)}, []int{2, 5, pairs})
	saveArrays(t, filepath.Join(dir, "times.npz"), nil, map[string][]float64{"times": {0, 50, 100, 150, 200}}, []int{5})
	v := &neuro.Volume{Shape: []int{5, 4, 3, n}, Data: random(60 * n), Affine: [4][4]float64{{2, 0, 0, -4}, {0, 2, 0, 0}, {0, 0, 2, 0}, {3: 1}}}
	saveVolume(t, filepath.Join(dir, "bold.nii.gz"), v)
	m := v.NewVolume()
	for i := range m.Data {
		m.Data[i] = float64(i % 2)
	}
	saveVolume(t, filepath.Join(dir, "mask.nii.gz"), m)
	return dir
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func saveArrays(t *testing.T, path string, stimuli []string, arrays map[string][]float64, shape []int) {
	t.Helper()
	f, err := os.Create(path)
	must(t, err)
	z := npy.NewArchive(f)
	for name, data := range arrays {
		must(t, npy.Add(z, name, shape, data))
	}
	if stimuli != nil {
		must(t, npy.AddText(z, neuro.StimuliArray, stimuli))
	}
	must(t, z.Close())
	must(t, f.Close())
}

func saveVolume(t *testing.T, path string, v *neuro.Volume) {
	t.Helper()
	f, err := os.Create(path)
	must(t, err)
	must(t, neuro.WriteNIfTIGzip(f, v))
	must(t, f.Close())
}

// Recordings from files, whatever way they come, are compared with the network, kept in an experiment by their paths, and left by
// undo.
func TestBrainFromFiles(t *testing.T) {
	s := smallBench(t, Options{})
	dir := brainFiles(t, 8)
	in := func(name string) string { return filepath.Join(dir, name) }
	perform(t, s, "brain permutations 20", "brain pictures "+in("pictures"), "drop "+quoted([]string{in("mask.nii.gz"), in("regions.npz"), in("bold.nii.gz")}),
		"brain times "+in("times.npz"), "brain movie "+in("movie.npz"), "brain radius 2 mm")
	r := answered(t, s, s.Brain.Recording)
	if r.Err != nil || r.Value.Simulated || r.Value.People() != 6 || len(r.Value.Regions) != 2 || len(r.Value.Movie.Times) != 5 || len(r.Value.Volumes) != 1 {
		t.Fatalf("%+v", r)
	}
	bars := answered(t, s, s.Brain.Bars).Value
	for i, region := range r.Value.Regions {
		for k, layer := range answered(t, s, s.Brain.Matrices).Value.Layers {
			mean := 0.0
			for _, person := range region.rdms {
				mean += rsa.Compare(layer.RDM, person, rsa.Spearman) / 6
			}
			if got := bars.Regions[i].Results[k].Mean; math.Abs(got-mean) > 1e-9 {
				t.Errorf("%s, %s: %g, want %g", region.Name, layer.Name, got, mean)
			}
		}
	}
	if maps := answered(t, s, s.Brain.Maps).Value; len(maps.Of.Centres) != 30 || maps.Of.Sphere != 7 { // half of 60; a voxel and its six neighbours
		t.Errorf("%d centres, spheres of %d", len(maps.Of.Centres), maps.Of.Sphere)
	}
	if c := answered(t, s, s.Brain.Courses).Value; len(c.Layers) != len(bars.Layers) || c.Times[4] != 200 {
		t.Errorf("courses %+v", c)
	}

	perform(t, s, "save "+in("kept.unitscope"), "undo")
	if got := s.BrainSettings(); got.Radius != defaultVoxels || got.Unit != inVoxels {
		t.Errorf("undone: %+v", got)
	}
	again := open(t, Options{})
	perform(t, again, "open "+in("kept.unitscope"))
	if got := answered(t, again, again.Brain.Bars).Value; len(got.Regions) != 2 || got.Regions[1].Results[0].Mean != bars.Regions[1].Results[0].Mean || got.Regions[1].Results[0].P != bars.Regions[1].Results[0].P {
		t.Errorf("opened again: %+v, were %+v", got, bars)
	}
	perform(t, again, "brain simulated")
	if r := answered(t, again, again.Brain.Recording).Value; !r.Simulated {
		t.Error("the simulated subject does not come back")
	}
}

// What is not of the pictures is refused with the first differences of both lists, or both numbers, and nothing changes; what is
// chosen as something that it is not says what it is.
func TestBrainRefusesOtherPictures(t *testing.T) {
	s := smallBench(t, Options{})
	dir, other := brainFiles(t, 8), brainFiles(t, 9)
	perform(t, s, "brain pictures "+filepath.Join(dir, "pictures"))
	before := s.BrainSettings().BrainSources.key()
	for line, want := range map[string]string{
		"brain regions " + filepath.Join(dir, "moved.npz"):          `from number 1 on ["p01.png" "p00.png" "p02.png"], not ["p00.png" "p01.png" "p02.png"]`,
		"brain regions " + filepath.Join(other, "regions.npz"):      "of 9 pictures, the chosen pictures of 8",
		"brain regions " + filepath.Join(dir, "regions.npz") + ":X": "V1",
		"brain movie " + filepath.Join(dir, "movie.npz"):            "brain times",
		"brain volume " + filepath.Join(dir, "mask.nii.gz"):         "brain mask",
		"brain volume " + filepath.Join(other, "bold.nii.gz"):       "holds 9 volumes, where 8 pictures were shown",
		"brain volume " + filepath.Join(dir, "none.nii"):            "no such file",
		"brain pictures " + filepath.Join(dir, "none"):              "no such file",
	} {
		refused(t, s, line)
		if n := s.Notice(); n == nil || !n.Bad || !strings.Contains(n.Text, want) {
			t.Errorf("%s: %+v, want %q", line, n, want)
		}
		if got := s.BrainSettings().BrainSources.key(); got != before {
			t.Errorf("%s changed the sources to %s", line, got)
		}
	}
	perform(t, s, "brain regions "+filepath.Join(dir, "regions.npz"))
	refused(t, s, "brain pictures "+filepath.Join(other, "pictures"))
	if n := s.Notice(); n == nil || n.Leads == nil || n.Leads.String() != "brain pictures-alone "+filepath.Join(other, "pictures") {
		t.Fatalf("no way on: %+v", n)
	}
	perform(t, s, s.Notice().Leads.String())
	if r := answered(t, s, s.Brain.Recording).Value; len(r.Regions) != 0 || len(r.Names) != 9 {
		t.Errorf("%+v", r)
	}
	if m := answered(t, s, s.Brain.Matrices); m.Err != nil || m.Value.Layers[0].RDM.Pictures() != 9 {
		t.Errorf("%+v", m)
	}
	if b := s.Brain.Bars(); b.Value != nil || b.Working || b.Err != nil {
		t.Errorf("bars of no region: %+v", b)
	}
}

// What cannot be set is refused.
func TestBrainRefusesSettings(t *testing.T) {
	s := smallBench(t, Options{})
	for _, line := range []string{"brain compare likeness", "brain radius 0", "brain radius 3 miles", "brain share 2", "brain strict perhaps", "brain opacity 0", "brain every 0", "brain look 92", "brain layer conv9"} {
		refused(t, s, line)
	}
}

// Where a file has several arrays and none is meant by its name, a person chooses.
func TestBrainArrays(t *testing.T) {
	dir := brainFiles(t, 8)
	for _, c := range []struct {
		part BrainPart
		file string
		want int // names
	}{
		{BrainRegions, "regions.npz", 2},
		{BrainMovie, "regions.npz", 2},
		{BrainRegions, "moved.npz", 0}, // one array
		{BrainMovie, "movie.npz", 0},
		{BrainTimes, "times.npz", 0},
		{BrainVolume, "bold.nii.gz", 0},
		{BrainRegions, "none.npz", 0}, // opening it says why
	} {
		if got := BrainArrays(c.part, filepath.Join(dir, c.file)); len(got) != c.want {
			t.Errorf("%s of %s: %q, want %d names", c.part, c.file, got, c.want)
		}
	}
}
