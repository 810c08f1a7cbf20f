package theme

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Names of our text sizes, which are Fyne's.
const (
	Body     fyne.ThemeSizeName = fynetheme.SizeNameText           // 13
	Small    fyne.ThemeSizeName = fynetheme.SizeNameCaptionText    // 11: section heads, ticks
	Subtitle fyne.ThemeSizeName = fynetheme.SizeNameSubHeadingText // 15: a layer's name
	Title    fyne.ThemeSizeName = fynetheme.SizeNameHeadingText    // 20: the unit's name
	Display  fyne.ThemeSizeName = "unitscopeDisplay"               // 26: the same, shown to a class
)

// Measures before scaling; pass them through Px.
const (
	Grid   float32 = 8 // distances are multiples of it, or half of it
	Corner float32 = 6 // radius of corners
)

// Px scales a length, given in Fyne's units at scale 1, to the theme in force.
func Px(length float32) float32 { return length * Current().scale }

// Size returns a size of the theme in force, already scaled.
func Size(name fyne.ThemeSizeName) float32 { return Current().Size(name) }

// Presented is the scale at which the window is shown to a class.
const Presented float32 = 1.5

// presentedSmall is Small, before scaling, in a theme that is scaled up: 18 at Presented, to be read from the back of a room.
const presentedSmall float32 = 12

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if name == Small && t.scale > 1 {
		return presentedSmall * t.scale
	}
	if size, ok := sizes[name]; ok {
		return size * t.scale
	}
	return t.base.Size(name) * t.scale
}

var sizes = map[fyne.ThemeSizeName]float32{
	Body:                                 13,
	Small:                                11,
	Subtitle:                             15,
	Title:                                20,
	Display:                              26,
	fynetheme.SizeNamePadding:            Grid / 2,
	fynetheme.SizeNameInnerPadding:       Grid,
	fynetheme.SizeNameInlineIcon:         16,
	fynetheme.SizeNameScrollBar:          6,
	fynetheme.SizeNameScrollBarSmall:     3,
	fynetheme.SizeNameScrollBarRadius:    3,
	fynetheme.SizeNameSeparatorThickness: 1,
	fynetheme.SizeNameInputBorder:        1,
	fynetheme.SizeNameInputRadius:        Corner,
	fynetheme.SizeNameButtonRadius:       Corner,
	fynetheme.SizeNameCardRadius:         Corner,
	fynetheme.SizeNameDialogRadius:       Corner,
	fynetheme.SizeNamePopupRadius:        Corner,
	fynetheme.SizeNameMenuRadius:         Corner,
	fynetheme.SizeNameSelectionRadius:    Grid / 2,
	fynetheme.SizeNameModalBlurRadius:    0, // blurring live content behind a dialog is costly
}
