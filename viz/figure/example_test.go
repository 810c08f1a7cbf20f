package figure_test

import (
	"bytes"
	"fmt"

	"unitscope/viz/colormap"
	"unitscope/viz/figure"
)

func ExampleCurves() {
	cost := figure.Curves{
		X: figure.Axis{Name: "step", Whole: true},
		Y: figure.Axis{FromZero: true},
		Lines: []figure.Line{
			{Name: "training", Y: []float64{2.30, 1.41, 0.87, 0.52}},
			{Name: "held out", Y: []float64{2.31, 1.50, 0.98, 0.66}},
		},
	}
	img := figure.Image(cost, figure.Dark, 480, 200, 2) // 240×100 points on a 2× display
	fmt.Println(img.Rect.Size())
	// Output: (480,200)
}

func ExampleBars() {
	correct := figure.Bars{
		High:   1,
		Format: figure.Percent,
		Items:  []figure.Bar{{Name: "face", Value: 0.95}, {Name: "key", Value: 0.85}},
	}
	fmt.Println(figure.Image(correct, figure.Light, 200, 48, 1).Rect.Size())
	// Output: (200,48)
}

func ExampleMatrix() {
	confusion := figure.Matrix{
		Title: "Confusion, held out",
		Rows:  []string{"face", "key"},
		Width: 2,
		Values: []float32{
			95, 5, // faces taken for a face, for a key
			15, 85,
		},
		Range: colormap.Range{High: 100},
	}
	var file bytes.Buffer
	err := figure.WriteSVG(&file, confusion, figure.Light, 240, 200)
	fmt.Println(bytes.Contains(file.Bytes(), []byte("Confusion, held out")), err)
	// Output: true <nil>
}
