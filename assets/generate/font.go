package main

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"unitscope/assets"
)

// typeface is a font that is being made: its glyphs in order, the first for what is missing.
// Lengths are in units, unitsPerEm of them in an em; y runs upwards.
type typeface struct {
	family, style, copyright, licence string
	weight                            int // 400 regular, 600 semibold
	unitsPerEm                        int
	ascent, descent                   int // both positive
	capHeight, xHeight                int
	glyphs                            []glyph
	kerns                             map[[2]int]int // between two glyphs, in units
}

// glyph is the outline of one character. Ink lies to the right of a contour's direction.
type glyph struct {
	char     rune
	advance  int
	contours [][]point
}

// point is a point of a contour: on it, or the control point of a quadratic curve.
type point struct {
	x, y int
	on   bool
}

// kept are the blocks of Unicode that the program and its users' labels are written with.
// What Inter has of them is kept; the window's other fonts stand in for the rest.
var kept = [][2]rune{
	{0x0020, 0x007E}, {0x00A0, 0x017F}, // Latin
	{0x0370, 0x03FF}, {0x0400, 0x045F}, // Greek, Cyrillic
	{0x2010, 0x205F}, {0x2070, 0x209F}, {0x20AC, 0x20AC}, // punctuation, superscripts, euro
	{0x2190, 0x21FF}, {0x2200, 0x22FF}, {0x2300, 0x23CF}, // arrows, mathematics, keys
	{0x25A0, 0x25FF}, {0x2700, 0x27BF}, // shapes, ticks
}

// regular takes the kept characters out of a TrueType font and sets its figures to one width,
// so that running numbers do not dance.
func regular(source []byte) (*typeface, error) {
	f, err := sfnt.Parse(source)
	if err != nil {
		return nil, err
	}
	r := reader{font: f, perEm: int(f.UnitsPerEm())}
	face, err := r.typeface()
	if err != nil {
		return nil, err
	}
	face.tabular()
	return face, nil
}

// reader reads a font in its own units.
type reader struct {
	font  *sfnt.Font
	buf   sfnt.Buffer
	perEm int
}

func (r *reader) ppem() fixed.Int26_6 { return fixed.Int26_6(r.perEm) }

func (r *reader) typeface() (*typeface, error) {
	m, err := r.font.Metrics(&r.buf, r.ppem(), font.HintingNone)
	if err != nil {
		return nil, err
	}
	face := &typeface{
		weight: 400, unitsPerEm: r.perEm, kerns: map[[2]int]int{},
		ascent: int(m.Ascent), descent: int(m.Descent),
		capHeight: int(m.CapHeight), xHeight: int(m.XHeight),
	}
	missing, err := r.glyph(0, 0)
	if err != nil {
		return nil, err
	}
	face.glyphs = append(face.glyphs, missing)
	indexes := []sfnt.GlyphIndex{0}
	for _, block := range kept {
		for char := block[0]; char <= block[1]; char++ {
			index, err := r.font.GlyphIndex(&r.buf, char)
			if err != nil {
				return nil, err
			}
			if index == 0 {
				continue
			}
			g, err := r.glyph(index, char)
			if err != nil {
				return nil, fmt.Errorf("character %q: %w", char, err)
			}
			face.glyphs = append(face.glyphs, g)
			indexes = append(indexes, index)
		}
	}
	space, err := r.space()
	if err != nil {
		return nil, err
	}
	face.glyphs = append(face.glyphs, space)
	return face, r.kerning(face, append(indexes, 0))
}

// space is assets.NoBreakSpace: as wide as a space, in the place of the only other character that is nothing but blank.
func (r *reader) space() (glyph, error) {
	index, err := r.font.GlyphIndex(&r.buf, ' ')
	if err != nil {
		return glyph{}, err
	}
	return r.glyph(index, assets.NoBreakSpace)
}

// kerning reads the distances between letters and marks of Latin.
func (r *reader) kerning(face *typeface, indexes []sfnt.GlyphIndex) error {
	for i, left := range face.glyphs {
		for j, right := range face.glyphs {
			if !kernable(left.char) || !kernable(right.char) {
				continue
			}
			k, err := r.font.Kern(&r.buf, indexes[i], indexes[j], r.ppem(), font.HintingNone)
			if err != nil && !errors.Is(err, sfnt.ErrNotFound) {
				return err
			}
			if k != 0 {
				face.kerns[[2]int{i, j}] = int(k)
			}
		}
	}
	return nil
}

// kernable reports whether a character may move beside its neighbour: not figures, which
// keep to their columns, nor spaces.
func kernable(char rune) bool {
	return char > ' ' && char <= 0x7E && !(char >= '0' && char <= '9')
}

func (r *reader) glyph(index sfnt.GlyphIndex, char rune) (glyph, error) {
	advance, err := r.font.GlyphAdvance(&r.buf, index, r.ppem(), font.HintingNone)
	if err != nil {
		return glyph{}, err
	}
	segments, err := r.font.LoadGlyph(&r.buf, index, r.ppem(), nil)
	if err != nil {
		return glyph{}, err
	}
	g := glyph{char: char, advance: int(advance)}
	for _, s := range segments {
		at := func(i int, on bool) point { return point{int(s.Args[i].X), -int(s.Args[i].Y), on} }
		last := len(g.contours) - 1
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			g.contours = append(g.contours, []point{at(0, true)})
		case sfnt.SegmentOpLineTo:
			g.contours[last] = append(g.contours[last], at(0, true))
		case sfnt.SegmentOpQuadTo:
			g.contours[last] = append(g.contours[last], at(0, false), at(1, true))
		default:
			return glyph{}, errors.New("cubic outlines are not TrueType's")
		}
	}
	for i, c := range g.contours {
		g.contours[i] = tidy(c)
	}
	return g, nil
}

// tidy drops the points of a contour that repeat their neighbour, as the closing one does.
func tidy(contour []point) []point {
	var tidied []point
	for i, p := range contour {
		next := contour[(i+1)%len(contour)]
		if p.x == next.x && p.y == next.y && p.on && next.on {
			continue
		}
		tidied = append(tidied, p)
	}
	return tidied
}

// tabular gives all figures the width of the widest, each in the middle of it.
func (f *typeface) tabular() {
	isFigure := func(g glyph) bool { return g.char >= '0' && g.char <= '9' }
	width := 0
	for _, g := range f.glyphs {
		if isFigure(g) {
			width = max(width, g.advance)
		}
	}
	for i, g := range f.glyphs {
		if isFigure(g) {
			f.glyphs[i] = g.moved((width-g.advance)/2, width)
		}
	}
}

// moved returns the glyph moved to the right, with another advance.
func (g glyph) moved(right, advance int) glyph {
	g.advance = advance
	g.contours = slices.Clone(g.contours)
	for i, c := range g.contours {
		g.contours[i] = slices.Clone(c)
		for j := range c {
			g.contours[i][j].x += right
		}
	}
	return g
}
