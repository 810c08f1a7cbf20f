package widget

import (
	"image"
	"math"

	"fyne.io/fyne/v2"

	"unitscope/viz/render"
)

// view is where a map or picture lies on the screen: as render.Fit says, in the upper left corner of room.
type view struct {
	room          image.Rectangle // device pixels
	height, width int             // cells
	ratio         float32         // device pixels per unit
}

// viewOn fits a map of height×width cells into what an object covers.
func viewOn(o fyne.CanvasObject, height, width int) view {
	ratio, size := pixelRatio(o), o.Size()
	device := func(length float32) int { return int(math.Ceil(float64(length * ratio))) }
	return view{image.Rect(0, 0, device(size.Width), device(size.Height)), height, width, ratio}
}

// centred moves the room so that the map lies in the middle of its width.
func (v view) centred() view {
	v.room.Min.X += (v.room.Dx() - v.frame().Dx()) / 2
	return v
}

// frame is what the map covers, in device pixels.
func (v view) frame() image.Rectangle {
	frame := render.Fit(v.room, v.height, v.width)
	return frame.Sub(frame.Min).Add(v.room.Min)
}

// cells is what a rectangle of cells (X columns, Y rows) covers, in device pixels. It may reach outside the map.
func (v view) cells(r image.Rectangle) image.Rectangle {
	return render.Cells(v.frame(), v.height, v.width, r)
}

// cell tells which cell is at a position, and whether there is one: outside the map it goes on counting.
func (v view) cell(at fyne.Position) (cell image.Point, inside bool) {
	frame := v.frame()
	if frame.Empty() {
		return image.Point{}, false
	}
	along := func(units float32, origin, size, n int) int {
		return int(math.Floor((float64(units*v.ratio) - float64(origin)) * float64(n) / float64(size)))
	}
	cell = image.Pt(along(at.X, frame.Min.X, frame.Dx(), v.width), along(at.Y, frame.Min.Y, frame.Dy(), v.height))
	return cell, cell.In(image.Rect(0, 0, v.width, v.height))
}

// units turns device pixels into Fyne's units.
func (v view) units(r image.Rectangle) (fyne.Position, fyne.Size) {
	return fyne.NewPos(float32(r.Min.X)/v.ratio, float32(r.Min.Y)/v.ratio),
		fyne.NewSize(float32(r.Dx())/v.ratio, float32(r.Dy())/v.ratio)
}
