package cnn

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// everywhere is all positions of a patch.
func everywhere(input Shape, rows, columns, stride int) (positions []image.Point) {
	for y := 0; y+rows <= input[1]; y += stride {
		for x := 0; x+columns <= input[2]; x += stride {
			positions = append(positions, image.Pt(x, y))
		}
	}
	return positions
}

// A law: a sweep's answers are those of full passes over the occluded pictures, for any units, cells and positions.
func TestSweepEqualsFullPasses(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 42))
	networks := 600
	if testing.Short() {
		networks = 150
	}
	for i := range networks {
		n := randomGraph(t, rng)
		upTo := rng.IntN(len(n.Nodes))
		picture := noise(rng, n.Input)
		inc := n.NewIncremental(picture, upTo)
		r := randomRect(rng, n.Input[1], n.Input[2])
		s := Sweep{Positions: everywhere(n.Input, r.Dy(), r.Dx(), 1+rng.IntN(4)), Patch: noise(rng, Shape{n.Input[0], r.Dy(), r.Dx()})}
		size := mapSize(n.Nodes[upTo].Shape)
		units := n.Nodes[upTo].Shape.Size() / (size[0] * size[1])
		cells := 1 + rng.IntN(size[0]*size[1]) // units share cells where there are few
		few := rng.IntN(3) == 0                // perhaps of one input of a Concat only, perhaps none
		for unit := range units {
			if few && rng.IntN(4) > 0 {
				continue
			}
			if units > 1 && rng.IntN(4) == 0 {
				unit = rng.IntN(units) // perhaps a second time
			}
			s.Units, s.Cells = append(s.Units, unit), append(s.Cells, rng.IntN(cells))
		}
		answers := make([]float32, len(s.Units)*len(s.Positions))
		if err := inc.Sweep(context.Background(), s, answers); err != nil {
			t.Fatal(err)
		}
		full := n.NewPass(1)
		for p, at := range s.Positions {
			occluded := picture.Clone()
			paste(occluded, s.patchAt(at), s.Patch.Data)
			full.Forward(&Tensor{Shape: append(Shape{1}, n.Input...), Data: occluded.Data})
			largest := max(scale(full, upTo), scale(inc.pass, upTo))
			for k, unit := range s.Units {
				got, want := answers[k*len(s.Positions)+p], full.Activation(upTo).Data[unit*size[0]*size[1]+s.Cells[k]]
				if d := got - want; !(max(d, -d) <= 1e-5*largest) {
					t.Fatalf("network %d, %v at %v: %s %v, unit %d, cell %d = %g, wants %g (off by %.2g of the largest, %g)",
						i, s.Patch.Shape, at, n.Nodes[upTo].Name, n.Nodes[upTo].Shape, unit, s.Cells[k], got, want, d/largest, largest)
				}
			}
		}
		if !slices.Equal(inc.Activation(-1).Data, picture.Data) {
			t.Fatal("the sweep changed the picture")
		}
	}
}

// strongestCells asks every unit of a layer at its strongest cell.
func strongestCells(inc *Incremental, node int) (units, cells []int) {
	a := inc.Activation(node)
	size := a.Shape[2:].Size()
	for unit := range a.Shape[1] {
		values := a.Data[unit*size : (unit+1)*size]
		units, cells = append(units, unit), append(cells, slices.Index(values, slices.Max(values)))
	}
	return units, cells
}

func TestSweepIsTheSameOnAnyNumberOfProcessors(t *testing.T) {
	n, x, _ := benchNetwork(t, "vgg32", 1)
	sweep := func(processors int) []float32 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		node := n.Index("relu4")
		inc := n.NewIncremental(&Tensor{Shape: n.Input, Data: x.Data}, node)
		s := Sweep{Positions: everywhere(n.Input, 5, 5, 2), Patch: noise(rand.New(rand.NewPCG(1, 9)), Shape{3, 5, 5})}
		s.Units, s.Cells = strongestCells(inc, node)
		answers := make([]float32, len(s.Units)*len(s.Positions))
		if err := inc.Sweep(context.Background(), s, answers); err != nil {
			t.Fatal(err)
		}
		return answers
	}
	one := sweep(1)
	for _, processors := range []int{2, 3, 8} {
		if !slices.Equal(sweep(processors), one) {
			t.Errorf("some bits differ between 1 and %d processors", processors)
		}
	}
}

