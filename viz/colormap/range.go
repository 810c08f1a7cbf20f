package colormap

import "math"

// Range is the values that the colours of a map span. It is fixed before anything is drawn;
// pictures that are to be compared share one.
//
// A signed range is centred on zero: it spans −Bound to +Bound, whatever Low and High are.
// A range that spans nothing (the zero value, High ≤ Low, a bound that is not finite) puts
// every value at its low end, or in the middle where it is signed.
type Range struct {
	Low, High float64
	Signed    bool
}

// RangeOf returns the smallest range that holds every finite value of all maps.
//
// Values that are all equal have no extent of their own: their range then reaches to zero,
// so that a constant 3 is drawn at the top of 0..3, −3 at the bottom of −3..0, and a silent
// map at the bottom of 0..1, which is also the range where no value is finite.
func RangeOf(maps ...[]float32) Range {
	low, high := extent(maps)
	switch {
	case low > high || low == 0 && high == 0:
		return Range{Low: 0, High: 1}
	case low == high:
		return Range{Low: math.Min(low, 0), High: math.Max(high, 0)}
	}
	return Range{Low: low, High: high}
}

// SignedOf returns the smallest range centred on zero that holds every finite value of all
// maps; −1..1 where there is none but zero.
func SignedOf(maps ...[]float32) Range {
	low, high := extent(maps)
	bound := math.Max(math.Abs(low), math.Abs(high))
	if low > high || bound == 0 {
		bound = 1
	}
	return Range{Low: -bound, High: bound, Signed: true}
}

// AnswersOf returns the range for units' answers: from zero to the greatest finite value of all maps, or centred on zero
// where one is below it, as before a rectifier.
func AnswersOf(maps ...[]float32) Range {
	r := RangeOf(maps...)
	if r.Low < 0 {
		return SignedOf(maps...)
	}
	return Range{High: r.High}
}

// extent returns the least and greatest finite value, low above high when there is none.
func extent(maps [][]float32) (low, high float64) {
	least, greatest := float32(math.MaxFloat32), float32(-math.MaxFloat32)
	for _, values := range maps {
		for _, v := range values {
			// Comparisons with NaN are false; infinities fail the other bound.
			if v < least && v >= -math.MaxFloat32 {
				least = v
			}
			if v > greatest && v <= math.MaxFloat32 {
				greatest = v
			}
		}
	}
	return float64(least), float64(greatest)
}

// Shared returns the smallest range that holds all ranges; it is signed if any of them is.
// It gives before and after, or all units of a layer, the same colours.
func Shared(ranges ...Range) Range {
	if len(ranges) == 0 {
		return Range{Low: 0, High: 1}
	}
	shared := ranges[0]
	for _, r := range ranges[1:] {
		shared.Low = math.Min(shared.Low, r.Low)
		shared.High = math.Max(shared.High, r.High)
		shared.Signed = shared.Signed || r.Signed
	}
	if shared.Signed {
		bound := shared.Bound()
		shared.Low, shared.High = -bound, bound
	}
	return shared
}

// WithZero returns the range extended to hold zero, as maps of responses want it: a weak
// response then never looks like none.
func (r Range) WithZero() Range {
	r.Low, r.High = math.Min(r.Low, 0), math.Max(r.High, 0)
	return r
}

// Bound returns the largest magnitude in the range: what a signed range spans to either side.
func (r Range) Bound() float64 { return math.Max(math.Abs(r.Low), math.Abs(r.High)) }

// Ends returns the values of the first and last colour.
func (r Range) Ends() (low, high float64) {
	if r.Signed {
		return -r.Bound(), r.Bound()
	}
	return r.Low, r.High
}

// Norm returns the place of v in the range, 0 to 1, clamped; zero is at 0.5 of a signed
// range. NaN stays NaN.
func (r Range) Norm(v float64) float64 {
	if math.IsNaN(v) {
		return v
	}
	low, high := r.Ends()
	if width := high - low; spans(width) {
		return min(max((v-low)/width, 0), 1)
	}
	return r.empty()
}

// empty is where a range that spans nothing puts every value.
func (r Range) empty() float64 {
	if r.Signed {
		return 0.5
	}
	return 0
}

// spans reports whether a width can be divided by: positive, finite, not denormal.
func spans(width float64) bool { return width >= 0x1p-1000 && width <= math.MaxFloat64 }

// Quantiser returns what maps values straight to entries of a Map's table: Entry(v) is the
// entry of Norm(v), without its branches and divisions.
func (r Range) Quantiser() Quantiser {
	low, high := r.Ends()
	width := high - low
	if !spans(width) {
		return Quantiser{offset: 1.5 + steps*r.empty()}
	}
	return Quantiser{low: low, gain: steps / width, offset: 1.5}
}

// Quantiser maps values to entries of a Map's table. See Range.Quantiser.
type Quantiser struct{ low, gain, offset float64 }

// Entry returns the entry of v: 1 to 255, or 0 for NaN.
func (q Quantiser) Entry(v float32) uint8 {
	e := (float64(v)-q.low)*q.gain + q.offset
	switch {
	case e >= 255:
		return 255
	case e >= 1:
		return uint8(e)
	case v != v:
		return 0
	case q.gain == 0: // an infinity in a range that spans nothing
		return uint8(q.offset)
	}
	return 1
}
