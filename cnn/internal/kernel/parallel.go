package kernel

import (
	"math"
	"runtime"
)

// A product is not cut into parts of fewer multiplications than this, some 20 µs of work: to hand a
// part over takes a few, and much longer when other programs hold the processor.
const serialWork = 1 << 20

// RunParallel computes the product on the calling goroutine and on idle helpers. The bits are
// those of Run: rows and columns are divided, never K.
func (p *Product) RunParallel() {
	p.check()
	rows, columns := p.grid(runtime.GOMAXPROCS(0))
	if rows*columns == 1 {
		w := workspaces.get()
		p.part(w, 0, p.M, 0, p.N)
		workspaces.put(w)
		return
	}
	s := splits.get()
	s.product, s.rows, s.columns = p, rows, columns
	Share(rows*columns, s)
	s.product = nil
	splits.put(s)
}

var splits = newPool(func() *split { return new(split) })

// A split is a product cut into a grid of parts.
type split struct {
	product       *Product
	rows, columns int
}

// Do implements Task.
func (s *split) Do(i int, w *Workspace) {
	row, column := i/s.columns, i%s.columns
	m, n := s.product.M, columnUnits(s.product.N)
	s.product.part(w, row*m/s.rows, (row+1)*m/s.rows,
		column*n/s.columns*active.narrow, min((column+1)*n/s.columns*active.narrow, s.product.N))
}

// columnUnits is how many of the smallest tiles lie side by side in n columns, which are cut only between
// them.
func columnUnits(n int) int { return (n + active.narrow - 1) / active.narrow }

// grid returns into how many parts rows and columns are cut for a number of threads: those whose
// largest part is the least work.
func (p *Product) grid(threads int) (rows, columns int) {
	parts := min(threads, p.M*p.N*p.K/serialWork)
	rows, columns = 1, 1
	least := math.MaxInt
	for c := 1; c <= parts; c++ {
		r := parts / c
		m, n := (p.M+r-1)/r, (columnUnits(p.N)+c-1)/c*active.narrow
		// To pack an element takes about as long as 4 multiplications on vectors.
		if work := m*n + 4*(m+n); work < least {
			rows, columns, least = r, c, work
		}
	}
	return rows, columns
}
