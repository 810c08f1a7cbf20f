// Package theme is Unitscope's look: dark and light palettes of the same structure, an 8-px grid, one accent.
//
// Start with Apply, which makes a Theme the application's; it may be called again at any time to change the variant or
// the scale. Widgets ask Color and Size, which answer for the theme that is in force. The variant is the program's choice:
// the desktop's own light or dark preference is ignored.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"unitscope/assets"
)

// A Variant is one of the palettes. Its text is what settings files hold.
type Variant string

// The variants. Light is meant for projectors in bright rooms; those of higher contrast also tell good from bad by blue and
// orange, which all eyes keep apart.
const (
	Dark          Variant = "dark"
	Light         Variant = "light"
	DarkContrast  Variant = "dark contrast"
	LightContrast Variant = "light contrast"
)

// VariantOf returns the palette for a dark or a light ground, of the usual or the higher contrast.
func VariantOf(dark, contrast bool) Variant {
	switch {
	case dark && contrast:
		return DarkContrast
	case dark:
		return Dark
	case contrast:
		return LightContrast
	}
	return Light
}

// Dark tells whether the palette's ground is dark.
func (v Variant) Dark() bool { return v == Dark || v == DarkContrast }

// A Theme is a palette and a scale; it is a fyne.Theme. The zero value is not useful, call New.
type Theme struct {
	variant Variant
	scale   float32
	base    fyne.Theme
}

// New returns a theme. A variant that there is not is Dark. Every size is multiplied by scale; one that is not positive counts as 1.
func New(v Variant, scale float32) *Theme {
	if palettes[v] == nil {
		v = Dark
	}
	if !(scale > 0) {
		scale = 1
	}
	return &Theme{variant: v, scale: scale, base: fynetheme.DefaultTheme()}
}

// Apply makes a new theme the application's; all open windows follow.
func Apply(app fyne.App, v Variant, scale float32) {
	app.Settings().SetTheme(New(v, scale))
}

// Current returns the theme in force: the running application's if it is one of ours, otherwise the dark one at scale 1.
func Current() *Theme {
	if app := fyne.CurrentApp(); app != nil {
		if t, ok := app.Settings().Theme().(*Theme); ok {
			return t
		}
	}
	return fallback
}

var fallback = New(Dark, 1)

// Variant tells which palette the theme uses.
func (t *Theme) Variant() Variant { return t.variant }

// Scale is what all sizes are multiplied by.
func (t *Theme) Scale() float32 { return t.scale }

// Color implements fyne.Theme. The wanted variant is ignored.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if c, ok := palettes[t.variant][name]; ok {
		return c
	}
	return t.base.Color(name, t.fyneVariant())
}

// Font implements fyne.Theme: the program's own font, upright only; Fyne's for fixed widths and symbols.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace || style.Symbol:
		return t.base.Font(style)
	case style.Bold:
		return bold
	}
	return regular
}

var (
	regular = fyne.NewStaticResource("UnitscopeSans-Regular.ttf", assets.SansRegular())
	bold    = fyne.NewStaticResource("UnitscopeSans-Bold.ttf", assets.SansBold())
)

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.base.Icon(name) }

func (t *Theme) fyneVariant() fyne.ThemeVariant {
	if t.variant.Dark() {
		return fynetheme.VariantDark
	}
	return fynetheme.VariantLight
}
