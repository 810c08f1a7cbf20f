package cnn

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestSpecShapes: what stages make of an input, by hand.
func TestSpecShapes(t *testing.T) {
	for _, c := range []struct {
		text       string
		shapes     string
		parameters []int
	}{
		{"conv 16@5 | relu | pool 2 | dense 64", "16×24×20 16×24×20 16×12×10 64 10", []int{16*3*25 + 16, 0, 0, 1920*64 + 64, 650}},
		{"conv 8@3x5 stride 2 pad 1x2 | bn", "8×14×12 8×14×12 10", []int{8*3*15 + 8, 16, 1344*10 + 10}}, // ⌊(28+2−3)/2⌋+1, ⌊(24+4−5)/2⌋+1
		{"conv 6@3 dilation 2 groups 3", "6×24×20 10", []int{6*9 + 6, 6*24*20*10 + 10}},                 // a kernel of 3 spans 5
		{"pool 3 stride 2 pad 1", "3×14×12 10", []int{0, 3*14*12*10 + 10}},
		{"avgpool 4", "3×7×6 10", []int{0, 1270}},
		{"globalpool | leaky 0.1 | dropout 0.5", "3×1×1 3×1×1 3×1×1 10", []int{0, 0, 0, 40}},
		{"lrn | sigmoid | tanh", "3×28×24 3×28×24 3×28×24 10", []int{0, 0, 0, 20170}},
		{"dense 5 | bn | dense 4", "5 5 4 10", []int{2016*5 + 5, 10, 24, 50}},
		{"", "10", []int{20170}},
	} {
		s, err := ParseSpec(c.text)
		if err != nil {
			t.Fatal(err)
		}
		plan := s.Plan(Shape{3, 28, 24}, 10)
		var shapes []string
		var parameters []int
		total := 0
		for _, p := range append(plan.Stages, plan.Output) {
			shapes, parameters = append(shapes, p.Shape.String()), append(parameters, p.Parameters)
			total += p.Parameters
		}
		if got := strings.Join(shapes, " "); got != c.shapes || !slices.Equal(parameters, c.parameters) || plan.Err != nil || plan.Parameters != total {
			t.Errorf("%s: %s with %v, wants %s with %v (%v)", c.text, got, parameters, c.shapes, c.parameters, plan.Err)
		}
	}
}

// TestSpecNames: layers are named by kind and number, one flatten before the first dense layer.
func TestSpecNames(t *testing.T) {
	s, err := ParseSpec("conv 4@3 | leaky 0.2 | conv 4@3 | bn | leaky 0.2 | dense 8 | sigmoid | dense 6")
	if err != nil {
		t.Fatal(err)
	}
	net, err := s.Build(Shape{1, 8, 8}, 3)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, n := range net.Nodes {
		names = append(names, n.Name)
	}
	if got, want := strings.Join(names, " "), "conv1 leaky1 conv2 bn1 leaky2 flatten dense1 sigmoid1 dense2 output softmax"; got != want {
		t.Errorf("layers %s, wants %s", got, want)
	}
	if slope := net.Nodes[4].Layer.(*LeakyReLU).Slope; slope != 0.2 {
		t.Errorf("slope %g", slope)
	}
}

// TestSpecCanonical: what String writes says no more than is needed.
func TestSpecCanonical(t *testing.T) {
	for text, want := range map[string]string{
		" conv  16@5x5 stride 1x1 pad 0 dilation 1 groups 1|relu ": "conv 16@5 | relu",
		"pool 2 stride 2 | pool 3 stride 2":                        "pool 2 | pool 3 stride 2",
		"conv 8@3x5 groups 2 pad 1x2":                              "conv 8@3x5 pad 1x2 groups 2",
		"leaky 1e-2|dropout .5|dense 10":                           "leaky 0.01 | dropout 0.5 | dense 10",
		"avgpool 2x3 stride 1x3 pad 1":                             "avgpool 2x3 stride 1x3 pad 1",
	} {
		s, err := ParseSpec(text)
		if err != nil || s.String() != want {
			t.Errorf("%q is written %q (%v), wants %q", text, s, err, want)
		}
	}
}

