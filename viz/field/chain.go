package field

import (
	"fmt"
	"image"
	"slices"

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
// of its map where padding is part of what is seen; padding sees nothing in its turn, so the rectangles below
// are those of the cells inside the map.
//
// It panics if the layer has no such cell.
func Chain(net *cnn.Network, node, row, col int) []Window {
	cell := image.Rect(col, row, col+1, row+1)
	if !cell.In(cells(net, node)) {
		panic(fmt.Sprintf("field: layer %q (%v) has no cell %d, %d", net.Nodes[node].Name, net.Nodes[node].Shape, row, col))
	}
	seen := make([]image.Rectangle, node+2) // of node i at i+1; the input's at 0
	seen[node+1] = cell
	var chain []Window
	for i := node; i >= -1; i-- {
		if seen[i+1].Empty() {
			continue
		}
		chain = append(chain, Window{Node: i, Rect: seen[i+1]})
		if i < 0 {
			break
		}
		inside := seen[i+1].Intersect(cells(net, i))
		if inside.Empty() {
			continue
		}
		for _, in := range net.Nodes[i].Inputs {
			seen[in+1] = seen[in+1].Union(looksAt(net, i, in, inside))
		}
	}
	return slices.Clip(chain)
}

// shapeOf is one example's shape at a node; -1 is the input.
func shapeOf(net *cnn.Network, node int) cnn.Shape {
	if node < 0 {
		return net.Input
	}
	return net.Nodes[node].Shape
}

// cells is the rectangle of all cells of a node's maps.
func cells(net *cnn.Network, node int) image.Rectangle {
	rows, columns := sides(shapeOf(net, node))
	return image.Rect(0, 0, columns, rows)
}

// looksAt is what a rectangle of cells of a node looks at in one of the node's inputs.
func looksAt(net *cnn.Network, node, in int, rect image.Rectangle) image.Rectangle {
	layer, below := net.Nodes[node].Layer, shapeOf(net, in)
	r := reachOf(layer, below)
	if _, ok := layer.(*cnn.Flatten); ok && rect.Dx() == 1 && len(below) == 3 { // one unit is one cell
		row, column := rect.Min.X/below[2]%below[1], rect.Min.X%below[2]
		return image.Rect(column, row, column+1, row+1)
	}
	if r.all {
		return cells(net, in)
	}
	return image.Rect(
		rect.Min.X*r.stride[1]-r.before[1], rect.Min.Y*r.stride[0]-r.before[0],
		(rect.Max.X-1)*r.stride[1]-r.before[1]+r.size[1], (rect.Max.Y-1)*r.stride[0]-r.before[0]+r.size[0])
}
