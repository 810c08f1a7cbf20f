package figure

import (
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/opentype"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// capHeight is the height of the font's capital letters, in ems.
const capHeight = 0.727

var (
	sans  = font.Font{Typeface: "Unitscope", Variant: "Sans"}
	fonts = font.NewCache(font.Collection{{Font: sans, Face: parse()}})
)

func parse() *opentype.Font {
	face, err := opentype.Parse(liberationsansregular.TTF)
	if err != nil {
		panic("figure: the embedded font: " + err.Error())
	}
	return face
}

// lookup returns the font's face of a size.
func lookup(size vg.Length) font.Face { return fonts.Lookup(sans, size) }
