package kernel

import "runtime"

// A product below serialWork multiplications is not worth another goroutine, and parts are no
// smaller than this.
const serialWork = 1 << 18

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
	m0, m1 := share(s.product.M, s.rows, i/s.columns, active.rows)
	n0, n1 := share(s.product.N, s.columns, i%s.columns, active.wide)
	s.product.part(w, m0, m1, n0, n1)
}

// share returns the i-th of parts shares of n, cut at multiples of unit.
func share(n, parts, i, unit int) (from, to int) {
	units := (n + unit - 1) / unit
	return min(i*units/parts*unit, n), min((i+1)*units/parts*unit, n)
}

// grid returns into how many parts rows and columns are cut for a number of threads.
func (p *Product) grid(threads int) (rows, columns int) {
	work := p.M * p.N * p.K
	parts := min(threads, work/serialWork)
	if parts < 2 {
		return 1, 1
	}
	most := (p.N + active.wide - 1) / active.wide
	columns = min(parts, most)
	rows = min((parts+columns-1)/columns, (p.M+active.rows-1)/active.rows)
	return rows, columns
}
