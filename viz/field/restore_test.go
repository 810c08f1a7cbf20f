package field_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/field"
)

// Averages that were kept are as they were measured; what does not fit the network is an error.
func TestRestore(t *testing.T) {
	net, err := cnn.Preset("toy48", 10)
	if err != nil {
		t.Fatal(err)
	}
	net.Init(rand.New(rand.NewPCG(1, 0)))
	o := field.AverageOptions{Options: field.Options{Patch: 5, Stride: 2, Units: []int{3, 7}}}
	want, err := field.Average(context.Background(), net, "relu1", data.ToyWorld(data.Options{Seed: 1}).HeldOut, [][]int{{1, 2}, {3, 4}}, o)
	if err != nil {
		t.Fatal(err)
	}
	got, err := field.Restore(net, "relu1", o, want.Mean, want.Count, want.Peak, want.Size)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Units, want.Units) || got.Window(17) != want.Window(17) || got.Theory != want.Theory || !slices.Equal(got.Size, want.Size) ||
		!slices.Equal(got.Mask(1, 17), want.Mask(1, 17)) || got.Active(0) != want.Active(0) {
		t.Error("what is restored differs from what was measured")
	}
	for name, c := range map[string]struct {
		layer string
		unit  int
		patch int
		want  error
	}{"another layer": {"relu9", 3, 5, field.ErrLayer}, "another unit": {"relu1", 16, 5, field.ErrUnit}, "a patch too large": {"relu1", 3, 49, field.ErrPatch}, "another size": {"relu1", 3, 7, nil}} {
		o := field.AverageOptions{Options: field.Options{Patch: c.patch, Stride: 2, Units: []int{c.unit, 7}}}
		if _, err := field.Restore(net, c.layer, o, want.Mean, want.Count, want.Peak, want.Size); err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
