package figure

import (
	"fmt"
	"image"
	"image/png"
	"io"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"
)

// A Figure is one of Curves, Polar, Bars, Parts, Spread, Scatter, Matrix and Sheet,
// or one of them Captioned.
type Figure interface {
	draw(p *page)
	records(yield func(record []string) bool) // its numbers, a header first
}

// margin is the room around a figure in a file, in points. On the screen the window has its
// own.
const margin = 12

// Image draws a figure of width×height pixels, to its edges. Scale is the device's pixels in
// a point: 2 on a display of double density, where words and lines are twice as large.
//
// It panics unless all three are positive.
func Image(f Figure, look Look, width, height int, scale float64) *image.RGBA {
	return raster(f, look, width, height, scale, 0)
}

// raster draws a figure as pixels, within a margin of points.
func raster(f Figure, look Look, width, height int, scale float64, margin vg.Length) *image.RGBA {
	if width <= 0 || height <= 0 || scale <= 0 {
		panic(fmt.Sprintf("figure: no room: %d×%d pixels at scale %g", width, height, scale))
	}
	dpi := max(int(math.Round(72*scale)), 1)
	points := func(pixels int) vg.Length { return vg.Length(pixels) * 72 / vg.Length(dpi) }
	canvas := vgimg.NewWith(
		vgimg.UseWH(points(width), points(height)),
		vgimg.UseDPI(dpi),
		vgimg.UseBackgroundColor(look.Background))
	img := canvas.Image().(*image.RGBA)
	p := &page{Canvas: draw.New(canvas), look: look, scale: float64(dpi) / 72, pixels: img}
	f.draw(p.crop(margin, margin, margin, margin))
	return img
}

// WritePNG writes a figure of width×height points as PNG, at scale pixels a point.
func WritePNG(w io.Writer, f Figure, look Look, width, height int, scale float64) error {
	pixels := func(points int) int { return int(math.Round(float64(points) * scale)) }
	if err := room(width, height); err != nil {
		return err
	}
	img := raster(f, look, pixels(width), pixels(height), scale, margin)
	if err := png.Encode(w, img); err != nil {
		return fmt.Errorf("figure: write PNG: %w", err)
	}
	return nil
}

// WriteSVG writes a figure of width×height points as SVG: shapes and words, the font within.
func WriteSVG(w io.Writer, f Figure, look Look, width, height int) error {
	if err := room(width, height); err != nil {
		return err
	}
	canvas := vgsvg.NewWith(
		vgsvg.UseWH(vg.Length(width), vg.Length(height)),
		vgsvg.EmbedFonts(true))
	p := &page{Canvas: draw.New(canvas), look: look, scale: 1}
	return p.write(w, canvas, f, "SVG")
}

// WritePDF writes a figure of width×height points as PDF: shapes and words, the font within.
func WritePDF(w io.Writer, f Figure, look Look, width, height int) error {
	if err := room(width, height); err != nil {
		return err
	}
	canvas := vgpdf.New(vg.Length(width), vg.Length(height))
	p := &page{Canvas: draw.New(canvas), look: look, scale: 1, latinOnly: true}
	return p.write(w, canvas, f, "PDF")
}

// room returns an error where a page has none within its margins.
func room(width, height int) error {
	if min(width, height) <= 2*margin {
		return fmt.Errorf("figure: a page of %d×%d points has no room", width, height)
	}
	return nil
}

// write draws the figure on its canvas and writes that.
func (p *page) write(w io.Writer, canvas io.WriterTo, f Figure, format string) error {
	if p.look.Background.A > 0 {
		p.fill(p.Rectangle, p.look.Background)
	}
	f.draw(p.crop(margin, margin, margin, margin))
	if _, err := canvas.WriteTo(w); err != nil {
		return fmt.Errorf("figure: write %s: %w", format, err)
	}
	return nil
}
