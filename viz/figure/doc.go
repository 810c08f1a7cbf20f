// Package figure draws numbers as figures for the screen and for paper: Curves, Polar, Bars, Parts,
// Spread, Scatter, Matrix and Sheet, with gonum/plot's canvases and this program's look and font.
//
// Start with Image, which gives the pixels for a window, or with WriteSVG, WritePDF and
// WritePNG; WriteCSV gives a figure's numbers. A figure is plain values: it computes nothing but the place of things on the
// page, and the same figure can be drawn at any size. Lengths are in points of the window
// (one pixel at scale 1); scale says how many pixels of the device make a point.
//
// Values that are not finite leave gaps. A figure too small for its words is drawn without
// a plot, never with a panic.
package figure
