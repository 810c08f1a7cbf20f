package rsa

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// A Fit explains an RDM as a sum of others.
type Fit struct {
	Weights   []float64 // one a model, 0 or more
	Intercept float64   // of any sign
	R         float64   // correlation of what the models give with what they explain; NaN where no model has a part in it
	Pairs     int       // known in all
}

// Regress finds the non-negative weights with which models' sum, plus a constant, comes nearest to an RDM, by least
// squares. Pairs that any of them lacks are left out. It returns an error where no pair is left or sizes differ.
//
// Khaligh-Razavi and Kriegeskorte 2014, "Deep supervised, but not unsupervised, models may explain IT cortical
// representation".
func Regress(models []RDM, brain RDM) (*Fit, error) {
	all := append([]RDM{brain}, models...)
	if _, err := checkSame("matrices of a regression", all); err != nil {
		return nil, err
	}
	all = knownInAll(all)
	pairs := len(all[0])
	if len(models) == 0 || pairs < 2 {
		return nil, fmt.Errorf("rsa: %d models and %d pairs known in all of them: nothing to fit", len(models), pairs)
	}
	a := mat.NewDense(pairs, len(models), nil)
	means := make([]float64, len(all))
	for k, r := range all {
		means[k] = stat.Mean(r, nil)
		floats.AddConst(-means[k], r) // knownInAll's copy
		if k > 0 {
			a.SetCol(k-1, r)
		}
	}
	f := &Fit{Weights: NonNegative(a, all[0]), Intercept: means[0], Pairs: pairs}
	fitted := make([]float64, pairs)
	for k, w := range f.Weights {
		floats.AddScaled(fitted, w, all[1+k])
		f.Intercept -= w * means[1+k]
	}
	f.R = Compare(fitted, all[0], Pearson)
	return f, nil
}

// NonNegative returns the x ≥ 0 that makes |a·x − b| smallest, by active sets: Lawson and Hanson 1974, "Solving least
// squares problems", chapter 23. Columns that depend on others get what those leave, in order of their use.
func NonNegative(a *mat.Dense, b []float64) []float64 {
	_, columns := a.Dims()
	n := &nonNegative{x: make([]float64, columns), passive: make([]bool, columns), barred: make([]bool, columns)}
	n.reduce(a, b)
	for range 3 * columns * max(columns, 10) { // a bound that only rounding could reach
		j := n.steepest()
		if j < 0 {
			break
		}
		n.passive[j] = true
		if !n.settle(j) {
			n.passive[j], n.barred[j] = false, true // no use, or no use but for rounding, until something else changes
			continue
		}
		clear(n.barred)
	}
	return n.x
}

// nonNegative is a problem on its way to its solution.
type nonNegative struct {
	a       *mat.Dense // columns×columns: the triangle of the problem's QR decomposition, which has the same solution
	b       *mat.VecDense
	x       []float64
	passive []bool // may differ from 0
	barred  []bool // tried in vain since x last changed
	least   float64
}

// reduce replaces the problem by one of as many rows as columns: the triangle of the QR decomposition of a with b beside it.
func (n *nonNegative) reduce(a *mat.Dense, b []float64) {
	rows, columns := a.Dims()
	both := mat.NewDense(max(rows, columns+1), columns+1, nil)
	both.Slice(0, rows, 0, columns).(*mat.Dense).Copy(a)
	both.Slice(0, rows, columns, columns+1).(*mat.Dense).Copy(mat.NewVecDense(rows, b))
	var qr mat.QR
	qr.Factorize(both)
	var r mat.Dense
	qr.RTo(&r)
	n.a = mat.DenseCopyOf(r.Slice(0, columns, 0, columns))
	n.b = mat.VecDenseCopyOf(r.Slice(0, columns, 0, columns+1).(*mat.Dense).ColView(columns))
	n.least = 1e-12 * mat.Norm(n.a, 2) * floats.Norm(b, 2)
}

// steepest is the column at 0 along which the error falls fastest; −1 if there is none.
func (n *nonNegative) steepest() int {
	_, columns := n.a.Dims()
	var left, slope mat.VecDense
	left.MulVec(n.a, mat.NewVecDense(columns, n.x))
	left.SubVec(n.b, &left)
	slope.MulVec(n.a.T(), &left)
	best := -1
	for j := range columns {
		if s := slope.AtVec(j); !n.passive[j] && !n.barred[j] && s > n.least && (best < 0 || s > slope.AtVec(best)) {
			best = j
		}
	}
	return best
}

// settle moves x to the best of its passive columns, of which those that would fall below 0 stay there. It reports whether
// the column that was added has a part in it.
func (n *nonNegative) settle(added int) bool {
	for first := true; ; first = false {
		s, ok := n.solve()
		if !ok || first && s[added] <= 0 {
			return false
		}
		step := 1.0
		for j, v := range s {
			if n.passive[j] && v <= 0 {
				step = math.Min(step, n.x[j]/(n.x[j]-v))
			}
		}
		for j, v := range s {
			n.x[j] += step * (v - n.x[j])
			if n.passive[j] && v <= 0 && n.x[j] <= 1e-12*math.Abs(v) || !n.passive[j] {
				n.x[j], n.passive[j] = 0, false
			}
		}
		if step == 1 {
			return true
		}
	}
}

// solve returns the least squares solution of the passive columns, 0 elsewhere; not ok where they depend on each other.
func (n *nonNegative) solve() (s []float64, ok bool) {
	rows, columns := n.a.Dims()
	s = make([]float64, columns)
	var used []int
	for j, p := range n.passive {
		if p {
			used = append(used, j)
		}
	}
	if len(used) == 0 {
		return s, true
	}
	part := mat.NewDense(rows, len(used), nil)
	for k, j := range used {
		part.SetCol(k, mat.Col(nil, j, n.a))
	}
	var qr mat.QR
	qr.Factorize(part)
	solution := mat.NewVecDense(len(used), nil)
	if qr.Cond() > 1e12 || qr.SolveVecTo(solution, false, n.b) != nil {
		return nil, false
	}
	for k, j := range used {
		s[j] = solution.AtVec(k)
	}
	return s, !slices.ContainsFunc(s, math.IsNaN)
}
