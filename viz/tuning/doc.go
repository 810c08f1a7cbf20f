// Package tuning asks what drives a unit: its strongest pictures, how it tells classes apart, what it answers to
// gratings, discs and colours, how much of its answer a shift of the picture leaves, and what it makes of noise and of
// a picture that is grown to drive it.
//
// Start with Record, which shows a network a set of pictures and keeps every unit's strongest answers, and with
// Gratings, which shows it gratings of all orientations, spatial frequencies and phases. ReverseCorrelation finds fields
// from answers to noise, PreferredUnits climbs the gradient of an answer. A unit is a map of a layer, or one number of a
// layer without maps. Nodes are indexes into the network's Nodes.
//
// Pictures go through the network in batches, on all processors, and what is found has the same bits however many
// there are. Memory does not grow with the number of pictures. Answers that are no finite numbers, as broken weights
// give them, are an error that names the unit.
package tuning
