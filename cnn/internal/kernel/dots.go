package kernel

// The rows of A and the stored rows of a transposed B both lie along k. If few rows share the work,
// inner products of rows in place beat packing them: a dense layer on a small batch reads its weights
// once. dotsUpTo is how few; the rows must be at least dotsFrom long, and 4 of them in B.
const (
	dotsUpTo = 32
	dotsFrom = 128
)

// dotDepth is the longest piece of K for inner products: four rows of each side stay in the
// first-level cache.
const dotDepth = 1024

// byDots reports whether the product is computed by inner products of rows.
func (p *Product) byDots() bool {
	return len(active.dots) > 0 && p.A.Packer == nil && p.B.Packer == nil && !p.A.Transposed && p.B.Transposed &&
		min(p.M, p.N) <= dotsUpTo && p.N >= 4 && p.K >= dotsFrom
}

// dots computes rows m0 to m1 of columns n0 to n1, of which there are at least 4 in the product, by
// inner products of 4 rows of B with as many of A as the path can.
func (p *Product) dots(w *Workspace, m0, m1, n0, n1 int) {
	t := &w.tile
	t.aStep, t.bStep, t.cStep = p.A.Stride, p.B.Stride, 4
	t.c = w.edge
	for k, depth := 0, pieces(p.K, dotDepth); k < p.K; k += depth {
		t.k = min(depth, p.K-k)
		for n := n0; n < n1; n += 4 {
			column := min(n, p.N-4) // the last four columns may overlap those before them
			t.b = p.B.Data[column*p.B.Stride+k:]
			for m := m0; m < m1; m += len(active.dots) {
				rows := min(len(active.dots), m1-m)
				t.a = p.A.Data[m*p.A.Stride+k:]
				active.dots[rows-1](t)
				for r := range rows {
					p.finishDots(w.edge[r*4+n-column:r*4+4], m+r, n, n1, k, k+t.k == p.K)
				}
			}
		}
	}
	w.tile = tile{}
}

// finishDots writes the sums of row m from column n on, up to column n1, for the piece of K that
// begins at k.
func (p *Product) finishDots(sums []float32, m, n, n1, k int, last bool) {
	for i, v := range sums[:min(len(sums), n1-n)] {
		offset, _ := p.C.run(n + i)
		c := &p.C.Data[m*p.C.Stride+offset]
		if p.Scale != 0 {
			v *= p.Scale
		}
		if k > 0 || p.C.Accumulate {
			v += *c
		}
		if last && p.C.Bias != nil {
			v += p.C.Bias[m]
		}
		if last && p.C.ReLU && v < 0 {
			v = 0
		}
		*c = v
	}
}
