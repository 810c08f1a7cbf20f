package rsa

import (
	"context"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/floats"

	"unitscope/cnn"
)

// fewPictures is up to how many pictures all of a sphere's arithmetic is in float64: the fewer pairs there are, the more does
// a rank count that rounding has changed, and the less does the arithmetic cost.
const fewPictures = 24

// panelRows is how many pictures' products with those behind them are computed at once.
const panelRows = 32

// panelPairs is over how many pairs float32 products with the models are summed before they are added up in float64.
const panelPairs = 512

// A sphereWorker compares spheres with the models, one after the other, with memory of its own.
type sphereWorker struct {
	*search
	// One sphere. A picture's values around their mean over the sphere are taken apart into what is common to all pictures,
	// which for recordings is most of it, and the rest, which alone is rounded to float32.
	runs     []run
	means    []float64 // per picture
	squares  []float64 // per picture: Σ of what is around the mean, squared
	common   []float64 // per voxel: the mean picture around its mean
	shared   []float64 // per picture: Σ rest · common
	rest     []float32 // voxels × pictures
	products []float32 // pictures × pictures, the upper triangle: Σ rest · rest
	lengths  []float64 // per picture: 1/√squares
	exact    []float64 // pictures × voxels: prepared for exact distances
	rdm      RDM
	ranker   ranker

	// A chunk of spheres.
	vectors []float32 // spheres × pairs: what the models are multiplied with
	scales  []float64 // per sphere: what makes the product a correlation; NaN where the comparison is not defined
	whole   []int     // per sphere: which centre it is
	block   []float32 // models × spheres, over panelPairs pairs
	sums    []float64 // models × spheres

	incomplete, leftOut int
}

func newSphereWorker(s *search, chunk int) *sphereWorker {
	n, pairs := s.pictures, Pairs(s.pictures)
	w := &sphereWorker{search: s, means: make([]float64, n), squares: make([]float64, n), shared: make([]float64, n), lengths: make([]float64, n),
		products: make([]float32, n*n), rdm: make(RDM, pairs)}
	if s.models.together {
		w.vectors, w.scales, w.whole = make([]float32, chunk*pairs), make([]float64, 0, chunk), make([]int, 0, chunk)
	}
	return w
}

// do compares the spheres around centres first to last (exclusive) with all models.
func (w *sphereWorker) do(ctx context.Context, first, last int) {
	w.scales, w.whole = w.scales[:0], w.whole[:0]
	for k := first; k < last && ctx.Err() == nil; k++ {
		w.runs = w.light.runs(w.runs[:0], w.centres[k])
		w.centre()
		left := w.undefined()
		if left > 0 {
			w.incomplete++
			w.leftOut += left
		}
		switch {
		case w.pictures-left < 3:
			w.set(k, math.NaN())
		case left > 0 || !w.models.together:
			w.exactRDM()
			w.compareEach(k)
		case w.pictures <= fewPictures:
			w.exactRDM()
			w.add(k, 0)
		default:
			w.add(k, w.quickRDM())
		}
		cnn.Breathe()
	}
	if len(w.whole) > 0 {
		w.correlate()
		if w.permuted != nil {
			w.permuted.correlate(ctx, w)
		}
	}
}

// set gives a centre the same value for every model.
func (w *sphereWorker) set(k int, value float64) {
	for _, values := range w.values {
		values[k] = value
	}
}

// centre takes a sphere's patterns apart.
func (w *sphereWorker) centre() {
	n, voxels := w.pictures, 0
	clear(w.means)
	mean := 0.0
	for _, r := range w.runs {
		for row := r.first; row < r.first+r.n; row++ {
			floats.Add(w.means, w.patterns[row*n:][:n])
			mean += w.light.common[row]
		}
		voxels += r.n
	}
	floats.Scale(1/float64(voxels), w.means)
	mean /= float64(voxels)
	if cap(w.rest) < voxels*n {
		w.rest, w.common = make([]float32, voxels*n), make([]float64, voxels)
	}
	w.rest, w.common = w.rest[:voxels*n], w.common[:voxels]
	clear(w.squares)
	clear(w.shared)
	v := 0
	for _, r := range w.runs {
		for row := r.first; row < r.first+r.n; row++ {
			w.common[v] = w.light.common[row] - mean
			takeApart(w.rest[v*n:][:n], w.patterns[row*n:][:n], w.means, w.squares, w.shared, w.common[v])
			v++
		}
	}
}

// takeApart sets rest to a voxel's values around their pictures' means, less what is common to all pictures. It adds up the
// squares of the former and the products of the two latter.
func takeApart(rest []float32, values, means, squares, shared []float64, common float64) {
	values, means, squares, shared = values[:len(rest)], means[:len(rest)], squares[:len(rest)], shared[:len(rest)]
	for i := range rest {
		d := values[i] - means[i]
		squares[i] += d * d
		d -= common
		shared[i] += d * common
		rest[i] = float32(d)
	}
}

// undefined counts the pictures whose patterns have no correlation with others: NaN, or no variance.
func (w *sphereWorker) undefined() (n int) {
	voxels := float64(len(w.common))
	for i, around := range w.squares {
		if !(around > flat*(around+voxels*w.means[i]*w.means[i])) || math.IsInf(around, 0) {
			n++
		}
	}
	return n
}

