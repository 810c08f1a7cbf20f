package tuning_test

import (
	"context"
	"errors"
	"image"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"unitscope/cnn"
	"unitscope/viz/tuning"
)

func grow(t *testing.T, net *cnn.Network, node int, units []int, o tuning.PreferredOptions) []*tuning.PreferredStimulus {
	t.Helper()
	grown, err := tuning.PreferredUnits(context.Background(), net, node, units, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return grown
}

// answerTo is what a cell of a unit answers to a picture of 0..1.
func answerTo(net *cnn.Network, node, unit, cell int, picture *cnn.Tensor) float32 {
	x := cnn.NewTensor(append(cnn.Shape{1}, net.Input...)...)
	net.Meta.Prep.Apply(x.Data, picture.Data, picture.Shape)
	pass := net.NewPass(1)
	pass.Forward(x)
	shape := net.Nodes[node].Shape
	return pass.Activation(node).Data[unit*shape[1:].Size()+cell]
}

// plain takes the gradient as it is.
var plain = tuning.PreferredOptions{Jitter: -1, Blur: -1, Steps: 400}

// linear is a network of one convolution whose weights are away from zero, and that reads 4·(p − 0.5).
func linear(t *testing.T, o cnn.ConvOptions, more ...cnn.Layer) (*cnn.Network, *cnn.Conv2D) {
	t.Helper()
	conv := cnn.NewConv2D(3, 4, [2]int{5, 3}, o)
	net := stack(t, cnn.Shape{3, 15, 12}, append([]cnn.Layer{conv}, more...)...)
	net.Meta.Prep = cnn.Preprocessing{Mean: []float32{0.5}, Deviation: []float32{0.25}}
	for i, w := range conv.Weight.Data {
		conv.Weight.Data[i] = w + float32(math.Copysign(0.05, float64(w)))
	}
	return net, conv
}

// Within 0..1 nothing drives a sum of weighted pixels more than white where the weight is positive and black where it is
// negative: Σ|w|·4·0.5 above the bias.
func TestPreferredOfALinearUnitWithinTheBox(t *testing.T) {
	for _, o := range []cnn.ConvOptions{{}, {Stride: [2]int{2, 1}, Pad: cnn.Padding{Top: 2, Left: 1, Bottom: 2, Right: 1}}} {
		net, conv := linear(t, o)
		options := plain
		options.Norm = 0.5
		for _, s := range grow(t, net, 0, nil, options) {
			if size := s.Window.Size(); size != image.Pt(3, 5) {
				t.Fatalf("the window is %v, want 3×5", s.Window)
			}
			inside, want := 0, 0.0
			for i, v := range s.Picture.Data {
				at := image.Pt(i%12, i/12%15)
				if !at.In(s.Window) {
					if v != 0.5 {
						t.Fatalf("unit %d: %g at %v, outside the window, want grey", s.Unit, v, at)
					}
					continue
				}
				w := kernel(conv, s.Unit)[inside]
				inside++
				want += 2 * math.Abs(float64(w))
				if best := (1 + float32(math.Copysign(1, float64(w)))) / 2; v != best {
					t.Errorf("unit %d: %g where the weight is %g", s.Unit, v, w)
				}
			}
			if got := float64(s.Response - conv.Bias.Data[s.Unit]); math.Abs(got-want) > 1e-3 || s.Grey != conv.Bias.Data[s.Unit] || s.Silent {
				t.Errorf("unit %d answers %g above its bias, want %g; to grey %g", s.Unit, got, want, s.Grey)
			}
		}
	}
}

// Within a contrast that the box does not bind, nothing drives it more than the kernel itself.
func TestPreferredOfALinearUnitWithinTheNorm(t *testing.T) {
	net, conv := linear(t, cnn.ConvOptions{})
	options := plain
	options.Norm = 0.1
	for _, s := range grow(t, net, 0, nil, options) {
		var seen []float32
		square := 0.0
		for i, v := range s.Picture.Data {
			if image.Pt(i%12, i/12%15).In(s.Window) {
				seen = append(seen, v-0.5)
				square += float64(v-0.5) * float64(v-0.5)
			}
		}
		if r := correlation(seen, kernel(conv, s.Unit)); r < 0.9999 {
			t.Errorf("unit %d: correlates %.5f with the kernel", s.Unit, r)
		}
		if rms := math.Sqrt(square / float64(len(seen))); math.Abs(rms-0.1) > 1e-5 {
			t.Errorf("unit %d: a contrast of %g, want 0.1", s.Unit, rms)
		}
	}
}

// deep is a network with all that a way up goes through.
func deep(t *testing.T, pad int) *cnn.Network {
	t.Helper()
	o := cnn.ConvOptions{Pad: cnn.Padding{Top: pad, Left: pad, Bottom: pad, Right: pad}}
	net := stack(t, cnn.Shape{3, 20, 22}, cnn.NewConv2D(3, 6, [2]int{3, 3}, o), &cnn.ReLU{}, cnn.NewMaxPool(2, 2),
		cnn.NewConv2D(6, 5, [2]int{3, 3}, o), &cnn.ReLU{}, cnn.NewMaxPool(2, 2), &cnn.Flatten{}, cnn.NewDense(5*(3+2*pad)*(4+pad), 7), &cnn.Softmax{})
	net.Meta.Prep = cnn.Preprocessing{Mean: []float32{0.5, 0.4, 0.3}, Deviation: []float32{0.25}}
	return net
}

// Whatever is asked for, with borders and without, the watched response is what the whole network answers to the
// picture before the step, the last one what it answers to the picture; it rises, beyond what noise of the same contrast
// draws, and all values are a picture's.
func TestPreferredDrivesUnitsOfAnyLayer(t *testing.T) {
	for pad := range 2 {
		net := deep(t, pad)
		for node := range net.Nodes {
			unit := min(4, net.Nodes[node].Shape[0]-1)
			var before *cnn.Tensor
			var cell int
			height, width := 1, 1
			if shape := net.Nodes[node].Shape; len(shape) == 3 {
				height, width = shape[1], shape[2]
			}
			cell = height/2*width + width/2
			s, err := tuning.Preferred(context.Background(), net, node, unit, tuning.PreferredOptions{Jitter: -1, Steps: 60}, func(step int, picture *cnn.Tensor, response float32) {
				if before != nil {
					if want := answerTo(net, node, unit, cell, before); math.Abs(float64(response-want)) > 1e-4 {
						t.Errorf("pad %d, node %d, step %d: %g, the whole network answers %g", pad, node, step, response, want)
					}
				}
				before = picture
			})
			if err != nil {
				t.Fatal(err)
			}
			if want := answerTo(net, node, unit, cell, s.Picture); math.Abs(float64(s.Response-want)) > 1e-5 || s.Cell != cell {
				t.Errorf("pad %d, node %d: response %g at cell %d, want %g at %d", pad, node, s.Response, s.Cell, want, cell)
			}
			if slices.Min(s.Picture.Data) < 0 || slices.Max(s.Picture.Data) > 1 {
				t.Errorf("pad %d, node %d: values beyond 0..1", pad, node)
			}
			if noise := strongestNoise(net, node, unit, cell, s); s.Response <= noise || s.Silent {
				t.Errorf("pad %d, node %d: answers %g, to noise up to %g", pad, node, s.Response, noise)
			}
		}
	}
}

// strongestNoise is the strongest of a cell's answers to a hundred pictures of noise of a stimulus' contrast.
func strongestNoise(net *cnn.Network, node, unit, cell int, s *tuning.PreferredStimulus) float32 {
	rng := rand.New(rand.NewPCG(3, 0))
	strongest := float32(math.Inf(-1))
	for range 100 {
		picture := cnn.NewTensor(s.Picture.Shape...)
		for i := range picture.Data {
			picture.Data[i] = 0.5 + 0.2*float32(1-2*rng.IntN(2))
		}
		strongest = max(strongest, answerTo(net, node, unit, cell, picture))
	}
	return strongest
}

// A rectified unit that never answers shows what would come nearest to moving it, and says that it is silent; so does
// one behind a layer that is all silent, which no gradient reaches.
func TestPreferredOfSilentUnits(t *testing.T) {
	net, conv := linear(t, cnn.ConvOptions{}, &cnn.ReLU{}, cnn.NewMaxPool(2, 2), cnn.NewConv2D(4, 2, [2]int{3, 2}, cnn.ConvOptions{}))
	for u := range conv.Bias.Data {
		conv.Bias.Data[u] = -1000
	}
	for _, node := range []int{1, 2} {
		s := grow(t, net, node, []int{2}, tuning.PreferredOptions{})[0]
		if !s.Silent || s.Response != 0 || s.Grey != 0 {
			t.Errorf("node %d: silent: %v, answers %g, to grey %g", node, s.Silent, s.Response, s.Grey)
		}
		if now := answerTo(net, 0, 2, 5*10+5, s.Picture); node == 1 && now < -1000+3 {
			t.Errorf("the sum before the rectifier is %g: it did not grow", now)
		}
	}
	behind := grow(t, net, 3, nil, tuning.PreferredOptions{})
	for _, s := range behind {
		if !s.Silent || slices.Min(s.Picture.Data) < 0 || slices.Max(s.Picture.Data) > 1 || slices.ContainsFunc(s.Picture.Data, func(v float32) bool { return v != v }) {
			t.Errorf("unit %d behind silent ones: silent: %v", s.Unit, s.Silent)
		}
	}
}

// A class' picture is that of its sum of weights, whether asked for before the softmax or behind it.
func TestPreferredOfAnAnswerIsThatBeforeTheSoftmax(t *testing.T) {
	net := deep(t, 0)
	sum, answer := grow(t, net, 7, []int{3}, tuning.PreferredOptions{})[0], grow(t, net, 8, []int{3}, tuning.PreferredOptions{})[0]
	if !slices.Equal(sum.Picture.Data, answer.Picture.Data) {
		t.Error("the pictures differ")
	}
	if answer.Response <= 0 || answer.Response > 1 {
		t.Errorf("the answer is %g", answer.Response)
	}
}

// Seeds give other pictures; processors and company do not.
func TestPreferredIsDeterministic(t *testing.T) {
	net := deep(t, 1)
	o := tuning.PreferredOptions{Steps: 30, Seed: 4}
	all := grow(t, net, 3, nil, o)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	alone := grow(t, net, 3, []int{2}, o)[0]
	if !slices.Equal(all[2].Picture.Data, alone.Picture.Data) || all[2].Response != alone.Response {
		t.Error("alone, on one processor, a unit's picture is another")
	}
	o.Seed = 5
	if slices.Equal(grow(t, net, 3, []int{2}, o)[0].Picture.Data, alone.Picture.Data) {
		t.Error("another seed gives the same picture")
	}
}

// A network that reads blue first and channels last grows the same pictures.
func TestPreferredOfOtherOrdersOfChannels(t *testing.T) {
	conv := cnn.NewConv2D(3, 4, [2]int{3, 3}, cnn.ConvOptions{})
	plain := stack(t, cnn.Shape{3, 9, 7}, conv, &cnn.ReLU{}, &cnn.Flatten{}, cnn.NewDense(4*7*5, 2))
	plain.Meta.Prep = cnn.Preprocessing{Mean: []float32{0.5, 0.4, 0.3}, Deviation: []float32{0.2, 0.3, 0.4}}
	swapped := conv.Clone().(*cnn.Conv2D)
	for unit := range 4 {
		for i := range 9 {
			w := swapped.Weight.Data[unit*27:]
			w[i], w[18+i] = w[18+i], w[i]
		}
	}
	other := cnn.NewNetwork(cnn.Shape{9, 7, 3})
	for i, l := range []cnn.Layer{&cnn.Transpose{Order: []int{2, 0, 1}}, swapped, &cnn.ReLU{}, &cnn.Flatten{}, plain.Nodes[3].Layer} {
		if err := other.Append(string(rune('a'+i)), l); err != nil {
			t.Fatal(err)
		}
	}
	other.Meta.Prep = cnn.Preprocessing{Mean: []float32{0.3, 0.4, 0.5}, Deviation: []float32{0.4, 0.3, 0.2}, Order: cnn.BGR, Layout: cnn.ChannelsLast}
	o := tuning.PreferredOptions{Steps: 20}
	a, b := grow(t, plain, 3, nil, o), grow(t, other, 4, nil, o)
	for u := range a {
		if !slices.EqualFunc(a[u].Picture.Data, b[u].Picture.Data, func(x, y float32) bool { return math.Abs(float64(x-y)) < 1e-3 }) || math.Abs(float64(a[u].Response-b[u].Response)) > 1e-2 {
			t.Errorf("unit %d: answers %g and %g, to other pictures", u, a[u].Response, b[u].Response)
		}
	}
}

func TestPreferredStops(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	net := deep(t, 0)
	units := slices.Repeat([]int{0, 1, 2}, 20) // more than one batch
	var last []*tuning.PreferredStimulus
	grown, err := tuning.PreferredUnits(ctx, net, 0, units, tuning.PreferredOptions{}, func(done, total int, stimuli []*tuning.PreferredStimulus) {
		if total != 320 || len(stimuli) != 60 { // 160 steps of two batches
			t.Fatalf("%d of %d steps, %d stimuli", done, total, len(stimuli))
		}
		if last = stimuli; done == 165 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || len(grown) != 60 {
		t.Fatalf("%d stimuli: %v", len(grown), err)
	}
	for i, s := range grown {
		if s == nil || !slices.Equal(s.Picture.Data, last[i].Picture.Data) || s.Response != last[i].Response {
			t.Errorf("unit %d is not as it was last seen", i)
		}
	}
	stop()
	if s, err := tuning.Preferred(ctx, net, 0, 0, tuning.PreferredOptions{}, nil); s != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("stopped before: %v, %v", s, err)
	}
}

func TestPreferredRefuses(t *testing.T) {
	net := deep(t, 0)
	broken := deep(t, 0)
	broken.Nodes[0].Layer.(*cnn.Conv2D).Weight.Data[0] = float32(math.NaN())
	for name, c := range map[string]struct {
		net  *cnn.Network
		unit int
		o    tuning.PreferredOptions
	}{
		"unit 9":      {net, 9, tuning.PreferredOptions{}},
		"-3 steps":    {net, 0, tuning.PreferredOptions{Steps: -3}},
		"rate -1":     {net, 0, tuning.PreferredOptions{Rate: -1}},
		"NaN":         {net, 0, tuning.PreferredOptions{Blur: math.NaN()}},
		"answers NaN": {broken, 0, tuning.PreferredOptions{}},
		"no picture":  {stack(t, cnn.Shape{7}, cnn.NewDense(7, 2)), 0, tuning.PreferredOptions{}},
	} {
		if _, err := tuning.Preferred(context.Background(), c.net, 0, c.unit, c.o, nil); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
