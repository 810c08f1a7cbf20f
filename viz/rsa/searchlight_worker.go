package rsa

import (
	"context"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/floats"
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
	// One sphere. means and squares are over the sphere's voxels: of a picture's values, and of what is around the mean.
	runs           []run
	means, squares []float64
	lengths        []float64 // 1/√squares
	centred        []float32 // voxels × pictures: values around their means
	products       []float32 // pictures × pictures, the upper triangle: Σ over voxels of centred products
	exact          []float64 // pictures × voxels: prepared for exact distances
	rdm            RDM
	ranker         ranker

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
	w := &sphereWorker{search: s, means: make([]float64, n), squares: make([]float64, n), lengths: make([]float64, n),
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
			w.quickRDM()
			w.add(k, closeEnough)
		}
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
	for _, values := range w.maps.Values {
		values[k] = value
	}
}

// centre computes every picture's mean and sum of squares around it, over the sphere's voxels, and its values around the mean.
func (w *sphereWorker) centre() {
	n, voxels := w.pictures, 0
	clear(w.means)
	for _, r := range w.runs {
		for row := r.first; row < r.first+r.n; row++ {
			floats.Add(w.means, w.patterns[row*n:][:n])
		}
		voxels += r.n
	}
	floats.Scale(1/float64(voxels), w.means)
	if cap(w.centred) < voxels*n {
		w.centred = make([]float32, voxels*n)
	}
	w.centred = w.centred[:voxels*n]
	clear(w.squares)
	to := w.centred
	for _, r := range w.runs {
		for row := r.first; row < r.first+r.n; row++ {
			around(to[:n], w.patterns[row*n:][:n], w.means, w.squares)
			to = to[n:]
		}
	}
}

// around sets dst to values around their means, and adds up the squares of these.
func around(dst []float32, values, means, squares []float64) {
	values, means, squares = values[:len(dst)], means[:len(dst)], squares[:len(dst)]
	for i := range dst {
		d := values[i] - means[i]
		squares[i] += d * d
		dst[i] = float32(d)
	}
}

// undefined counts the pictures whose patterns have no correlation with others: NaN, or no variance.
func (w *sphereWorker) undefined() (n int) {
	voxels := float64(len(w.centred) / w.pictures)
	for i, around := range w.squares {
		if !(around > flat*(around+voxels*w.means[i]*w.means[i])) || math.IsInf(around, 0) {
			n++
		}
	}
	return n
}

// quickRDM computes the sphere's dissimilarities by products of float32, within closeEnough.
func (w *sphereWorker) quickRDM() {
	n := w.pictures
	a := blas32.General{Rows: len(w.centred) / n, Cols: n, Stride: n}
	for i := 0; i < n; i += panelRows {
		rows, from := a, a
		rows.Data, rows.Cols = w.centred[i:], min(panelRows, n-i)
		from.Data, from.Cols = w.centred[i:], n-i
		blas32.Gemm(blas.Trans, blas.NoTrans, 1, rows, from, 0, blas32.General{Rows: rows.Cols, Cols: from.Cols, Stride: n, Data: w.products[i*n+i:]})
	}
	for i, s := range w.squares {
		w.lengths[i] = 1 / math.Sqrt(s)
	}
	rdm := w.rdm
	for i := range n {
		scale := w.lengths[i]
		row, lengths := w.products[i*n+i+1:(i+1)*n], w.lengths[i+1:][:n-i-1]
		to := rdm[:len(row)]
		rdm = rdm[len(row):]
		for j, p := range row {
			to[j] = 1 - float64(p)*scale*lengths[j]
		}
	}
}

// exactRDM computes the sphere's dissimilarities in float64; those of undefined patterns are NaN.
func (w *sphereWorker) exactRDM() {
	n, voxels := w.pictures, len(w.centred)/w.pictures
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
		w.maps.Values[m][k] = compare(sphere, model, nil)
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
	for m := range w.maps.Values {
		for s, k := range w.whole {
			w.maps.Values[m][k] = values[m*len(w.whole)+s]
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
	}
	for row := range rows {
		floats.Mul(sums[row*spheres:][:spheres], w.scales)
	}
	return sums
}
