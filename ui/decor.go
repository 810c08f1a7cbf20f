package ui

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"unitscope/assets"
	"unitscope/ui/theme"
)

// padded keeps a panel off its edges by the grid.
func padded(o fyne.CanvasObject) fyne.CanvasObject {
	g := theme.Px(theme.Grid)
	return container.New(layout.NewCustomPaddedLayout(g, g, g, g), o)
}

// beside lays objects side by side, at their own widths.
func beside(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedHBoxLayout(theme.Px(theme.Grid)/2), objects...)
}

// oneLine holds chips at the width that they take side by side.
func oneLine(chips interface {
	fyne.CanvasObject
	LineWidth() float32
}) fyne.CanvasObject {
	return container.New(lineLayout{chips.LineWidth}, chips)
}

type lineLayout struct{ width func() float32 }

func (l lineLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.width(), objects[0].MinSize().Height)
}

func (l lineLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	height := min(objects[0].MinSize().Height, size.Height)
	objects[0].Move(fyne.NewPos(0, (size.Height-height)/2))
	objects[0].Resize(fyne.NewSize(size.Width, height))
}

// stacked lays objects one below the other.
func stacked(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedVBoxLayout(theme.Px(theme.Grid)/2), objects...)
}

// icon is one of our icons as Fyne takes it; widgets give it the theme's colour.
func icon(name assets.Name) fyne.Resource {
	return fyne.NewStaticResource(string(name)+".svg", assets.Icon(name))
}

func rgba(c color.Color) color.RGBA { return color.RGBAModel.Convert(c).(color.RGBA) }

// figure writes a value the way a person reads it: as many digits as matter.
func figure(v float64) string {
	switch a := max(v, -v); {
	case v == 0:
		return "0"
	case a >= 1e5 || a < 1e-3:
		return minus(fmt.Sprintf("%.2e", v))
	case a >= 100:
		return minus(fmt.Sprintf("%.1f", v))
	case a >= 10:
		return minus(fmt.Sprintf("%.2f", v))
	default:
		return minus(fmt.Sprintf("%.3f", v))
	}
}

// minus gives a number its real sign.
func minus(number string) string { return strings.ReplaceAll(number, "-", "−") }

// grouped writes a count with thin spaces between thousands.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	var parts []string
	for len(digits) > 3 {
		parts = append([]string{digits[len(digits)-3:]}, parts...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, parts...), "\u202f")
}

// indent is an empty width, before scaling.
func indent(width float32) fyne.CanvasObject {
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSize(theme.Px(width), 0))
	return r
}

// spacer is an empty height, before scaling.
func spacer(height float32) fyne.CanvasObject {
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSize(0, theme.Px(height)))
	return r
}
