package kernel

// Largest returns the largest of values, of which there is at least one, or NaN if one is.
func Largest(values []float32) float32 {
	largest := values[0]
	lanes, done := active.largest(values)
	if done > 0 {
		for _, v := range lanes {
			largest = max(largest, v)
		}
	}
	for _, v := range values[done:] {
		largest = max(largest, v)
	}
	return largest
}
