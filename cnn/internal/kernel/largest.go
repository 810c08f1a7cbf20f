package kernel

// Largest returns the largest of values, of which there is at least one, or NaN if one is.
func Largest(values []float32) float32 {
	largest := values[0]
	for _, v := range values[1:] {
		largest = max(largest, v)
	}
	return largest
}
