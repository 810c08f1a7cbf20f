package kernel

import (
	"testing"

	"unitscope/cnn/internal/emulate"
)

// TestOnEmulatedArm64 runs this package's tests on the NEON path.
func TestOnEmulatedArm64(t *testing.T) { emulate.Arm64(t) }
