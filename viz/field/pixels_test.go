package field_test

import (
	"image"
	"slices"
	"testing"

	"unitscope/viz/field"
)

// TestPixelsOfAPlane: values that rise evenly with the place of the patch's middle do so from pixel to pixel too, and there are
// none where no middle can be.
func TestPixelsOfAPlane(t *testing.T) {
	for _, c := range []struct{ height, width, patch, stride int }{
		{9, 12, 1, 1}, {9, 12, 3, 1}, {10, 12, 4, 1}, {20, 31, 5, 3}, {20, 23, 6, 4}, {7, 7, 7, 2},
	} {
		m := &field.Maps{Units: 1, Rows: (c.height-c.patch)/c.stride + 1, Cols: (c.width-c.patch)/c.stride + 1, Patch: c.patch, Stride: c.stride}
		middle := float64(c.patch-1) / 2
		for i := range m.Rows * m.Cols {
			y, x := float64(i/m.Cols*c.stride)+middle, float64(i%m.Cols*c.stride)+middle
			m.Data = append(m.Data, float32(4*y-x))
		}
		lastY, lastX := float64((m.Rows-1)*c.stride)+middle, float64((m.Cols-1)*c.stride)+middle
		for i, v := range m.Pixels(0, c.height, c.width) {
			y, x := float64(i/c.width), float64(i%c.width)
			inside := y >= middle && x >= middle && y <= lastY && x <= lastX
			if inside != (v == v) {
				t.Errorf("%+v: pixel %v, %v is %v", c, y, x, v)
			} else if want := float32(4*y - x); inside && max(v-want, want-v) > 1e-5 {
				t.Errorf("%+v: pixel %v, %v is %v, want %v", c, y, x, v, want)
			}
		}
	}
}

// TestSegmentShowsTheFieldAtItsCell puts the tent's five pixels above half maximum over the middle of a cell's 5×5.
func TestSegmentShowsTheFieldAtItsCell(t *testing.T) {
	a := average(t, tent(t), "conv2", blocks(image.Pt(6, 4)), [][]int{{0}}, field.AverageOptions{Options: zeros})
	mask := a.Mask(0, 1*7+2) // of 5×7 cells; it sees the pixels from row 2, column 4 on
	var want []int
	for _, p := range []image.Point{{6, 3}, {5, 4}, {6, 4}, {7, 4}, {6, 5}} {
		want = append(want, p.Y*17+p.X)
	}
	var got []int
	for i, v := range mask {
		if v == 1 {
			got = append(got, i)
		} else if v != 0 {
			t.Errorf("%v at %d", v, i)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("pixels %v, want %v", got, want)
	}
	picture := slices.Repeat([]float32{0.8}, 2*len(mask)) // two channels
	for i, v := range field.Segment(picture, mask) {
		if inside := mask[i%len(mask)] == 1; inside != (v == 0.8) || v <= 0 {
			t.Errorf("%v at %d, of 0.8", v, i)
		}
	}
}
