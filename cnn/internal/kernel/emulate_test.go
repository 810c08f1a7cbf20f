package kernel

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// TestOnEmulatedArm64 runs this package's tests as an arm64 program under qemu's user emulation, where
// that is installed, so that the NEON path is tested on other machines too.
func TestOnEmulatedArm64(t *testing.T) {
	if testing.Short() || runtime.GOARCH == "arm64" || runtime.GOOS != "linux" {
		t.Skip("takes longer than -short allows, or runs natively, or is not on Linux")
	}
	var qemu string
	for _, name := range []string{"qemu-aarch64-static", "qemu-aarch64"} {
		if found, err := exec.LookPath(name); err == nil {
			qemu = found
		}
	}
	if qemu == "" {
		t.Skip("qemu-aarch64 is not installed (Debian: qemu-user-static)")
	}
	program := filepath.Join(t.TempDir(), "kernel.test")
	build := exec.CommandContext(t.Context(), "go", "test", "-c", "-o", program, ".")
	build.Env = append(os.Environ(), "GOARCH=arm64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	run := exec.CommandContext(t.Context(), qemu, program, "-test.short")
	run.Env = append(os.Environ(), "UNITSCOPE_KERNEL=")
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
