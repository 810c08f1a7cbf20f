package tuning

import (
	"fmt"
	"image"

	"unitscope/cnn"
	"unitscope/viz/field"
)

// A slope is what of a network a unit's answer depends on, and what of it can be climbed.
type slope struct {
	whole *cnn.Network // up to the node asked for
	asked int          // that node

	// What is climbed reads pictures as large as what a cell sees, where such a network answers as the whole does, and
	// pictures of the whole's size elsewhere.
	net    *cnn.Network
	corner image.Point // of its pictures in the whole's
	node   int         // the one asked for
	drive  int         // the one whose gradient is taken
}

func newSlope(net *cnn.Network, node int) (*slope, error) {
	shape := pictureShape(net)
	if len(shape) != 3 {
		return nil, fmt.Errorf("tuning: the network reads %v, which is no picture", net.Input)
	}
	s := &slope{whole: upTo(net, []int{node}), asked: node}
	needed := ancestors(net, node)
	if croppable(net, needed) {
		seen := s.window(0)
		err := s.build(needed, cnn.Shape{shape[0], seen.Dy(), seen.Dx()})
		if err == nil && s.net.Nodes[s.node].Shape.Size() == s.net.Nodes[s.node].Shape.Units() { // the centre cell and no other
			s.corner = seen.Min
			return s, nil
		}
	}
	if err := s.build(needed, net.Input); err != nil {
		return nil, fmt.Errorf("tuning: the way up to %s: %w", net.Nodes[node].Name, err)
	}
	return s, nil
}

// ancestors marks the nodes that a node depends on, and itself.
func ancestors(net *cnn.Network, node int) []bool {
	needed := make([]bool, node+1)
	needed[node] = true
	for i := node; i >= 0; i-- {
		for _, in := range net.Nodes[i].Inputs {
			if needed[i] && in >= 0 {
				needed[in] = true
			}
		}
	}
	return needed
}

// croppable tells whether a cell answers the part of the picture that it sees as it does the whole picture: where
// nothing before it sees everything or lies beside a border that somebody has made up.
func croppable(net *cnn.Network, needed []bool) bool {
	for i, e := range field.Extents(net)[:len(needed)] {
		if needed[i] && (e.Whole || e.Start != [2]int{}) {
			return false
		}
	}
	return net.Meta.Prep.Layout != cnn.ChannelsLast
}

// build makes the network that is climbed from the needed nodes of the whole one, for an input of that shape.
func (s *slope) build(needed []bool, input cnn.Shape) error {
	s.net = cnn.NewNetwork(input)
	s.net.Meta = s.whole.Meta
	for i, n := range s.whole.Nodes {
		if !needed[i] {
			continue
		}
		var inputs []string
		for _, in := range n.Inputs {
			inputs = append(inputs, s.name(in))
		}
		if err := s.net.Append(n.Name, n.Layer, inputs...); err != nil {
			return err
		}
		s.net.Nodes[len(s.net.Nodes)-1].Lesions = n.Lesions
	}
	s.node = len(s.net.Nodes) - 1
	return s.open()
}

// name is what a node of the whole network is called as an input.
func (s *slope) name(node int) string {
	if node < 0 {
		return cnn.InputName
	}
	return s.whole.Nodes[node].Name
}

// open finds what to take the gradient of: the node asked for or, where activations end in it, what they are applied to. Pools and
// the like between them, which take the largest or pass on as it is, are put behind that instead.
func (s *slope) open() error {
	s.drive = s.node
	var behind []cnn.Layer // from the last to the first
	shut := false
	at := s.node
	for at >= 0 && len(s.net.Nodes[at].Inputs) == 1 {
		layer := s.net.Nodes[at].Layer
		if !shuts(layer) && !commutes(layer) {
			break
		}
		if shuts(layer) {
			shut = true
		} else {
			behind = append(behind, layer)
		}
		at = s.net.Nodes[at].Inputs[0]
	}
	if !shut || at < 0 {
		return nil
	}
	s.drive = at
	below := s.net.Nodes[at].Name
	for k := len(behind) - 1; k >= 0; k-- {
		name := fmt.Sprintf("%s before activation, %d", below, k)
		if err := s.net.Append(name, behind[k], below); err != nil {
			return err
		}
		s.drive, below = len(s.net.Nodes)-1, name
	}
	return nil
}

// shuts tells of an activation whether it rises everywhere, but in places so little that its gradient is lost.
func shuts(layer cnn.Layer) bool {
	switch l := layer.(type) {
	case *cnn.ReLU, *cnn.Sigmoid, *cnn.Tanh, *cnn.Softmax, *cnn.LogSoftmax:
		return true
	case *cnn.Elementwise:
		return l.Op == "Clip" || l.Op == "HardSigmoid" || l.Op == "Softplus"
	}
	return false
}

// commutes tells of a layer whether it gives the same before a rising activation and after it.
func commutes(layer cnn.Layer) bool {
	switch layer.(type) {
	case *cnn.MaxPool, *cnn.GlobalMaxPool, *cnn.Flatten, *cnn.Dropout:
		return true
	}
	return false
}

// cell is the index of a unit's centre cell within its map.
func (s *slope) cell() int {
	height, width := mapSize(s.whole.Nodes[s.asked].Shape)
	return height/2*width + width/2
}

// window is the rectangle of the whole network's pictures that the centre cell of a unit sees.
func (s *slope) window(unit int) image.Rectangle {
	shape, picture := s.whole.Nodes[s.asked].Shape, pictureShape(s.whole)
	all := image.Rect(0, 0, picture[2], picture[1])
	if s.whole.Meta.Prep.Layout == cnn.ChannelsLast {
		return all // the theory counts rows and columns of channels first
	}
	height, width := mapSize(shape)
	row, column := height/2, width/2
	if len(shape) != 3 { // all units stand in one row
		row, column = 0, unit*width+width/2
	}
	chain := field.Chain(s.whole, s.asked, row, column)
	if last := chain[len(chain)-1]; last.Node < 0 {
		return last.Rect.Intersect(all)
	}
	return image.Rectangle{}
}

// picture is C×H×W of the pictures of the network that is climbed.
func (s *slope) picture() cnn.Shape { return pictureShape(s.net) }

// side is the shorter side of what the first unit's cell sees.
func (s *slope) side() int {
	seen := s.window(0)
	return min(seen.Dx(), seen.Dy())
}
