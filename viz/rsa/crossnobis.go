package rsa

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// OfRuns computes the cross-validated squared Mahalanobis distance (crossnobis) of every pair of n pictures that were shown
// in several runs:
//
//	d(i,j) = mean over runs a ≠ b of (x_i^a − x_j^a)ᵀ Σ⁻¹ (x_i^b − x_j^b) / features
//
// Each run's patterns are n×features, row-major; noise is Σ, features×features, nil for the unit matrix. As noise is
// independent from run to run, a distance of nothing is zero on average, and may be negative.
//
// Walther et al. 2016, "Reliability of dissimilarity measures for multi-voxel pattern analysis"; rsatoolbox's calc_rdm.
func OfRuns(runs [][]float64, n, features int, noise []float64) (RDM, error) {
	if len(runs) < 2 {
		return nil, fmt.Errorf("rsa: %d runs: crossnobis distances compare at least two", len(runs))
	}
	if n < 2 || features < 1 {
		return nil, fmt.Errorf("rsa: %d patterns of %d numbers: at least two, of at least one", n, features)
	}
	precise, err := newPrecision(noise, features)
	if err != nil {
		return nil, err
	}
	all := mat.NewDense(n, features, nil) // the sum of runs
	products := mat.NewDense(n, n, nil)   // of all runs with all, then less those of each with itself
	var own mat.Dense
	for k, run := range runs {
		if len(run) != n*features {
			return nil, fmt.Errorf("rsa: run %d has %d values, not %d patterns of %d", k+1, len(run), n, features)
		}
		x := mat.NewDense(n, features, run)
		all.Add(all, x)
		own.Mul(x, precise(x))
		products.Sub(products, &own)
	}
	own.Mul(all, precise(all))
	products.Add(products, &own)
	scale := float64(len(runs) * (len(runs) - 1) * features)
	r := make(RDM, 0, Pairs(n))
	for i := range n {
		for j := i + 1; j < n; j++ {
			d := products.At(i, i) + products.At(j, j) - products.At(i, j) - products.At(j, i)
			r = append(r, SquaredEuclideanDistance.fromSquare(d/scale))
		}
	}
	return r, nil
}

// newPrecision returns how patterns are multiplied with the inverse of a covariance: Σ⁻¹ xᵀ.
func newPrecision(noise []float64, features int) (func(x *mat.Dense) mat.Matrix, error) {
	if noise == nil {
		return func(x *mat.Dense) mat.Matrix { return x.T() }, nil
	}
	if len(noise) != features*features {
		return nil, fmt.Errorf("rsa: a noise covariance of %d values for %d features", len(noise), features)
	}
	var factors mat.Cholesky
	if !factors.Factorize(mat.NewSymDense(features, noise)) {
		return nil, errors.New("rsa: the noise covariance is not positive definite; shrink it (NoiseCovariance)")
	}
	return func(x *mat.Dense) mat.Matrix {
		var y mat.Dense
		_ = factors.SolveTo(&y, x.T()) // its error is a warning of bad condition: y is the best there is
		return &y
	}, nil
}

// NoiseCovariance estimates the covariance of noise from residuals, rows×features, row-major, with so many degrees of
// freedom (rows − 1, or less where more than a mean was fitted). Correlations are shrunk towards 0 as far as their own
// uncertainty asks, so that the result can be inverted however few rows there are.
//
// Schäfer and Strimmer 2005, "A shrinkage approach to large-scale covariance matrix estimation", target D.
func NoiseCovariance(residuals []float64, rows, features, freedom int) ([]float64, error) {
	if rows < 3 || features < 1 || freedom < 1 || len(residuals) != rows*features {
		return nil, fmt.Errorf("rsa: %d residuals, %d rows of %d with %d degrees of freedom, give no covariance", len(residuals), rows, features, freedom)
	}
	x := mat.NewDense(rows, features, append([]float64{}, residuals...))
	deviations := make([]float64, features) // by freedom
	for j := range features {
		column := mat.Col(nil, j, x)
		mean := stat.Mean(column, nil)
		squares := 0.0
		for i := range column {
			column[i] -= mean
			squares += column[i] * column[i]
		}
		if !(squares > 0) || math.IsInf(squares, 0) {
			return nil, fmt.Errorf("rsa: feature %d has no variance to estimate noise from", j+1)
		}
		deviations[j] = math.Sqrt(squares / float64(freedom))
		for i := range column {
			column[i] /= math.Sqrt(squares / float64(rows-1))
		}
		x.SetCol(j, column)
	}
	return shrunk(x, deviations), nil
}

// shrunk is the covariance of standardised columns that have the given deviations, with shrunk correlations.
func shrunk(x *mat.Dense, deviations []float64) []float64 {
	rows, features := x.Dims()
	n := float64(rows)
	var squares, sums, sumsOfSquares mat.Dense
	squares.MulElem(x, x)
	sums.Mul(x.T(), x)
	sumsOfSquares.Mul(squares.T(), &squares)
	uncertain, strength := 0.0, 0.0
	for i := range features {
		for j := range features {
			if i != j {
				mean := sums.At(i, j) / n
				uncertain += n / math.Pow(n-1, 3) * (sumsOfSquares.At(i, j) - n*mean*mean)
				strength += math.Pow(sums.At(i, j)/(n-1), 2)
			}
		}
	}
	shrink := 1.0
	if strength > 0 {
		shrink = math.Min(1, math.Max(0, uncertain/strength))
	}
	covariance := make([]float64, features*features)
	for i := range features {
		for j := range features {
			c := sums.At(i, j) / (n - 1) * (1 - shrink)
			if i == j {
				c = 1
			}
			covariance[i*features+j] = c * deviations[i] * deviations[j]
		}
	}
	return covariance
}
