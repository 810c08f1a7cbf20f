package assets

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"io"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Fyne's themed resources colour what is filled and leave strokes alone (internal/svg in
// Fyne 2.8): an icon with a stroke would stay black on a dark window.
func TestIconsAreFilledShapes(t *testing.T) {
	for _, name := range Names {
		shapes := 0
		d := xml.NewDecoder(bytes.NewReader(Icon(name)))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			element, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			if element.Name.Local == "path" {
				shapes++
			}
			for _, a := range element.Attr {
				if strings.HasPrefix(a.Name.Local, "stroke") || a.Name.Local == "fill" && a.Value == "none" {
					t.Errorf("%s: <%s %s=%q> cannot be themed", name, element.Name.Local, a.Name.Local, a.Value)
				}
			}
		}
		if shapes == 0 {
			t.Errorf("%s is empty", name)
		}
	}
}

func TestAppIcon(t *testing.T) {
	icon, err := png.DecodeConfig(bytes.NewReader(AppIcon()))
	if err != nil || icon.Width != 512 || icon.Height != 512 {
		t.Errorf("the icon is %d×%d (%v), want 512×512", icon.Width, icon.Height, err)
	}
	if !bytes.Contains(AppIconSVG(), []byte("<svg")) {
		t.Error("the SVG icon is none")
	}
}

// metrics reads one font in its own units.
type metrics struct {
	*sfnt.Font
	buf  sfnt.Buffer
	ppem fixed.Int26_6
}

func parse(t *testing.T, ttf []byte) *metrics {
	t.Helper()
	f, err := sfnt.Parse(ttf)
	if err != nil {
		t.Fatal(err)
	}
	return &metrics{Font: f, ppem: fixed.Int26_6(f.UnitsPerEm())}
}

// glyph returns a character's bounds and advance, nothing for one that the font has not.
func (m *metrics) glyph(char rune) (bounds fixed.Rectangle26_6, advance fixed.Int26_6, ok bool) {
	index, err := m.GlyphIndex(&m.buf, char)
	if err != nil || index == 0 {
		return bounds, 0, false
	}
	bounds, advance, err = m.GlyphBounds(&m.buf, index, m.ppem, font.HintingNone)
	return bounds, advance, err == nil
}

func TestFontHasWhatTheProgramWrites(t *testing.T) {
	const words = "conv2:17 · 5×5 kernel → 2.314 − Σ(answer − wanted)² ± ≥ ≤ … ° % “house” ÄÖÜäöüß éèñ λσμ Жя ▶ ⌘"
	for name, ttf := range map[string][]byte{"regular": SansRegular(), "semibold": SansBold()} {
		m := parse(t, ttf)
		for _, char := range words {
			if _, _, ok := m.glyph(char); !ok {
				t.Errorf("%s has no %q", name, char)
			}
		}
	}
}

// Running numbers must not dance.
func TestFiguresAreOfOneWidth(t *testing.T) {
	for name, ttf := range map[string][]byte{"regular": SansRegular(), "semibold": SansBold()} {
		m := parse(t, ttf)
		_, width, _ := m.glyph('0')
		for char := '0'; char <= '9'; char++ {
			bounds, advance, _ := m.glyph(char)
			if advance != width {
				t.Errorf("%s: %q is %d wide, 0 is %d", name, char, advance, width)
			}
			if bounds.Min.X < 0 || bounds.Max.X > advance {
				t.Errorf("%s: %q reaches out of its %d: %v", name, char, advance, bounds)
			}
		}
	}
}

// The semibold is heavier across a stem (the bar of |, the letter l), as high as the regular,
// and stands on the same line.
func TestSemiboldIsHeavierAndNotTaller(t *testing.T) {
	regular, bold := parse(t, SansRegular()), parse(t, SansBold())
	stem := func(m *metrics, char rune) float64 {
		b, _, _ := m.glyph(char)
		return float64(b.Max.X - b.Min.X)
	}
	for _, char := range "l|I" {
		if ratio := stem(bold, char) / stem(regular, char); ratio < 1.25 || ratio > 1.6 {
			t.Errorf("the stem of %q is %.2f times as wide, want about 1.4", char, ratio)
		}
	}
	em := float64(regular.UnitsPerEm())
	for _, char := range "HxEz" {
		a, _, _ := regular.glyph(char)
		b, _, _ := bold.glyph(char)
		top, foot := float64(a.Min.Y-b.Min.Y)/em, float64(a.Max.Y-b.Max.Y)/em
		if top > 0.012 || top < -0.012 || foot > 0.002 || foot < -0.002 {
			t.Errorf("%q: the semibold's top is off by %.3f em, its foot by %.3f", char, top, foot)
		}
	}
}

func TestFontLicence(t *testing.T) {
	if !strings.Contains(FontLicence(), "SIL OPEN FONT LICENSE") {
		t.Error("the font's licence is missing")
	}
}
