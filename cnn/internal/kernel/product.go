package kernel

// A Product is C = Scale·A·B with A of M×K, B of K×N and C of M×N. Dimensions may be 0.
//
// Sums over K are made in pieces of equal length, at most maxDepth, which are added in C; the
// bias and the rectifier are applied with the last. Products may share operands and run at once.
type Product struct {
	M, N, K int
	A, B    Operand
	C       Output
	Scale   float32 // 0 means 1
}

// An Output says where a product goes and what happens to it on the way.
//
// Element (m, n) is Data[m*Stride + n] when Block is 0. Otherwise columns come in runs of Block,
// BlockStride apart, as the pictures of a batch do: Data[m*Stride + n/Block*BlockStride + n%Block].
type Output struct {
	Data               []float32
	Stride             int
	Block, BlockStride int

	Accumulate bool      // add to what Data holds
	Bias       []float32 // added to each row, M of them; nil for none
	ReLU       bool      // what is negative becomes 0; NaN stays
}

// maxDepth is the longest piece of K: a panel of A this long stays in the first-level cache.
const maxDepth = 384

// maxTile is the outputs in the largest tile of any path.
const maxTile = 16 * 32

// maxBlock is the largest path.block.
const maxBlock = 1 << 17

// A Workspace is the memory a product packs its operands into. One goroutine uses it at a time.
type Workspace struct {
	a    []float32 // a panel of A
	b    []float32 // panels of B
	edge []float32 // a tile that does not lie whole in C
	tile tile
}

// NewWorkspace returns a workspace for products of any size; it holds about half a megabyte.
func NewWorkspace() *Workspace {
	const a, b = 16 * maxDepth, maxBlock
	memory := make([]float32, a+b+maxTile)
	return &Workspace{a: memory[:a], b: memory[a : a+b], edge: memory[a+b:]}
}

// Run computes the product on the calling goroutine, with w for its memory. It panics if a matrix is
// shorter than its dimensions say.
func (p *Product) Run(w *Workspace) {
	p.check()
	p.part(w, 0, p.M, 0, p.N)
}

// check panics unless the matrices fit their slices, which the assembly cannot know.
func (p *Product) check() {
	if p.A.Packer == nil {
		checkMatrix("A", p.M, p.K, p.A.Transposed, p.A.Stride, len(p.A.Data))
	}
	if p.B.Packer == nil {
		checkMatrix("B", p.K, p.N, p.B.Transposed, p.B.Stride, len(p.B.Data))
	}
	if p.C.Block == 0 {
		checkMatrix("C", p.M, p.N, false, p.C.Stride, len(p.C.Data))
	} else if last, _ := p.C.run(p.N - 1); p.M > 0 && p.N > 0 && len(p.C.Data) <= (p.M-1)*p.C.Stride+last {
		panic("kernel: C is too short")
	}
	if p.C.Bias != nil && len(p.C.Bias) < p.M {
		panic("kernel: bias is too short")
	}
}

// checkMatrix panics unless a matrix of rows×columns, or its transpose, fits its slice.
func checkMatrix(name string, rows, columns int, transposed bool, stride, length int) {
	if rows < 0 || columns < 0 {
		panic("kernel: negative dimension of " + name)
	}
	if transposed {
		rows, columns = columns, rows
	}
	if rows == 0 || columns == 0 {
		return
	}
	if stride < columns {
		panic("kernel: stride of " + name + " is less than its columns")
	}
	if length < (rows-1)*stride+columns {
		panic("kernel: " + name + " is too short")
	}
}

// part computes rows m0 to m1 of columns n0 to n1.
func (p *Product) part(w *Workspace, m0, m1, n0, n1 int) {
	if m0 == m1 || n0 == n1 {
		return
	}
	if p.byDots() {
		p.dots(w, m0, m1, n0, n1)
		return
	}
	depth := max(1, pieces(p.K, maxDepth))
	columns := pieces(n1-n0, active.block/depth/active.wide*active.wide)
	columns = (columns + active.wide - 1) / active.wide * active.wide
	for n := n0; n < n1; n += columns {
		for k := 0; k == 0 || k < p.K; k += depth {
			s := slab{Product: p, k0: k, k1: min(k+depth, p.K), n0: n, n1: min(n+columns, n1)}
			s.run(w, m0, m1)
		}
	}
	w.tile = tile{} // keep nothing of the caller's alive
}

