package widget

import (
	"image"
	"image/color"
	"image/draw"
	"sync"

	"fyne.io/fyne/v2"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"unitscope/ui/theme"
)

// lettering is how text is drawn on a page. Sizes are device pixels.
type lettering struct {
	size     float32
	bold     bool
	tracking float32 // added after every letter
}

// style returns the lettering of a theme's text size on this page.
func (p *page) style(size fyne.ThemeSizeName, bold bool) lettering {
	return lettering{size: theme.Size(size) * p.ratio, bold: bold}
}

// textWidth measures in device pixels.
func (p *page) textWidth(s string, l lettering) int { return textCache.label(s, l).advance }

// The sides on which text lies of the point it is given.
type anchor int

const (
	fromLeft anchor = iota
	centred
	fromRight
)

// text draws one line whose middle height (that of a capital) is at y.
func (p *page) text(s string, x, y int, from anchor, l lettering, c color.Color) {
	label := textCache.label(s, l)
	switch from {
	case centred:
		x -= label.advance / 2
	case fromRight:
		x -= label.advance
	}
	at := label.mask.Rect.Add(image.Pt(x, y+label.capHeight/2))
	draw.DrawMask(p.RGBA, at, image.NewUniform(c), image.Point{}, label.mask, label.mask.Rect.Min, draw.Over)
}

// shorten cuts s so that it fits into width device pixels, ending in … where it was cut.
func (p *page) shorten(s string, width int, l lettering) string {
	if p.textWidth(s, l) <= width {
		return s
	}
	letters := []rune(s)
	for n := len(letters) - 1; n > 0; n-- {
		if short := string(letters[:n]) + "…"; p.textWidth(short, l) <= width {
			return short
		}
	}
	return ""
}

// label is a line of text, drawn once. Its mask's origin is the start of its baseline.
type label struct {
	mask      *image.Alpha
	advance   int
	capHeight int
}

type labelKey struct {
	text string
	lettering
}

// labels draws lines of text and remembers them.
type labels struct {
	mu    sync.Mutex
	fonts map[bool][]*sfnt.Font // by bold: the theme's, then those that fill its gaps
	faces map[lettering][]font.Face
	drawn map[labelKey]label
}

var textCache = &labels{
	fonts: map[bool][]*sfnt.Font{}, faces: map[lettering][]font.Face{}, drawn: map[labelKey]label{},
}

// Bounds of the cache: running numbers would fill it for ever.
const (
	maxLabels = 2048
	maxFaces  = 32
)

func (c *labels) label(s string, l lettering) label {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := labelKey{s, l}
	if known, ok := c.drawn[key]; ok {
		return known
	}
	if len(c.drawn) >= maxLabels {
		clear(c.drawn)
	}
	made := c.draw(s, l)
	c.drawn[key] = made
	return made
}

func (c *labels) draw(s string, l lettering) label {
	faces := c.facesFor(l)
	glyphs, advance := setLetters(s, faces, l)
	box := image.Rect(0, 0, advance.Ceil(), 1)
	for _, g := range glyphs {
		if r, _, _, _, ok := g.face.Glyph(fixed.Point26_6{X: g.x}, g.letter); ok {
			box = box.Union(r)
		}
	}
	mask := image.NewAlpha(box)
	for _, g := range glyphs {
		r, m, at, _, ok := g.face.Glyph(fixed.Point26_6{X: g.x}, g.letter)
		if ok {
			draw.DrawMask(mask, r, image.Opaque, image.Point{}, m, at, draw.Over)
		}
	}
	return label{mask: mask, advance: advance.Ceil(), capHeight: faces[0].Metrics().CapHeight.Round()}
}

type glyph struct {
	face   font.Face
	letter rune
	x      fixed.Int26_6
}

// setLetters puts letters side by side, each from the first face that has it.
func setLetters(s string, faces []font.Face, l lettering) (glyphs []glyph, advance fixed.Int26_6) {
	previous := rune(-1)
	for _, letter := range s {
		face := faces[0]
		for _, f := range faces {
			if hasGlyph(f, letter) {
				face = f
				break
			}
		}
		if previous >= 0 && face == faces[0] {
			advance += kern(face, previous, letter, l.size)
		}
		glyphs = append(glyphs, glyph{face, letter, advance})
		width, _ := face.GlyphAdvance(letter)
		advance += width + fixed.Int26_6(l.tracking*64)
		previous = letter
	}
	return glyphs, advance
}

// kern is how much closer two letters stand. The face's own Kern does not scale it to the text's size.
func kern(f font.Face, left, right rune, size float32) fixed.Int26_6 {
	known := f.(knownFace)
	var b sfnt.Buffer
	i, err := known.font.GlyphIndex(&b, left)
	if err != nil {
		return 0
	}
	j, err := known.font.GlyphIndex(&b, right)
	if err != nil {
		return 0
	}
	k, err := known.font.Kern(&b, i, j, fixed.Int26_6(size*64), font.HintingNone)
	if err != nil { // a pair without
		return 0
	}
	return k
}

// hasGlyph tells whether a face knows the letter; opentype's GlyphAdvance does not say.
func hasGlyph(f font.Face, letter rune) bool {
	known := f.(knownFace)
	var b sfnt.Buffer
	i, err := known.font.GlyphIndex(&b, letter)
	return err == nil && i != 0
}

type knownFace struct {
	font.Face
	font *sfnt.Font
}

func (c *labels) facesFor(l lettering) []font.Face {
	l.tracking = 0
	if faces, ok := c.faces[l]; ok {
		return faces
	}
	if len(c.faces) >= maxFaces {
		clear(c.faces)
	}
	var faces []font.Face
	for _, f := range c.fontsFor(l.bold) {
		face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: float64(l.size), DPI: 72, Hinting: font.HintingNone})
		if err == nil { // NewFace only fails on options that are not used here
			faces = append(faces, knownFace{face, f})
		}
	}
	c.faces[l] = faces
	return faces
}

// fontsFor returns the theme's font and behind it Go's own, which knows some signs more.
func (c *labels) fontsFor(bold bool) []*sfnt.Font {
	if fonts, ok := c.fonts[bold]; ok {
		return fonts
	}
	style := fyne.TextStyle{Bold: bold}
	spare := goregular.TTF
	if bold {
		spare = gobold.TTF
	}
	var fonts []*sfnt.Font
	for _, content := range [][]byte{theme.Current().Font(style).Content(), spare} {
		if f, err := opentype.Parse(content); err == nil {
			fonts = append(fonts, f)
		}
	}
	c.fonts[bold] = fonts
	return fonts
}
