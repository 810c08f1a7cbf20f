package figure

import (
	"bytes"
	"image/color"
	"math"
	"strings"
	"testing"
)

// Each part covers the share of the bar that it is of the row, whatever other rows have.
func TestPartsAreAsLongAsTheirShares(t *testing.T) {
	blue := color.RGBA{0, 0, 255, 255}
	b := Parts{Kinds: []Kind{{"kept", red}, {"lost", blue}}, Rows: []PartsRow{{"", []int{3, 1}}}}
	img := Image(b, Look{}, 400, 60, 1)
	kept, at := count(img, red)
	lost, _ := count(img, blue)
	legend := swatch * swatch
	if share := float64(kept-legend) / float64(kept+lost-2*legend); math.Abs(share-0.75) > 0.03 || at.Min.X > 10 {
		t.Errorf("kept covers %.3f from %d on, wants 0.75", share, at.Min.X)
	}
	var table bytes.Buffer
	if err := WriteCSV(&table, b); err != nil || table.String() != "name,kept,lost\n,3,1\n" {
		t.Errorf("%q, %v", table.String(), err)
	}
	for _, odd := range []Parts{{}, {Kinds: b.Kinds}, {Kinds: b.Kinds, Rows: []PartsRow{{"none", []int{0, 0}}}}} {
		Image(odd, Dark, 100, 40, 1) // no panic
	}
}

// Dots lie where their values say, those that are no numbers nowhere.
func TestScatterPutsDotsInPlace(t *testing.T) {
	hidden := Axis{Low: 0, High: 1, Hidden: true}
	s := Scatter{X: hidden, Y: hidden, Clouds: []Cloud{{Name: "", X: []float64{0.75, math.NaN(), 0.1}, Y: []float64{0.5, 0.5, math.Inf(1)}, Names: []string{"a"}, Color: red}}}
	img := Image(s, Look{}, 400, 200, 1)
	for y := range 20 { // the legend
		for x := range 20 {
			img.SetRGBA(x, y, color.RGBA{})
		}
	}
	_, at := count(img, red)
	if !near((at.Min.X+at.Max.X)/2, 299, 3) || at.Dx() > 8 || at.Dy() > 8 {
		t.Errorf("the dot is at %v", at)
	}
	var table bytes.Buffer
	if err := WriteCSV(&table, s); err != nil || !strings.HasPrefix(table.String(), "cloud,name,x,y\n,a,0.75,0.5\n") {
		t.Errorf("%q, %v", table.String(), err)
	}
	Image(Scatter{}, Dark, 100, 40, 1) // no panic
}
