//go:build !unix && !windows

package session

import "os"

// lock opens a file; there is no way to keep others from it.
func lock(name string) (*os.File, error) { return os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644) }