// quickRDM computes the sphere's dissimilarities by products of float32. It returns how close two of them may be for
// float64 to have to say which is larger.
//
// Rounding is a few 1e-8 of the rest's share in the patterns. The more pairs there are, the more are close, and the less does
// it count which of two has the higher rank.
func (w *sphereWorker) quickRDM() (within float64) {
	n := w.pictures
	w.multiply()
	alike := floats.Dot(w.common, w.common)
	for i, s := range w.squares {
		w.lengths[i] = 1 / math.Sqrt(s)
		within = max(within, (s-2*w.shared[i]-alike)/s)
	}
	rdm := w.rdm
	for i := range n {
		scale, both := w.lengths[i], w.shared[i]+alike
		row, lengths, shared := w.products[i*n+i+1:(i+1)*n], w.lengths[i+1:][:n-i-1], w.shared[i+1:][:n-i-1]
		to := rdm[:len(row)]
		rdm = rdm[len(row):]
		for j, p := range row {
			to[j] = 1 - (float64(p)+both+shared[j])*scale*lengths[j]
		}
	}
	return within * min(2.5e-7, 5e-4/float64(len(w.rdm)))
}

// multiply sets products.
func (w *sphereWorker) multiply() {
	n := w.pictures
	all := blas32.General{Rows: len(w.common), Cols: n, Stride: n}
	for i := 0; i < n; i += panelRows {
		panel, others := all, all
		panel.Data, panel.Cols = w.rest[i:], min(panelRows, n-i)
		others.Data, others.Cols = w.rest[i:], n-i
		blas32.Gemm(blas.Trans, blas.NoTrans, 1, panel, others, 0, blas32.General{Rows: panel.Cols, Cols: others.Cols, Stride: n, Data: w.products[i*n+i:]})
	}
}

// exactRDM computes the sphere's dissimilarities in float64; those of undefined patterns are NaN.
func (w *sphereWorker) exactRDM() {
	n, voxels := w.pictures, len(w.common)
	if cap(w.exact) < n*voxels {
		w.exact = make([]float64, n*voxels)
	}
	w.exact = w.exact[:n*voxels]
	at := 0
	for _, r := range w.runs {
		for row := r.first; row < r.first+r.n; row++ {
			for i, v := range w.patterns[row*n:][:n] {
				w.exact[i*voxels+at] = v
			}
			at++
		}
	}
	pattern := func(i int) []float64 { return w.exact[i*voxels:][:voxels] }
	for i := range n {
		PearsonDistance.prepare(pattern(i))
	}
	pair := 0
	for i := range n {
		for j := i + 1; j < n; j++ {
			w.rdm[pair] = PearsonDistance.between(pattern(i), pattern(j))
			pair++
		}
	}
}

// between is the dissimilarity of one pair in float64, once quickRDM has computed the sphere's.
func (w *sphereWorker) between(pair uint32) float64 {
	i, j := w.pairs[pair][0], w.pairs[pair][1]
	sum := 0.0
	for _, r := range w.runs {
		values := w.patterns[r.first*w.pictures : (r.first+r.n)*w.pictures]
		for ; len(values) > 0; values = values[w.pictures:] {
			sum += (values[i] - w.means[i]) * (values[j] - w.means[j])
		}
	}
	return 1 - sum*w.lengths[i]*w.lengths[j]
}

// compareEach compares one sphere with each model by itself, over the pairs that are known in both.
func (w *sphereWorker) compareEach(k int) {
	sphere := newSide(w.rdm, w.compare)
	for m, model := range w.models.sides {
		w.values[m][k] = compare(sphere, model, nil)
	}
}

// add puts a sphere to the chunk that is compared with all models at once. Its dissimilarities are right within so much.
func (w *sphereWorker) add(k int, within float64) {
	vector := w.vectors[len(w.whole)*len(w.rdm):][:len(w.rdm)]
	n := float64(len(w.rdm))
	squares, enough := 0.0, 0.0
	switch w.compare {
	case Spearman, RhoA:
		squares = w.ranker.rank(vector, w.rdm, within, w.between)
		if w.compare == RhoA && squares > 0 {
			squares = (n*n*n - n) / 12
		}
	case Pearson:
		mean := floats.Sum(w.rdm) / n
		for i, d := range w.rdm {
			vector[i] = float32(d - mean)
			squares += (d - mean) * (d - mean)
		}
		enough = flat * n * (mean*mean + squares/n)
	case Cosine:
		for i, d := range w.rdm {
			vector[i] = float32(d)
			squares += d * d
		}
	}
	scale := math.NaN()
	if squares > enough {
		scale = 1 / math.Sqrt(squares)
	}
	w.whole = append(w.whole, k)
	w.scales = append(w.scales, scale)
}

// correlate compares the chunk's spheres with all models.
func (w *sphereWorker) correlate() {
	values := w.product(w.models.z)
	for m := range w.values {
		for s, k := range w.whole {
			w.values[m][k] = values[m*len(w.whole)+s]
		}
	}
}

// product multiplies rows of numbers, one for every pair, with the chunk's spheres: rows × spheres, valid until the next call.
func (w *sphereWorker) product(z []float32) []float64 {
	pairs, spheres := len(w.rdm), len(w.whole)
	rows := len(z) / pairs
	if cap(w.sums) < rows*spheres {
		w.sums, w.block = make([]float64, rows*spheres), make([]float32, rows*spheres)
	}
	sums, block := w.sums[:rows*spheres], w.block[:rows*spheres]
	clear(sums)
	for first := 0; first < pairs; first += panelPairs {
		n := min(panelPairs, pairs-first)
		blas32.Gemm(blas.NoTrans, blas.Trans, 1,
			blas32.General{Rows: rows, Cols: n, Stride: pairs, Data: z[first:]},
			blas32.General{Rows: spheres, Cols: n, Stride: pairs, Data: w.vectors[first:]},
			0, blas32.General{Rows: rows, Cols: spheres, Stride: spheres, Data: block})
		for i, v := range block {
			sums[i] += float64(v)
		}
		cnn.Breathe()
	}
	for row := range rows {
		floats.Mul(sums[row*spheres:][:spheres], w.scales)
	}
	return sums
}
