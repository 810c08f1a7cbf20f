//go:build !js

package cnn

import "runtime"

// breathe lets others compute between two parts, or a window that shares the processors would wait 10 ms for its turn.
func breathe() { runtime.Gosched() }
