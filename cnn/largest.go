package cnn

import "unitscope/cnn/internal/kernel"

// Largest is the largest of values, of which there is at least one; it is NaN if one of them is.
func Largest(values []float32) float32 { return kernel.Largest(values) }
