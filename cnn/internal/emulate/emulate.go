// Package emulate runs a package's tests as a program for another processor, under qemu's user emulation, so that
// the code for that processor is tested on other machines too.
package emulate

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// Arm64 runs tests of the package in the working directory, as -test.short and the given arguments choose them. It
// skips the calling test with -short, where arm64 is no emulation, or where qemu is not installed.
func Arm64(t *testing.T, args ...string) {
	t.Helper()
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
	program := filepath.Join(t.TempDir(), "emulated.test")
	build := exec.CommandContext(t.Context(), "go", "test", "-c", "-o", program, ".")
	build.Env = append(os.Environ(), "GOARCH=arm64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	run := exec.CommandContext(t.Context(), qemu, append([]string{program, "-test.short"}, args...)...)
	run.Env = append(os.Environ(), "UNITSCOPE_KERNEL=")
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
