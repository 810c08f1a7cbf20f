package kernel

// An Operand is one side of a product: a matrix in memory, or a Packer that makes it.
type Operand struct {
	Data       []float32
	Stride     int  // between rows as stored
	Transposed bool // Data holds the transpose: A as K×M, B as N×K

	// Packer, if set, supplies the operand in place of Data.
	Packer Packer
}

// A Packer writes pieces of an operand where the micro-kernels read them. A convolution's Packer
// gathers patches of its input, and no matrix of patches ever exists.
//
// A lane is a row of A or a column of B. Pack writes the element of step k and lane j to
// dst[(k-k0)*step+j-j0] for k0 ≤ k < k1 and j0 ≤ j < j1, and nothing else. It may be called from
// several goroutines at once.
type Packer interface {
	Pack(dst []float32, step, k0, k1, j0, j1 int)
}

// packing is a path's way to fill panels from memory. copyStrips copies rows of at least so many
// lanes, transpose4 transposes four rows of at least so many steps; strides are in floats.
type packing struct {
	least      int
	copyStrips func(dst *float32, step int, src *float32, stride, steps, lanes int)
	transpose4 func(dst *float32, step int, src *float32, stride, steps int)

	// gatherStrips copies 8 lanes or more from each offset, gatherPairs 4 to 8; they may be nil.
	gatherStrips, gatherPairs func(dst *float32, step int, src *float32, offsets *int32, steps, lanes int)
}

// A side is an Operand seen as steps × lanes.
type side struct {
	*Operand
	byStep bool // a row of Data is a step, so lanes lie side by side
}

// pack fills dst with steps k0 to k1 of lanes j0 to j1, step floats apart, and clears the lanes
// up to step that lie past the operand.
func (s side) pack(dst []float32, step, k0, k1, j0, j1 int) {
	if k0 == k1 {
		return
	}
	if j1-j0 < step {
		clear(dst[:(k1-k0)*step])
	}
	switch {
	case s.Packer != nil:
		s.Packer.Pack(dst, step, k0, k1, j0, j1)
	case s.byStep:
		copyLanes(dst, step, s.Data[k0*s.Stride+j0:], s.Stride, k1-k0, j1-j0)
	default:
		transposeLanes(dst, step, s.Data[j0*s.Stride+k0:], s.Stride, k1-k0, j1-j0)
	}
}

// direct reports whether the micro-kernels can read the operand where it lies.
func (s side) direct() bool { return s.byStep && s.Packer == nil }

// Transpose helps a Packer whose lanes lie in memory as rows: it writes steps numbers of each of so many
// rows, stride apart in src, to dst, step k and lane j at dst[k*step+j].
func Transpose(dst []float32, step int, src []float32, stride, steps, lanes int) {
	transposeLanes(dst, step, src, stride, steps, lanes)
}

// copyLanes packs a matrix whose rows are steps.
func copyLanes(dst []float32, step int, src []float32, stride, steps, lanes int) {
	if active.copyStrips == nil || lanes < active.least {
		for k := range steps {
			copy(dst[k*step:k*step+lanes], src[k*stride:])
		}
		return
	}
	_, _ = dst[(steps-1)*step+lanes-1], src[(steps-1)*stride+lanes-1]
	active.copyStrips(&dst[0], step, &src[0], stride, steps, lanes)
}

// transposeLanes packs a matrix whose rows are lanes.
func transposeLanes(dst []float32, step int, src []float32, stride, steps, lanes int) {
	if active.transpose4 == nil || lanes < 4 || steps < active.least {
		for j := range lanes {
			for k, v := range src[j*stride : j*stride+steps] {
				dst[k*step+j] = v
			}
		}
		return
	}
	_, _ = dst[(steps-1)*step+lanes-1], src[(lanes-1)*stride+steps-1]
	const stripe = 128 // steps whose lines of dst stay in the first-level cache from one group of lanes to the next
	for k := 0; k < steps; k += stripe {
		k = min(k, steps-min(steps, active.least))
		for j := 0; j < lanes; j += 4 {
			j = min(j, lanes-4) // the last four lanes may overlap those before them
			active.transpose4(&dst[k*step+j], step, &src[j*stride+k], stride, min(stripe, steps-k))
		}
	}
}
