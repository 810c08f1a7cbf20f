package rsa

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"

	"unitscope/cnn"
)

var distancesOfPatterns = []Distance{PearsonDistance, EuclideanDistance, SquaredEuclideanDistance, CosineDistance}

// direct is a distance by its definition, in float64.
func direct(x, y []float64, d Distance) float64 {
	var dot, xx, yy, square float64
	for i := range x {
		dot += x[i] * y[i]
		xx += x[i] * x[i]
		yy += y[i] * y[i]
		square += (x[i] - y[i]) * (x[i] - y[i])
	}
	switch d {
	case PearsonDistance:
		return 1 - stat.Correlation(x, y, nil)
	case EuclideanDistance:
		return math.Sqrt(square)
	case SquaredEuclideanDistance:
		return square
	}
	return 1 - dot/math.Sqrt(xx*yy)
}

// set makes a variable another for a test.
func set[T any](t *testing.T, variable *T, value T) {
	old := *variable
	*variable = value
	t.Cleanup(func() { *variable = old })
}

// All distances of recorded patterns, held at once and in parts, by their definition.
func TestOfPatterns(t *testing.T) {
	const n, features = 13, 37
	patterns := random(n*features, 0, rand.New(rand.NewPCG(1, 0)))
	for _, held := range []int{heldBytes, 8 * features * 4, 1} {
		set(t, &heldBytes, held)
		for _, d := range distancesOfPatterns {
			r, err := OfPatterns(context.Background(), patterns, n, features, d)
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				for j := range i {
					near(t, string(d), r.At(i, j), direct(patterns[i*features:][:features], patterns[j*features:][:features], d), 1e-13)
				}
			}
		}
	}
}

// A pattern without variance, one of zeros and one that is no number have no pairs where those mean nothing; all other pairs
// are as without them.
func TestUnknownPatternsDoNotSpread(t *testing.T) {
	const n, features = 6, 300
	patterns := random(n*features, 0, rand.New(rand.NewPCG(2, 0)))
	clean, err := OfPatterns(context.Background(), patterns, n, features, PearsonDistance)
	if err != nil {
		t.Fatal(err)
	}
	for i := range features {
		patterns[1*features+i] = 1. / 3
		patterns[2*features+i] = 0
	}
	patterns[3*features+7], patterns[4*features] = nan, math.Inf(1)
	exact, err := OfPatterns(context.Background(), patterns, n, features, PearsonDistance)
	if err != nil {
		t.Fatal(err)
	}
	layer := gramOf(t, patterns, n)
	set(t, &exactProducts, 0)
	for name, r := range map[string]RDM{"recorded": exact, "float64": layer.rdm(PearsonDistance), "float32": gramOf(t, patterns, n).rdm(PearsonDistance)} {
		pictures, pairs := r.Missing()
		if len(pictures) != 4 || pairs != 14 {
			t.Errorf("%s: %d pictures, %d pairs missing: %v", name, len(pictures), pairs, r)
		}
		near(t, name, r.At(0, 5), clean.At(0, 5), 1e-6)
	}
	for name, r := range map[string]RDM{"recorded": must(OfPatterns(context.Background(), patterns, n, features, CosineDistance)), "float64": layer.rdm(CosineDistance), "float32": gramOf(t, patterns, n).rdm(CosineDistance)} {
		if pictures, pairs := r.Missing(); len(pictures) != 3 || pairs != 12 || math.IsNaN(r.At(0, 1)) {
			t.Errorf("%s cosine: %d pictures, %d pairs missing", name, len(pictures), pairs)
		}
	}
}

func must(r RDM, err error) RDM {
	if err != nil {
		panic(err)
	}
	return r
}

// gramOf gathers patterns rounded to float32.
func gramOf(t *testing.T, patterns []float64, n int) *gram {
	rounded := make([]float32, len(patterns))
	for i, v := range patterns {
		rounded[i] = float32(v)
	}
	g := newGram(n)
	g.begin(len(patterns) / n)
	if err := g.add(context.Background(), rounded); err != nil {
		t.Fatal(err)
	}
	return g
}

