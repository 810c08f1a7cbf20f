// Package field works with receptive fields: the part of the input that a unit sees.
//
// Extents and Chain are the theory, from kernels, strides and paddings alone: Extents gives size, stride and
// start of every layer's field, Chain the cells of every earlier layer that one cell depends on. Sweep is the
// experiment: it hides one patch of a picture after the other and records what that does to a layer's units.
// Average joins such experiments, on the pictures that drive each unit most, to fields whose Sizes stand beside
// the theory; Mask and Segment show what of a picture lies in one.
//
// Index 0 of a pair is rows (y), index 1 columns (x); rectangles are in cells or pixels, x to the right and y
// down from the top left, and may stick out of the map where a layer pads it.
package field
