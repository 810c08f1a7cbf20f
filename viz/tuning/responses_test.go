package tuning_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"unitscope/cnn"
	"unitscope/viz/tuning"
)

// pictures are a set made by hand: picture i holds values[i], pixel after pixel.
type pictures struct {
	shape  cnn.Shape
	values [][]float32
	broken int // index of a picture that cannot be read; -1: none
}

var errBroken = errors.New("scratched")

func (p pictures) Name() string             { return "by hand" }
func (p pictures) Len() int                 { return len(p.values) }
func (p pictures) Shape() cnn.Shape         { return p.shape }
func (p pictures) Tasks() []string          { return nil }
func (p pictures) Classes(string) []string  { return nil }
func (p pictures) Label(int, string) int    { return -1 }
func (p pictures) PictureName(i int) string { return fmt.Sprint("picture ", i) }
func (p pictures) Read(i int, dst []float32) error {
	if i == p.broken {
		return errBroken
	}
	copy(dst, p.values[i])
	return nil
}

// passing is a network whose one layer hands the picture on as it is: unit c is channel c.
func passing(t *testing.T, shape cnn.Shape) *cnn.Network {
	t.Helper()
	net := cnn.NewNetwork(shape)
	net.Meta.Prep = cnn.Preprocessing{Low: 0, High: 1}
	one := cnn.NewConv2D(shape[0], shape[0], [2]int{1, 1}, cnn.ConvOptions{NoBias: true})
	for c := range shape[0] {
		one.Weight.Data[c*shape[0]+c] = 1
	}
	if err := net.Append("same", one); err != nil {
		t.Fatal(err)
	}
	return net
}

