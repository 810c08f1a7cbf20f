//go:build purego || !(amd64 || arm64)

package kernel

// available returns the paths this build can run, the best first.
func available() []*path { return []*path{generic} }
