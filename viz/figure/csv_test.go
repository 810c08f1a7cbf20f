package figure

import (
	"bytes"
	"encoding/csv"
	"errors"
	"math"
	"strings"
	"testing"

	"unitscope/viz/colormap"
)

func TestWriteCSV(t *testing.T) {
	nan := math.NaN()
	line := Line{Name: "conv1, first", X: []float64{1, 2.5}, Y: []float64{0.1, nan}}
	for _, tt := range []struct {
		name string
		f    Figure
		want string
	}{
		{"curves", Curves{X: Axis{Name: "step"}, Lines: []Line{line, {Y: []float64{-3}}}}, "line,step,y\n\"conv1, first\",1,0.1\n\"conv1, first\",2.5,\n1,0,-3\n"},
		{"polar", Polar{Lines: []Line{{Name: "a", Y: []float64{1, 2}}}}, "line,degrees,value\na,0,1\na,90,2\n"},
		{"bars", Bars{Items: []Bar{{Name: "face", Value: 1.0 / 3}}}, "name,value\nface,0.3333333333333333\n"},
		{"spread", Spread{Y: Axis{Name: "px"}, Groups: []Group{{Name: "conv1", Values: []float64{3, 4}, Reference: 5}, {Name: "out", Values: []float64{7}}}},
			"group,px,reference\nconv1,3,5\nconv1,4,5\nout,7,\n"},
		{"matrix", Matrix{Rows: []string{"face", "key"}, Columns: []string{"face", "key"}, Width: 2, Values: []float32{0.1, 1, 2, 3}}, ",face,key\nface,0.1,1\nkey,2,3\n"},
		{"matrix without names", Matrix{Width: 2, Values: []float32{1, 2}}, ",0,1\n0,1,2\n"},
		{"matrix on axes", Matrix{Width: 3, Values: []float32{1, 2, 3, 4, 5, float32(nan)}, Down: Axis{Low: 0, High: 90},
			Across: Axis{Low: 0.1, High: 0.4, Log: true}, Range: colormap.Range{High: 5}}, ",0.1,0.2,0.4\n0,1,2,3\n90,4,5,\n"},
		{"matrix on a falling axis", Matrix{Width: 2, Values: []float32{1, 2, 3, 4}, Down: Axis{Low: 0.5, High: 0.125, Log: true}, Across: Axis{Low: 0, High: 90}},
			",0,90\n0.5,1,2\n0.125,3,4\n"},
		{"what has been float32", Curves{Lines: []Line{{X: []float64{0, 123456792, 1}, Y: []float64{float64(float32(0.1)), 0.5, 1.0 / 3}}}},
			"line,x,y\n0,0,0.1\n0,1.23456792e+08,0.5\n0,1,0.3333333333333333\n"},
		{"differences as dots", Scatter{Clouds: []Cloud{{X: []float64{3.7999999999999923}, Y: []float64{1.0000000000000009}}}}, "cloud,name,x,y\n,,3.8,1\n"},
		{"nothing", Curves{}, "line,x,y\n"},
		{"no matrix", Matrix{}, ""},
	} {
		var b bytes.Buffer
		if err := WriteCSV(&b, tt.f); err != nil || b.String() != tt.want {
			t.Errorf("%s: %q, want %q (%v)", tt.name, b.String(), tt.want, err)
		}
	}
}

// Whatever a figure holds, its table can be read again and has a value a line.
func TestCSVOfSamplesCanBeRead(t *testing.T) {
	for name, lines := range map[string]int{"curves": 4 * 120, "bars": 4, "matrix": 4, "spread": 16 + 32 + 48, "polar": 24, "heatmap": 24} {
		var b bytes.Buffer
		if err := WriteCSV(&b, samples()[name]); err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
		if err != nil || len(records) != 1+lines {
			t.Errorf("%s: %d lines below the names, want %d (%v)", name, len(records)-1, lines, err)
		}
	}
	if err := WriteCSV(full{}, samples()["bars"]); !errors.Is(err, errFull) {
		t.Errorf("on a full disk: %v", err)
	}
}
