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
		Background: color.RGBA{0xFF, 0xFF, 0xFF, 255},
		Field:      color.RGBA{0xE9, 0xEB, 0xF0, 255},
		Line:       color.RGBA{0xDC, 0xDF, 0xE6, 255},
		Text:       color.RGBA{0x22, 0x26, 0x2F, 255},
		Quiet:      color.RGBA{0x5F, 0x67, 0x78, 255},
	}
)
