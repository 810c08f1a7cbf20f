package theme

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
)

func TestContrastFormula(t *testing.T) {
	if got := Contrast(color.White, color.Black); math.Abs(got-21) > 1e-9 { // WCAG's own example
		t.Errorf("white on black is %v, want 21", got)
	}
	if got := Contrast(rgb(0x777777), color.White); math.Abs(got-4.48) > 0.005 { // the well-known grey that just fails
		t.Errorf("#777 on white is %.3f, want 4.48", got)
	}
}

// WCAG 2.2, success criterion 1.4.3: text needs 4.5 to 1; 1.4.11: marks that carry meaning need 3 to 1.
func TestContrastOfText(t *testing.T) {
	grounds := []fyne.ThemeColorName{Background, Raised, Field}
	for v, least := range map[Variant]float64{Dark: 4.5, Light: 4.5, DarkContrast: 7, LightContrast: 7} { // 1.4.6: 7 to 1 is enhanced
		th := New(v, 1)
		check := func(front, back fyne.ThemeColorName, least float64) {
			if got := Contrast(th.Color(front, 0), th.Color(back, 0)); got < least {
				t.Errorf("%s: %s on %s has contrast %.2f, want %.1f or more", v, front, back, got, least)
			}
		}
		for _, back := range grounds {
			for _, front := range []fyne.ThemeColorName{Text, Quiet, AccentText, Good, Bad} {
				check(front, back, least)
			}
			check(Data, back, 3)
		}
		check(OnAccent, Accent, 4.5)
		check(Text, FieldHover, least)
		check(fynetheme.ColorNameForegroundOnError, fynetheme.ColorNameError, 4.5)
		check(fynetheme.ColorNameForegroundOnSuccess, fynetheme.ColorNameSuccess, 4.5)
	}
}

func TestLegible(t *testing.T) {
	app := test.NewTempApp(t)
	yellow := rgb(0xF0E442) // of the Okabe-Ito set; 1.3 to 1 on white
	Apply(app, Light, 1)
	got := Legible(yellow, TextContrast)
	if c := Contrast(got, Color(Background)); c < TextContrast || c > 6 {
		t.Errorf("yellow on the light ground became %v of contrast %.2f, want just above 4.5", got, c)
	}
	Apply(app, Dark, 1)
	if got := Legible(yellow, TextContrast); got != yellow {
		t.Errorf("yellow on the dark ground became %v, want it unchanged", got)
	}
}

func TestDarkIsTheDesigns(t *testing.T) {
	for name, want := range map[fyne.ThemeColorName]string{ // LOOK.md, "Measures"
		Background: "14161b", Raised: "1a1d24", Field: "242833", Line: "2a2e38", Text: "d9dce3", Quiet: "8a91a1", Accent: "f0a040",
	} {
		c := color.NRGBAModel.Convert(New(Dark, 1).Color(name, fynetheme.VariantLight)).(color.NRGBA)
		if got := fmt.Sprintf("%02x%02x%02x", c.R, c.G, c.B); got != want {
			t.Errorf("%s is #%s, want #%s", name, got, want)
		}
	}
}

func TestApplySwitchesWhileRunning(t *testing.T) {
	app := test.NewTempApp(t)
	Apply(app, Dark, 1)
	dark := Color(Background)
	Apply(app, Light, 1.5)
	if light := Color(Background); luminance(light) <= luminance(dark) {
		t.Errorf("the light background %v is not lighter than the dark %v", light, dark)
	}
	if got := Size(Body); got != 13*1.5 {
		t.Errorf("body text at scale 1.5 is %v, want 19.5", got)
	}
	if got := Px(Grid); got != 12 {
		t.Errorf("the grid at scale 1.5 is %v, want 12", got)
	}
	if got := Current().Variant(); got != Light {
		t.Errorf("variant is %s, want %s", got, Light)
	}
}

func TestOddArguments(t *testing.T) {
	th := New("purple", float32(math.NaN()))
	if th.Variant() != Dark || th.Scale() != 1 {
		t.Errorf("got %s at %v, want dark at 1", th.Variant(), th.Scale())
	}
	if got := th.Size(fynetheme.SizeNameModalBlurRadius); got != 0 {
		t.Errorf("dialogs blur what is behind them by %v, want 0", got)
	}
}
