package rsa

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/floats"
)

// Partial is the correlation of two RDMs that is left when what each shares with the given ones, linearly, is taken off:
// of their average ranks (Spearman), or of themselves (Pearson). Pairs that any of them lacks are left out. It is NaN
// where nothing of one is left. It panics with another comparator.
func Partial(a, b RDM, given []RDM, c Comparator) float64 {
	if c != Spearman && c != Pearson {
		panic(fmt.Sprintf("rsa: no partial %s", c))
	}
	all := append([]RDM{a, b}, given...)
	vectors := make([][]float64, len(all))
	for k, r := range knownInAll(all) {
		vectors[k] = newSide(r, c).standardised(nil)
	}
	basis := orthonormal(vectors[2:])
	left, right := residual(vectors[0], basis), residual(vectors[1], basis)
	return floats.Dot(left, right)
}

// Partials are how alike each layer is to people's brains beyond others.
type Partials struct {
	Results []Result // tested by people's signed ranks, corrected by Benjamini and Hochberg; P is NaN of one person
	Method  string   // in words
}

// InferPartial finds every model's partial correlation with every subject: given the models whose indexes given lists (nil:
// all), of which the model itself is none.
//
// It returns an error where matrices are not of one size, for comparators other than Spearman ("") and Pearson, where
// nothing is given, and ctx's error if stopped.
func InferPartial(ctx context.Context, models []RDM, names []string, subjects []RDM, given []int, c Comparator) (*Partials, error) {
	if _, err := checkSides(models, names, subjects); err != nil {
		return nil, err
	}
	if c == "" {
		c = Spearman
	}
	if c != Spearman && c != Pearson {
		return nil, fmt.Errorf("rsa: no partial %s; there are %s and %s", c, Spearman, Pearson)
	}
	if given == nil {
		for m := range models {
			given = append(given, m)
		}
	}
	if len(given) == 0 || len(models) < 2 {
		return nil, errors.New("rsa: a partial correlation takes other layers that are given")
	}
	known := newSides(knownInAll(append(living(models), subjects...)), c) // over the same pairs, so that each vector is made once
	p := &Partials{Results: make([]Result, len(models))}
	err := each(ctx, len(models), plain(func(m int) {
		p.Results[m] = partialResult(names[m], m, known[:len(models)], known[len(models):], given)
	}))
	if err != nil {
		return nil, err
	}
	p.correct()
	p.Method = fmt.Sprintf("partial %s correlation given %s; %s", c, givenNames(names, given), signedRankText(len(subjects))+"; corrected by Benjamini and Hochberg's false discovery rate")
	return p, nil
}

// living are models of which some pair is known; in the place of a dead layer, which would leave the others nothing, one whose
// pairs are all alike.
func living(models []RDM) []RDM {
	all := make([]RDM, len(models))
	for m, r := range models {
		if _, unknown := r.Missing(); unknown == len(r) {
			r = make(RDM, len(r))
		}
		all[m] = r
	}
	return all
}

// correct corrects the p values for how many there are.
func (p *Partials) correct() {
	values := make([]float64, len(p.Results))
	for m, r := range p.Results {
		values[m] = r.P
	}
	for m, corrected := range FalseDiscovery(values) {
		p.Results[m].PCorrected = corrected
	}
}

// partialResult is the m-th model's.
func partialResult(name string, m int, models, subjects []*side, given []int) Result {
	var others [][]float64
	for _, k := range given {
		if k != m {
			others = append(others, models[k].standardised(nil))
		}
	}
	basis := orthonormal(others)
	own := residual(models[m].standardised(nil), basis)
	r := Result{Name: name, P: math.NaN(), PCorrected: math.NaN(), Low: math.NaN(), High: math.NaN()}
	for _, subject := range subjects {
		r.Subjects = append(r.Subjects, floats.Dot(own, residual(subject.standardised(nil), basis)))
	}
	r.Mean, r.SE = meanAndError(r.Subjects)
	if len(subjects) > 1 {
		r.P = WilcoxonSignedRank(r.Subjects, false)
	}
	return r
}

// givenNames lists what is given.
func givenNames(names []string, given []int) string {
	if len(given) >= len(names) {
		return "all other layers"
	}
	var listed []string
	for _, k := range given {
		listed = append(listed, names[k])
	}
	return strings.Join(listed, ", ")
}

// independent is the length that must be left of a vector of length 1 for it to point anywhere else than others do.
const independent = 1e-8

// orthonormal returns vectors of length 1, at right angles, that span what the given ones of length 1 do.
func orthonormal(vectors [][]float64) [][]float64 {
	var basis [][]float64
	for _, v := range vectors {
		if r := residual(v, basis); !math.IsNaN(r[0]) {
			basis = append(basis, r)
		}
	}
	return basis
}

// residual is what is left of a vector of length 1 at right angles to an orthonormal basis, at length 1 again; NaN where
// that is nothing.
func residual(v []float64, basis [][]float64) []float64 {
	left := append([]float64{}, v...)
	for range 2 { // a second time for what rounding has left
		for _, b := range basis {
			floats.AddScaled(left, -floats.Dot(left, b), b)
		}
	}
	length := floats.Norm(left, 2)
	if length < independent {
		length = math.NaN()
	}
	floats.Scale(1/length, left)
	return left
}
