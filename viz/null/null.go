// Package null makes numbers ready for JSON, which knows neither NaN nor infinity.
package null

import "math"

// Of returns v, or nil, which is written as null, if it is no number or infinite.
func Of(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// All returns several numbers as Of does.
func All(values []float64) []*float64 {
	all := make([]*float64, len(values))
	for i, v := range values {
		all[i] = Of(v)
	}
	return all
}
