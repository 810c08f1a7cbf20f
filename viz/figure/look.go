package figure

import "image/color"

// Look is the colours of a figure's page and words. A background without opacity leaves the
// page clear.
type Look struct {
	Background color.RGBA
	Field      color.RGBA // what bars run on
	Line       color.RGBA // grid
	Text       color.RGBA // names and numbers
	Quiet      color.RGBA // ticks and axis names
}

// Dark and Light are the window's two themes.
var (
	Dark = Look{
		Background: color.RGBA{0x14, 0x16, 0x1B, 255},
		Field:      color.RGBA{0x24, 0x28, 0x33, 255},
		Line:       color.RGBA{0x2A, 0x2E, 0x38, 255},
		Text:       color.RGBA{0xD9, 0xDC, 0xE3, 255},
		Quiet:      color.RGBA{0x8A, 0x91, 0xA1, 255},
	}
	Light = Look{
		Background: color.RGBA{0xF6, 0xF7, 0xF9, 255},
		Field:      color.RGBA{0xE4, 0xE7, 0xED, 255},
		Line:       color.RGBA{0xD0, 0xD4, 0xDD, 255},
		Text:       color.RGBA{0x1B, 0x1E, 0x25, 255},
		Quiet:      color.RGBA{0x54, 0x5B, 0x6A, 255},
	}
)

// words returns a data colour as words can be read in on the page: on a light one it is
// mixed with the text's.
func (l Look) words(c color.RGBA) color.RGBA {
	if int(l.Text.G) > 128 {
		return c
	}
	mix := func(a, b uint8) uint8 { return uint8((6*int(a) + 4*int(b)) / 10) }
	return color.RGBA{mix(c.R, l.Text.R), mix(c.G, l.Text.G), mix(c.B, l.Text.B), 255}
}

// faint returns a data colour as an area of it is filled with, so that lines and dots of the
// colour stand out.
func (l Look) faint(c color.RGBA) color.RGBA {
	mix := func(a, b uint8) uint8 { return uint8((4*int(a) + 6*int(b)) / 10) }
	return color.RGBA{mix(c.R, l.Field.R), mix(c.G, l.Field.G), mix(c.B, l.Field.B), 255}
}
