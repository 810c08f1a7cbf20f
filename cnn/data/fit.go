package data

import (
	"fmt"
	"image"
	"image/color"

	"golang.org/x/image/draw"

	"unitscope/cnn"
)

// padding is the grey around a picture that is fitted whole.
var padding = color.Gray{Y: 128}

// Fit brings img to shape, 1×H×W (its luminance) or 3×H×W (RGB), with values from 0 to 1.
// Transparent parts are put on white. The zero fit is cnn.Crop; a shape that CheckInput refuses panics.
func Fit(img image.Image, shape cnn.Shape, fit cnn.Fit) *cnn.Tensor {
	t := cnn.NewTensor(shape...)
	fitInto(t.Data, img, shape, fit)
	return t
}

// fitInto is Fit with the destination given.
func fitInto(dst []float32, img image.Image, shape cnn.Shape, fit cnn.Fit) {
	size := image.Pt(shape[2], shape[1])
	from, to := fitRectangles(img.Bounds(), size, fit)
	canvas := image.NewRGBA(image.Rectangle{Max: size})
	background := image.Image(image.White)
	if to != canvas.Rect {
		draw.Draw(canvas, canvas.Rect, image.NewUniform(padding), image.Point{}, draw.Src)
	}
	draw.Draw(canvas, to, background, image.Point{}, draw.Src)
	if from.Size() == to.Size() {
		draw.Draw(canvas, to, img, from.Min, draw.Over)
	} else {
		draw.CatmullRom.Scale(canvas, to, img, from, draw.Over, nil)
	}
	planes(dst, canvas.Pix, shape)
}

// planes writes opaque RGBA pixels as one plane of luminance or three of colour.
func planes(dst []float32, pix []byte, shape cnn.Shape) {
	n := shape[1] * shape[2]
	switch shape[0] {
	case 1:
		for i := range n {
			dst[i] = float32(luminance(pix[4*i], pix[4*i+1], pix[4*i+2])) / 255
		}
	case 3:
		for i := range n {
			for c := range 3 {
				dst[c*n+i] = float32(pix[4*i+c]) / 255
			}
		}
	default:
		panic(fmt.Sprintf("data: a picture cannot be fitted to %d channels", shape[0]))
	}
}

// luminance is ITU-R 601's, in the fixed-point form of image/color: equal channels give themselves.
func luminance(r, g, b byte) byte {
	return byte((19595*uint32(r) + 38470*uint32(g) + 7471*uint32(b) + 1<<15) >> 16)
}

// fitRectangles returns the part of a picture that is shown, and where in a frame of the given size.
func fitRectangles(picture image.Rectangle, size image.Point, fit cnn.Fit) (from, to image.Rectangle) {
	from, to = picture, image.Rectangle{Max: size}
	switch fit {
	case cnn.Stretch:
	case cnn.Pad:
		to = centred(to, aspect(picture.Size(), size))
	default:
		from = centred(picture, aspect(size, picture.Size()))
	}
	return from, to
}

// aspect returns the largest size with shape's aspect that lies within room, at least one pixel each way.
func aspect(shape, room image.Point) image.Point {
	if shape.X*room.Y >= shape.Y*room.X {
		return image.Pt(room.X, max(1, (room.X*shape.Y+shape.X/2)/shape.X))
	}
	return image.Pt(max(1, (room.Y*shape.X+shape.Y/2)/shape.Y), room.Y)
}

// centred returns a rectangle of the given size in the middle of r.
func centred(r image.Rectangle, size image.Point) image.Rectangle {
	corner := r.Min.Add(r.Size().Sub(size).Div(2))
	return image.Rectangle{Min: corner, Max: corner.Add(size)}
}

// FitNote says what Fit does to img, as in "640×480 cropped to 480×480, scaled to 48×48".
func FitNote(img image.Image, shape cnn.Shape, fit cnn.Fit) string {
	return fitNote(img.Bounds().Size(), image.Pt(shape[2], shape[1]), fit)
}

func fitNote(picture, size image.Point, fit cnn.Fit) string {
	note := sizeText(picture)
	if picture == size {
		return note
	}
	from, to := fitRectangles(image.Rectangle{Max: picture}, size, fit)
	if fit == cnn.Stretch && aspect(picture, size) != size {
		return note + " stretched to " + sizeText(size)
	}
	if from.Size() != picture {
		note += " cropped to " + sizeText(from.Size()) + ","
	}
	if from.Size() != to.Size() {
		note += " scaled to " + sizeText(to.Size()) + ","
	}
	if to.Size() != size {
		note += " padded to " + sizeText(size) + ","
	}
	return note[:len(note)-1]
}

// sizeText writes a size as width×height, as people give pictures' sizes.
func sizeText(size image.Point) string { return fmt.Sprintf("%d×%d", size.X, size.Y) }
