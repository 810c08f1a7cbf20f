package stimulus

import (
	"fmt"
	"image"
	"math"

	"unitscope/cnn"
)

// A Canvas is a picture with strokes painted over it. It is not for concurrent use.
type Canvas struct {
	base, picture *cnn.Tensor
	mask          []bool
	mean          []float32   // of the base, per channel
	blurred       *cnn.Tensor // nil until Blur is first used
}

// Compose paints strokes over base, in order. It keeps base, which must not change, and leaves it as it is.
func Compose(base *cnn.Tensor, strokes []Stroke) *Canvas {
	if len(base.Shape) != 3 {
		panic(fmt.Sprintf("stimulus: a picture is C×H×W, not %v", base.Shape))
	}
	c := &Canvas{base: base, picture: base.Clone(), mask: make([]bool, base.Shape[1]*base.Shape[2]), mean: means(base)}
	for _, s := range strokes {
		c.Stroke(s)
	}
	return c
}

// Picture is the painted picture, C×H×W. It is the canvas's own and changes with further strokes.
func (c *Canvas) Picture() *cnn.Tensor { return c.picture }

// Mask tells for every pixel, H×W row-major, whether paint covers it. It is the canvas's own.
func (c *Canvas) Mask() []bool { return c.mask }

// Dot paints one dot and returns the rectangle outside which nothing changed, within the picture.
func (c *Canvas) Dot(d Dot) image.Rectangle { return c.Line(d, d) }

// Line paints with the brush of to in a straight line, both ends included, and returns the rectangle outside
// which nothing changed, within the picture. Of from only X and Y count.
func (c *Canvas) Line(from, to Dot) image.Rectangle {
	height, width := c.base.Shape[1], c.base.Shape[2]
	r := lineBounds(from, to).Intersect(image.Rect(0, 0, width, height))
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if covers(from, to, x, y) {
				c.paint(to, x, y)
			}
		}
	}
	return r
}

// Stroke paints a whole stroke and returns the rectangle outside which nothing changed, within the picture.
func (c *Canvas) Stroke(s Stroke) image.Rectangle {
	var r image.Rectangle
	for i, d := range s {
		r = r.Union(c.Line(s[max(i-1, 0)], d))
	}
	return r
}

// paint gives one pixel the dot's fill.
func (c *Canvas) paint(d Dot, x, y int) {
	height, width := c.base.Shape[1], c.base.Shape[2]
	c.mask[y*width+x] = d.Fill != Erase
	rgb, plain := d.Fill.Colour()
	for channel := range c.base.Shape[0] {
		i := (channel*height+y)*width + x
		switch d.Fill {
		case Noise, "":
			c.picture.Data[i] = NoiseAt(d.Seed, channel, y, x)
		case Mean:
			c.picture.Data[i] = c.mean[channel]
		case Blur:
			if c.blurred == nil {
				c.blurred = Blurred(c.base, max(1, float64(min(height, width))/16))
			}
			c.picture.Data[i] = c.blurred.Data[i]
		case Erase:
			c.picture.Data[i] = c.base.Data[i]
		default:
			if !plain {
				panic(fmt.Sprintf("stimulus: unknown fill %q", d.Fill))
			}
			c.picture.Data[i] = value(rgb, channel, c.base.Shape[0])
		}
	}
}

// Blank returns a picture of the given shape, C×H×W, of one plain colour: see Fill.Colour. Any other fill panics.
func Blank(shape cnn.Shape, fill Fill) *cnn.Tensor {
	rgb, plain := fill.Colour()
	if !plain {
		panic(fmt.Sprintf("stimulus: a picture cannot be all %q", fill))
	}
	blank := cnn.NewTensor(shape...)
	area := shape[1] * shape[2]
	for i := range blank.Data {
		blank.Data[i] = value(rgb, i/area, shape[0])
	}
	return blank
}

// Shift returns the picture moved dx pixels to the right and dy down. What comes in at a side repeats the
// picture's edge there.
func Shift(picture *cnn.Tensor, dx, dy int) *cnn.Tensor {
	if len(picture.Shape) != 3 {
		panic(fmt.Sprintf("stimulus: a picture is C×H×W, not %v", picture.Shape))
	}
	height, width := picture.Shape[1], picture.Shape[2]
	moved := cnn.NewTensor(picture.Shape...)
	for row := range picture.Shape[0] * height {
		channel, y := row/height, row%height
		from := picture.Data[(channel*height+clamp(y-dy, height))*width:][:width]
		for x := range width {
			moved.Data[row*width+x] = from[clamp(x-dx, width)]
		}
	}
	return moved
}

// clamp returns the index nearest to i among 0..n−1.
func clamp(i, n int) int { return min(max(i, 0), n-1) }

// means returns the mean of each channel.
func means(picture *cnn.Tensor) []float32 {
	mean := make([]float32, picture.Shape[0])
	area := picture.Shape[1] * picture.Shape[2]
	for channel := range mean {
		sum := 0.0
		for _, v := range picture.Data[channel*area:][:area] {
			sum += float64(v)
		}
		mean[channel] = float32(sum / float64(area))
	}
	return mean
}

// Blurred returns the picture convolved with a Gaussian of the given standard deviation in pixels, cut off at
// three of them. Outside, the edge is repeated.
func Blurred(picture *cnn.Tensor, deviation float64) *cnn.Tensor {
	height, width := picture.Shape[1], picture.Shape[2]
	radius := int(math.Ceil(3 * deviation))
	weights, sum := make([]float64, 2*radius+1), 0.0
	for i := range weights {
		d := float64(i-radius) / deviation
		weights[i] = math.Exp(-d * d / 2)
		sum += weights[i]
	}
	for i := range weights {
		weights[i] /= sum
	}
	across, blurred := cnn.NewTensor(picture.Shape...), cnn.NewTensor(picture.Shape...)
	for channel := range picture.Shape[0] {
		offset := channel * height * width
		for y := range height {
			smooth(across.Data[offset+y*width:], picture.Data[offset+y*width:], width, 1, weights)
		}
		for x := range width {
			smooth(blurred.Data[offset+x:], across.Data[offset+x:], height, width, weights)
		}
	}
	return blurred
}

// smooth convolves n values, step apart, with a symmetric kernel; outside, the edge is repeated.
func smooth(dst, src []float32, n, step int, weights []float64) {
	radius := len(weights) / 2
	for i := range n {
		sum := 0.0
		for k, w := range weights {
			sum += w * float64(src[clamp(i+k-radius, n)*step])
		}
		dst[i*step] = float32(sum)
	}
}
