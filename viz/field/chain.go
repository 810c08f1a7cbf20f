package field

import (
	"image"

	"unitscope/cnn"
)

// A Window is a rectangle of cells of one layer.
type Window struct {
	Node int             // index of the layer in the network; -1 is the input
	Rect image.Rectangle // x columns, y rows; sticks out of the map where the layer above pads it
}

// Chain returns what one cell of a layer depends on: the cell itself, then for every layer that it can see,
// from the last to the first, the smallest rectangle of cells that holds what it sees of it, and last the
// pixels, Node −1.
//
// The cells of a layer of N units are one row of N columns, so that unit u is (0, u). A rectangle sticks out
// of its map where padding is part of what is seen; padding itself sees nothing, so the rectangles below it are those
// of the cells inside.
//
// It panics if the layer has no such cell.
func Chain(net *cnn.Network, node, row, col int) []Window {
	return nil
}