// Products in float32 come near to float64, where patterns have a large part in common as well; those of equal patterns are
// equal. In float64 they are as precise where patterns hardly differ.
func TestGramIsPrecise(t *testing.T) {
	const n, units = 5, 20_000
	rng := rand.New(rand.NewPCG(3, 0))
	for _, c := range []struct {
		name                  string
		most                  int
		offset, apart, within float64
	}{
		{"float32", 0, 0, 1, 1e-7}, {"float32 far from zero", 0, 1000, 1, 1e-6}, {"float32 nearly equal", 0, 0, 1e-3, 1e-7},
		{"float64", exactProducts, 0, 1, 1e-12}, {"float64 far from zero", exactProducts, 1000, 1, 1e-9}, {"float64 nearly equal", exactProducts, 0, 1e-3, 1e-12},
	} {
		set(t, &exactProducts, c.most)
		common, patterns := random(units, 0, rng), make([]float64, n*units)
		for i := range patterns {
			patterns[i] = float64(float32(c.offset + common[i%units] + c.apart*rng.NormFloat64()))
		}
		copy(patterns[3*units:4*units], patterns[:units])
		g := gramOf(t, patterns, n)
		for d, scale := range map[Distance]float64{PearsonDistance: 1, CosineDistance: 1, SquaredEuclideanDistance: 2 * units} {
			r := g.rdm(d)
			for i := range n {
				for j := range i {
					want := direct(patterns[i*units:][:units], patterns[j*units:][:units], d)
					near(t, c.name+" "+string(d), r.At(i, j), want, c.within*scale)
				}
			}
			near(t, c.name+" "+string(d)+" of equals", r.At(0, 3), 0, 1e-14)
		}
	}
}

// examples are random pictures in memory.
type examples struct {
	n, size int
	values  []float32
}

func newExamples(n int, input cnn.Shape) examples {
	e := examples{n, input.Size(), make([]float32, n*input.Size())}
	rng := rand.New(rand.NewPCG(4, 0))
	for i := range e.values {
		e.values[i] = rng.Float32()
	}
	return e
}

func (e examples) Len() int { return e.n }
func (e examples) Read(i int, dst []float32) error {
	copy(dst, e.values[i*e.size:][:e.size])
	return nil
}

func network(t testing.TB) *cnn.Network {
	net, err := cnn.Preset("toy48", 10)
	if err != nil {
		t.Fatal(err)
	}
	net.Init(rand.New(rand.NewPCG(5, 0)))
	return net
}

// Layers are the distances of what the network answers, whether its patterns are held at once or in many parts.
func TestLayers(t *testing.T) {
	net := network(t)
	const n = 7
	x := newExamples(n, net.Input)
	pass := net.NewPass(n)
	pass.Forward(&cnn.Tensor{Shape: append(cnn.Shape{n}, net.Input...), Data: x.values})
	nodes := []int{1, 8, 10, len(net.Nodes) - 1}
	for _, held := range []int{heldBytes, 4 * n * 10_000, 1} {
		set(t, &heldBytes, held)
		for _, d := range distancesOfPatterns {
			told := 0
			rdms, err := Layers(context.Background(), net, x, nodes, d, func(done, total int) {
				if told++; done > total {
					t.Errorf("%d of %d", done, total)
				}
			})
			if err != nil || told == 0 {
				t.Fatal(told, err)
			}
			for k, node := range nodes {
				answers := pass.Activation(node).Data
				units := len(answers) / n
				patterns := make([]float64, len(answers))
				for i, v := range answers {
					patterns[i] = float64(v)
				}
				want, err := OfPatterns(context.Background(), patterns, n, units, d)
				if err != nil {
					t.Fatal(err)
				}
				largest := 0.0
				for _, v := range want {
					largest = math.Max(largest, v)
				}
				for i := range want {
					near(t, net.Nodes[node].Name+" "+string(d), rdms[k][i], want[i], 1e-10*largest)
				}
			}
		}
	}
}

// Every unit of every layer is in one part, and no part is larger than asked for.
func TestCut(t *testing.T) {
	net := network(t)
	nodes := []int{0, 3, 9, 13}
	for _, most := range []int{unitsAtOnce, 1000, 12_345, 1 << 30} {
		next := make([]int, len(nodes))
		for _, p := range cut(net, nodes, most) {
			all := 0
			for _, s := range p {
				if s.from != next[s.layer] || s.from%unitsAtOnce != 0 {
					t.Fatalf("most %d: %+v", most, s)
				}
				next[s.layer] = s.to
				all += s.units()
			}
			if all > most {
				t.Errorf("a part of %d units, at most %d", all, most)
			}
		}
		for k, node := range nodes {
			if next[k] != size(net, node) {
				t.Errorf("most %d: %d of %d units", most, next[k], size(net, node))
			}
		}
	}
}

