package cnn

import (
	"errors"
	"fmt"
	"slices"
)

// Bounds of what a Spec may ask for, far above what a processor learns in a day.
const (
	maxActivations = 1 << 24 // values of one stage for one picture: 64 MB
	maxParameters  = 1 << 28 // of the whole network: 1 GB
)

// A StagePlan is what a stage becomes for an input.
type StagePlan struct {
	Name       string // of the layer: "conv1"
	Shape      Shape  // of one example; nil where this stage or one before it does not fit
	Parameters int
	Err        error // a *SpecError: why the stage does not fit
}

// A Plan is what a Spec becomes for an input, stage by stage, and then the output layer.
type Plan struct {
	Stages     []StagePlan
	Output     StagePlan
	Parameters int   // of all that fit
	Err        error // the first stage's that does not fit
}

// Plan says what a network of these stages would be, for pictures of the given shape and so many
// classes. It allocates no weights, so it can follow the keys of somebody who edits the stages.
func (s Spec) Plan(input Shape, classes int) Plan {
	p := Plan{Stages: make([]StagePlan, len(s.Stages))}
	if err := input.Check(); err != nil || len(input) != 3 {
		p.Err = fmt.Errorf("the network's input is %v, not channels×rows×columns", input)
		return p
	}
	number, shape := map[StageKind]int{}, input
	for i, stage := range s.Stages {
		number[stage.Kind]++
		p.Stages[i].Name = fmt.Sprint(stage.Kind, number[stage.Kind])
		if p.Err == nil {
			shape = p.add(&p.Stages[i], i, stage, shape)
		}
	}
	p.Output.Name = "output"
	if p.Err == nil {
		p.add(&p.Output, len(s.Stages), Stage{Kind: DenseStage, Units: classes}, shape)
	}
	return p
}

// add plans one stage and returns the shape that comes out of it.
func (p *Plan) add(to *StagePlan, at int, stage Stage, in Shape) Shape {
	stage = stage.complete()
	shape, parameters, err := stage.plan(in)
	if err == nil {
		err = checkBounds(shape, parameters, p.Parameters)
	}
	if err != nil {
		to.Err = &SpecError{Stage: at, Text: stage.String(), At: -1, Err: err}
		p.Err = to.Err
		return nil
	}
	to.Shape, to.Parameters = shape, parameters
	p.Parameters += parameters
	return shape
}

func checkBounds(shape Shape, parameters, before int) error {
	switch {
	case shape.Check() != nil || shape.Size() > maxActivations:
		return fmt.Errorf("%v are more than %d million activations a picture", shape, maxActivations>>20)
	case parameters > maxParameters-before:
		return fmt.Errorf("more than %d million parameters in all", maxParameters>>20)
	}
	return nil
}

// plan returns a stage's output shape for an input shape and how many numbers it learns. The stage is complete.
func (s Stage) plan(in Shape) (Shape, int, error) {
	switch s.Kind {
	case ConvStage:
		return s.planConv(in)
	case MaxPoolStage, AvgPoolStage:
		if err := wantsMaps(in); err != nil {
			return nil, 0, err
		}
		if most := [2]int{s.Kernel[0] / 2, s.Kernel[1] / 2}; s.Pad[0] > most[0] || s.Pad[1] > most[1] {
			return nil, 0, fmt.Errorf("padding %s is more than half the kernel, so that cells would see nothing but border", sizeText(s.Pad))
		}
		out, err := s.window().pool([]Shape{in})
		return out, 0, err
	case GlobalPoolStage:
		if err := wantsMaps(in); err != nil {
			return nil, 0, err
		}
		return Shape{in[0], 1, 1}, 0, nil
	case LRNStage:
		return in, 0, wantsMaps(in)
	case BatchNormStage:
		return in, 2 * in[0], nil
	case DenseStage:
		if s.Units < 1 || s.Units > maxUnits {
			return nil, 0, fmt.Errorf("%d units are outside 1 to %d", s.Units, maxUnits)
		}
		return Shape{s.Units}, s.Units * (in.Size() + 1), nil
	case DropoutStage:
		_, err := (&Dropout{Rate: s.Rate}).OutShape(in)
		return in, 0, err
	case ReLUStage, LeakyReLUStage, SigmoidStage, TanhStage:
		return in, 0, nil
	}
	return nil, 0, fmt.Errorf("%s is no kind of layer; there are %s", quote(string(s.Kind)), kindWords())
}

