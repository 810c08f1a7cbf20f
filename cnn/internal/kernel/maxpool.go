package kernel

// MaxPool2 sets the rows×columns cells of dst to the maxima of x's 2×2 blocks; x has rows of width
// cells, at least 2·columns. The maximum of a block with NaN is NaN.
func MaxPool2(dst, x []float32, rows, columns, width int) {
	for r := range rows {
		upper, lower := x[2*r*width:][:2*columns], x[(2*r+1)*width:][:2*columns]
		out := dst[r*columns:][:columns]
		for c := active.maxPool2(out, upper, lower); c < columns; c++ {
			out[c] = max(upper[2*c], upper[2*c+1], lower[2*c], lower[2*c+1])
		}
	}
}

// MaxPool2Backward gives the gradient of each of MaxPool2's outputs y to the first cell of its block,
// row by row, that is not less (the first of all if the output is NaN), and 0 to the others. It sets the
// blocks in dst and nothing else.
func MaxPool2Backward(dst, x, y, grad []float32, rows, columns, width int) {
	for r := range rows {
		upper, lower := x[2*r*width:][:2*columns], x[(2*r+1)*width:][:2*columns]
		dstUpper, dstLower := dst[2*r*width:][:2*columns], dst[(2*r+1)*width:][:2*columns]
		best, g := y[r*columns:][:columns], grad[r*columns:][:columns]
		for c := active.spreadMax2(dstUpper, dstLower, upper, lower, best, g); c < columns; c++ {
			var to [4]float32
			switch v := best[c]; {
			case !(upper[2*c] < v):
				to[0] = g[c]
			case !(upper[2*c+1] < v):
				to[1] = g[c]
			case !(lower[2*c] < v):
				to[2] = g[c]
			default:
				to[3] = g[c]
			}
			dstUpper[2*c], dstUpper[2*c+1], dstLower[2*c], dstLower[2*c+1] = to[0], to[1], to[2], to[3]
		}
	}
}
