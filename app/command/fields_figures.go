package command

import (
	"context"
	"fmt"
	"image"
	imagedraw "image/draw"
	"image/png"
	"io"
	"os"
	"path/filepath"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/chart"
	"unitscope/viz/colormap"
	"unitscope/viz/field"
	"unitscope/viz/figure"
	"unitscope/viz/render"
)

// Measures of a unit's figure, in pixels: the field at the left, at the right its first pictures, each over the map of what
// hiding a patch of it does.
const (
	drawnPictures = 8
	pictureRow    = 4 // pictures side by side
	pictureSide   = 144
	figureGap     = 12
	figureTitle   = 32
	fieldWidth    = 680
	figureScale   = 1.4 // of words and lines
)

// Measures of the figure of all sizes, in points.
const (
	sizesWidth, sizesHeight = 640, 400
	sizesScale              = 2
)

// drawFields writes a figure of every unit and one of all sizes.
func drawFields(ctx context.Context, folder string, net *cnn.Network, set data.Set, fields []measuredFields) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return about(folder, err)
	}
	var sizes []field.Sizes
	for _, f := range fields {
		for k := range f.Units {
			if err := ctx.Err(); err != nil {
				return err
			}
			img, err := f.draw(k, net, set)
			if err != nil {
				return err
			}
			name := fmt.Sprintf("%s-%d-field.png", chart.FileName(f.Layer), f.Units[k])
			if err := writeFile(filepath.Join(folder, name), func(w io.Writer) error { return png.Encode(w, img) }); err != nil {
				return err
			}
		}
		sizes = append(sizes, f.Sizes())
	}
	return writeFile(filepath.Join(folder, "sizes.png"), func(w io.Writer) error {
		return figure.WritePNG(w, chart.Sizes(sizes), figure.Dark, sizesWidth, sizesHeight, sizesScale)
	})
}

// draw draws the k-th unit's figure.
func (f measuredFields) draw(k int, net *cnn.Network, set data.Set) (image.Image, error) {
	rows := 2 * drawnPictures / pictureRow
	height := figureGap + figureTitle + rows*(pictureSide+figureGap)
	right := figureGap + fieldWidth + figureGap
	canvas := image.NewRGBA(image.Rect(0, 0, right+pictureRow*(pictureSide+figureGap), height))
	render.Fill(canvas, canvas.Rect, figure.Dark.Background)
	place(canvas, chart.Field(f.address(k), f.Averages, k), image.Rect(figureGap, figureGap, figureGap+fieldWidth, height-figureGap))
	maps := f.Maps[k]
	if len(maps) == 0 {
		return canvas, nil
	}
	values := make([][]float32, len(maps))
	for i, m := range maps {
		values[i] = m.Map
	}
	takes := colormap.SignedOf(values...)
	title := figure.Matrix{Title: fmt.Sprintf("Strongest pictures, and what hiding a patch takes: up to %.3g", takes.Bound())}
	place(canvas, title, image.Rect(right, figureGap, canvas.Rect.Max.X, figureGap+figureTitle))
	for i, m := range maps {
		x := right + i%pictureRow*(pictureSide+figureGap)
		y := figureGap + figureTitle + i/pictureRow*2*(pictureSide+figureGap)
		above := image.Rect(x, y, x+pictureSide, y+pictureSide)
		if err := f.drawPicture(canvas, above, k, m, net, set); err != nil {
			return nil, err
		}
		below := above.Add(image.Pt(0, pictureSide+figureGap/2))
		render.Map(canvas, below, m.Map, net.Input[1], net.Input[2], takes, colormap.SignedDark)
	}
	return canvas, nil
}

// place puts a figure on a canvas.
func place(canvas *image.RGBA, f figure.Figure, at image.Rectangle) {
	imagedraw.Draw(canvas, at, figure.Image(f, figure.Dark, at.Dx(), at.Dy(), figureScale), image.Point{}, imagedraw.Src)
}

// drawPicture draws what the k-th unit's field leaves of a picture, and frames what its strongest cell sees in theory.
func (f measuredFields) drawPicture(canvas *image.RGBA, at image.Rectangle, k int, m field.Discrepancy, net *cnn.Network, set data.Set) error {
	picture := make([]float32, net.Input.Size())
	if err := set.Read(m.Picture, picture); err != nil {
		return about(set.PictureName(m.Picture), err)
	}
	height, width := net.Input[1], net.Input[2]
	picture = field.Segment(picture, f.Mask(k, m.Cell))
	render.Picture(canvas, at, picture, net.Input[0], height, width)
	sees := f.Sees(m.Cell).Intersect(image.Rect(0, 0, width, height))
	render.Outline(canvas, render.Cells(render.Fit(at, height, width), height, width, sees), 1, colormap.OkabeIto[2])
	return nil
}
