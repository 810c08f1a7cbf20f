package cnn

import (
	"fmt"
	"slices"
)

// SpecOf returns the stages of a network that Spec.Build could have built: layers one after another, of the
// kinds and settings that stages have, then the output layer and, perhaps, the softmax. Its error names
// the first layer that is another. The weights are left behind.
func SpecOf(net *Network) (Spec, error) {
	var s Spec
	nodes := net.Nodes
	if last := len(nodes) - 1; last >= 0 {
		if _, ok := nodes[last].Layer.(*Softmax); ok {
			nodes = nodes[:last]
		}
	}
	for i, node := range nodes {
		if !slices.Equal(node.Inputs, []int{i - 1}) {
			return Spec{}, fmt.Errorf("cnn: layer %q does not follow the one before it", node.Name)
		}
		if _, ok := node.Layer.(*Flatten); ok && i+1 < len(nodes) {
			if _, dense := nodes[i+1].Layer.(*Dense); dense {
				continue // Build puts it there
			}
		}
		stage, ok := stageOf(node.Layer)
		if !ok {
			return Spec{}, fmt.Errorf("cnn: layer %q (%s) is none of the kinds and settings that stages have", node.Name, node.Layer.Kind())
		}
		s.Stages = append(s.Stages, stage)
	}
	last := len(s.Stages) - 1
	if last < 0 || s.Stages[last].Kind != DenseStage {
		return Spec{}, fmt.Errorf("cnn: the network does not end in a dense layer")
	}
	s.Stages = s.Stages[:last]
	return s, nil
}

// stageOf returns the stage that makes a layer, and whether it makes just that one.
func stageOf(layer Layer) (Stage, bool) {
	var s Stage
	var pad Padding
	switch l := layer.(type) {
	case *Conv2D:
		s = Stage{Kind: ConvStage, Units: l.Weight.Shape[0], Kernel: l.Kernel, Stride: l.Stride, Dilation: l.Dilation, Groups: l.Groups}
		pad = l.Pad
		if l.Bias == nil {
			return s, false
		}
	case *MaxPool:
		s, pad = Stage{Kind: MaxPoolStage, Kernel: l.Kernel, Stride: l.Stride}, l.Pad
		if l.Ceil || l.Dilation != [2]int{1, 1} {
			return s, false
		}
	case *AvgPool:
		s, pad = Stage{Kind: AvgPoolStage, Kernel: l.Kernel, Stride: l.Stride}, l.Pad
		if l.Ceil || l.CountPad {
			return s, false
		}
	case *Dense:
		return Stage{Kind: DenseStage, Units: l.Weight.Shape[0]}, l.Bias != nil
	case *LRN:
		s = Stage{Kind: LRNStage}
		return s, *l == *s.layer(nil).(*LRN)
	case *Dropout:
		return Stage{Kind: DropoutStage, Rate: l.Rate}, true
	case *LeakyReLU:
		return Stage{Kind: LeakyReLUStage, Slope: l.Slope}, true
	default:
		kind, ok := plainStages[layer.Kind()]
		return Stage{Kind: kind}, ok
	}
	s.Pad = [2]int{pad.Top, pad.Left}
	return s, pad == s.padding()
}

// plainStages are the stages without settings, by the kind of their layer.
var plainStages = map[string]StageKind{
	(&BatchNorm{}).Kind():     BatchNormStage,
	(&ReLU{}).Kind():          ReLUStage,
	(&Sigmoid{}).Kind():       SigmoidStage,
	(&Tanh{}).Kind():          TanhStage,
	(&GlobalAvgPool{}).Kind(): GlobalPoolStage,
}
