package tuning

import (
	"context"
	"fmt"
	"math"

	"unitscope/cnn"
	"unitscope/viz/field"
	"unitscope/viz/stimulus"
)

// A Curve is what a unit, or a layer, answers to a row of pictures that differ in one thing.
type Curve struct {
	Name string    // whose it is: a unit's address, or a layer's name
	Unit string    // what X is measured in
	X, Y []float64 // Y: in activation units at the centre cell; of ShiftTolerance, shares
}

// An Axis is a direction of a picture.
type Axis int

// The axes.
const (
	Across Axis = iota // to the right
	Down
)

// How many pictures the curves have, and how close they are.
const (
	contrastSteps = 10
	mostPositions = 64 // to either side; further apart on larger pictures
	mostDiameters = 48
	hueStep       = 15 // degrees
)

// Contrast shows units of a node the grating that each of them answers most, at contrasts from 0 to 1; nil is all units.
// There is a curve for every unit, in their order. These responses must be of the same network and node.
func (g *GratingResponses) Contrast(ctx context.Context, net *cnn.Network, node int, units []int) ([]Curve, error) {
	c := g.newCurves(net, node, units, "contrast")
	for i := range contrastSteps + 1 {
		c.x = append(c.x, float64(i)/contrastSteps)
	}
	c.drawn = func(u int, contrast float64, dst []float32) {
		grating := c.best[u]
		grating.Contrast = contrast
		grating.Draw(dst, c.shape)
	}
	return c.measure(ctx)
}

// Size shows units a disc of the grating that each of them answers most, ever wider, on grey, in the middle of what the
// centre cell sees by theory. X is the diameter in pixels, from 0 to the picture's longer side. See Contrast for the rest.
func (g *GratingResponses) Size(ctx context.Context, net *cnn.Network, node int, units []int) ([]Curve, error) {
	c := g.newCurves(net, node, units, "px")
	longer := max(c.shape[1], c.shape[2])
	step := (longer + mostDiameters - 1) / mostDiameters
	for d := 0; d < longer+step; d += step {
		c.x = append(c.x, float64(d))
	}
	disc := seen(net, node)
	c.drawn = func(u int, diameter float64, dst []float32) {
		stimulus.Patch{Grating: c.best[u], Disc: stimulus.Disc{X: disc.X, Y: disc.Y, Diameter: diameter}}.Draw(dst, c.shape)
	}
	return c.measure(ctx)
}

// Position shows units a patch of the grating that each of them answers most, half as wide as what the centre cell sees
// by theory, on grey, moved along an axis over the whole picture. X is where the patch is, in pixels from the middle of
// what the cell sees. See Contrast for the rest.
func (g *GratingResponses) Position(ctx context.Context, net *cnn.Network, node int, units []int, axis Axis) ([]Curve, error) {
	c := g.newCurves(net, node, units, "px")
	disc := seen(net, node)
	middle, side := disc.X, c.shape[2]
	if axis == Down {
		middle, side = disc.Y, c.shape[1]
	}
	step := (side + 2*mostPositions - 1) / (2 * mostPositions)
	for at := -int(middle) / step * step; at < side-int(middle); at += step {
		c.x = append(c.x, float64(at))
	}
	c.drawn = func(u int, moved float64, dst []float32) {
		patch := stimulus.Patch{Grating: c.best[u], Disc: disc, Right: moved}
		if axis == Down {
			patch.Right, patch.Down = 0, moved
		}
		patch.Draw(dst, c.shape)
	}
	return c.measure(ctx)
}

// Hue shows units a disc of colours around the hue circle, all of grey's luminance (see stimulus.Hue), on grey, half as
// wide as what the centre cell sees by theory and in its middle. X is the hue in degrees. There are no curves where the
// network does not read three channels. See Contrast for the rest.
func (g *GratingResponses) Hue(ctx context.Context, net *cnn.Network, node int, units []int) ([]Curve, error) {
	c := g.newCurves(net, node, units, "°")
	if c.shape[0] != 3 {
		return nil, nil
	}
	for hue := 0; hue < 360; hue += hueStep {
		c.x = append(c.x, float64(hue))
	}
	disc := seen(net, node)
	c.drawn = func(_ int, hue float64, dst []float32) { stimulus.DrawHue(dst, c.shape, hue, disc) }
	return c.measure(ctx)
}

// seen is a disc in the middle of what the centre cell of a node's maps sees by theory, half as wide, but of three pixels
// at least. Where units see everything it is that of the picture.
func seen(net *cnn.Network, node int) stimulus.Disc {
	extent, shape := field.Extents(net)[node], pictureShape(net)
	height, width := mapSize(net.Nodes[node].Shape)
	x, y := float64(shape[2])/2, float64(shape[1])/2
	if !extent.Whole {
		window := extent.Window(height/2, width/2)
		x, y = float64(window.Min.X+window.Max.X)/2, float64(window.Min.Y+window.Max.Y)/2
	}
	side := min(extent.Size[0], extent.Size[1], shape[1], shape[2])
	return stimulus.Disc{X: x, Y: y, Diameter: math.Max(float64(side)/2, 3)}
}

// curves are a measurement of several units, each with pictures of its own.
type curves struct {
	net   *cnn.Network // up to the node
	shape cnn.Shape    // of pictures
	node  int
	units []int
	unit  string             // of x
	best  []stimulus.Grating // per unit
	raw   bool
	x     []float64
	drawn func(u int, x float64, dst []float32) // for the u-th unit, 0..1
	y     []float64                             // units×x
}

func (g *GratingResponses) newCurves(net *cnn.Network, node int, units []int, unit string) *curves {
	if units == nil {
		for u := range net.Nodes[node].Shape.Units() {
			units = append(units, u)
		}
	}
	c := &curves{net: upTo(net, []int{node}), shape: pictureShape(net), node: node, units: units, unit: unit, raw: g.raw}
	for _, u := range units {
		c.best = append(c.best, g.Tuning(node, u).Best)
	}
	return c
}

// measure shows the pictures and returns a curve for every unit.
func (c *curves) measure(ctx context.Context) ([]Curve, error) {
	c.y = make([]float64, len(c.units)*len(c.x))
	if err := show(ctx, c.net, len(c.y), func() viewer { return c }, nil); err != nil {
		return nil, err
	}
	measured := make([]Curve, len(c.units))
	for u := range measured {
		measured[u] = Curve{c.address(u), c.unit, c.x, c.y[u*len(c.x):][:len(c.x)]}
	}
	return measured, nil
}

// address is that of the u-th unit.
func (c *curves) address(u int) string {
	return fmt.Sprintf("%s:%d", c.net.Nodes[c.node].Name, c.units[u])
}

func (c *curves) draw(i int, dst []float32) error {
	c.drawn(i/len(c.x), c.x[i%len(c.x)], dst)
	prepare(c.net, c.raw, dst)
	return nil
}

func (c *curves) look(pass *cnn.Pass, first, n int) error {
	for i := range n {
		u := (first + i) / len(c.x)
		answer := centre(pass.Activation(c.node), c.net.Nodes[c.node].Shape, i, c.units[u])
		if !isFinite(answer) {
			return fmt.Errorf("tuning: %s answers %v to a patch", c.address(u), answer)
		}
		c.y[first+i] = float64(answer)
	}
	return nil
}

func (c *curves) note(*cnn.Pass, int, int) {}
