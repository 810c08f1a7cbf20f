package cnn

import (
	"fmt"
	"image"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// randomGraph draws a network of maps with branches of every kind, and now and then a head of vectors.
func randomGraph(t testing.TB, rng *rand.Rand) *Network {
	t.Helper()
	n := NewNetwork(Shape{1 + rng.IntN(4), 4 + rng.IntN(16), 4 + rng.IntN(16)})
	for tries := 4 + rng.IntN(12); tries > 0; tries-- {
		at := len(n.Nodes) - 1 - min(rng.IntN(3), len(n.Nodes))
		layer, inputs := randomLayer(rng, n, at)
		names := make([]string, len(inputs))
		for i, in := range inputs {
			names[i] = InputName
			if in >= 0 {
				names[i] = n.Nodes[in].Name
			}
		}
		if err := n.Append(fmt.Sprintf("%s%d", layer.Kind(), len(n.Nodes)), layer, names...); err != nil {
			continue // such as a kernel larger than its map
		}
	}
	if len(n.Nodes) == 0 {
		return randomGraph(t, rng)
	}
	if rng.IntN(3) == 0 {
		flat := n.shape(len(n.Nodes) - 1).Size()
		appendAll(t, n, "flatten", &Flatten{}, "dense", NewDense(flat, 9), "norm", NewBatchNorm(9), "softmax", &Softmax{})
	}
	drawn(rng, n)
	if rng.IntN(3) == 0 {
		n = randomLesions(t, rng, n)
	}
	full := fullPass(n, noise(rng, n.Input))
	for i := range n.Nodes {
		if !finite(full.Activation(i).Data) { // as where a pool's window lies in the border altogether
			return randomGraph(t, rng)
		}
	}
	return n
}

// drawn draws weights that keep activations near one, so that their rounding is that of one, and
// everything else that is learned.
func drawn(rng *rand.Rand, n *Network) {
	other := n.Clone()
	randomised(rng, other)
	n.Init(rng)
	for i, node := range n.Nodes {
		weightless := tensors(node.Layer)
		if _, ok := node.Layer.(*BatchNorm); !ok && len(weightless) > 0 {
			weightless = weightless[1:]
		}
		all := tensors(other.Nodes[i].Layer)
		for k, t := range weightless {
			copy(t.Data, all[len(all)-len(weightless)+k].Data)
		}
	}
}

func finite(v []float32) bool {
	return !slices.ContainsFunc(v, func(x float32) bool { return x-x != 0 })
}

// randomLayer draws a layer that reads node at and perhaps others of its shape.
func randomLayer(rng *rand.Rand, n *Network, at int) (Layer, []int) {
	few := func(k int) int { return 1 + rng.IntN(k) }
	pair := func(k int) [2]int { return [2]int{few(k), few(k)} }
	pad := func(k int) Padding { return Padding{rng.IntN(k), rng.IntN(k), rng.IntN(k), rng.IntN(k)} }
	maps := n.shape(at)[0]
	var alike []int
	for i := -1; i < len(n.Nodes); i++ {
		if n.shape(i).Equal(n.shape(at)) {
			alike = append(alike, i)
		}
	}
	other := alike[rng.IntN(len(alike))]
	switch rng.IntN(19) {
	case 0, 1, 2, 3:
		groups := 1
		if rng.IntN(3) == 0 {
			groups = []int{maps, max(maps/2, 1)}[rng.IntN(2)]
			groups = max(groups, 1)
			for maps%groups != 0 {
				groups--
			}
		}
		return NewConv2D(maps, groups*few(5), pair(4), ConvOptions{Stride: pair(2), Dilation: pair(2), Pad: pad(3), Groups: groups, NoBias: rng.IntN(3) == 0}), []int{at}
	case 4:
		if maps > 1 && rng.IntN(3) == 0 {
			return NewConv2D(maps, maps, pair(3), ConvOptions{Stride: pair(2), Dilation: pair(2), Pad: pad(2), Groups: maps, NoBias: rng.IntN(3) == 0}), []int{at}
		}
		return NewConv2D(maps, few(40), [2]int{3, 3}, ConvOptions{Pad: Padding{1, 1, 1, 1}}), []int{at}
	case 5, 6:
		return &MaxPool{pair(3), pair(3), pair(2), pad(2), rng.IntN(2) == 0}, []int{at}
	case 7:
		return &AvgPool{pair(3), pair(3), pad(2), rng.IntN(2) == 0, rng.IntN(2) == 0}, []int{at}
	case 8:
		return NewBatchNorm(maps), []int{at}
	case 9:
		return []Layer{&LRN{Size: few(5), Alpha: 0.1, Beta: 0.75, Bias: 1}, &Softmax{}}[rng.IntN(2)], []int{at}
	case 10:
		return []Layer{&Sigmoid{}, &Tanh{}, &Dropout{Rate: 0.5}, &LeakyReLU{Slope: 0.1}}[rng.IntN(4)], []int{at}
	case 11:
		return []Layer{&Add{}, &Mul{}}[rng.IntN(2)], []int{at, other}
	case 12:
		return &Concat{}, []int{at, other, at}[:few(3)]
	case 14, 15:
		return randomAnyRank(rng, n.shape(at)), []int{at}
	case 16:
		return []Layer{&Arithmetic{Op: "Sub"}, &Concat{Axis: 1 + rng.IntN(2)}}[rng.IntN(2)], []int{at, other}
	case 13:
		if rng.IntN(4) == 0 {
			return []Layer{&GlobalAvgPool{}, &GlobalMaxPool{}}[rng.IntN(2)], []int{at}
		}
		fallthrough
	default:
		return &ReLU{}, []int{at}
	}
}

// randomAnyRank draws a layer on arrays of any rank, for maps.
func randomAnyRank(rng *rand.Rand, in Shape) Layer {
	few := func(k int) int { return 1 + rng.IntN(k) }
	perMap := noise(rng, Shape{in[0], 1, 1})
	step := few(3)
	start := rng.IntN(min(in[1], 3))
	switch rng.IntN(12) {
	case 0:
		return &Elementwise{Op: []Function{"Elu", "HardSwish", "Softplus", "Abs", "Gelu"}[rng.IntN(5)], A: 1}
	case 1:
		return &Arithmetic{Op: "Mul", Constant: perMap, First: rng.IntN(2) == 0}
	case 2:
		return &Arithmetic{Op: "Add", Constant: noise(rng, Shape{in[1], 1})}
	case 3:
		return &PReLU{perMap}
	case 4: // a shortcut of ResNet
		return &Slice{"Slice", []int{0, start, 0}, []int{1, step, 2}, []int{in[0], (in[1]-1-start)/step + 1, (in[2] + 1) / 2}}
	case 5:
		return &Slice{"Slice", []int{rng.IntN(in[0]), in[1] - 1, 0}, []int{1, -1, 1}, []int{1, in[1], in[2]}}
	case 6:
		return &Border{ConstantBorder, []int{rng.IntN(2), rng.IntN(4), -rng.IntN(2)}, []int{rng.IntN(3), rng.IntN(2), 0}, 0.5}
	case 7:
		return &Border{EdgeBorder, []int{0, 1, 2}, []int{0, 0, 1}, 0}
	case 8:
		return &Gather{0, []int{rng.IntN(in[0]), in[0] - 1, 0}, Shape{3}}
	case 9:
		return []Layer{&LogSoftmax{}, &Softmax{Axis: 2}, &Reduce{ReduceMean, []int{1, 2}, true}, &Transpose{[]int{0, 2, 1}}}[rng.IntN(4)]
	case 10:
		return &PoolN{Grid: grid([]int{2, 2}, []int{1, 2}, []int{2, 1}, []int{1, 0}, []int{0, 0}), Average: true}
	}
	return &InstanceNorm{noise(rng, Shape{in[0]}), noise(rng, Shape{in[0]}), 1e-3}
}

// randomRect draws a rectangle within a map: sometimes one cell, sometimes everything, often at an edge.
func randomRect(rng *rand.Rand, rows, columns int) image.Rectangle {
	switch rng.IntN(6) {
	case 0:
		return image.Rect(0, 0, columns, rows)
	case 1:
		x, y := rng.IntN(columns), rng.IntN(rows)
		return image.Rect(x, y, x+1, y+1)
	}
	w, h := 1+rng.IntN(min(5, columns)), 1+rng.IntN(min(5, rows))
	x, y := rng.IntN(columns-w+1), rng.IntN(rows-h+1)
	if rng.IntN(3) == 0 {
		x = []int{0, columns - w}[rng.IntN(2)]
	}
	if rng.IntN(3) == 0 {
		y = []int{0, rows - h}[rng.IntN(2)]
	}
	return image.Rect(x, y, x+w, y+h)
}

// paste puts pixels, C×h×w, into a picture.
func paste(picture *Tensor, r image.Rectangle, pixels []float32) {
	for i, v := range pixels {
		x, y, c := i%r.Dx(), i/r.Dx()%r.Dy(), i/(r.Dx()*r.Dy())
		picture.Data[(c*picture.Shape[1]+r.Min.Y+y)*picture.Shape[2]+r.Min.X+x] = v
	}
}

// fullPass is all activations of one picture.
func fullPass(n *Network, picture *Tensor) *Pass {
	p := n.NewPass(1)
	p.Forward(&Tensor{Shape: append(Shape{1}, picture.Shape...), Data: picture.Data})
	return p
}

func float64s(v []float32) []float64 {
	w := make([]float64, len(v))
	for i, x := range v {
		w[i] = float64(x)
	}
	return w
}

// A law: however a picture is changed, piece by piece, every activation is that of a full pass, and
// nothing changes outside the rectangles that are said to have changed.
func TestChangeEqualsFullPass(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	for i := range 400 {
		n := randomGraph(t, rng)
		picture := noise(rng, n.Input)
		inc := n.NewIncremental(picture, len(n.Nodes)-1)
		for range 4 {
			r := randomRect(rng, n.Input[1], n.Input[2])
			pixels := noise(rng, Shape{n.Input[0], r.Dy(), r.Dx()}).Data
			paste(picture, r, pixels)
			var before []*Tensor
			for k := range n.Nodes {
				before = append(before, inc.Activation(k).Clone())
			}
			inc.Change(r, pixels)
			full := fullPass(n, picture)
			for k, node := range n.Nodes {
				name := fmt.Sprintf("network %d, %v changed: %s %v of %v", i, r, node.Name, node.Shape, n.Input)
				checkClose(t, name, inc.Activation(k).Data, full, k)
				checkChanged(t, name, inc.Changed(k), before[k], inc.Activation(k))
			}
			if !slices.Equal(inc.Activation(-1).Data, picture.Data) {
				t.Fatalf("network %d: the picture is not what was pasted together", i)
			}
		}
	}
}

// checkClose fails unless got is within 1e-5 of a node's activation in a full pass, relative to its scale.
func checkClose(t *testing.T, name string, got []float32, full *Pass, node int) {
	t.Helper()
	largest := scale(full, node)
	for i, want := range full.Activation(node).Data {
		if d := got[i] - want; !(max(d, -d) <= 1e-5*largest) {
			t.Fatalf("%s[%d] = %g, wants %g (off by %.2g of the largest, %g)", name, i, got[i], want, d/largest, largest)
		}
	}
}

// scale is the largest number in a node or in the layers before it, up to those that the last convolution or dense
// layer reads: it may let pass only what large numbers left of each other, which no order of
// summation has to five digits.
func scale(full *Pass, node int) (largest float32) {
	largest = biggest(full.Activation(node).Data)
	if node < 0 {
		return largest
	}
	summed := len(full.net.Nodes[node].Layer.Params()) > 0
	for _, in := range full.net.Nodes[node].Inputs {
		if summed {
			largest = max(largest, biggest(full.Activation(in).Data))
		} else {
			largest = max(largest, scale(full, in))
		}
	}
	return largest
}

// biggest is the largest magnitude.
func biggest(values []float32) (largest float32) {
	for _, v := range values {
		largest = max(largest, v, -v)
	}
	return largest
}

// checkChanged fails if anything differs outside a rectangle.
func checkChanged(t *testing.T, name string, r image.Rectangle, before, after *Tensor) {
	t.Helper()
	size := mapSize(before.Shape[1:])
	for i := range before.Data {
		cell := i % (size[0] * size[1])
		if before.Data[i] != after.Data[i] && !image.Pt(cell%size[1], cell/size[1]).In(r) && size != [2]int{1, 1} {
			t.Fatalf("%s: cell %d changed outside %v", name, cell, r)
		}
	}
}

// Painting back and forth for long leaves no trace: nothing adds up.
func TestChangesDoNotAddUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(33, 34))
	n := randomised(rng, everyLayer(t))
	picture := noise(rng, n.Input)
	original := picture.Clone()
	inc := n.NewIncremental(picture, len(n.Nodes)-1)
	for range 300 {
		r := randomRect(rng, n.Input[1], n.Input[2])
		inc.Change(r, noise(rng, Shape{n.Input[0], r.Dy(), r.Dx()}).Data)
	}
	inc.Change(image.Rect(0, 0, n.Input[2], n.Input[1]), original.Data)
	full := fullPass(n, original)
	for k, node := range n.Nodes {
		closeTo(t, node.Name, inc.Activation(k).Data, float64s(full.Activation(k).Data), 2e-6)
	}
}

