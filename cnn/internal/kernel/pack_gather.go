package kernel

// Gather helps a Packer whose steps lie scattered, each with its lanes side by side: it copies lanes
// numbers from src[offsets[k]:] to dst[k*step:] for each k. It panics if dst is too short; that the
// offsets leave room for the lanes in src is the caller's promise, which is not checked.
func Gather(dst []float32, step int, src []float32, offsets []int32, lanes int) {
	steps := len(offsets)
	if steps == 0 || lanes == 0 {
		return
	}
	_ = dst[(steps-1)*step+lanes-1]
	switch {
	case active.gatherStrips == nil || lanes < 4:
		for k, offset := range offsets {
			copy(dst[k*step:][:lanes], src[offset:])
		}
	case lanes < 8:
		active.gatherPairs(&dst[0], step, &src[0], &offsets[0], steps, lanes)
	default:
		active.gatherStrips(&dst[0], step, &src[0], &offsets[0], steps, lanes)
	}
}