type failing struct{ examples }

var errUnreadable = errors.New("unreadable")

func (f failing) Read(i int, dst []float32) error {
	if i == 5 {
		return errUnreadable
	}
	return f.examples.Read(i, dst)
}

func TestLayersStops(t *testing.T) {
	net := network(t)
	if _, err := Layers(context.Background(), net, failing{newExamples(7, net.Input)}, []int{0}, PearsonDistance, nil); !errors.Is(err, errUnreadable) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Layers(ctx, net, newExamples(7, net.Input), []int{0}, PearsonDistance, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if _, err := Layers(context.Background(), net, newExamples(1, net.Input), []int{0}, PearsonDistance, nil); err == nil {
		t.Error("a matrix of one picture")
	}
	if _, err := Layers(context.Background(), net, newExamples(7, net.Input), []int{0}, CrossnobisDistance, nil); err == nil {
		t.Error("crossnobis without runs")
	}
}

// Crossnobis by its definition, run by run, with and without noise.
func TestCrossnobisByDefinition(t *testing.T) {
	const n, features = 5, 4
	rng := rand.New(rand.NewPCG(6, 0))
	runs := [][]float64{random(n*features, 0, rng), random(n*features, 0, rng), random(n*features, 0, rng)}
	noise := []float64{2, .5, 0, 0, .5, 1, 0, 0, 0, 0, 4, 0, 0, 0, 0, .5}
	// its inverse by hand: the 2×2 block has determinant 1.75
	inverse := []float64{1 / 1.75, -.5 / 1.75, 0, 0, -.5 / 1.75, 2 / 1.75, 0, 0, 0, 0, .25, 0, 0, 0, 0, 2}
	unit := []float64{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}
	for _, c := range []struct{ noise, inverse []float64 }{{nil, unit}, {noise, inverse}} {
		r, err := OfRuns(runs, n, features, c.noise)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			for j := range i {
				want := 0.0
				for a := range runs {
					for b := range runs {
						for k := range features {
							for l := range features {
								if a != b {
									want += (runs[a][i*features+k] - runs[a][j*features+k]) * c.inverse[k*features+l] * (runs[b][i*features+l] - runs[b][j*features+l]) / 6 / features
								}
							}
						}
					}
				}
				near(t, "crossnobis", r.At(i, j), want, 1e-13)
			}
		}
	}
	if _, err := OfRuns(runs[:1], n, features, nil); err == nil {
		t.Error("took one run")
	}
	if _, err := OfRuns(runs, n, features, make([]float64, 16)); err == nil {
		t.Error("took a noise of zeros")
	}
	if _, err := OfRuns([][]float64{runs[0], runs[1][:3]}, n, features, nil); err == nil {
		t.Error("took runs of two sizes")
	}
}

// Shrinking: a covariance of few rows can be inverted, one of many is the sample's; variances stay.
func TestNoiseCovariance(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 0))
	const features = 6
	draw := func(rows int) []float64 { // each feature has half of the one before in it
		x := random(rows*features, 0, rng)
		for i := range rows {
			for j := 1; j < features; j++ {
				x[i*features+j] += x[i*features+j-1] / 2
			}
		}
		return x
	}
	many := draw(20_000)
	c, err := NoiseCovariance(many, 20_000, features, 19_999)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "variance of the second", c[features+1], 1.25, 0.05)
	near(t, "covariance of first and second", c[1], 0.5, 0.03)
	near(t, "of first and third", c[2], 0.25, 0.03)
	few, err := NoiseCovariance(draw(4), 4, features, 3)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OfRuns([][]float64{make([]float64, 2*features), make([]float64, 2*features)}, 2, features, few); err != nil {
		t.Errorf("of four rows: %v", err)
	}
	if _, err := NoiseCovariance(make([]float64, 5*features), 5, features, 4); err == nil {
		t.Error("took features without variance")
	}
}