// TestSpecParseErrors: the stage, the byte and what was wrong.
func TestSpecParseErrors(t *testing.T) {
	for _, c := range []struct {
		text      string
		stage, at int
		want      string
	}{
		{"relu | cnv 16@5", 1, 7, `"cnv" is no kind of layer; there are conv, bn,`},
		{"conv 16", 0, 5, `"16" is not N@K, as in "conv 16@3 pad 1"`},
		{"conv", 0, 0, "N@K is missing"},
		{"relu | | pool 2", 1, 6, "nothing between two bars"},
		{"conv 16@x", 0, 8, `kernel "x" is not a number`},
		{"conv 0@3", 0, 5, `units "0" is not a number from 1`},
		{"conv 8@3 stride 0", 0, 16, `stride "0" is not a number from 1`},
		{"conv 8@3 stride", 0, 9, "stride without a number"},
		{"conv 8@3 pad 1 pad 2", 0, 15, "pad is given twice"},
		{"pool 2 groups 2", 0, 7, `"groups" is no setting of pool; there are stride, pad`},
		{"relu 3", 0, 5, `"3" is no setting of relu; it has none`},
		{"dropout 1", 0, 8, `rate "1" is not a number from 0 to below 1`},
		{"leaky NaN", 0, 6, `slope "NaN" is not a number`},
		{"dense 99999999999999999999", 0, 6, "units"},
		{"pool 2x", 0, 5, `kernel "2x" is not a number`},
	} {
		_, err := ParseSpec(c.text)
		var wrong *SpecError
		if !errors.As(err, &wrong) || wrong.Stage != c.stage || wrong.At != c.at || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %+v, wants stage %d, byte %d, %q", c.text, err, c.stage, c.at, c.want)
		}
	}
}

// TestSpecDoesNotFit: the stage that does not fit is named, those before it keep their shapes, those
// after it have none, and nothing is built.
func TestSpecDoesNotFit(t *testing.T) {
	for _, c := range []struct {
		text  string
		stage int
		want  string
	}{
		{"conv 8@5 | pool 2 | conv 8@9", 2, "kernel spans 9×9, more than the padded input"},
		{"dense 8 | conv 8@3", 1, "looks at maps"},
		{"dense 8 | globalpool", 1, "looks at maps"},
		{"dense 8 | lrn", 1, "looks at maps"},
		{"conv 8@3 groups 2", 0, "2 groups do not divide 3 input and 8 output maps"},
		{"pool 2 pad 2", 0, "more than half the kernel"},
		{"conv 65536@1", 0, "activations"},
		{"conv 2048@3 pad 1 | dense 65536", 1, "parameters"},
		{"conv 8@1048576 pad 1048576", 0, "weights are too many"},
	} {
		s, err := ParseSpec(c.text)
		if err != nil {
			t.Fatal(err)
		}
		plan := s.Plan(Shape{3, 20, 20}, 10)
		var wrong *SpecError
		if !errors.As(plan.Err, &wrong) || wrong.Stage != c.stage || !strings.Contains(plan.Err.Error(), c.want) {
			t.Errorf("%q: %v, wants %q at stage %d", c.text, plan.Err, c.want, c.stage)
			continue
		}
		for i, p := range plan.Stages {
			if (p.Shape != nil) != (i < c.stage) || (p.Err != nil) != (i == c.stage) {
				t.Errorf("%q: stage %d is %+v", c.text, i, p)
			}
		}
		if net, err := s.Build(Shape{3, 20, 20}, 10); net != nil || err == nil {
			t.Errorf("%q builds", c.text)
		}
	}
	if plan := (Spec{[]Stage{{Kind: "wavelet"}}}).Plan(Shape{3, 20, 20}, 10); plan.Err == nil {
		t.Error("a kind that is none fits")
	}
	for _, c := range []struct {
		input   Shape
		classes int
	}{{Shape{3, 0, 4}, 2}, {Shape{48}, 2}, {nil, 2}, {Shape{3, 8, 8}, 0}} {
		if net, err := (Spec{}).Build(c.input, c.classes); net != nil || err == nil {
			t.Errorf("input %v with %d classes builds", c.input, c.classes)
		}
	}
}

// randomStage is any stage, its numbers small, mostly sensible.
func randomStage(rng *rand.Rand) Stage {
	s := NewStage(StageKinds()[rng.IntN(len(StageKinds()))])
	side := func() [2]int { return [2]int{1 + rng.IntN(4), 1 + rng.IntN(4)} }
	for _, setting := range s.Kind.Settings() {
		switch setting {
		case UnitsSetting:
			s.Units = 1 + rng.IntN(12)
		case KernelSetting:
			s.Kernel = side()
		case StrideSetting:
			s.Stride = side()
		case PadSetting:
			s.Pad = [2]int{rng.IntN(3), rng.IntN(3)}
		case DilationSetting:
			s.Dilation = side()
		case GroupsSetting:
			s.Groups = 1 + rng.IntN(2)
		case SlopeSetting, RateSetting:
			s.Slope, s.Rate = 0, 0
			_ = s.Set(setting, "0.25")
		}
	}
	return s
}

