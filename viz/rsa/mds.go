package rsa

import (
	"context"
	"errors"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// MDSOptions are the settings of MDS; the zero value is the default one.
type MDSOptions struct {
	Dimensions int // 2
	Steps      int // most of them: 300; below 0 the classical solution is left as it is
}

// Points are places of pictures.
type Points struct {
	Dimensions int
	At         []float64 // pictures×dimensions; NaN for a picture of which no pair is known
	Stress     float64   // √(Σ(δ−d)²/Σδ²) over known pairs: 0 where all distances are the dissimilarities
}

// settled is by what share of itself the squared stress must fall for another step to be worth it.
const settled = 1e-7

// MDS places pictures so that their distances come near to their dissimilarities: first by the largest eigenvectors of the
// doubly centred squares (classical scaling, Torgerson 1952), then by steps each of which lowers the squared stress (SMACOF,
// de Leeuw 1977). Unknown pairs weigh nothing, negative dissimilarities count as 0. It returns ctx's error if stopped.
func MDS(ctx context.Context, r RDM, o MDSOptions) (*Points, error) {
	if o.Dimensions <= 0 {
		o.Dimensions = 2
	}
	if o.Steps == 0 {
		o.Steps = 300
	}
	s := newScaling(r, o.Dimensions)
	if len(s.pictures) < 2 {
		return nil, errors.New("rsa: no two pictures have a known dissimilarity")
	}
	if err := s.classical(); err != nil {
		return nil, err
	}
	stress := s.stress()
	for range o.Steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s.step()
		before := stress
		if stress = s.stress(); !(before-stress > settled*before) {
			break
		}
	}
	s.turn()
	return s.points(r.Pictures()), ctx.Err()
}

// scaling is places on their way to good ones.
type scaling struct {
	pictures []int      // that have a known pair
	wanted   *mat.Dense // dissimilarities of these; NaN where unknown
	x        *mat.Dense // pictures × dimensions
	inverse  *mat.Dense // Moore–Penrose, of the weights' Laplacian; nil where all pairs are known
	all      float64    // sum of squared dissimilarities
}

func newScaling(r RDM, dimensions int) *scaling {
	s := &scaling{}
	missing, unknown := r.Missing()
	isMissing := map[int]bool{}
	for _, i := range missing {
		isMissing[i] = true
	}
	for i := range r.Pictures() {
		if !isMissing[i] {
			s.pictures = append(s.pictures, i)
		}
	}
	n := len(s.pictures)
	if n < 2 {
		return s
	}
	square, of := r.Square(), r.Pictures()
	s.wanted, s.x = mat.NewDense(n, n, nil), mat.NewDense(n, dimensions, nil)
	for a, i := range s.pictures {
		for b, j := range s.pictures {
			v := math.Max(square[i*of+j], 0)
			s.wanted.Set(a, b, v)
			if b > a && !math.IsNaN(v) {
				s.all += v * v
			}
		}
	}
	if unknown > Pairs(of)-Pairs(n) {
		s.inverse = s.laplacianInverse()
	}
	return s
}

// laplacianInverse is the Moore–Penrose inverse of V, V_ij = −1 for known pairs, with rows that sum up to 0:
// (V + 11ᵀ/n)⁻¹ − 11ᵀ/n.
func (s *scaling) laplacianInverse() *mat.Dense {
	n := len(s.pictures)
	v := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			if i != j && !math.IsNaN(s.wanted.At(i, j)) {
				v.Set(i, j, -1)
				v.Set(i, i, v.At(i, i)+1)
			}
		}
	}
	constant := func(_, _ int, value float64) float64 { return value + 1/float64(n) }
	v.Apply(constant, v)
	var inverse mat.Dense
	_ = inverse.Inverse(v) // its error is a warning: pictures in two groups with no known pair between them stay where they are
	inverse.Apply(func(_, _ int, value float64) float64 { return value - 1/float64(n) }, &inverse)
	return &inverse
}