// Reset forgets the picture before, and takes over parameters that have changed.
func TestResetIncremental(t *testing.T) {
	rng := rand.New(rand.NewPCG(35, 36))
	n := randomised(rng, everyLayer(t))
	inc := n.NewIncremental(noise(rng, n.Input), len(n.Nodes)-1)
	for range 3 {
		picture, r := noise(rng, n.Input), image.Rect(2, 3, 7, 8)
		randomised(rng, n)
		inc.Reset(picture)
		pixels := noise(rng, Shape{3, 5, 5}).Data
		inc.Change(r, pixels)
		paste(picture, r, pixels)
		full := fullPass(n, picture)
		for k, node := range n.Nodes {
			closeTo(t, node.Name, inc.Activation(k).Data, float64s(full.Activation(k).Data), 1e-5)
		}
	}
}

func TestChangeAllocatesNothing(t *testing.T) {
	for _, name := range []string{"toy48", "vgg32"} {
		n, x, _ := benchNetwork(t, name, 1)
		inc := n.NewIncremental(&Tensor{Shape: n.Input, Data: x.Data}, len(n.Nodes)-1)
		pixels := make([]float32, 3*7*7)
		at := 0
		change := func() {
			at = (at + 5) % 20
			inc.Change(image.Rect(at, at/2, at+7, at/2+7), pixels)
		}
		for range 20 {
			change()
		}
		if a := testing.AllocsPerRun(20, change); a > 0 {
			t.Errorf("%s: a change allocates %v times", name, a)
		}
	}
}

func TestChangeIsTheSameOnAnyNumberOfProcessors(t *testing.T) {
	n, x, _ := benchNetwork(t, "vgg32", 1)
	pixels := noise(rand.New(rand.NewPCG(1, 9)), Shape{3, 20, 20}).Data
	answers := func(processors int) []float32 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		inc := n.NewIncremental(&Tensor{Shape: n.Input, Data: x.Data}, len(n.Nodes)-1)
		inc.Change(image.Rect(6, 5, 26, 25), pixels)
		return slices.Concat(inc.Activation(8).Data, inc.Activation(len(n.Nodes)-1).Data)
	}
	one := answers(1)
	for _, processors := range []int{2, 3, 8} {
		if !slices.Equal(answers(processors), one) {
			t.Errorf("some bits differ between 1 and %d processors", processors)
		}
	}
}
