package rsa

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// The conditions of Karush, Kuhn and Tucker: no weight is negative, the error falls along no weight of 0 and is level along
// the others. They hold for the solution and for no other where columns are independent.
func TestNonNegativeIsOptimal(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	zeros := 0
	for _, c := range []struct{ rows, columns int }{{5, 1}, {20, 4}, {100, 12}, {50, 30}, {6, 6}, {4, 9}, {30, 3}} {
		for range 10 {
			a := mat.NewDense(c.rows, c.columns, random(c.rows*c.columns, 0, rng))
			b := random(c.rows, 0, rng)
			x := NonNegative(a, b)
			var left, slope mat.VecDense
			left.MulVec(a, mat.NewVecDense(c.columns, x))
			left.SubVec(mat.NewVecDense(c.rows, b), &left)
			slope.MulVec(a.T(), &left)
			for j, v := range x {
				s := slope.AtVec(j)
				if v == 0 {
					zeros++
				}
				if v < 0 || s > 1e-9 || v > 0 && math.Abs(s) > 1e-9 {
					t.Errorf("%d×%d: weight %d is %g, the error's slope along it %g", c.rows, c.columns, j, v, s)
				}
			}
		}
	}
	if zeros < 100 {
		t.Errorf("%d weights of 0: nothing was tested", zeros)
	}
}

// A copy of a column adds nothing, and does no harm.
func TestNonNegativeWithDependentColumns(t *testing.T) {
	a := mat.NewDense(4, 3, []float64{1, 1, 0, 2, 2, 1, 0, 0, 1, 1, 1, 5})
	x := NonNegative(a, []float64{3, 7, 1, 8}) // 3·first + third
	near(t, "both copies", x[0]+x[1], 3, 1e-10)
	near(t, "third", x[2], 1, 1e-10)
	if x := NonNegative(a, []float64{-1, -2, -1, -6}); slices.Max(x) != 0 {
		t.Errorf("of the opposite of all: %v", x)
	}
}

func TestRegress(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	var models []RDM
	for range 4 {
		models = append(models, random(Pairs(12), 0, rng))
	}
	brain := make(RDM, Pairs(12))
	for i := range brain {
		brain[i] = 0.7 + 2*models[1][i] + 0.5*models[3][i]
	}
	brain[4], models[0][9] = nan, nan
	f, err := Regress(models, brain)
	if err != nil {
		t.Fatal(err)
	}
	for m, want := range []float64{0, 2, 0, 0.5} {
		near(t, "weight", f.Weights[m], want, 1e-10)
	}
	near(t, "intercept", f.Intercept, 0.7, 1e-10)
	near(t, "R", f.R, 1, 1e-12)
	if f.Pairs != Pairs(12)-2 || !math.IsNaN(brain[4]) {
		t.Errorf("%d pairs", f.Pairs)
	}
	if _, err := Regress(models, brain[:10]); err == nil {
		t.Error("fitted 66 pairs to 10")
	}
	if _, err := Regress(nil, brain); err == nil {
		t.Error("fitted nothing")
	}
}
