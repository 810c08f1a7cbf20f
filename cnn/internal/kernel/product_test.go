package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// patches packs a convolution's patches of a C×H×W picture, stride 1, without padding: step
// (c, y, x) of lane (row, column) is the picture's element (c, row+y, column+x).
type patches struct {
	picture      []float32
	h, w, kh, kw int
}

func (p *patches) Pack(dst []float32, step, k0, k1, j0, j1 int) {
	columns := p.w - p.kw + 1
	for k := k0; k < k1; k++ {
		c, y, x := k/(p.kh*p.kw), k/p.kw%p.kh, k%p.kw
		for j := j0; j < j1; j++ {
			dst[(k-k0)*step+j-j0] = p.picture[(c*p.h+j/columns+y)*p.w+j%columns+x]
		}
	}
}

// TestProductConvolves compares a product with packed patches, bias and rectifier with the sum that
// defines a convolution, in float64.
func TestProductConvolves(t *testing.T) {
	const channels, h, w, kh, kw, units = 5, 19, 23, 3, 4, 30
	const rows, columns = h - kh + 1, w - kw + 1
	rng := rand.New(rand.NewPCG(1, 0))
	picture, weight, bias := random(rng, channels*h*w), random(rng, units*channels*kh*kw), random(rng, units)
	onEveryPath(t, func(t *testing.T) {
		got := make([]float32, units*rows*columns)
		product := Product{
			M: units, N: rows * columns, K: channels * kh * kw,
			A: Operand{Data: weight, Stride: channels * kh * kw},
			B: Operand{Packer: &patches{picture, h, w, kh, kw}},
			C: Output{Data: got, Stride: rows * columns, Bias: bias, ReLU: true},
		}
		product.Run(NewWorkspace())
		for u := range units {
			for r := range rows {
				for c := range columns {
					sum := float64(bias[u])
					for ch := range channels {
						for y := range kh {
							for x := range kw {
								sum += float64(weight[((u*channels+ch)*kh+y)*kw+x]) * float64(picture[(ch*h+r+y)*w+c+x])
							}
						}
					}
					if g := got[(u*rows+r)*columns+c]; math.Abs(float64(g)-max(sum, 0)) > 1e-4 {
						t.Fatalf("unit %d at %d, %d is %v, not %v", u, r, c, g, max(sum, 0))
					}
				}
			}
		}
	})
}

// A productCase is a product whose output columns come in runs with guards between them.
type productCase struct {
	Product
	before []float32
}

func newProductCase(rng *rand.Rand) *productCase {
	sizes := []int{0, 1, 2, 5, 12, 13, 31, 40, 70, 150}
	pick := func() int { return sizes[rng.IntN(len(sizes))] }
	p := &productCase{Product: Product{M: pick(), N: pick() * pick() % 300, K: pick() * 3, Scale: []float32{0, -2}[rng.IntN(2)]}}
	p.A = Operand{Data: random(rng, p.M*p.K), Stride: p.K}
	p.B = Operand{Data: random(rng, p.N*p.K), Stride: p.K, Transposed: true}
	if rng.IntN(2) == 0 {
		p.B.Stride, p.B.Transposed = p.N, false
	}
	c := &p.C
	c.Block = 1 + rng.IntN(90)
	if rng.IntN(2) == 0 { // all runs of a row, then the next row
		c.BlockStride = c.Block + rng.IntN(3)
		c.Stride = (p.N/c.Block + 1) * c.BlockStride
		c.Data = random(rng, p.M*c.Stride)
	} else { // a run of each row, then the next picture
		c.Stride = c.Block + rng.IntN(3)
		c.BlockStride = p.M*c.Stride + rng.IntN(3)
		c.Data = random(rng, (p.N/c.Block+1)*c.BlockStride)
	}
	c.Accumulate, c.ReLU = rng.IntN(2) == 0, rng.IntN(2) == 0
	if rng.IntN(2) == 0 {
		c.Bias = random(rng, p.M)
	}
	p.before = slices.Clone(c.Data)
	return p
}

