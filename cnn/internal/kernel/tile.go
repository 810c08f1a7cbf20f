package kernel

// A tile is one call of a micro-kernel: a few rows of outputs, one or more vectors wide, summed
// over k steps. It computes
//
//	c = scale·Σₖ a[k]·b[k]  (+ c if accumulate)  (+ bias)  (and 0 for what is negative if relu)
//
// with step k of the rows at a[k*aStep], of the columns at b[k*bStep], and row r of the outputs at
// c[r*cStep]. The assembly reads the fields under their names in go_asm.h.
type tile struct {
	a, b, c    []float32
	bias       []float32 // one for each row, or empty
	k          int
	aStep      int
	bStep      int
	cStep      int
	scale      float32
	accumulate bool
	relu       bool
}

// genericTile is the micro-kernel in portable Go, two rows and four columns at a time.
func genericTile(t *tile, rows, width int) {
	for r := 0; r < rows; r += 2 {
		for j := 0; j < width; j += 4 {
			sums := t.sum2x4(r, min(r+1, rows-1), j)
			t.finish(r, j, sums[:4])
			if r+1 < rows {
				t.finish(r+1, j, sums[4:])
			}
		}
	}
}

// sum2x4 returns the sums of rows r and q at columns j to j+3.
func (t *tile) sum2x4(r, q, j int) [8]float32 {
	var r0, r1, r2, r3, q0, q1, q2, q3 float32
	a, b := 0, j
	for range t.k {
		x, y, v := t.a[a+r], t.a[a+q], t.b[b:b+4:b+4]
		r0 += x * v[0]
		r1 += x * v[1]
		r2 += x * v[2]
		r3 += x * v[3]
		q0 += y * v[0]
		q1 += y * v[1]
		q2 += y * v[2]
		q3 += y * v[3]
		a += t.aStep
		b += t.bStep
	}
	return [8]float32{r0, r1, r2, r3, q0, q1, q2, q3}
}

// finish writes four sums of row r, from column j on.
func (t *tile) finish(r, j int, sums []float32) {
	c := t.c[r*t.cStep+j:]
	for i, v := range sums {
		v *= t.scale
		if t.accumulate {
			v += c[i]
		}
		if len(t.bias) > 0 {
			v += t.bias[r]
		}
		if t.relu && v < 0 {
			v = 0
		}
		c[i] = v
	}
}

// generic is the path in portable Go.
var generic = &path{
	name: "generic", rows: 4, wide: 8, narrow: 4, block: 1 << 15,
	tiles: [2][]func(*tile){
		{
			func(t *tile) { genericTile(t, 1, 8) }, func(t *tile) { genericTile(t, 2, 8) },
			func(t *tile) { genericTile(t, 3, 8) }, func(t *tile) { genericTile(t, 4, 8) },
		},
		{
			func(t *tile) { genericTile(t, 1, 4) }, func(t *tile) { genericTile(t, 2, 4) },
			func(t *tile) { genericTile(t, 3, 4) }, func(t *tile) { genericTile(t, 4, 4) },
		},
	},
	loops: genericLoops,
}