// answering records pictures of one pixel and one channel: the unit's answers are the values.
func answering(t *testing.T, values ...float32) *tuning.Responses {
	t.Helper()
	set := pictures{cnn.Shape{1, 1, 1}, nil, -1}
	for _, v := range values {
		set.values = append(set.values, []float32{v})
	}
	r, err := tuning.Record(context.Background(), passing(t, set.shape), set, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Every strength is the largest cell of the unit's map when the picture goes through alone, and
// the cell is where it is, over more pictures than one batch holds, not square, of every node.
func TestStrengthIsTheLargestCell(t *testing.T) {
	const many = 75
	rng := rand.New(rand.NewPCG(5, 0))
	set := pictures{cnn.Shape{3, 9, 14}, nil, -1}
	for range many {
		v := make([]float32, set.shape.Size())
		for i := range v {
			v[i] = rng.Float32()
		}
		set.values = append(set.values, v)
	}
	net := cnn.NewNetwork(set.shape)
	for _, l := range []struct {
		name  string
		layer cnn.Layer
	}{{"conv", cnn.NewConv2D(3, 5, [2]int{3, 2}, cnn.ConvOptions{})}, {"relu", &cnn.ReLU{}},
		{"pool", &cnn.MaxPool{Kernel: [2]int{2, 3}, Stride: [2]int{2, 3}, Dilation: [2]int{1, 1}}}, {"flatten", &cnn.Flatten{}},
		{"output", cnn.NewDense(5*3*4, 4)}, {"softmax", &cnn.Softmax{}}} {
		if err := net.Append(l.name, l.layer); err != nil {
			t.Fatal(err)
		}
	}
	net.Init(rng)
	net.Meta.Prep = cnn.Preprocessing{Low: -1, High: 1, Mean: []float32{0.1, 0, -0.2}, Deviation: []float32{1, 2, 0.5}}
	var done []int
	r, err := tuning.Record(context.Background(), net, set, 0, func(n, total int) {
		if total != many {
			t.Errorf("%d of %d", n, total)
		}
		done = append(done, n)
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Pictures != many || !slices.IsSorted(done) || done[len(done)-1] != many {
		t.Errorf("%d pictures, progress %v", r.Pictures, done)
	}
	pass, x := net.NewPass(1), cnn.NewTensor(1, 3, 9, 14)
	for i, picture := range set.values {
		net.Meta.Prep.Apply(x.Data, picture, net.Input)
		pass.Forward(x)
		for node, n := range net.Nodes {
			answers := pass.Activation(node).Data
			size := len(answers) / n.Shape[0]
			for unit := range n.Shape[0] {
				cells := answers[unit*size:][:size]
				want := slices.Max(cells)
				if got := r.Strength(node, unit, i); math.Abs(float64(got-want)) > 1e-6 {
					t.Fatalf("picture %d, %s:%d: %g, alone %g", i, n.Name, unit, got, want)
				}
				if cell := r.Cell(node, unit, i); math.Abs(float64(cells[cell]-want)) > 1e-6 {
					t.Fatalf("picture %d, %s:%d: cell %d has %g, the largest is %g", i, n.Name, unit, cell, cells[cell], want)
				}
			}
		}
	}
}

func TestCellIsTheFirstOfEquals(t *testing.T) {
	set := pictures{cnn.Shape{2, 2, 3}, [][]float32{{0, 7, 0, 7, 0, 7, -1, -2, -1, -3, -3, -1}}, -1}
	r, err := tuning.Record(context.Background(), passing(t, set.shape), set, 5, nil) // more than there are
	if err != nil {
		t.Fatal(err)
	}
	if r.Pictures != 1 || r.Cell(0, 0, 0) != 1 || r.Cell(0, 1, 0) != 0 || r.Strength(0, 1, 0) != -1 {
		t.Errorf("%d pictures, cells %d and %d, strength %g", r.Pictures, r.Cell(0, 0, 0), r.Cell(0, 1, 0), r.Strength(0, 1, 0))
	}
}

func TestTop(t *testing.T) {
	r := answering(t, 0.5, 2, -1, 2, 0, 2, 0.5)
	for _, c := range []struct {
		k    int
		want []int
	}{
		{3, []int{1, 3, 5}}, // equals: the earlier first
		{4, []int{1, 3, 5, 0}},
		{99, []int{1, 3, 5, 0, 6, 4, 2}},
		{0, nil},
	} {
		if got := r.Top(0, 0, c.k); !slices.Equal(got, c.want) {
			t.Errorf("top %d: %v, want %v", c.k, got, c.want)
		}
	}
}

func TestSelectivity(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name     string
		answers  []float32
		labels   []int
		classes  int
		mean     []float64
		best     int
		selected float64
	}{
		// Means 4, 1 and 2: (4 − 1.5) / (4 + 1.5).
		{"three classes", []float32{3, 5, 1, 2}, []int{0, 0, 1, 2}, 3, []float64{4, 1, 2}, 0, 2.5 / 5.5},
		{"one class only drives it", []float32{0, 6, 0}, []int{0, 1, 2}, 3, []float64{0, 6, 0}, 1, 1},
		{"all alike", []float32{2, 2}, []int{0, 1}, 2, []float64{2, 2}, 0, 0},
		// The class without pictures is none of the others: (6 − 2) / (6 + 2).
		{"a class without pictures", []float32{2, 6}, []int{0, 2}, 3, []float64{2, nan, 6}, 2, 0.5},
		{"a silent unit", []float32{0, 0, 0}, []int{0, 1, 2}, 3, []float64{0, 0, 0}, 0, 0},
		{"never above zero", []float32{-3, -1}, []int{0, 1}, 2, []float64{-3, -1}, 1, 0},
		// −5 counts as 0: (3 − 0.5) / (3 + 0.5).
		{"negative means", []float32{3, 1, -5}, []int{0, 1, 2}, 3, []float64{3, 1, -5}, 0, 2.5 / 3.5},
		{"pictures without a class, or of one too many", []float32{9, 4, 1, 9}, []int{-1, 0, 1, 2}, 2, []float64{4, 1}, 0, 0.6},
		{"one class", []float32{4}, []int{0}, 1, []float64{4}, 0, 0},
		{"no classes", []float32{4}, []int{-1}, 0, nil, -1, 0},
		{"no picture has a class", []float32{4}, []int{-1}, 2, []float64{nan, nan}, -1, 0},
	} {
		s := answering(t, c.answers...).Selectivity(0, 0, c.classes, func(i int) int { return c.labels[i] })
		same := slices.EqualFunc(s.Mean, c.mean, func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) })
		if !same || s.Best != c.best || math.Abs(s.Index-c.selected) > 1e-12 {
			t.Errorf("%s: means %v, best %d, index %g; want %v, %d, %g", c.name, s.Mean, s.Best, s.Index, c.mean, c.best, c.selected)
		}
	}
}

func TestRecordStops(t *testing.T) {
	set := pictures{cnn.Shape{1, 1, 1}, make([][]float32, 5000), -1}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	shown := 0
	_, err := tuning.Record(ctx, passing(t, set.shape), set, 0, func(done, _ int) {
		stop()
		shown = done
	})
	if !errors.Is(err, context.Canceled) || shown > 1000 {
		t.Errorf("error %v after %d pictures", err, shown)
	}
}

func TestRecordErrors(t *testing.T) {
	set := pictures{cnn.Shape{1, 1, 1}, make([][]float32, 200), 150}
	_, err := tuning.Record(context.Background(), passing(t, set.shape), set, 0, nil)
	if !errors.Is(err, errBroken) || !strings.Contains(err.Error(), "picture 150") {
		t.Errorf("a picture that cannot be read: %v", err)
	}
	_, err = tuning.Record(context.Background(), passing(t, cnn.Shape{1, 2, 3}), set, 0, nil)
	if err == nil || !strings.Contains(err.Error(), "1×2×3") || !strings.Contains(err.Error(), "1×1×1") {
		t.Errorf("pictures of another size: %v", err)
	}
	if _, err = tuning.Record(context.Background(), passing(t, set.shape), set, 100, nil); err != nil {
		t.Errorf("a picture that is not asked for: %v", err)
	}
}
