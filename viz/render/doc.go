// Package render draws numbers as pixels: feature maps, kernels, pictures, rows of units,
// colour bars, and what lies over them.
//
// Start with Map. All functions draw into a rectangle of an *image.RGBA, the destination
// first, and write nothing outside it; a rectangle that reaches over the image's edge is cut
// there. Values are float32, planar (channel, row, column), with a colormap.Range that the
// caller has fixed. A cell of a map is a crisp square: nearest neighbour, at the largest
// whole multiple that fits, centred (Fit tells where). Nothing allocates, and nothing writes
// text: numbers beside a colour bar are the caller's.
//
// Slices that are shorter than their stated size are a fault of the caller and panic.
package render
