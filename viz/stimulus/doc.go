// Package stimulus makes pictures to order: painting over a picture with a brush, moving it, gratings, patches of them,
// and colours of equal luminance.
//
// Start with Compose: it paints strokes over a picture and returns a Canvas, which takes further strokes one
// dot at a time and says which rectangle each of them changed. A list of strokes is all there is to keep:
// undo drops the last one and composes again, which gives the same pixels as painting did. Grating, Patch and DrawHue
// make pictures that start from nothing; they fill an array that is there.
//
// Pictures are C×H×W tensors of values 0..1, row-major; a pixel is (x, y) from the top left.
package stimulus
