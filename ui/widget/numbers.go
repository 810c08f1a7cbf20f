package widget

import (
	"math"
	"strconv"
	"strings"
)

// Number writes a value with about three significant digits, the same width for neighbours, and a real minus sign.
func Number(v float64) string {
	size := math.Abs(v)
	var s string
	switch {
	case math.IsNaN(v):
		return "n/a"
	case size >= 1e6 || size != 0 && size < 5e-4:
		s = strconv.FormatFloat(v, 'e', 1, 64)
	case size >= 100:
		s = strconv.FormatFloat(v, 'f', 0, 64)
	case size >= 10:
		s = strconv.FormatFloat(v, 'f', 1, 64)
	case size >= 1:
		s = strconv.FormatFloat(v, 'f', 2, 64)
	case size == 0:
		s = "0"
	default:
		s = strconv.FormatFloat(v, 'f', 3, 64)
	}
	return strings.ReplaceAll(s, "-", "−")
}

// Short writes a value in as few digits as tell it, for ticks, with a real minus sign.
func Short(v float64) string {
	return strings.ReplaceAll(strconv.FormatFloat(v, 'g', 4, 64), "-", "−")
}

// fixedText writes a value with so many decimals and a real minus sign.
func fixedText(v float64, decimals int) string {
	if v == 0 {
		return "0"
	}
	return strings.ReplaceAll(strconv.FormatFloat(v, 'f', decimals, 64), "-", "−")
}

// logText writes a power of ten shortly.
func logText(v float64) string {
	return strings.ReplaceAll(strconv.FormatFloat(v, 'g', -1, 64), "-", "−")
}

// ticks returns round numbers within low..high, at least n of them and not many more, and how many decimals they need.
func ticks(low, high float64, n int) (at []float64, decimals int) {
	step := niceStep((high - low) / float64(n))
	if !(step > 0) || math.IsInf(step, 0) || math.Max(math.Abs(low), math.Abs(high)) > 1e12*step {
		return nil, 0 // nothing to part, or parts too small for a float64 to count
	}
	for ; len(at) < n; step = niceStep(step / 2.5) { // 5, 2, 1, 0.5 and so on
		at, decimals = at[:0], max(0, -int(math.Floor(math.Log10(step)+1e-9)))
		for i := math.Ceil(low/step - 1e-9); i*step <= high+step*1e-9; i++ {
			at = append(at, i*step+0) // no negative zero
		}
	}
	return at, decimals
}

// niceStep is the least of 1, 2 and 5 times a power of ten that is not below a length.
func niceStep(length float64) float64 {
	if !(length > 0) {
		return 0
	}
	power := math.Pow(10, math.Floor(math.Log10(length)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= length*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}
