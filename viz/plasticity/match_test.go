package plasticity

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"unitscope/cnn"
)

// shuffled is a network with the units of its convolutions and dense layers in another order, which answers the same:
// unit u of the i-th layer becomes unit orders[i][u].
func shuffled(t testing.TB, net *cnn.Network, rng *rand.Rand) (*cnn.Network, [][]int) {
	t.Helper()
	m := net.Clone()
	var orders [][]int
	layers := Layers(net)
	for i, l := range layers {
		order := rng.Perm(l.Units)
		orders = append(orders, order)
		from, to := net.Nodes[l.Weights].Layer.Params(), m.Nodes[l.Weights].Layer.Params()
		weight := to[0].Value
		size := weight.Shape[1:].Size()
		kept := slices.Clone(weight.Data) // whose inputs are shuffled already
		for u, at := range order {
			copy(weight.Data[at*size:][:size], kept[u*size:][:size])
			to[1].Value.Data[at] = from[1].Value.Data[u]
		}
		reader := "output"
		if i+1 < len(layers) {
			reader = layers[i+1].Name
		}
		shuffleInputs(m.Nodes[m.Index(reader)].Layer.Params()[0].Value, order)
	}
	return m, orders
}

// shuffleInputs moves the weights of each input unit to its new place.
func shuffleInputs(weight *cnn.Tensor, order []int) {
	inputs := weight.Shape[1:].Size()
	cells := inputs / len(order)
	kept := slices.Clone(weight.Data)
	for out := range weight.Shape[0] {
		for u, at := range order {
			copy(weight.Data[out*inputs+at*cells:][:cells], kept[out*inputs+u*cells:][:cells])
		}
	}
}

// A law: whatever the order of a network's units, the matching finds it, and representations are the same.
func TestMatchingFindsThePermutation(t *testing.T) {
	net := trained(t)
	other, orders := shuffled(t, net, rand.New(rand.NewPCG(3, 3)))
	set := toyProbe(120)
	a, b := respond(t, net, set), respond(t, other, set)
	matchings, err := Match(context.Background(), a, b, Thresholds{})
	if err != nil {
		t.Fatal(err)
	}
	for k, m := range matchings {
		for u, want := range orders[k] {
			if m.Partner[u] != want && !a.silent(k, u, 0) {
				t.Errorf("%s:%d is matched with %d, wants %d", m.Name, u, m.Partner[u], want)
			}
		}
		if m.Share() != 1 {
			t.Errorf("%s: %d of %d matched", m.Name, m.Matched, m.Units)
		}
	}
	similarities, err := Similarities(context.Background(), net, other, set)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range similarities {
		if math.Abs(s.CKA-1) > 1e-5 {
			t.Errorf("%s: CKA %g of the same units", s.Name, s.CKA)
		}
		if math.Abs(s.Spearman-1) > 1e-5 {
			t.Errorf("%s: RDMs of the same units correlate %g", s.Name, s.Spearman)
		}
	}
}

// The assignment is the best there is: held against all permutations, ties included.
func TestAssignAgainstBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 7))
	for try := range 400 {
		n := 1 + try%7
		costs := make([]float64, n*n)
		for i := range costs {
			costs[i] = float64(rng.IntN(7)) - 3 // with ties
			if try%2 == 0 {
				costs[i] = rng.NormFloat64()
			}
		}
		columns, err := assign(context.Background(), costs, n)
		if err != nil {
			t.Fatal(err)
		}
		got, taken := 0.0, make([]bool, n)
		for i, j := range columns {
			got += costs[i*n+j]
			taken[j] = true
		}
		if slices.Contains(taken, false) {
			t.Fatalf("%v is no assignment", columns)
		}
		if want := cheapest(costs, n, 0, make([]bool, n)); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%d rows: costs %g, there is one of %g", n, got, want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := assign(ctx, []float64{1}, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

// cheapest tries all columns for rows from one on.
func cheapest(costs []float64, n, row int, taken []bool) float64 {
	if row == n {
		return 0
	}
	best := math.Inf(1)
	for j := range n {
		if !taken[j] {
			taken[j] = true
			best = min(best, costs[row*n+j]+cheapest(costs, n, row+1, taken))
			taken[j] = false
		}
	}
	return best
}

func normal(rng *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(rng.NormFloat64())
	}
	return v
}

// Laws of linear CKA: it is 1 with the representation turned, scaled and moved; of independent noise it has a known
// bias: E⟨K,L⟩ = p·q·(n−1), E‖K‖² = p·(n−1)·(n+p) for n rows of p independent normal numbers.
func TestCKA(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	const n, p, q = 200, 24, 40
	x, y := normal(rng, n*p), normal(rng, n*q)
	turn := orthogonal(rng, p)
	turned := product(x, n, turn, p, p)
	for i := range turned {
		turned[i] = 3*turned[i] + float32(i%p)
	}
	if c := CKA(x, turned, n); math.Abs(c-1) > 1e-5 {
		t.Errorf("turned: %.8f", c)
	}
	bias := math.Sqrt(p * q / float64((n+p)*(n+q)))
	if c := CKA(x, y, n); math.Abs(c-bias) > 0.015 { // 0.135; its deviation over draws is some 0.005
		t.Errorf("independent: %g, the bias is %g", c, bias)
	}
	if c := CKA(make([]float32, n*p), y, n); !math.IsNaN(c) {
		t.Errorf("of a constant: %g", c)
	}
	if a, b := CKA(x, y, n), CKA(y, x, n); a != b {
		t.Errorf("%g one way, %g the other", a, b)
	}
}

// orthogonal is a random rotation, n×n: normal columns made orthogonal one after the other, twice against rounding.
func orthogonal(rng *rand.Rand, n int) []float32 {
	q := make([][]float64, n)
	for i := range q {
		q[i] = make([]float64, n)
		for j := range q[i] {
			q[i][j] = rng.NormFloat64()
		}
		for range 2 {
			for k := range i {
				dot := 0.0
				for j := range n {
					dot += q[i][j] * q[k][j]
				}
				for j := range n {
					q[i][j] -= dot * q[k][j]
				}
			}
		}
		length := 0.0
		for _, v := range q[i] {
			length += v * v
		}
		for j := range q[i] {
			q[i][j] /= math.Sqrt(length)
		}
	}
	flat := make([]float32, 0, n*n)
	for _, row := range q {
		for _, v := range row {
			flat = append(flat, float32(v))
		}
	}
	return flat
}