// TestSpecLaws, over random lists of stages: text reads back as what it was written from; Plan and the
// network that is built agree on names, shapes and parameters, and on whether it can be built.
func TestSpecLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 0))
	built := 0
	for range 3000 {
		var s Spec
		for range rng.IntN(6) {
			s.Stages = append(s.Stages, randomStage(rng))
		}
		again, err := ParseSpec(s.String())
		if err != nil || !slices.Equal(again.Stages, s.Stages) {
			t.Fatalf("%q reads back as %q: %v", s, again, err)
		}
		input := Shape{1 + rng.IntN(3), 4 + rng.IntN(20), 4 + rng.IntN(20)}
		plan := s.Plan(input, 3)
		net, err := s.Build(input, 3)
		if (plan.Err == nil) != (err == nil) {
			t.Fatalf("%q on %v: plan says %v, building %v", s, input, plan.Err, err)
		}
		if err != nil {
			continue
		}
		built++
		for _, p := range append(plan.Stages, plan.Output) {
			if i := net.Index(p.Name); i < 0 || !net.Nodes[i].Shape.Equal(p.Shape) {
				t.Fatalf("%q on %v: %s is planned as %v", s, input, p.Name, p.Shape)
			}
		}
		if back, err := SpecOf(net); err != nil || !slices.Equal(back.Stages, s.Stages) {
			t.Fatalf("%q comes back out of its network as %q (%v)", s, back, err)
		}
		if net.Parameters() != plan.Parameters {
			t.Fatalf("%q on %v: %d parameters, planned %d", s, input, net.Parameters(), plan.Parameters)
		}
	}
	if built < 300 {
		t.Errorf("only %d of the lists could be built", built)
	}
}

func FuzzParseSpec(f *testing.F) {
	for _, p := range presets {
		f.Add(p.spec)
	}
	f.Add("conv 8@3x5 stride 2 pad 1x2 dilation 2 groups 1 | bn | leaky -0.5 | lrn | avgpool 2 | globalpool | dropout .1")
	f.Add("conv|@|x 1e9")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSpec(text)
		if err != nil {
			var wrong *SpecError
			if !errors.As(err, &wrong) || wrong.At < 0 || wrong.At > len(text) || strings.Contains(err.Error(), "\n") {
				t.Fatalf("%q: %+v", text, err)
			}
			return
		}
		again, err := ParseSpec(s.String())
		if err != nil || !slices.Equal(again.Stages, s.Stages) {
			t.Fatalf("%q is written %q and reads back as %q (%v)", text, s, again, err)
		}
		s.Plan(Shape{3, 32, 32}, 10) // never panics
	})
}

// A text tells itself from file and preset names.
func TestLooksLikeSpec(t *testing.T) {
	for text, want := range map[string]bool{"conv 8@3": true, "relu | pool 2": true, "cnv 8@3 | relu": true, "toy48": false, "my net.onnx": false, "conv": false, "": false} {
		if LooksLikeSpec(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

// What no stages can make is refused by the layer's name.
func TestSpecOfOthers(t *testing.T) {
	branched := NewNetwork(Shape{2, 4, 4})
	plainer := NewNetwork(Shape{2, 4, 4})
	for _, err := range []error{
		branched.Append("a", &ReLU{}), branched.Append("b", &Add{}, "a", InputName), branched.Append("flatten", &Flatten{}), branched.Append("output", NewDense(32, 2)),
		plainer.Append("bare", NewConv2D(2, 2, [2]int{3, 3}, ConvOptions{NoBias: true})), plainer.Append("flatten", &Flatten{}), plainer.Append("output", NewDense(8, 2)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for net, want := range map[*Network]string{branched: `layer "b" does not follow`, plainer: `layer "bare" (Conv) is none`, NewNetwork(Shape{1, 4, 4}): "does not end in a dense layer"} {
		if s, err := SpecOf(net); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q, %v, wants %q", s, err, want)
		}
	}
}
