package figure

import (
	"bufio"
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

// A Figure is one of Curves, Bars and Matrix.
type Figure interface{ draw(p *page) }

// printScale is the fineness of what is pixels by nature in SVG and PDF files.
const printScale = 4

// Image draws a figure of width×height pixels. Scale is the device's pixels in a point: 2
// on a display of double density, where words and lines are twice as large.
//
// It panics unless all three are positive.
func Image(f Figure, look Look, width, height int, scale float64) *image.RGBA {
	if width <= 0 || height <= 0 || scale <= 0 {
		panic(fmt.Sprintf("figure: no room: %d×%d pixels at scale %g", width, height, scale))
	}
	dpi := max(int(math.Round(72*scale)), 1)
	points := func(pixels int) vg.Length { return vg.Length(pixels) * 72 / vg.Length(dpi) }
	canvas := vgimg.NewWith(
		vgimg.UseWH(points(width), points(height)),
		vgimg.UseDPI(dpi),
		vgimg.UseBackgroundColor(look.Background))
	f.draw(&page{Canvas: draw.New(canvas), look: look, scale: float64(dpi) / 72})
	return canvas.Image().(*image.RGBA)
}

// WritePNG writes a figure of width×height points as PNG, at scale pixels a point.
func WritePNG(w io.Writer, f Figure, look Look, width, height int, scale float64) error {
	pixels := func(points int) int { return int(math.Round(float64(points) * scale)) }
	if err := png.Encode(w, Image(f, look, pixels(width), pixels(height), scale)); err != nil {
		return fmt.Errorf("figure: write PNG: %w", err)
	}
	return nil
}

// WriteSVG writes a figure of width×height points as SVG, its font within.
func WriteSVG(w io.Writer, f Figure, look Look, width, height int) error {
	canvas := vgsvg.NewWith(
		vgsvg.UseWH(vg.Length(width), vg.Length(height)),
		vgsvg.EmbedFonts(true))
	return write(w, canvas, f, look, "SVG")
}

// WritePDF writes a figure of width×height points as PDF, its font within.
func WritePDF(w io.Writer, f Figure, look Look, width, height int) error {
	return write(w, vgpdf.New(vg.Length(width), vg.Length(height)), f, look, "PDF")
}

func write(w io.Writer, canvas vg.CanvasWriterTo, f Figure, look Look, format string) error {
	p := &page{Canvas: draw.New(canvas), look: look, scale: printScale}
	if look.Background.A > 0 {
		p.fill(p.Rectangle, look.Background)
	}
	f.draw(p)
	out := bufio.NewWriter(w)
	if _, err := canvas.WriteTo(out); err != nil {
		return fmt.Errorf("figure: write %s: %w", format, err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("figure: write %s: %w", format, err)
	}
	return nil
}
