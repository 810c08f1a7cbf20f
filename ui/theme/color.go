package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Names of our colours. Where Fyne has a name of that meaning it is Fyne's, so that its own widgets match; an icon
// takes any of them through fynetheme.NewColoredResource.
const (
	Background fyne.ThemeColorName = fynetheme.ColorNameBackground
	// Raised is what bars, panels and banners are made of.
	Raised fyne.ThemeColorName = "unitscopeRaised"
	// Field is the ground of pills, buttons, tracks and entries.
	Field fyne.ThemeColorName = fynetheme.ColorNameInputBackground
	// FieldHover is Field under the mouse.
	FieldHover fyne.ThemeColorName = "unitscopeFieldHover"
	// Line parts things that lie side by side.
	Line fyne.ThemeColorName = fynetheme.ColorNameSeparator
	// Text is for what is read first, Quiet for what explains it.
	Text  fyne.ThemeColorName = fynetheme.ColorNameForeground
	Quiet fyne.ThemeColorName = fynetheme.ColorNamePlaceHolder
	// Accent fills what is selected, running or the primary action; OnAccent is text on it, and AccentText is text that
	// has its meaning but no fill.
	Accent     fyne.ThemeColorName = fynetheme.ColorNamePrimary
	OnAccent   fyne.ThemeColorName = fynetheme.ColorNameForegroundOnPrimary
	AccentText fyne.ThemeColorName = fynetheme.ColorNameHyperlink
	// Good and Bad colour text and bars.
	Good fyne.ThemeColorName = fynetheme.ColorNameSuccess
	Bad  fyne.ThemeColorName = fynetheme.ColorNameError
	// Data is the colour of bars that count, when nothing about them is selected.
	Data fyne.ThemeColorName = "unitscopeData"
)

// Color returns a colour of the theme in force.
func Color(name fyne.ThemeColorName) color.NRGBA {
	return color.NRGBAModel.Convert(Current().Color(name, 0)).(color.NRGBA)
}

type palette = map[fyne.ThemeColorName]color.Color

var palettes = map[Variant]palette{
	Dark: complete(palette{
		Background: rgb(0x14161B),
		Raised:     rgb(0x1A1D24),
		Field:      rgb(0x242833),
		FieldHover: rgb(0x2E3341),
		Line:       rgb(0x2A2E38),
		Text:       rgb(0xD9DCE3),
		Quiet:      rgb(0x8A91A1),
		Accent:     rgb(0xF0A040),
		OnAccent:   rgb(0x14161B),
		AccentText: rgb(0xF0A040),
		Good:       rgb(0x4CC38A),
		Bad:        rgb(0xF08A72),
		Data:       rgb(0x56B4E9),
	}),
	Light: complete(palette{
		Background: rgb(0xF6F7F9),
		Raised:     rgb(0xFFFFFF),
		Field:      rgb(0xE4E7ED),
		FieldHover: rgb(0xD6DAE3),
		Line:       rgb(0xD0D4DD),
		Text:       rgb(0x1B1E25),
		Quiet:      rgb(0x545B6A),
		Accent:     rgb(0xF0A040),
		OnAccent:   rgb(0x14161B),
		AccentText: rgb(0x8A4B00),
		Good:       rgb(0x046A45),
		Bad:        rgb(0xA8321A),
		Data:       rgb(0x2178B5),
	}),
	DarkContrast: complete(palette{
		Background: rgb(0x000000),
		Raised:     rgb(0x0B0C0F),
		Field:      rgb(0x1F232C),
		FieldHover: rgb(0x343A48),
		Line:       rgb(0x6B7384),
		Text:       rgb(0xFFFFFF),
		Quiet:      rgb(0xC9CED9),
		Accent:     rgb(0xFFB454),
		OnAccent:   rgb(0x000000),
		AccentText: rgb(0xFFB454),
		Good:       rgb(0x7CC8F5),
		Bad:        rgb(0xFFA066),
		Data:       rgb(0x7CC8F5),
	}),
	LightContrast: complete(palette{
		Background: rgb(0xFFFFFF),
		Raised:     rgb(0xFFFFFF),
		Field:      rgb(0xECEEF2),
		FieldHover: rgb(0xD6DAE3),
		Line:       rgb(0x6B7384),
		Text:       rgb(0x000000),
		Quiet:      rgb(0x333944),
		Accent:     rgb(0xF0A040),
		OnAccent:   rgb(0x000000),
		AccentText: rgb(0x6E3800),
		Good:       rgb(0x00508F),
		Bad:        rgb(0x8A2C00),
		Data:       rgb(0x00508F),
	}),
}

// complete adds the names by which only Fyne's own widgets ask.
func complete(p palette) palette {
	for name, c := range (palette{
		fynetheme.ColorNameButton:              p[Field],
		fynetheme.ColorNameDisabled:            mix(p[Quiet], p[Background], 0.3),
		fynetheme.ColorNameDisabledButton:      p[Raised],
		fynetheme.ColorNameFocus:               alpha(p[Accent], 0x60),
		fynetheme.ColorNameForegroundOnError:   p[Background],
		fynetheme.ColorNameForegroundOnSuccess: p[Background],
		fynetheme.ColorNameForegroundOnWarning: p[OnAccent],
		fynetheme.ColorNameHeaderBackground:    p[Raised],
		fynetheme.ColorNameHover:               alpha(p[Text], 0x14),
		fynetheme.ColorNamePressed:             alpha(p[Text], 0x24),
		fynetheme.ColorNameInputBorder:         p[Line],
		fynetheme.ColorNameMenuBackground:      p[Raised],
		fynetheme.ColorNameOverlayBackground:   p[Raised],
		fynetheme.ColorNameScrollBar:           alpha(p[Quiet], 0xA0),
		fynetheme.ColorNameScrollBarBackground: color.NRGBA{},
		fynetheme.ColorNameSelection:           alpha(p[Accent], 0x50),
		fynetheme.ColorNameShadow:              color.NRGBA{A: 0x50},
		fynetheme.ColorNameWarning:             p[Accent],
	}) {
		p[name] = c
	}
	return p
}

func rgb(hex uint32) color.Color {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

func alpha(c color.Color, a uint8) color.Color {
	n := c.(color.NRGBA)
	n.A = a
	return n
}

// mix returns the opaque colour that lies the given share of the way from a to b.
func mix(a, b color.Color, share float64) color.Color {
	from, to := a.(color.NRGBA), b.(color.NRGBA)
	between := func(x, y uint8) uint8 { return uint8(float64(x) + share*(float64(y)-float64(x)) + 0.5) }
	return color.NRGBA{R: between(from.R, to.R), G: between(from.G, to.G), B: between(from.B, to.B), A: 0xFF}
}