// pieces returns the length of pieces that cut n as evenly as possible, none longer than most.
func pieces(n, most int) int {
	count := (n + most - 1) / most
	if count == 0 {
		return 0
	}
	return (n + count - 1) / count
}

// A slab is the part of a product over steps k0 to k1 and columns n0 to n1.
type slab struct {
	*Product
	k0, k1, n0, n1 int
	direct         bool // B is read where it lies, except where a tile overhangs it
}

// packFrom is how many rows must share B for packing it to pay.
const packFrom = 65

// run adds the slab to rows m0 to m1 of C.
func (s *slab) run(w *Workspace, m0, m1 int) {
	t := &w.tile
	t.k = s.k1 - s.k0
	t.scale = s.Scale
	if t.scale == 0 {
		t.scale = 1
	}
	last := s.k1 == s.K
	t.accumulate = s.C.Accumulate || s.k0 > 0
	t.relu = s.C.ReLU && last
	t.bias = nil
	s.packB(w, m1-m0)
	a := side{&s.A, s.A.Transposed}
	panels := (m1 - m0 + active.rows - 1) / active.rows
	for i := range panels {
		from, to := m0+i*(m1-m0)/panels, m0+(i+1)*(m1-m0)/panels
		a.pack(w.a, to-from, s.k0, s.k1, from, to)
		t.a, t.aStep = w.a, to-from
		if last && s.C.Bias != nil {
			t.bias = s.C.Bias[from:to]
		}
		s.row(w, from, to)
	}
}

// packB fills the workspace with the panels of B that the tiles, for a number of rows, do not read
// in place.
func (s *slab) packB(w *Workspace, rows int) {
	b := side{&s.B, !s.B.Transposed}
	s.direct = b.direct() && rows < packFrom && w.tile.k > 0
	for j := s.n0; j < s.n1; {
		_, width := tileWidth(s.n1 - j)
		end := min(j+width, s.n1)
		if !s.direct || end-j < width {
			b.pack(w.b[(j-s.n0)*w.tile.k:], width, s.k0, s.k1, j, end)
		}
		j = end
	}
}

// tileWidth returns the width of the next tile when n columns are left, and its index in path.tiles.
func tileWidth(n int) (index, width int) {
	if n <= active.narrow {
		return 1, active.narrow
	}
	return 0, active.wide
}

// row computes the tiles of rows from to to, whose panel of A the tile holds.
func (s *slab) row(w *Workspace, from, to int) {
	t := &w.tile
	for j := s.n0; j < s.n1; {
		index, width := tileWidth(s.n1 - j)
		end := min(j+width, s.n1)
		if s.direct && end-j == width {
			t.b, t.bStep = s.B.Data[s.k0*s.B.Stride+j:], s.B.Stride
		} else {
			t.b, t.bStep = w.b[(j-s.n0)*t.k:], width
		}
		compute := active.tiles[index][to-from-1]
		offset, length := s.C.run(j)
		if end-j == width && length >= width {
			t.c, t.cStep = s.C.Data[from*s.C.Stride+offset:], s.C.Stride
			compute(t)
		} else {
			t.c, t.cStep = w.edge, width
			if t.accumulate {
				s.C.load(w.edge, width, from, to, j, end)
			}
			compute(t)
			s.C.store(w.edge, width, from, to, j, end)
		}
		j = end
	}
}

// run returns where in its row column j lies and how many columns follow it without a gap.
func (c *Output) run(j int) (offset, length int) {
	if c.Block == 0 {
		return j, maxTile
	}
	return j/c.Block*c.BlockStride + j%c.Block, c.Block - j%c.Block
}

// load copies columns j0 to j1 of rows from to to into a tile whose rows are width apart.
func (c *Output) load(tile []float32, width, from, to, j0, j1 int) {
	for j := j0; j < j1; {
		offset, length := c.run(j)
		end := min(j+length, j1)
		for r := from; r < to; r++ {
			copy(tile[(r-from)*width+j-j0:][:end-j], c.Data[r*c.Stride+offset:])
		}
		j = end
	}
}

// store is the inverse of load.
func (c *Output) store(tile []float32, width, from, to, j0, j1 int) {
	for j := j0; j < j1; {
		offset, length := c.run(j)
		end := min(j+length, j1)
		for r := from; r < to; r++ {
			copy(c.Data[r*c.Stride+offset:][:end-j], tile[(r-from)*width+j-j0:])
		}
		j = end
	}
}
