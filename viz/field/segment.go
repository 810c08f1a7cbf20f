package field

import (
	"fmt"
	"image"
)

// dimmed is how bright the outside of a segmented picture stays.
const dimmed = 0.2

// Mask says which pixels of a picture, H×W of the network's input, lie in a unit's field if it was strongest at a cell: 1 where the
// cell sees them in theory and the field, put with its middle over the middle of what the cell sees, is above half maximum by
// absolute value, as for Size; 0 elsewhere, and everywhere for a unit that is never active.
func (a *Averages) Mask(k, cell int) []float32 {
	height, width := a.input[1], a.input[2]
	mask := make([]float32, height*width)
	mean, _ := a.Unit(k)
	window := a.Window(cell)
	inside := a.inner().Add(window.Min).Intersect(image.Rect(0, 0, width, height))
	for y := inside.Min.Y; y < inside.Max.Y; y++ {
		for x := inside.Min.X; x < inside.Max.X; x++ {
			if v := mean[(y-window.Min.Y)*a.Width+x-window.Min.X]; a.Active(k) && max(v, -v) > halfMaximum {
				mask[y*width+x] = 1
			}
		}
	}
	return mask
}

// Segment returns what of a picture, C×H×W of 0..1, lies in a mask of H×W, 0..1, with the outside dimmed.
//
// It panics if the mask does not fit the picture.
func Segment(picture, mask []float32) []float32 {
	if len(mask) == 0 || len(picture)%len(mask) != 0 {
		panic(fmt.Sprintf("field: a mask of %d pixels for a picture of %d numbers", len(mask), len(picture)))
	}
	segmented := make([]float32, len(picture))
	for i, v := range picture {
		segmented[i] = v * (dimmed + (1-dimmed)*mask[i%len(mask)])
	}
	return segmented
}
