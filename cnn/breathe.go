//go:build !js

package cnn

import "runtime"

// Breathe lets others compute between two parts of what takes long, or a window that shares the processors would wait 10 ms for its turn.
func Breathe() { runtime.Gosched() }