func (s Stage) planConv(in Shape) (Shape, int, error) {
	if err := wantsMaps(in); err != nil {
		return nil, 0, err
	}
	if s.Units < 1 || s.Units > maxUnits {
		return nil, 0, fmt.Errorf("%d maps are outside 1 to %d", s.Units, maxUnits)
	}
	if s.Groups < 1 || in[0]%s.Groups != 0 || s.Units%s.Groups != 0 {
		return nil, 0, fmt.Errorf("%d groups do not divide %d input and %d output maps", s.Groups, in[0], s.Units)
	}
	out, err := s.window().outSize([2]int{in[1], in[2]})
	if err != nil {
		return nil, 0, err
	}
	// a kernel no larger than the padded input, whose sides are below 2^32, may still overflow with the maps
	weights := Shape{s.Units, in[0] / s.Groups, s.Kernel[0], s.Kernel[1]}
	if weights.Check() != nil {
		return nil, 0, fmt.Errorf("%v weights are too many", weights)
	}
	return Shape{s.Units, out[0], out[1]}, weights.Size() + s.Units, nil
}

// window is the geometry of a convolution or pooling stage.
func (s Stage) window() window {
	return newWindow(s.Kernel, s.Stride, orElse(s.Dilation, [2]int{1, 1}), s.padding(), false)
}

func (s Stage) padding() Padding {
	return Padding{Top: s.Pad[0], Bottom: s.Pad[0], Left: s.Pad[1], Right: s.Pad[1]}
}

// errFlat is what layers that look at maps say behind a dense layer.
var errFlat = errors.New("looks at maps, but no maps are left after a dense layer")

func wantsMaps(in Shape) error {
	if len(in) != 3 {
		return errFlat
	}
	return nil
}

// Build returns the network of these stages with so many answers: its layers are named by kind
// and number (conv1, relu1, conv2), "flatten" stands before the first dense layer, "output" and
// "softmax" are last. The weights are zero: see Init. Pictures are centred, as for the presets.
// The error is that of Plan.
func (s Spec) Build(input Shape, classes int) (*Network, error) {
	plan := s.Plan(input, classes)
	if plan.Err != nil {
		return nil, plan.Err
	}
	net := NewNetwork(input)
	net.Meta.Prep = CentredPreprocessing()
	output := Stage{Kind: DenseStage, Units: classes}
	for i, stage := range append(slices.Clip(s.Stages), output) {
		in, name := net.shape(len(net.Nodes)-1), plan.Output.Name
		if i < len(s.Stages) {
			name = plan.Stages[i].Name
		}
		if stage.Kind == DenseStage && len(in) > 1 {
			in = net.mustAppend("flatten", &Flatten{})
		}
		net.mustAppend(name, stage.complete().layer(in))
	}
	net.mustAppend("softmax", &Softmax{})
	return net, nil
}

// mustAppend adds a layer that Plan has found to fit, and returns the shape that comes out of it.
func (n *Network) mustAppend(name string, layer Layer) Shape {
	if err := n.Append(name, layer); err != nil {
		panic(err)
	}
	return n.Nodes[len(n.Nodes)-1].Shape
}

// layer makes a stage's layer for an input of the given shape. The stage is complete, and plan has found it right.
func (s Stage) layer(in Shape) Layer {
	switch s.Kind {
	case ConvStage:
		return NewConv2D(in[0], s.Units, s.Kernel, ConvOptions{Stride: s.Stride, Dilation: s.Dilation, Pad: s.padding(), Groups: s.Groups})
	case BatchNormStage:
		return NewBatchNorm(in[0])
	case ReLUStage:
		return &ReLU{}
	case LeakyReLUStage:
		return &LeakyReLU{Slope: s.Slope}
	case SigmoidStage:
		return &Sigmoid{}
	case TanhStage:
		return &Tanh{}
	case LRNStage: // ONNX's and PyTorch's defaults, over AlexNet's five maps
		return &LRN{Size: 5, Alpha: 1e-4, Beta: 0.75, Bias: 1}
	case MaxPoolStage:
		return &MaxPool{Kernel: s.Kernel, Stride: s.Stride, Dilation: [2]int{1, 1}, Pad: s.padding()}
	case AvgPoolStage:
		return &AvgPool{Kernel: s.Kernel, Stride: s.Stride, Pad: s.padding()}
	case GlobalPoolStage:
		return &GlobalAvgPool{}
	case DropoutStage:
		return &Dropout{Rate: s.Rate}
	case DenseStage:
		return NewDense(in.Size(), s.Units)
	}
	panic("cnn: no layer for a stage of kind " + string(s.Kind))
}
