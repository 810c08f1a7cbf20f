package tuning_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"unitscope/cnn"
	"unitscope/viz/tuning"
)

// squares are black pictures with a bright square of 3×3 pixels, somewhere in the middle.
func squares(shape cnn.Shape, corners ...[2]int) *cnn.Tensor {
	pictures := cnn.NewTensor(append([]int{len(corners)}, shape...)...)
	for i, c := range corners {
		for y := range 3 {
			for x := range 3 {
				pictures.Data[i*shape.Size()+(c[1]+y)*shape[2]+c[0]+x] = float32(i + 1)
			}
		}
	}
	return pictures
}

// A box of 3×3 pixels keeps of a square as large what still lies in it, single pixels keep what their square still covers,
// and where the largest cell is taken of the whole map, all is kept.
func TestShiftTolerance(t *testing.T) {
	conv := cnn.NewConv2D(1, 2, [2]int{3, 3}, cnn.ConvOptions{}) // the second unit is silent, and counts for nothing
	for i := range 9 {
		conv.Weight.Data[i] = 1
	}
	net := network(t, cnn.Shape{1, 24, 30}, conv, &cnn.ReLU{}, &cnn.GlobalMaxPool{}, &cnn.Flatten{}, cnn.NewDense(2, 1))
	pictures := squares(net.Input, [2]int{10, 9}, [2]int{13, 12})
	curves, err := tuning.ShiftTolerance(context.Background(), net, pictures, nil, 5, nil)
	if err != nil {
		t.Fatal(err)
	}
	third := 1.0 / 3
	for node, want := range [][]float64{
		{1, 2 * third, third, 0, 0, 0},
		{1, 2 * third, third, 0, 0, 0},
		{1, 1, 1, 1, 1, 1},
		{1, 1, 1, 1, 1, 1},
		nil, // without weights: silent
	} {
		c := curves[node]
		if c.Name != net.Nodes[node].Name || c.Unit != "px" || len(c.Y) != 6 {
			t.Fatalf("curve %+v", c)
		}
		for by := range c.Y {
			if c.X[by] != float64(by) || want == nil && !math.IsNaN(c.Y[by]) || want != nil && math.Abs(c.Y[by]-want[by]) > 1e-5 {
				t.Errorf("%s by %g: %g, want %v", c.Name, c.X[by], c.Y[by], want)
			}
		}
	}
}

// Many pictures, more than a batch holds, have the mean of what each has, weighted by what the unit answers.
func TestShiftToleranceOfManyPictures(t *testing.T) {
	net := passing(t, cnn.Shape{1, 12, 16})
	var corners [][2]int
	for i := range 40 {
		corners = append(corners, [2]int{4 + i%5, 4})
	}
	done := 0
	curves, err := tuning.ShiftTolerance(context.Background(), net, squares(net.Input, corners...), []int{0}, 4, func(n, _ int) { done = n })
	if err != nil || done != 40*17 {
		t.Fatalf("%v after %d", err, done)
	}
	// The strongest cell, the first of the square, is its top left pixel: moved left or up the square still covers it for
	// two steps, moved right or down not from the first on.
	for by, want := range []float64{1, 0.5, 0.5, 0, 0} {
		if got := curves[0].Y[by]; math.Abs(got-want) > 1e-6 {
			t.Errorf("by %d: %g, want %g", by, got, want)
		}
	}
}

func TestShiftToleranceErrors(t *testing.T) {
	net := passing(t, cnn.Shape{1, 12, 16})
	pictures := squares(net.Input, [2]int{4, 4})
	for _, c := range []struct {
		pictures *cnn.Tensor
		most     int
		word     string
	}{
		{pictures, 0, "by 0 pixels"},
		{pictures, 12, "by 12 pixels"},
		{cnn.NewTensor(1, 1, 12, 15), 2, "1×1×12×15"},
		{cnn.NewTensor(1, 12, 16), 2, "1×12×16"},
	} {
		if _, err := tuning.ShiftTolerance(context.Background(), net, c.pictures, nil, c.most, nil); err == nil || !strings.Contains(err.Error(), c.word) {
			t.Errorf("error %v does not say %q", err, c.word)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := tuning.ShiftTolerance(ctx, net, pictures, nil, 2, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	net.Nodes[0].Layer.(*cnn.Conv2D).Weight.Data[0] = float32(math.NaN())
	if _, err := tuning.ShiftTolerance(context.Background(), net, pictures, nil, 2, nil); err == nil || !strings.Contains(err.Error(), "layer0 answers NaN") {
		t.Errorf("weights that are no numbers: %v", err)
	}
}
