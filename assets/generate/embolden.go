package main

import "math"

// How much heavier the semibold is, in ems: across a stem, across a bar, and in advance. A
// drawn semibold of this kind of sans grows about as much.
const (
	stemGrowth    = 0.034
	barGrowth     = 0.022
	advanceGrowth = 0.025
)

// semibold returns a heavier cut of a typeface: every contour moved outwards, the heights of
// its letters kept.
func (f *typeface) semibold() *typeface {
	bold := *f
	bold.weight = 600
	em := float64(f.unitsPerEm)
	widen := int(math.Round(advanceGrowth * em))
	bold.glyphs = make([]glyph, len(f.glyphs))
	for i, g := range f.glyphs {
		heavy := glyph{char: g.char, advance: g.advance}
		if len(g.contours) > 0 {
			heavy.advance += widen
		}
		for _, c := range g.contours {
			grown := grow(c, stemGrowth*em/2, barGrowth*em/2)
			heavy.contours = append(heavy.contours, f.settle(grown, widen/2, barGrowth*em))
		}
		bold.glyphs[i] = heavy
	}
	return &bold
}

// settle moves a grown contour to the middle of its wider advance and presses it back between
// the baseline and the height of capitals.
func (f *typeface) settle(contour []vector, right int, grown float64) []point {
	squeeze := float64(f.capHeight) / (float64(f.capHeight) + grown)
	points := make([]point, len(contour))
	for i, v := range contour {
		points[i] = point{
			int(math.Round(v.x)) + right,
			int(math.Round((v.y + grown/2) * squeeze)),
			v.on,
		}
	}
	return points
}

// vector is a point that is not yet on the grid of units.
type vector struct {
	x, y float64
	on   bool
}

// grow moves the edges of a contour outwards, to the left of its direction, by dx across and
// dy up: each point to where its two edges' parallels meet, as FreeType's outlines are
// emboldened (FT_Outline_EmboldenXY), corners not further than twice that.
func grow(contour []point, dx, dy float64) []vector {
	n := len(contour)
	grown := make([]vector, n)
	for i, p := range contour {
		inX, inY := direction(contour, i, -1)
		outX, outY := direction(contour, i, +1)
		// The sum of the two left normals points along the bisector; dividing by one plus
		// the cosine of the turn puts it where the parallels meet.
		cosine := inX*outX + inY*outY
		reach := 1 / max(1+cosine, 0.5)
		grown[i] = vector{
			float64(p.x) - (inY+outY)*reach*dx,
			float64(p.y) + (inX+outX)*reach*dy,
			p.on,
		}
	}
	return grown
}

// direction returns the unit vector of the edge that comes to point i (step −1) or leaves it
// (+1), along the contour; points in the same place are passed over.
func direction(contour []point, i, step int) (x, y float64) {
	n := len(contour)
	for k := 1; k < n; k++ {
		other := contour[((i+k*step)%n+n)%n]
		x, y = float64(other.x-contour[i].x), float64(other.y-contour[i].y)
		if length := math.Hypot(x, y); length > 0 {
			scale := float64(step) / length
			return x * scale, y * scale
		}
	}
	return 0, 0
}