func (p *productCase) String() string {
	return fmt.Sprintf("%d×%d×%d, transposed %v, blocks of %d, accumulate %v, bias %v, relu %v",
		p.M, p.N, p.K, p.B.Transposed, p.C.Block, p.C.Accumulate, p.C.Bias != nil, p.C.ReLU)
}

// want returns element (m, n) by its definition, and where it lies in C.
func (p *productCase) want(m, n int) (v float64, at int) {
	at = m*p.C.Stride + n/p.C.Block*p.C.BlockStride + n%p.C.Block
	for k := range p.K {
		b := p.B.Data[n*p.B.Stride*btoi(p.B.Transposed)+k*btoi(p.B.Transposed)+(k*p.B.Stride+n)*btoi(!p.B.Transposed)]
		v += float64(p.A.Data[m*p.A.Stride+k]) * float64(b)
	}
	if p.Scale != 0 {
		v *= float64(p.Scale)
	}
	if p.C.Accumulate {
		v += float64(p.before[at])
	}
	if p.C.Bias != nil {
		v += float64(p.C.Bias[m])
	}
	if p.C.ReLU {
		v = max(v, 0)
	}
	return v, at
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestProductByDefinition(t *testing.T) {
	onEveryPath(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(7, 7))
		w := NewWorkspace()
		for range cases(80) {
			p := newProductCase(rng)
			p.Run(w)
			written := make([]bool, len(p.before))
			for m := range p.M {
				for n := range p.N {
					want, at := p.want(m, n)
					written[at] = true
					if d := math.Abs(float64(p.C.Data[at]) - want); d > 2e-4 {
						t.Fatalf("%v: element %d, %d is off by %g", p, m, n, d)
					}
				}
			}
			for i, yes := range written {
				if !yes && p.C.Data[i] != p.before[i] {
					t.Fatalf("%v: wrote between the runs of C, at %d", p, i)
				}
			}
		}
	})
}

// TestProductBits computes products on 1 to 7 threads, and their columns one by one: the documented
// promise is equal bits.
func TestProductBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	onEveryPath(t, func(t *testing.T) {
		for _, s := range [][3]int{{77, 301, 500}, {2500, 10, 300}, {10, 2500, 300}} {
			m, n, k := s[0], s[1], s[2]
			rng := rand.New(rand.NewPCG(3, 9))
			a, b, bias := random(rng, m*k), random(rng, k*n), random(rng, m)
			product := func(c []float32) *Product {
				return &Product{M: m, N: n, K: k, A: Operand{Data: a, Stride: k}, B: Operand{Data: b, Stride: n},
					C: Output{Data: c, Stride: n, Bias: bias, ReLU: true}}
			}
			want := make([]float32, m*n)
			product(want).Run(NewWorkspace())
			for threads := 1; threads <= 7; threads++ {
				runtime.GOMAXPROCS(threads)
				got := make([]float32, m*n)
				product(got).RunParallel()
				if !slices.Equal(got, want) {
					t.Errorf("%d threads give other bits", threads)
				}
			}
			got := make([]float32, m*n)
			w := NewWorkspace()
			for j := range n {
				p := product(got[j:])
				p.N, p.B.Data = 1, b[j:]
				p.Run(w)
			}
			if !slices.Equal(got, want) {
				t.Error("a column alone has other bits")
			}
		}
	})
}

func TestRectifierKeepsNaN(t *testing.T) {
	onEveryPath(t, func(t *testing.T) {
		for _, n := range []int{1, 16, 33} {
			c := make([]float32, 13*n)
			p := Product{M: 13, N: n, C: Output{Data: c, Stride: n, ReLU: true, Bias: slices.Repeat([]float32{nan}, 13)}}
			p.Run(NewWorkspace())
			for i, v := range c {
				if v == v {
					t.Fatalf("element %d of %d columns is %v", i, n, v)
				}
			}
		}
	})
}
