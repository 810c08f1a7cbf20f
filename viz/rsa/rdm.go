package rsa

import (
	"fmt"
	"math"
	"strings"
)

// An RDM, a representational dissimilarity matrix, is one dissimilarity of every pair of n pictures: the upper
// triangle, row-major (i < j), n(n−1)/2 values. NaN is a pair that nothing is known of.
type RDM []float64

// Distance is how dissimilar two patterns x and y of m numbers are.
type Distance string

const (
	PearsonDistance          Distance = "pearson"     // 1 − r, from 0 to 2; NaN for a pattern without variance
	EuclideanDistance        Distance = "euclidean"   // √Σ(x−y)²
	SquaredEuclideanDistance Distance = "sqeuclidean" // Σ(x−y)²
	CosineDistance           Distance = "cosine"      // 1 − x·y/(|x||y|); NaN for a pattern of zeros
	CrossnobisDistance       Distance = "crossnobis"  // cross-validated Mahalanobis distance, of patterns in several runs: see OfRuns
)

// distancesOfOneLook are those that one pattern a picture gives.
const distancesOfOneLook = "pearson, euclidean, sqeuclidean, cosine"

// Check returns an error for a distance that one pattern a picture does not give.
func (d Distance) Check() error {
	switch d {
	case PearsonDistance, EuclideanDistance, SquaredEuclideanDistance, CosineDistance:
		return nil
	case CrossnobisDistance:
		return fmt.Errorf("rsa: crossnobis distances compare runs, of which there is one: take %s", distancesOfOneLook)
	}
	return fmt.Errorf("rsa: no distance is named %q; there are %s", d, distancesOfOneLook)
}

// Pairs is how many pairs n pictures make.
func Pairs(n int) int { return n * (n - 1) / 2 }

// Pictures is how many pictures make so many pairs; not ok where none do.
func Pictures(pairs int) (n int, ok bool) {
	if pairs < 1 {
		return 0, false
	}
	n = int(math.Round((1 + math.Sqrt(1+8*float64(pairs))) / 2))
	return n, Pairs(n) == pairs
}

// Pictures is how many pictures the matrix is of. It panics where its length is that of no triangle.
func (r RDM) Pictures() int {
	n, ok := Pictures(len(r))
	if !ok {
		panic(fmt.Sprintf("rsa: %d values are no triangle", len(r)))
	}
	return n
}

// PairIndex is where the pair of two different pictures of n stands in a triangle, whichever comes first.
func PairIndex(n, i, j int) int {
	if i > j {
		i, j = j, i
	}
	return i*(2*n-i-1)/2 + j - i - 1
}

// At is the dissimilarity of two pictures, 0 of a picture and itself.
func (r RDM) At(i, j int) float64 {
	if i == j {
		return 0
	}
	return r[PairIndex(r.Pictures(), i, j)]
}

// Square is the whole matrix, n×n row-major: symmetric, 0 on the diagonal.
func (r RDM) Square() []float64 { return squareOf(r, r.Pictures()) }

// squareOf is the whole matrix of a triangle of n pictures.
func squareOf[T any](r []T, n int) []T {
	square := make([]T, n*n)
	pair := 0
	for i := range n {
		for j := i + 1; j < n; j++ {
			square[i*n+j], square[j*n+i] = r[pair], r[pair]
			pair++
		}
	}
	return square
}

// MeanOf is the mean of matrices of one size: of each pair, over those that know it; NaN where none does.
func MeanOf(all []RDM) RDM {
	mean := make(RDM, len(all[0]))
	for pair := range mean {
		sum, known := 0.0, 0.0
		for _, r := range all {
			if !math.IsNaN(r[pair]) {
				sum, known = sum+r[pair], known+1
			}
		}
		mean[pair] = sum / known
	}
	return mean
}

// FromSquare takes the upper triangle of an n×n matrix. The lower one must agree, within a millionth of the larger
// value, or hold only zeros or NaN; the diagonal is not looked at.
func FromSquare(square []float64, n int) (RDM, error) {
	if len(square) != n*n || n < 2 {
		return nil, fmt.Errorf("rsa: %d values are no %d×%d matrix of at least 2 pictures", len(square), n, n)
	}
	r := make(RDM, 0, Pairs(n))
	for i := range n {
		for j := i + 1; j < n; j++ {
			above, below := square[i*n+j], square[j*n+i]
			if math.Abs(above-below) > 1e-6*math.Max(math.Abs(above), math.Abs(below)) && below != 0 {
				return nil, fmt.Errorf("rsa: not symmetric: the dissimilarity of %d and %d is %g, that of %d and %d is %g", i+1, j+1, above, j+1, i+1, below)
			}
			r = append(r, above)
		}
	}
	return r, nil
}

// Missing counts what nothing is known of: pictures without any known pair, by index, and all unknown pairs.
func (r RDM) Missing() (pictures []int, pairs int) {
	n := r.Pictures()
	known := make([]int, n)
	pair := 0
	for i := range n {
		for j := i + 1; j < n; j++ {
			if math.IsNaN(r[pair]) {
				pairs++
			} else {
				known[i]++
				known[j]++
			}
			pair++
		}
	}
	for i, k := range known {
		if k == 0 {
			pictures = append(pictures, i)
		}
	}
	return pictures, pairs
}

// MissingText says what nothing is known of, as in "2 pictures without variance (3, 17), 181 of 4186 pairs left out";
// "" where everything is known.
func (r RDM) MissingText() string {
	pictures, pairs := r.Missing()
	if pairs == 0 {
		return ""
	}
	text := fmt.Sprintf("%d of %d pairs left out", pairs, len(r))
	if len(pictures) == 0 {
		return text
	}
	const most = 8
	var names []string
	for _, i := range pictures[:min(len(pictures), most)] {
		names = append(names, fmt.Sprint(i+1))
	}
	if len(pictures) > most {
		names = append(names, "…")
	}
	return fmt.Sprintf("%d of the pictures without a pattern to compare (%s), %s", len(pictures), strings.Join(names, ", "), text)
}

// checkSame returns an error unless all are triangles of one number of pictures; it returns that number.
func checkSame(what string, all []RDM) (n int, err error) {
	if len(all) == 0 {
		return 0, fmt.Errorf("rsa: no %s", what)
	}
	n, ok := Pictures(len(all[0]))
	if !ok {
		return 0, fmt.Errorf("rsa: %s: %d values are the pairs of no number of pictures", what, len(all[0]))
	}
	for k, r := range all {
		if len(r) != len(all[0]) {
			return 0, fmt.Errorf("rsa: %s: the first has %d pairs, number %d has %d", what, len(all[0]), k+1, len(r))
		}
	}
	return n, nil
}
