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
	FromZero  bool                 // the data's span reaches to zero
	Log       bool                 // logarithmic: values at or below zero are left out
	Whole     bool                 // ticks at whole numbers only
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

// number formats a number for reading: four digits, thousands apart, a true minus sign, and
// powers of ten where it is very large or very small.
func number(v float64) string {
	sign := ""
	if v < 0 {
		sign, v = "−", -v
	}
	if v != 0 && (v < 1e-3 || v >= 1e7) {
		return sign + scientific(v)
	}
	digits := strconv.FormatFloat(v, 'g', 4, 64)
	if v >= 1e4 {
		digits = strconv.FormatFloat(v, 'f', 0, 64)
		digits = digits[:len(digits)-3] + "\u00A0" + digits[len(digits)-3:]
	}
	return sign + digits
}

// scientific formats a positive number as 2.5×10⁻⁵.
func scientific(v float64) string {
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', 3, 64), "e")
	if strings.Contains(mantissa, ".") {
		mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	}
	power, _ := strconv.Atoi(exponent)
	raised := strings.Map(func(char rune) rune {
		if char == '-' {
			return '⁻'
		}
		return []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[char-'0']
	}, strconv.Itoa(power))
	if mantissa == "1" {
		return "10" + raised
	}
	return mantissa + "×10" + raised
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
	if a.numbered() {
		return a
	}
	low, high := math.Inf(1), math.Inf(-1)
	for v := range values {
		if a.holds(v) {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	if a.FromZero && !a.Log && low <= high {
		low, high = math.Min(low, 0), math.Max(high, 0)
	}
	switch {
	case low > high && a.Log:
		low, high = 0.1, 1
	case low > high:
		low, high = 0, 1
	case !apart(low, high) && a.Log:
		low, high = low/2, high*2
	case !apart(low, high):
		low, high = low-max(math.Abs(low), 1)/2, high+max(math.Abs(high), 1)/2
	}
	a.Low, a.High = low, high
	return a
}

// apart reports whether low lies so far below high that there are numbers between them.
func apart(low, high float64) bool {
	return high-low > 1e-12*max(math.Abs(low), math.Abs(high), 1e-280)
}

// holds reports whether the axis has a place for v: a finite value, not so large that
// differences overflow, and above zero on a logarithmic axis.
func (a Axis) holds(v float64) bool {
	return math.Abs(v) <= 1e300 && (!a.Log || v >= 1e-300)
}

// place returns where v lies between the ends, 0 to 1, and beyond them.
func (a Axis) place(v float64) float64 {
	if a.Log {
		return math.Log(v/a.Low) / math.Log(a.High/a.Low)
	}
	return (v - a.Low) / (a.High - a.Low)
}

// value returns what lies at a place, 0 to 1, between the ends.
func (a Axis) value(place float64) float64 {
	if a.Log {
		return a.Low * math.Pow(a.High/a.Low, place)
	}
	return a.Low + (a.High-a.Low)*place
}

// numbered reports whether the axis has ends of its own.
func (a Axis) numbered() bool { return a.holds(a.Low) && a.holds(a.High) && apart(a.Low, a.High) }

// stepped reports whether the ends differ, so that rows or columns can be steps from one to the other, rising or falling.
func (a Axis) stepped() bool {
	return a.holds(a.Low) && a.holds(a.High) && (apart(a.Low, a.High) || apart(a.High, a.Low))
}

// ticks returns at most n+1 round values between the ends, rising, whichever of these is the larger.
func (a Axis) ticks(n int) []float64 {
	low, high := min(a.Low, a.High), max(a.Low, a.High)
	if a.Log {
		if ticks := decades(low, high, n); len(ticks) > 1 {
			return ticks
		}
		for _, factors := range [][]float64{{1, 2, 5}, {1, 5}} {
			if ticks := multiples(low, high, factors); len(ticks) > 2 && len(ticks) <= n+1 {
				return ticks
			}
		}
	}
	least := 0.0
	if a.Whole {
		least = 1
	}
	return steps(low, high, n, least)
}

// steps returns the multiples of a round step between low and high: the smallest step (1, 2
// or 5 times a power of ten, and no less than least) that makes at most n+1 of them.
func steps(low, high float64, n int, least float64) []float64 {
	n = max(n, 1)
	rough := max((high-low)/float64(n), least)
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, factor := range []float64{1, 2, 5, 10} {
		step := factor * power
		first, last := math.Ceil(low/step-1e-9), math.Floor(high/step+1e-9)
		if last-first > float64(n) {
			continue
		}
		var ticks []float64
		for i := range n + 1 {
			if k := first + float64(i); k <= last {
				ticks = append(ticks, k*step+0) // never −0
			}
		}
		return ticks
	}
	return nil
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

// multiples returns the factors' multiples of powers of ten between low and high: 1, 2 and 5 lie
// at nearly even distances on a logarithmic axis.
func multiples(low, high float64, factors []float64) []float64 {
	var ticks []float64
	for e := math.Floor(math.Log10(low)); e <= math.Ceil(math.Log10(high)); e++ {
		for _, factor := range factors {
			if t := factor * math.Pow(10, e); t >= low*(1-1e-9) && t <= high*(1+1e-9) {
				ticks = append(ticks, t)
			}
		}
	}
	return ticks
}
