package cnn

import (
	"fmt"
	"strings"
)

// PresetNames lists what Preset knows.
var PresetNames = []string{"toy48", "lenet28", "vgg32", "alexnet"}

// Preset builds one of the known networks with so many answers; its last layers are "output" and
// "softmax". The weights are zero: see Init. It returns an error for an unknown name or fewer
// than one class.
func Preset(name string, classes int) (*Network, error) {
	if classes < 1 {
		return nil, fmt.Errorf("cnn: preset %q with %d classes", name, classes)
	}
	var c chain
	switch name {
	case "toy48":
		c = newChain(3, 48, 48)
		c.conv(16, 5, 1, 0).pool(2, 2).conv(32, 5, 1, 0).pool(2, 2).conv(48, 3, 1, 0).pool(2, 2).flatten().dense(64)
	case "lenet28":
		c = newChain(1, 28, 28)
		c.conv(16, 5, 1, 2).pool(2, 2).conv(32, 5, 1, 2).pool(2, 2).flatten().dense(128)
	case "vgg32":
		c = newChain(3, 32, 32)
		c.conv(32, 3, 1, 1).conv(32, 3, 1, 1).pool(2, 2).conv(64, 3, 1, 1).conv(64, 3, 1, 1).pool(2, 2).flatten()
	case "alexnet":
		c = newChain(3, 224, 224)
		c.conv(64, 11, 4, 2).pool(3, 2).conv(192, 5, 1, 2).pool(3, 2)
		c.conv(384, 3, 1, 1).conv(256, 3, 1, 1).conv(256, 3, 1, 1).pool(3, 2).flatten().dense(4096).dense(4096)
	default:
		return nil, fmt.Errorf("cnn: no preset is named %q; there are %s", name, strings.Join(PresetNames, ", "))
	}
	c.append("output", NewDense(c.units(), classes))
	c.append("softmax", &Softmax{})
	c.net.Meta.Name = name
	c.net.Meta.Prep = presetPreprocessing(name)
	return c.net, nil
}

// presetPreprocessing centres the pictures that a preset was made for, and gives them a spread of about
// one: after two epochs toy48 answers 65 % of Toy World's held-out objects so, and 38 % with values
// from 0 to 1. The means and deviations are those of the pictures' training sets, as usually given.
func presetPreprocessing(name string) Preprocessing {
	p := DefaultPreprocessing()
	switch name {
	case "lenet28": // MNIST
		p.Mean, p.Deviation = []float32{0.1307}, []float32{0.3081}
	case "alexnet": // ImageNet
		p.Mean, p.Deviation = []float32{0.485, 0.456, 0.406}, []float32{0.229, 0.224, 0.225}
	default: // Toy World and CIFAR, rounded
		p.Mean, p.Deviation = []float32{0.5}, []float32{0.25}
	}
	return p
}

// A chain builds a network without branches and numbers its layers by kind: conv1, relu1, conv2.
type chain struct {
	net    *Network
	number map[string]int
}

func newChain(input ...int) chain { return chain{NewNetwork(input), map[string]int{}} }

func (c *chain) conv(out, kernel, stride, pad int) *chain {
	in := c.net.shape(len(c.net.Nodes) - 1)[0]
	c.numbered("conv", NewConv2D(in, out, [2]int{kernel, kernel},
		ConvOptions{Stride: [2]int{stride, stride}, Pad: Padding{pad, pad, pad, pad}}))
	return c.numbered("relu", &ReLU{})
}

func (c *chain) pool(kernel, stride int) *chain {
	return c.numbered("pool", NewMaxPool(kernel, stride))
}

func (c *chain) flatten() *chain { c.append("flatten", &Flatten{}); return c }

func (c *chain) dense(out int) *chain {
	c.numbered("dense", NewDense(c.units(), out))
	return c.numbered("relu", &ReLU{})
}

// units is the size of the last layer.
func (c *chain) units() int { return c.net.shape(len(c.net.Nodes) - 1).Size() }

func (c *chain) numbered(kind string, layer Layer) *chain {
	c.number[kind]++
	c.append(fmt.Sprint(kind, c.number[kind]), layer)
	return c
}

// append panics on an error, because presets are right by construction.
func (c *chain) append(name string, layer Layer) {
	if err := c.net.Append(name, layer); err != nil {
		panic(err)
	}
}