// classical places pictures by Torgerson's solution, unknown dissimilarities being the mean of the known.
func (s *scaling) classical() error {
	n := len(s.pictures)
	sum, count := 0.0, 0.0
	for i := range n {
		for j := i + 1; j < n; j++ {
			if v := s.wanted.At(i, j); !math.IsNaN(v) {
				sum += v
				count++
			}
		}
	}
	squares := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i + 1; j < n; j++ {
			v := s.wanted.At(i, j)
			if math.IsNaN(v) {
				v = sum / count
			}
			squares.SetSym(i, j, -v*v/2)
		}
	}
	centreBoth(squares)
	var eigen mat.EigenSym
	if !eigen.Factorize(squares, true) {
		return errors.New("rsa: no eigenvalues were found: dissimilarities are no finite numbers")
	}
	values := eigen.Values(nil) // rising
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	_, dimensions := s.x.Dims()
	for k := range min(dimensions, n) {
		if value := values[n-1-k]; value > 0 {
			column := mat.Col(nil, n-1-k, &vectors)
			floats.Scale(math.Sqrt(value), column)
			s.x.SetCol(k, column)
		}
	}
	return nil
}

// centreBoth takes the means of rows and columns off.
func centreBoth(a *mat.SymDense) {
	n, _ := a.Dims()
	means, all := make([]float64, n), 0.0
	for i := range n {
		for j := range n {
			means[i] += a.At(i, j) / float64(n)
		}
		all += means[i] / float64(n)
	}
	for i := range n {
		for j := i; j < n; j++ {
			a.SetSym(i, j, a.At(i, j)-means[i]-means[j]+all)
		}
	}
}

// distance is that of two places.
func (s *scaling) distance(i, j int) float64 {
	return floats.Distance(s.x.RawRowView(i), s.x.RawRowView(j), 2)
}

// stress is the sum of squared errors of distances.
func (s *scaling) stress() (sum float64) {
	for i := range s.pictures {
		for j := i + 1; j < len(s.pictures); j++ {
			if v := s.wanted.At(i, j); !math.IsNaN(v) {
				sum += (v - s.distance(i, j)) * (v - s.distance(i, j))
			}
		}
	}
	return sum
}

// step is one Guttman transform: x ← V⁺ B(x) x.
func (s *scaling) step() {
	n := len(s.pictures)
	b := mat.NewDense(n, n, nil)
	for i := range n {
		for j := i + 1; j < n; j++ {
			v, d := s.wanted.At(i, j), s.distance(i, j)
			if math.IsNaN(v) || d == 0 {
				continue
			}
			b.Set(i, j, -v/d)
			b.Set(j, i, -v/d)
			b.Set(i, i, b.At(i, i)+v/d)
			b.Set(j, j, b.At(j, j)+v/d)
		}
	}
	var moved mat.Dense
	moved.Mul(b, s.x)
	if s.inverse == nil {
		moved.Scale(1/float64(n), &moved)
		s.x.Copy(&moved)
		return
	}
	s.x.Mul(s.inverse, &moved)
}

// turn brings the places' largest spread to the first dimension, and each dimension's farthest picture to its positive side,
// so that equal matrices have equal pictures.
func (s *scaling) turn() {
	n, dimensions := s.x.Dims()
	for k := range dimensions {
		column := mat.Col(nil, k, s.x)
		floats.AddConst(-floats.Sum(column)/float64(n), column)
		s.x.SetCol(k, column)
	}
	var svd mat.SVD
	if svd.Factorize(s.x, mat.SVDThin) {
		var axes, turned mat.Dense
		svd.VTo(&axes)
		turned.Mul(s.x, &axes)
		s.x.Copy(&turned)
	}
	for k := range dimensions {
		column := mat.Col(nil, k, s.x)
		if floats.Max(column) < -floats.Min(column) {
			floats.Scale(-1, column)
			s.x.SetCol(k, column)
		}
	}
}

// points are the places of all n pictures.
func (s *scaling) points(n int) *Points {
	_, dimensions := s.x.Dims()
	p := &Points{Dimensions: dimensions, At: make([]float64, n*dimensions)}
	for i := range p.At {
		p.At[i] = math.NaN()
	}
	for a, i := range s.pictures {
		copy(p.At[i*dimensions:], s.x.RawRowView(a))
	}
	if s.all > 0 {
		p.Stress = math.Sqrt(s.stress() / s.all)
	}
	return p
}
