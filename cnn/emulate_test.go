package cnn

import (
	"testing"

	"unitscope/cnn/internal/emulate"
)

// TestOnEmulatedArm64 runs what must hold on every path of the kernels on the NEON path: others' numbers, gradients,
// determinism, and the laws of incremental inference.
func TestOnEmulatedArm64(t *testing.T) {
	emulate.Arm64(t, "-test.run=Torch|Gradients|Adjoint|Deterministic|NaN|BatchEqualsSingles|EqualsFullPass")
}
