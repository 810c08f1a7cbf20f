package tuning

import (
	"context"
	"fmt"

	"unitscope/cnn"
	"unitscope/viz/stimulus"
)

// ShiftTolerance measures how much of units' answers is left when pictures are shifted, node by node: where a unit
// answered a picture most, its answer at the same cell to the shifted picture.
//
// pictures is N×C×H×W, values 0..1. They are shifted by 0 to most pixels right, left, down and up; what comes
// in at a side repeats the picture's edge; then they are preprocessed. There is a curve for every node asked for, in their order (nil: all), with Y
// the share that is kept: for every unit the sum of its answers over all pictures and the four directions, by that of
// its answers to the pictures as they are, averaged over the units that answer them at all. Answers below zero count as
// none. A node whose units are all silent has NaN.
//
// It returns an error if the shift or the pictures do not fit the network or if a unit answers no finite number, and
// ctx's error if stopped.
func ShiftTolerance(ctx context.Context, net *cnn.Network, pictures *cnn.Tensor, nodes []int, most int, progress func(done, total int)) ([]Curve, error) {
	shape := pictureShape(net)
	if len(shape) != 3 || len(pictures.Shape) != 4 || !shape.Equal(pictures.Shape[1:]) {
		return nil, fmt.Errorf("tuning: the network reads %v, the pictures are %v", shape, pictures.Shape)
	}
	if most < 1 || most >= min(shape[1], shape[2]) {
		return nil, fmt.Errorf("tuning: a shift by %d pixels of pictures of %d×%d", most, shape[1], shape[2])
	}
	if nodes == nil {
		for node := range net.Nodes {
			nodes = append(nodes, node)
		}
	}
	s := &shifts{net: upTo(net, nodes), nodes: nodes, pictures: pictures, most: most}
	for _, node := range nodes {
		units := net.Nodes[node].Shape.Units()
		s.cells = append(s.cells, make([]int, units))
		s.sums = append(s.sums, make([]float64, units*(most+1)))
	}
	total := pictures.Shape[0] * s.versions()
	if err := show(ctx, s.net, total, func() viewer { return s }, progress); err != nil {
		return nil, err
	}
	curves := make([]Curve, len(nodes))
	for k := range nodes {
		curves[k] = s.curve(k)
	}
	return curves, nil
}

// shifts is a measurement of shift tolerance. Every picture comes as it is, then shifted by 1 pixel in the four
// directions, by 2, and so on.
type shifts struct {
	net      *cnn.Network
	nodes    []int
	pictures *cnn.Tensor
	most     int

	cells [][]int     // per node, by unit: where it answers the current picture most
	sums  [][]float64 // per node, units×(most + 1): answers by shift
}

var directions = [4][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}

// versions is how many times a picture is shown.
func (s *shifts) versions() int { return 1 + len(directions)*s.most }

// shift is by how much the i-th picture shown is shifted, and in which direction.
func (s *shifts) shift(i int) (by int, direction [2]int) {
	version := i % s.versions()
	if version == 0 {
		return 0, direction
	}
	return (version-1)/len(directions) + 1, directions[(version-1)%len(directions)]
}

func (s *shifts) draw(i int, dst []float32) error {
	by, direction := s.shift(i)
	size := s.net.Input.Size()
	picture := &cnn.Tensor{Shape: s.pictures.Shape[1:], Data: s.pictures.Data[i/s.versions()*size:][:size]}
	copy(dst, stimulus.Shift(picture, by*direction[0], by*direction[1]).Data)
	prepare(s.net, false, dst)
	return nil
}

func (s *shifts) look(pass *cnn.Pass, first, n int) error {
	for _, node := range s.nodes {
		values := pass.Activation(node).Data
		if largest := cnn.Largest(values); !isFinite(largest) {
			return fmt.Errorf("tuning: a unit of %s answers %v to picture %d", s.net.Nodes[node].Name, largest, first/s.versions())
		}
	}
	return nil
}

// note adds a batch's answers to the sums. It is called in the order of pictures, so that cells are those of the picture
// that was last shown as it is.
func (s *shifts) note(pass *cnn.Pass, first, n int) {
	for k, node := range s.nodes {
		values, shape := pass.Activation(node).Data, s.net.Nodes[node].Shape
		size := shape[1:].Size()
		for i := range n {
			by, _ := s.shift(first + i)
			for unit := range shape[0] {
				cells := values[(i*shape[0]+unit)*size:][:size]
				if by == 0 {
					s.cells[k][unit] = cnn.Strongest(cells)
				}
				s.sums[k][unit*(s.most+1)+by] += max(float64(cells[s.cells[k][unit]]), 0)
			}
		}
	}
}

// curve is the share kept by the k-th node's units.
func (s *shifts) curve(k int) Curve {
	c := Curve{Name: s.net.Nodes[s.nodes[k]].Name, Unit: "px", X: make([]float64, s.most+1), Y: make([]float64, s.most+1)}
	active := 0.0
	for unit := range s.cells[k] {
		sums := s.sums[k][unit*(s.most+1):][:s.most+1]
		if sums[0] == 0 {
			continue
		}
		active++
		c.Y[0]++
		for by := 1; by <= s.most; by++ {
			c.Y[by] += sums[by] / sums[0] / float64(len(directions))
		}
	}
	for by := range c.Y {
		c.X[by] = float64(by)
		c.Y[by] /= active
	}
	return c
}
