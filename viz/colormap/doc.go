// Package colormap turns numbers into colours honestly.
//
// Start with Range, which says once which values a picture spans, and a Map, which gives the
// colour of a place in that range. Activation is for responses, Signed and SignedDark for
// weights and changes, Grey for one-channel pictures, OkabeIto for layers, tasks and people.
//
// Every Map is a table of 256 opaque colours: entry 0 for what is not a number, entries 1 to
// 255 from the low end of the range to the high one, so that entry 128 is its exact middle
// and, for a signed range, zero. Lightness (CIELAB L*) moves in even steps, so that equal
// differences of value look equally large, in greyscale and to colour-blind eyes too.
package colormap
