package figure

import (
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"

	"unitscope/assets"
)

// capHeight is the height of the font's capital letters, in ems.
const capHeight = 0.727

// The program's font in its two weights, by gonum/plot's names.
var (
	regular = font.Font{Typeface: "Unitscope Sans"}
	bold    = font.Font{Typeface: "Unitscope Sans SemiBold"}
	fonts   = font.NewCache(font.Collection{
		{Font: regular, Face: parse(assets.SansRegular())},
		{Font: bold, Face: parse(assets.SansBold())},
	})
)

func parse(ttf []byte) *opentype.Font {
	face, err := opentype.Parse(ttf)
	if err != nil {
		panic("figure: the embedded font: " + err.Error())
	}
	return face
}

// pen is how words are written.
type pen struct {
	font font.Font
	size vg.Length
}

// The pens of a figure.
var (
	titlePen = pen{bold, 12}
	wordPen  = pen{regular, 11}
	tickPen  = pen{regular, 10}
)

// fitted returns the pen, no larger than size.
func (w pen) fitted(size vg.Length) pen { return pen{w.font, min(w.size, size)} }

func (w pen) face() font.Face { return fonts.Lookup(w.font, w.size) }

// width returns the width of the widest of some words.
func (w pen) width(words ...string) vg.Length {
	face := w.face()
	var width vg.Length
	for _, word := range words {
		width = max(width, face.Width(clean(word)))
	}
	return width
}

// latin1 reports whether words are written with Latin-1 alone.
func latin1(words string) bool {
	for _, char := range words {
		if char > 0xFF {
			return false
		}
	}
	return true
}

// outlines returns the shapes of words that begin at a place on their baseline.
func outlines(face font.Face, start vg.Point, words string) vg.Path {
	var path vg.Path
	var buf sfnt.Buffer
	ppem := fixed.Int26_6(face.Face.UnitsPerEm()) // one 64th of a pixel is one unit
	unit := face.Font.Size / vg.Length(ppem)
	for i, char := range words {
		index, err := face.Face.GlyphIndex(&buf, char)
		if err != nil {
			continue
		}
		segments, err := face.Face.LoadGlyph(&buf, index, ppem, nil)
		if err != nil {
			continue
		}
		left := start.X + face.Width(words[:i])
		at := func(p fixed.Point26_6) vg.Point {
			return vg.Point{X: left + vg.Length(p.X)*unit, Y: start.Y - vg.Length(p.Y)*unit}
		}
		for _, s := range segments {
			switch s.Op {
			case sfnt.SegmentOpMoveTo:
				path.Move(at(s.Args[0]))
			case sfnt.SegmentOpLineTo:
				path.Line(at(s.Args[0]))
			case sfnt.SegmentOpQuadTo:
				path.QuadTo(at(s.Args[0]), at(s.Args[1]))
			}
		}
		path.Close()
	}
	return path
}
