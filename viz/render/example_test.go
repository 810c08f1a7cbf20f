package render_test

import (
	"fmt"
	"image"

	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// Two units of a layer side by side, in one range that both share.
func ExampleMap() {
	weak, strong := []float32{0, 1, 0, 0}, []float32{0, 0, 4, 0}
	shared := colormap.RangeOf(weak, strong)

	atlas := image.NewRGBA(image.Rect(0, 0, 18, 8))
	tiles := render.Grid{Cols: 2, Cell: image.Pt(8, 8), Gap: 2}
	render.Map(atlas, tiles.At(0), weak, 2, 2, shared, colormap.Grey)
	render.Map(atlas, tiles.At(1), strong, 2, 2, shared, colormap.Grey)

	fmt.Println(atlas.RGBAAt(6, 2), atlas.RGBAAt(12, 6))
	// Output: {60 60 60 255} {255 255 255 255}
}
