package plasticity

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/rsa"
)

// A Similarity is how much alike two networks represent the same pictures in one layer.
type Similarity struct {
	Layer
	CKA      float64 // linear, 0 to 1; NaN where one layer answers all pictures alike
	Spearman float64 // of the two matrices of 1 − Pearson's correlation between pictures; NaN where one of them is not known
}

// How many pictures layers are compared with, and how many activations are held at once.
const (
	similarityPictures = 500
	similarityValues   = 1 << 25
	leastPictures      = 50
)

// Similarities compares two networks layer by layer, by all cells of their maps after the activation, on 500 pictures of a set at
// even distances, or fewer where the maps are so large that they would not fit in 128 MB. It returns ErrArchitecture if
// their layers differ, and ctx's error if stopped.
func Similarities(ctx context.Context, a, b *cnn.Network, set data.Set) ([]Similarity, error) {
	layers, err := layersOf(a, b)
	if err != nil {
		return nil, err
	}
	spearman, err := compareRDMs(ctx, a, b, layers, set)
	if err != nil {
		return nil, err
	}
	similarities := make([]Similarity, len(layers))
	for k, l := range layers {
		size := a.Nodes[l.Answers].Shape.Size()
		n := min(similarityPictures, max(similarityValues/size, leastPictures), set.Len())
		x, err := features(ctx, a, l.Answers, set, n)
		if err != nil {
			return nil, err
		}
		y, err := features(ctx, b, Layers(b)[k].Answers, set, n)
		if err != nil {
			return nil, err
		}
		similarities[k] = Similarity{Layer: l, CKA: CKA(x, y, n), Spearman: spearman[k]}
	}
	return similarities, nil
}

// compareRDMs correlates, layer by layer, how dissimilar the pictures are to the one network with how they are to the other.
func compareRDMs(ctx context.Context, a, b *cnn.Network, layers []Layer, set data.Set) ([]float64, error) {
	var rdms [2][]rsa.RDM
	for side, net := range []*cnn.Network{a, b} {
		var nodes []int
		for _, l := range Layers(net) {
			nodes = append(nodes, l.Answers)
		}
		var err error
		rdms[side], err = rsa.Layers(ctx, net, prepared{net, set, min(similarityPictures, set.Len())}, nodes, rsa.PearsonDistance, nil)
		if err != nil {
			return nil, err
		}
	}
	spearman := make([]float64, len(layers))
	for k := range layers {
		spearman[k] = rsa.Compare(rdms[0][k], rdms[1][k], rsa.Spearman)
	}
	return spearman, nil
}

// prepared are so many pictures of a set, at even distances, as a network reads them.
type prepared struct {
	net      *cnn.Network
	set      data.Set
	pictures int
}

func (p prepared) Len() int { return p.pictures }

func (p prepared) Read(i int, dst []float32) error {
	if err := p.set.Read(i*p.set.Len()/p.pictures, dst); err != nil {
		return err
	}
	p.net.Meta.Prep.Apply(dst, dst, p.set.Shape())
	return nil
}

// features are a node's activations for so many pictures of a set, pictures×cells.
func features(ctx context.Context, net *cnn.Network, node int, set data.Set, pictures int) ([]float32, error) {
	shown := net.Branch(node)
	size := net.Nodes[node].Shape.Size()
	pictures = min(pictures, set.Len())
	values := make([]float32, pictures*size)
	err := data.Show(ctx, shown, set, pictures, func(b data.Shown) error {
		copy(values[b.Places[0]*size:], b.Pass.Activation(len(shown.Nodes)-1).Data)
		return nil
	})
	return values, err
}

// CKA is the linear centred kernel alignment of two representations of the same n pictures: x is n×p, y n×q, and with
// the columns' means taken off
//
//	CKA = ‖yᵀx‖² / (‖xᵀx‖·‖yᵀy‖)
//
// in Frobenius' norm. It is 1 where one is the other, turned, mirrored or scaled; of independent numbers it is not 0 but
// about √(p·q / ((n+p)·(n+q))). NaN where one of them is constant.
//
// Kornblith, Norouzi, Lee, Hinton 2019, "Similarity of neural network representations revisited", section 3.
func CKA(x, y []float32, n int) float64 {
	k, l := centredGram(x, n), centredGram(y, n)
	var kk, ll, kl float64
	for i := range k {
		kk += float64(k[i]) * float64(k[i])
		ll += float64(l[i]) * float64(l[i])
		kl += float64(k[i]) * float64(l[i])
	}
	if kk == 0 || ll == 0 {
		return math.NaN()
	}
	return kl / math.Sqrt(kk*ll)
}

// centredGram is x·xᵀ, n×n, with the means of x's columns taken off.
func centredGram(x []float32, n int) []float32 {
	if n == 0 || len(x)%n != 0 {
		panic(fmt.Sprintf("plasticity: %d numbers of %d pictures", len(x), n))
	}
	columns := len(x) / n
	means := make([]float64, columns)
	for i, v := range x {
		means[i%columns] += float64(v) / float64(n)
	}
	centred := make([]float32, len(x))
	for i, v := range x {
		centred[i] = float32(float64(v) - means[i%columns])
	}
	return product(centred, n, centred, n, columns)
}

// product is a·bᵀ, rows of a × rows of b, both of so many columns.
func product(a []float32, rowsA int, b []float32, rowsB, columns int) []float32 {
	c := make([]float32, rowsA*rowsB)
	blas32.Gemm(blas.NoTrans, blas.Trans, 1, general(a, rowsA, columns), general(b, rowsB, columns), 0, general(c, rowsA, rowsB))
	return c
}

func general(data []float32, rows, columns int) blas32.General {
	return blas32.General{Rows: rows, Cols: columns, Stride: columns, Data: data}
}
