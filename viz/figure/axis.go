package figure

import (
	"math"
	"strconv"
	"strings"
)

// Axis is one direction of a figure's plane. Its zero value spans the data.
type Axis struct {
	Name      string
	Low, High float64              // what it spans where Low < High, else the data
	Log       bool                 // logarithmic: values at or below zero are left out
	Format    func(float64) string // of a tick; nil: short numbers
	Hidden    bool                 // no ticks and no name
}

// Percent formats a share, 0 to 1: "50%", and zero as "0".
func Percent(v float64) string {
	if v == 0 {
		return "0"
	}
	return number(100*v) + "%"
}

// number formats a tick: at most four digits, a true minus sign.
func number(v float64) string {
	return strings.ReplaceAll(strconv.FormatFloat(v, 'g', 4, 64), "-", "−")
}

func (a Axis) format(v float64) string {
	if a.Format != nil {
		return a.Format(v)
	}
	return number(v)
}

// span returns the axis as it is drawn: with its ends set, from the data where they are not.
// Ends that are equal move apart.
func (a Axis) span(values func(yield func(float64) bool)) Axis {
	if a.Low < a.High && (!a.Log || a.Low > 0) {
		return a
	}
	low, high := math.Inf(1), math.Inf(-1)
	for v := range values {
		if a.holds(v) {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	switch {
	case low > high && a.Log:
		low, high = 0.1, 1
	case low > high:
		low, high = 0, 1
	case low == high && a.Log:
		low, high = low/2, high*2
	case low == high:
		low, high = low-max(math.Abs(low), 1)/2, high+max(math.Abs(high), 1)/2
	}
	a.Low, a.High = low, high
	return a
}

// holds reports whether the axis has a place for v.
func (a Axis) holds(v float64) bool {
	return !math.IsNaN(v) && !math.IsInf(v, 0) && (!a.Log || v > 0)
}

// place returns where v lies between the ends, 0 to 1, and beyond them.
func (a Axis) place(v float64) float64 {
	if a.Log {
		return math.Log(v/a.Low) / math.Log(a.High/a.Low)
	}
	return (v - a.Low) / (a.High - a.Low)
}

// ticks returns at most n+1 round values between the ends, rising.
func (a Axis) ticks(n int) []float64 {
	if a.Log {
		if ticks := decades(a.Low, a.High, n); len(ticks) > 1 {
			return ticks
		}
	}
	return steps(a.Low, a.High, n)
}

// steps returns the multiples of a round step (1, 2 or 5 times a power of ten) between low
// and high that make at most n intervals.
func steps(low, high float64, n int) []float64 {
	rough := (high - low) / float64(max(n, 1))
	step := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, factor := range []float64{1, 2, 5, 10} {
		if factor*step >= rough*(1-1e-9) {
			step *= factor
			break
		}
	}
	var ticks []float64
	for k := math.Ceil(low/step - 1e-9); k <= math.Floor(high/step+1e-9); k++ {
		ticks = append(ticks, k*step)
	}
	return ticks
}

// decades returns powers of ten between low and high, every first, second, … of them so that
// they make at most n intervals.
func decades(low, high float64, n int) []float64 {
	first, last := math.Ceil(math.Log10(low)-1e-9), math.Floor(math.Log10(high)+1e-9)
	every := max(math.Ceil((last-first)/float64(max(n, 1))), 1)
	var ticks []float64
	for e := first; e <= last; e += every {
		ticks = append(ticks, math.Pow(10, e))
	}
	return ticks
}
