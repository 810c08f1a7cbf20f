package plasticity

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// RefitOptions are the settings of Refit; the zero value is the default.
type RefitOptions struct {
	Fit   int     // pictures to fit with, at even distances; 0: 2000
	Test  int     // held-out pictures to measure with; 0: all
	Ridge float64 // penalty of the weights' squares, as a share of the units' mean variance; 0: 0.001
}

func (o RefitOptions) filled() RefitOptions {
	if o.Fit == 0 {
		o.Fit = 2000
	}
	if o.Ridge == 0 {
		o.Ridge = 1e-3
	}
	return o
}

// Refit tells whether a network's body still has what a task needs: it fits a new linear head on the body as it is and returns
// the share of held-out pictures that this answers right, 0 to 1.
//
// The head reads what the network's own head reads, in float64: weights W and a constant for each class that make
//
//	Σ ‖W·(x − mean x) − (t − mean t)‖² + Ridge·v·n·‖W‖²
//
// least over n training pictures, t being 1 for the picture's class and 0 for the others, v the mean variance of the units
// (ridge regression on indicators). It returns ctx's error if stopped.
func Refit(ctx context.Context, net *cnn.Network, task Task, o RefitOptions) (float64, error) {
	o = o.filled()
	first, err := net.Head()
	if err != nil {
		return 0, err
	}
	body := net.Nodes[first].Inputs[0]
	if body < 0 {
		return 0, fmt.Errorf("plasticity: the network is a head without a body")
	}
	task.Source = task.Source.Sound()
	classes := len(task.Classes())
	fit, fitLabels, err := labelled(ctx, net, body, task.Source.Train, task.Name, o.Fit)
	if err != nil {
		return 0, err
	}
	head := fitRidge(fit, fitLabels, classes, o.Ridge)
	test, testLabels, err := labelled(ctx, net, body, task.Source.HeldOut, task.Name, o.Test)
	if err != nil {
		return 0, err
	}
	return head.accuracy(test, testLabels), nil
}

// labelled are the features of so many pictures of a set (0: all), pictures×cells, and the pictures' classes.
func labelled(ctx context.Context, net *cnn.Network, node int, set data.Set, task string, pictures int) (*mat.Dense, []int, error) {
	if pictures == 0 {
		pictures = set.Len()
	}
	pictures = min(pictures, set.Len())
	values, err := features(ctx, net, node, set, pictures)
	if err != nil {
		return nil, nil, err
	}
	labels, wide := make([]int, pictures), make([]float64, len(values))
	for i := range labels {
		labels[i] = set.Label(i*set.Len()/pictures, task)
	}
	for i, v := range values {
		wide[i] = float64(v)
	}
	return mat.NewDense(pictures, len(values)/pictures, wide), labels, nil
}

// A ridge is a linear head: answers = (x − mean)·weights + constant.
type ridge struct {
	mean     []float64
	weights  mat.Dense // units×classes
	constant []float64
}

// fitRidge fits the head that Refit describes. It changes x. The system has as many unknowns as there are units or, where these
// are fewer, pictures: W = xᵀ·(x·xᵀ + λ)⁻¹·t is the same as (xᵀ·x + λ)⁻¹·xᵀ·t.
func fitRidge(x *mat.Dense, labels []int, classes int, share float64) *ridge {
	n, units := x.Dims()
	r := &ridge{mean: centreColumns(x), constant: make([]float64, classes)}
	for _, label := range labels {
		r.constant[label] += 1 / float64(n)
	}
	t := indicators(labels, r.constant)
	var gram mat.SymDense
	var right mat.Dense
	if units <= n {
		gram.SymOuterK(1, x.T())
		right.Mul(x.T(), t)
	} else {
		gram.SymOuterK(1, x)
		right.CloneFrom(t)
	}
	penalty := share * squares(x) / float64(units) // share · mean variance · n
	for i := range gram.SymmetricDim() {
		gram.SetSym(i, i, gram.At(i, i)+penalty)
	}
	var solved mat.Dense
	switch {
	case !solve(&solved, &gram, &right): // no unit tells pictures apart: every picture gets the commonest class
		r.weights.ReuseAs(units, classes)
	case units <= n:
		r.weights.CloneFrom(&solved)
	default:
		r.weights.Mul(x.T(), &solved)
	}
	return r
}

// indicators are 1 for each picture's class and 0 for the others, less the classes' shares: pictures×classes.
func indicators(labels []int, shares []float64) *mat.Dense {
	t := mat.NewDense(len(labels), len(shares), nil)
	for i, label := range labels {
		for c, share := range shares {
			t.Set(i, c, -share)
		}
		t.Set(i, label, 1-shares[label])
	}
	return t
}

// solve sets dst to what gram makes right of, and reports whether there is one.
func solve(dst *mat.Dense, gram *mat.SymDense, right *mat.Dense) bool {
	var factor mat.Cholesky
	return factor.Factorize(gram) && factor.SolveTo(dst, right) == nil
}

// centreColumns takes the columns' means off and returns them.
func centreColumns(x *mat.Dense) []float64 {
	n, units := x.Dims()
	mean := make([]float64, units)
	for i := range n {
		for j, v := range x.RawRowView(i) {
			mean[j] += v / float64(n)
		}
	}
	subtract(x, mean)
	return mean
}

func subtract(x *mat.Dense, mean []float64) {
	n, _ := x.Dims()
	for i := range n {
		for j := range mean {
			x.RawRowView(i)[j] -= mean[j]
		}
	}
}

func squares(x *mat.Dense) float64 {
	norm := mat.Norm(x, 2)
	return norm * norm
}

// accuracy is the share of pictures that the head answers right. It changes x.
func (r *ridge) accuracy(x *mat.Dense, labels []int) float64 {
	subtract(x, r.mean)
	var answers mat.Dense
	answers.Mul(x, &r.weights)
	correct := 0
	for i, label := range labels {
		best := 0
		row := answers.RawRowView(i)
		for c := range row {
			if row[c]+r.constant[c] > row[best]+r.constant[best] {
				best = c
			}
		}
		if best == label {
			correct++
		}
	}
	return float64(correct) / float64(len(labels))
}
