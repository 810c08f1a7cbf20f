//go:build !purego

package kernel

//go:noescape
func copyStripsAVX(dst *float32, step int, src *float32, stride, steps, lanes int)

//go:noescape
func transpose4AVX(dst *float32, step int, src *float32, stride, steps int)

var packingAVX = packing{copyLanes: copyLanesAVX, transposeLanes: transposeLanesAVX}

func copyLanesAVX(dst []float32, step int, src []float32, stride, steps, lanes int) {
	if lanes < 8 {
		copyLanesGeneric(dst, step, src, stride, steps, lanes)
		return
	}
	_, _ = dst[(steps-1)*step+lanes-1], src[(steps-1)*stride+lanes-1]
	copyStripsAVX(&dst[0], step, &src[0], stride, steps, lanes)
}

func transposeLanesAVX(dst []float32, step int, src []float32, stride, steps, lanes int) {
	const stripe = 128 // steps whose lines of dst stay in the first-level cache from one group of lanes to the next
	if lanes < 4 || steps < 8 {
		transposeLanesGeneric(dst, step, src, stride, steps, lanes)
		return
	}
	_, _ = dst[(steps-1)*step+lanes-1], src[(lanes-1)*stride+steps-1]
	for k := 0; k < steps; k += stripe {
		k = min(k, max(0, steps-8))
		n := min(stripe, steps-k)
		for j := 0; j < lanes; j += 4 {
			j = min(j, lanes-4)
			transpose4AVX(&dst[k*step+j], step, &src[j*stride+k], stride, n)
		}
	}
}
