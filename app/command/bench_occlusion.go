package command

import (
	"bytes"
	"context"
	"image"

	"unitscope/assets"
	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/onnx"
	"unitscope/viz/field"
	"unitscope/viz/tuning"
)

// occlusions are sweeps of a noise patch over a random picture, as one runs them from the command line; those that PyTorch's
// benchmark has are under its names. Last, what many sweeps add up to.
func occlusions() []workload {
	var all []workload
	for _, o := range []struct {
		name, net, layer string
		patch, stride    int
		positions        float64
		units            []int // nil: all
	}{
		{"occlude-toy48-conv3", "toy48", "conv3", 3, 1, 46 * 46, nil},
		{"occlude-vgg32-conv4", "vgg32", "relu4", 5, 1, 28 * 28, nil},
		{"occlude-alexnet-conv5", "alexnet", "relu5", 11, 3, 72 * 72, nil},
		{"occlude-alexnet-conv5-unit", "alexnet", "relu5", 11, 3, 72 * 72, []int{0}},
	} {
		all = append(all, workload{name: o.name, unit: "position", count: o.positions, make: func() func() {
			net, picture := randomScene(o.net)
			options := field.Options{Patch: o.patch, Stride: o.stride, Units: o.units}
			return func() {
				if _, err := field.Sweep(context.Background(), net, picture, o.layer, options); err != nil {
					panic("command: " + err.Error()) // the workloads ask for what there is
				}
			}
		}})
	}
	return append(all, workload{name: "fields-toy48", unit: "field", count: 16 + 32 + 48, once: true, make: averagedFields})
}

// averagedFields measures the fields of all units of the opening network's three convolutions, over 25 pictures each
// that are known beforehand.
func averagedFields() func() {
	net, err := onnx.Read(bytes.NewReader(assets.DemoNetwork()))
	if err != nil {
		panic("command: " + err.Error()) // it is a part of the program
	}
	set := data.ToyWorld(data.Options{Input: net.Input, Seed: net.Meta.Seed}).HeldOut
	responses, err := tuning.Record(context.Background(), net, set, tuning.RecordOptions{})
	if err != nil {
		panic("command: " + err.Error()) // drawn pictures can be read
	}
	return func() {
		for _, layer := range []string{"conv1", "conv2", "conv3"} {
			top := strongestOf(responses, net, net.Index(layer), nil)
			if _, err := field.Average(context.Background(), net, layer, set, pictureLists(top), field.AverageOptions{}); err != nil {
				panic("command: " + err.Error()) // as above
			}
		}
	}
}

// brushWidth is the side of a stroke's point in pixels.
const brushWidth = 7

// brushes are one point of a stroke each, after which all units of all layers are up to date; -maps: all those before the
// dense layers.
func brushes() []workload {
	var all []workload
	for _, b := range []struct{ name, net, layer string }{
		{"brush-toy48", "toy48", "softmax"},
		{"brush-alexnet-maps", "alexnet", "pool3"},
		{"brush-alexnet", "alexnet", "softmax"},
	} {
		all = append(all, workload{name: b.name, unit: "point", count: 1, make: func() func() {
			net, picture := randomScene(b.net)
			answers := net.NewIncremental(picture, net.Index(b.layer))
			paint := randomNormal(net.Input[0], brushWidth, brushWidth).Data
			at := image.Pt(0, 0)
			return func() {
				at.X, at.Y = (at.X+5)%(net.Input[2]-brushWidth), (at.Y+3)%(net.Input[1]-brushWidth)
				answers.Change(image.Rectangle{at, at.Add(image.Pt(brushWidth, brushWidth))}, paint)
			}
		}})
	}
	return all
}

// randomScene is a preset with random weights, AlexNet with the 1000 classes of ImageNet, and a random picture.
func randomScene(name string) (*cnn.Network, *cnn.Tensor) {
	classes := 10
	if name == "alexnet" {
		classes = 1000
	}
	net := randomNetwork(name, classes)
	return net, randomNormal(net.Input...)
}