func TestSweepStops(t *testing.T) {
	n, x, _ := benchNetwork(t, "toy48", 1)
	inc := n.NewIncremental(&Tensor{Shape: n.Input, Data: x.Data}, n.Index("conv3"))
	ctx, cancel := context.WithCancel(context.Background())
	last := 0
	s := Sweep{Positions: everywhere(n.Input, 5, 5, 1), Patch: NewTensor(3, 5, 5), Units: []int{3}, Cells: []int{24}}
	s.Progress = func(done, total int) {
		if done <= last || total != len(s.Positions) {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
	}
	if err := inc.Sweep(ctx, s, make([]float32, len(s.Positions))); err != nil || last != len(s.Positions) {
		t.Errorf("done with %d of %d: %v", last, len(s.Positions), err)
	}
	s.Progress = func(int, int) { cancel() }
	if err := inc.Sweep(ctx, s, make([]float32, len(s.Positions))); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

// BenchmarkSweep times sweeps beside full passes over as many occluded pictures.
func BenchmarkSweep(b *testing.B) {
	for _, c := range []struct {
		net, layer    string
		patch, stride int
		units         int // 0: all
	}{
		{"toy48", "conv3", 3, 1, 0}, {"toy48", "pool2", 3, 1, 0}, {"toy48", "pool3", 3, 1, 0},
		{"vgg32", "relu4", 5, 1, 0}, {"vgg32", "pool2", 5, 1, 0}, {"vgg32", "pool2", 5, 1, 8},
		{"alexnet", "relu5", 11, 3, 0}, {"alexnet", "relu5", 11, 3, 1}, {"alexnet", "pool3", 11, 3, 0}, {"alexnet", "pool3", 11, 3, 8},
	} {
		n, x, _ := benchNetwork(b, c.net, 1)
		node := n.Index(c.layer)
		inc := n.NewIncremental(&Tensor{Shape: n.Input, Data: x.Data}, node)
		s := Sweep{Positions: everywhere(n.Input, c.patch, c.patch, c.stride), Patch: noise(rand.New(rand.NewPCG(1, 9)), Shape{3, c.patch, c.patch})}
		s.Units, s.Cells = strongestCells(inc, node)
		if c.units > 0 {
			s.Units, s.Cells = s.Units[:c.units], s.Cells[:c.units]
		}
		answers := make([]float32, len(s.Units)*len(s.Positions))
		b.Run(fmt.Sprintf("%s-%s-%dunits", c.net, c.layer, len(s.Units)), func(b *testing.B) {
			for b.Loop() {
				if err := inc.Sweep(context.Background(), s, answers); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkChange times a stroke point of 7 pixels.
func BenchmarkChange(b *testing.B) {
	for _, c := range []struct{ net, layer string }{{"toy48", "softmax"}, {"alexnet", "pool3"}, {"alexnet", "softmax"}} {
		b.Run(c.net+"-"+c.layer, func(b *testing.B) {
			n, x, _ := benchNetwork(b, c.net, 1)
			inc := n.NewIncremental(&Tensor{Shape: n.Input, Data: x.Data}, n.Index(c.layer))
			pixels, at := make([]float32, 3*7*7), 0
			b.ReportAllocs()
			for b.Loop() {
				at = (at + 3) % (n.Input[1] - 7)
				inc.Change(image.Rect(at, at, at+7, at+7), pixels)
			}
		})
	}
}
