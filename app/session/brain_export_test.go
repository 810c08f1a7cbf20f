package session

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"unitscope/viz/neuro"
)

// Everything of the room is written in every format; a map's NIfTI file has the map, its place in space, and says that it is
// simulated.
func TestBrainExports(t *testing.T) {
	s := brainBenchOf(t)
	film := answered(t, s, s.Brain.Film).Value
	perform(t, s, "brain watch on", "train 4", "brain map layer", "brain layer dense1")
	answered(t, s, s.Brain.Bars)
	maps := answered(t, s, s.Brain.Maps).Value
	answered(t, s, s.Brain.Courses)
	answered(t, s, s.Brain.LayerPoints)
	dir := t.TempDir()
	for _, kind := range BrainExhibits {
		for _, ending := range kind.Endings() {
			if ending == ".png" || ending == ".pdf" {
				continue // drawn by the same function as .svg, which is quicker
			}
			path := filepath.Join(dir, string(kind)+ending)
			perform(t, s, "export "+string(kind)+" "+path)
			if info, err := os.Stat(path); err != nil || info.Size() == 0 {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
	refused(t, s, "export brain-bars "+filepath.Join(dir, "bars.nii"))

	v, err := neuro.OpenVolume(os.DirFS(dir), "brain-map.nii.gz")
	if err != nil {
		t.Fatal(err)
	}
	recorded := s.Brain.Recording().Value.Volumes[0]
	if v.Affine != recorded.Affine || v.Grid() != recorded.Grid() || v.Origin != "simulated, seed 0" {
		t.Errorf("affine %v, grid %v, origin %q", v.Affine, v.Grid(), v.Origin)
	}
	for voxel, want := range maps.Of.Map(s.Brain.Layer()) {
		if got := v.Data[voxel]; got != float64(float32(want)) && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Fatalf("voxel %d: %g, want %g", voxel, got, want)
		}
	}
	if v, err = neuro.OpenVolume(os.DirFS(dir), "brain-film.nii"); err != nil || v.Len() != len(film.Times) {
		t.Errorf("film of %d moments, %v", v.Len(), err)
	}
}
