package kernel_test

import (
	"fmt"

	"unitscope/cnn/internal/kernel"
)

// A window packs the patches of a signal: step k of lane j is signal[j+k].
type window struct{ signal []float32 }

func (w *window) Pack(dst []float32, step, k0, k1, j0, j1 int) {
	for k := k0; k < k1; k++ {
		copy(dst[(k-k0)*step:][:j1-j0], w.signal[j0+k:])
	}
}

// Two kernels of three weights slide over a signal: a convolution without a matrix of patches.
func ExampleProduct() {
	answers := make([]float32, 2*4)
	product := kernel.Product{
		M: 2, N: 4, K: 3,
		A: kernel.Operand{Data: []float32{1, 0, -1, 1, 1, 1}, Stride: 3},
		B: kernel.Operand{Packer: &window{[]float32{1, 4, 9, 16, 8, 2}}},
		C: kernel.Output{Data: answers, Stride: 4, Bias: []float32{0, 0.5}, ReLU: true},
	}
	product.Run(kernel.NewWorkspace())
	fmt.Println(answers[:4], answers[4:])
	// Output: [0 0 1 14] [14.5 29.5 33.5 26.5]
}
