package render

import (
	"image"
	"image/color"

	"unitscope/viz/colormap"
)

// Picture draws a picture of channels×h×w values, 0 to 1, where Fit places it: three
// channels as red, green and blue, any other number by the first one, in grey. Values beyond
// 0..1 are clamped; what is not a number is shown in the colour that Grey has for it.
func Picture(dst *image.RGBA, r image.Rectangle, data []float32, channels, h, w int) {
	paint(dst, r, data, channels, h, w, colormap.Range{High: 1})
}

// Kernel draws the weights of one unit that reads three colours, 3×h×w, as the picture that
// it prefers: each colour as 0.5 + w/(2·bound), where bound is that of the signed range, so
// grey is no weight and all kernels of a layer can share one range. A slice of any other
// kernel is drawn by Map with a signed colour map.
func Kernel(dst *image.RGBA, r image.Rectangle, weights []float32, h, w int, rng colormap.Range) {
	rng.Signed = true
	paint(dst, r, weights, 3, h, w, rng)
}

// paint draws planes of values as colours, each over the same range.
func paint(dst *image.RGBA, r image.Rectangle, data []float32, channels, h, w int, rng colormap.Range) {
	tone, plane := toner(rng.Ends()), h*w
	canvasOf(dst, Fit(r, h, w)).mosaic(h, w, func(i int) uint32 {
		return pack(tone.pixel(data, channels, plane, i))
	})
}

// tones maps values to bytes: 0 at low, 255 at high.
type tones struct{ low, gain float32 }

func toner(low, high float64) tones {
	if high <= low {
		return tones{float32(low) - 0.5, 255} // nothing to span: the middle
	}
	return tones{float32(low), float32(255 / (high - low))}
}

// pixel returns the colour of position i of planes, plane values apart.
func (t tones) pixel(data []float32, channels, plane, i int) color.RGBA {
	if channels != 3 {
		v := data[i]
		if v != v {
			return colormap.Grey.Missing()
		}
		g := t.byte(v)
		return color.RGBA{g, g, g, 255}
	}
	r, g, b := data[i], data[plane+i], data[2*plane+i]
	if r != r || g != g || b != b {
		return colormap.Grey.Missing()
	}
	return color.RGBA{t.byte(r), t.byte(g), t.byte(b), 255}
}

func (t tones) byte(v float32) uint8 {
	return uint8(min(max((v-t.low)*t.gain+0.5, 0), 255))
}
