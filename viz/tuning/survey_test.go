package tuning_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/tuning"
)

// pictures are a set made by hand: picture i holds values[i], pixel after pixel, and is of class labels[i] of a task named
// "class", if there are any.
type pictures struct {
	shape   cnn.Shape
	values  [][]float32
	labels  []int
	classes int
	broken  int // index of a picture that cannot be read; 0: none
}

var errBroken = errors.New("scratched")

func (p pictures) Name() string             { return "by hand" }
func (p pictures) Len() int                 { return len(p.values) }
func (p pictures) Shape() cnn.Shape         { return p.shape }
func (p pictures) Fault(int) error          { return nil }
func (p pictures) PictureName(i int) string { return fmt.Sprint("picture ", i) }
func (p pictures) Tasks() []string {
	if p.labels == nil {
		return nil
	}
	return []string{"class"}
}
func (p pictures) Classes(task string) []string {
	if task != "class" {
		return nil
	}
	return make([]string, p.classes)
}
func (p pictures) Label(i int, task string) int {
	if task != "class" {
		return -1
	}
	return p.labels[i]
}
func (p pictures) Read(i int, dst []float32) error {
	if p.broken > 0 && i == p.broken {
		return errBroken
	}
	copy(dst, p.values[i])
	return nil
}

// passing is a network whose one layer hands the picture on as it is: unit c is channel c.
func passing(t *testing.T, shape cnn.Shape) *cnn.Network {
	t.Helper()
	one := cnn.NewConv2D(shape[0], shape[0], [2]int{1, 1}, cnn.ConvOptions{NoBias: true})
	for c := range shape[0] {
		one.Weight.Data[c*shape[0]+c] = 1
	}
	return network(t, shape, one)
}

// network appends layers to one for an input; they are called "layer0" and so on.
func network(t *testing.T, input cnn.Shape, layers ...cnn.Layer) *cnn.Network {
	t.Helper()
	net := cnn.NewNetwork(input)
	for i, layer := range layers {
		if err := net.Append(fmt.Sprint("layer", i), layer); err != nil {
			t.Fatal(err)
		}
	}
	return net
}

func record(t *testing.T, net *cnn.Network, set data.Set, o tuning.RecordOptions) *tuning.Responses {
	t.Helper()
	r, err := tuning.Record(context.Background(), net, set, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// answering records pictures of one pixel and one channel: the unit's answers are the values.
func answering(t *testing.T, values ...float32) *tuning.Responses {
	t.Helper()
	set := pictures{shape: cnn.Shape{1, 1, 1}}
	for _, v := range values {
		set.values = append(set.values, []float32{v})
	}
	return record(t, passing(t, set.shape), set, tuning.RecordOptions{})
}

// randomScene is a network of maps that are not square and of single units, and random pictures of three classes.
func randomScene(t *testing.T, many int) (*cnn.Network, pictures) {
	t.Helper()
	rng := rand.New(rand.NewPCG(5, 0))
	set := pictures{shape: cnn.Shape{3, 9, 14}, classes: 3}
	for range many {
		v := make([]float32, set.shape.Size())
		for i := range v {
			v[i] = rng.Float32()
		}
		set.values = append(set.values, v)
		set.labels = append(set.labels, rng.IntN(4)-1) // −1: without a class
	}
	net := network(t, set.shape, cnn.NewConv2D(3, 5, [2]int{3, 2}, cnn.ConvOptions{}), &cnn.ReLU{},
		&cnn.MaxPool{Kernel: [2]int{2, 3}, Stride: [2]int{2, 3}, Dilation: [2]int{1, 1}}, &cnn.Flatten{}, cnn.NewDense(5*3*4, 4), &cnn.Softmax{})
	net.Init(rng)
	net.Meta.Prep = cnn.Preprocessing{Low: -1, High: 1, Mean: []float32{0.1, 0, -0.2}, Deviation: []float32{1, 2, 0.5}}
	return net, set
}

// What is kept of every unit of every node is what a sort of all its answers gives, taken one picture after the other.
func TestRecordEqualsSorting(t *testing.T) {
	const many, top = 75, 10
	net, set := randomScene(t, many)
	var done []int
	r := record(t, net, set, tuning.RecordOptions{Top: top, Progress: func(n, total int) {
		if total != many {
			t.Errorf("%d of %d", n, total)
		}
		done = append(done, n)
	}})
	if r.Pictures != many || !slices.IsSorted(done) || done[len(done)-1] != many {
		t.Errorf("%d pictures, progress %v", r.Pictures, done)
	}
	all := oneByOne(net, set)
	for node := range net.Nodes {
		for unit, answers := range all[node] {
			mean, count := make([]float64, set.classes), make([]int, set.classes)
			for _, a := range answers {
				if c := set.labels[a.Picture]; c >= 0 {
					mean[c] += float64(a.Strength)
					count[c]++
				}
			}
			slices.SortStableFunc(answers, func(a, b tuning.Strongest) int {
				return int(math.Copysign(1, float64(b.Strength-a.Strength)))
			})
			got := r.Top(node, unit)
			if len(got) != top {
				t.Fatalf("%d pictures are kept, not %d", len(got), top)
			}
			for k := range got {
				// Products of another batch differ in rounding.
				if math.Abs(float64(got[k].Strength-answers[k].Strength)) > 1e-5 {
					t.Fatalf("%s:%d, place %d: %v, want %v", net.Nodes[node].Name, unit, k, got[k], answers[k])
				}
			}
			s := r.Selectivity(node, unit, "class")
			for c := range mean {
				if want := mean[c] / float64(count[c]); s.Count[c] != count[c] || math.Abs(s.Mean[c]-want) > 1e-5 {
					t.Fatalf("%s:%d, class %d: mean %g of %d, want %g of %d", net.Nodes[node].Name, unit, c, s.Mean[c], s.Count[c], want, count[c])
				}
			}
		}
	}
}

// oneByOne is what every unit answers to every picture alone: by node, unit and picture.
func oneByOne(net *cnn.Network, set pictures) [][][]tuning.Strongest {
	pass, x := net.NewPass(1), cnn.NewTensor(append([]int{1}, net.Input...)...)
	all := make([][][]tuning.Strongest, len(net.Nodes))
	for i, picture := range set.values {
		net.Meta.Prep.Apply(x.Data, picture, net.Input)
		pass.Forward(x)
		for node, n := range net.Nodes {
			answers := pass.Activation(node).Data
			size := len(answers) / n.Shape[0]
			if i == 0 {
				all[node] = make([][]tuning.Strongest, n.Shape[0])
			}
			for unit := range n.Shape[0] {
				cells := answers[unit*size:][:size]
				strongest := slices.Max(cells)
				all[node][unit] = append(all[node][unit], tuning.Strongest{Picture: i, Cell: slices.Index(cells, strongest), Strength: strongest})
			}
		}
	}
	return all
}

// The cell that won holds the strength, when the picture goes through alone.
func TestRecordFindsTheCell(t *testing.T) {
	net, set := randomScene(t, 40)
	r := record(t, net, set, tuning.RecordOptions{})
	all := oneByOne(net, set)
	for node := range net.Nodes {
		for unit := range all[node] {
			for _, top := range r.Top(node, unit) {
				want := all[node][unit][top.Picture]
				if top.Cell != want.Cell {
					t.Errorf("%s:%d, picture %d: cell %d, alone %d", net.Nodes[node].Name, unit, top.Picture, top.Cell, want.Cell)
				}
			}
		}
	}
}

// The same bits come out whatever the number of processors is.
func TestRecordIsDeterministic(t *testing.T) {
	net, set := randomScene(t, 300)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var of [2]*tuning.Responses
	for i, processors := range []int{1, 4} {
		runtime.GOMAXPROCS(processors)
		of[i] = record(t, net, set, tuning.RecordOptions{})
	}
	for node, n := range net.Nodes {
		for unit := range n.Shape[0] {
			if d := cmp.Diff(of[0].Top(node, unit), of[1].Top(node, unit)); d != "" {
				t.Fatalf("%s:%d: %s", n.Name, unit, d)
			}
			if d := cmp.Diff(of[0].Selectivity(node, unit, "class"), of[1].Selectivity(node, unit, "class")); d != "" {
				t.Fatalf("%s:%d: %s", n.Name, unit, d)
			}
		}
	}
}

// The order of pictures decides nothing but their indexes.
func TestRecordOfAnotherOrder(t *testing.T) {
	net, set := randomScene(t, 100)
	reversed := pictures{shape: set.shape, values: slices.Clone(set.values), labels: slices.Clone(set.labels), classes: set.classes}
	slices.Reverse(reversed.values)
	slices.Reverse(reversed.labels)
	a, b := record(t, net, set, tuning.RecordOptions{}), record(t, net, reversed, tuning.RecordOptions{})
	for node, n := range net.Nodes {
		for unit := range n.Shape[0] {
			for k, top := range a.Top(node, unit) {
				if other := b.Top(node, unit)[k]; 99-other.Picture != top.Picture && math.Abs(float64(other.Strength-top.Strength)) > 1e-6 {
					t.Fatalf("%s:%d, place %d: %v, the other way round %v", n.Name, unit, k, top, other)
				}
			}
			x, y := a.Selectivity(node, unit, "class"), b.Selectivity(node, unit, "class")
			if math.Abs(x.Index-y.Index) > 1e-6 || math.Abs(x.Quartiles[1][0]-y.Quartiles[1][0]) > 1e-5 {
				t.Fatalf("%s:%d: %v, the other way round %v", n.Name, unit, x, y)
			}
		}
	}
}

func TestCellIsTheFirstOfEquals(t *testing.T) {
	set := pictures{shape: cnn.Shape{2, 2, 3}, values: [][]float32{{0, 7, 0, 7, 0, 7, -1, -2, -1, -3, -3, -1}}}
	r := record(t, passing(t, set.shape), set, tuning.RecordOptions{Pictures: 5}) // more than there are
	want := [][]tuning.Strongest{{{Picture: 0, Cell: 1, Strength: 7}}, {{Picture: 0, Cell: 0, Strength: -1}}}
	for unit := range want {
		if got := r.Top(0, unit); r.Pictures != 1 || !slices.Equal(got, want[unit]) {
			t.Errorf("%d pictures, unit %d: %v, want %v", r.Pictures, unit, got, want[unit])
		}
	}
}

func TestTop(t *testing.T) {
	set := pictures{shape: cnn.Shape{1, 1, 1}, values: [][]float32{{0.5}, {2}, {-1}, {2}, {0}, {2}, {0.5}}}
	for _, c := range []struct {
		top  int
		want []int
	}{
		{3, []int{1, 3, 5}}, // equals: the earlier first
		{4, []int{1, 3, 5, 0}},
		{99, []int{1, 3, 5, 0, 6, 4, 2}},
		{0, []int{1, 3, 5, 0, 6, 4, 2}}, // DefaultTop is more than there are
	} {
		var got []int
		for _, top := range record(t, passing(t, set.shape), set, tuning.RecordOptions{Top: c.top}).Top(0, 0) {
			got = append(got, top.Picture)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("top %d: %v, want %v", c.top, got, c.want)
		}
	}
}

func TestActive(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float32
		want   bool
	}{
		{"silent", []float32{0, 0, 0}, false},
		{"the same below zero", []float32{-2, -2}, false},
		{"the same above zero", []float32{0.5, 0.5}, true},
		{"differs below zero", []float32{-2, -1}, true},
		{"once", []float32{0, 0, 1e-3, 0}, true},
		{"no pictures", nil, false},
	} {
		if got := answering(t, c.values...).Active(0, 0); got != c.want {
			t.Errorf("%s: active %v, want %v", c.name, got, c.want)
		}
	}
}

// Fewer pictures than the set has are taken at even distances: of a sorted set, some of every class.
func TestRecordAtEvenDistances(t *testing.T) {
	set := pictures{shape: cnn.Shape{1, 1, 1}}
	for i := range 10 {
		set.values = append(set.values, []float32{float32(i)})
	}
	r := record(t, passing(t, set.shape), set, tuning.RecordOptions{Pictures: 3})
	var got []int
	for _, top := range r.Top(0, 0) {
		got = append(got, top.Picture)
	}
	if want := []int{6, 3, 0}; !slices.Equal(got, want) {
		t.Errorf("pictures %v, want %v", got, want)
	}
}

// A partial result is what a survey of the pictures so far finds, and stays as it is while the survey goes on.
func TestRecordWatch(t *testing.T) {
	net, set := randomScene(t, 3000)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var partial *tuning.Responses
	_, err := tuning.Record(ctx, net, slowed{set}, tuning.RecordOptions{
		Watch: func(r *tuning.Responses) { partial = r },
		Progress: func(done, _ int) {
			if partial != nil && done > partial.Pictures+100 {
				stop()
			}
		},
	})
	if partial == nil {
		t.Fatalf("nothing to watch: %v", err)
	}
	first := set
	first.values, first.labels = set.values[:partial.Pictures], set.labels[:partial.Pictures]
	want := record(t, net, first, tuning.RecordOptions{})
	for unit := range 5 {
		if d := cmp.Diff(partial.Top(1, unit), want.Top(1, unit)); d != "" {
			t.Error(d)
		}
		if got, want := partial.Selectivity(1, unit, "class"), want.Selectivity(1, unit, "class"); !slices.Equal(got.Mean, want.Mean) || !slices.Equal(got.Quartiles, want.Quartiles) {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

// slowed is a set that takes its time, some milliseconds in all for a batch.
type slowed struct{ pictures }

func (s slowed) Read(i int, dst []float32) error {
	x := 0.0
	for k := range 100_000 {
		x += math.Sqrt(float64(k))
	}
	if x < 0 {
		return errBroken
	}
	return s.pictures.Read(i, dst)
}

func TestRecordStops(t *testing.T) {
	set := pictures{shape: cnn.Shape{1, 1, 1}, values: make([][]float32, 5000)}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	shown := 0
	_, err := tuning.Record(ctx, passing(t, set.shape), set, tuning.RecordOptions{Progress: func(done, _ int) {
		stop()
		shown = done
	}})
	if !errors.Is(err, context.Canceled) || shown > 1000 {
		t.Errorf("error %v after %d pictures", err, shown)
	}
}

func TestRecordErrors(t *testing.T) {
	set := pictures{shape: cnn.Shape{1, 1, 1}, values: make([][]float32, 200), broken: 151}
	fails := func(name string, net *cnn.Network, set pictures, o tuning.RecordOptions, words ...string) {
		t.Helper()
		_, err := tuning.Record(context.Background(), net, set, o)
		for _, w := range words {
			if err == nil || !strings.Contains(err.Error(), w) {
				t.Errorf("%s: error %v does not say %q", name, err, w)
			}
		}
		if len(words) == 0 && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	fails("a picture that cannot be read", passing(t, set.shape), set, tuning.RecordOptions{}, "picture 151", errBroken.Error())
	fails("pictures of another size", passing(t, cnn.Shape{1, 2, 3}), set, tuning.RecordOptions{}, "1×2×3", "1×1×1")
	fails("a picture that is not asked for", passing(t, set.shape), set, tuning.RecordOptions{Pictures: 100}) // every second
	broken := passing(t, cnn.Shape{2, 3, 3})
	broken.Nodes[0].Layer.(*cnn.Conv2D).Weight.Data[3] = float32(math.NaN())
	fails("weights that are no numbers", broken, pictures{shape: broken.Input, values: make([][]float32, 9)}, tuning.RecordOptions{},
		"layer0:1 answers NaN to picture 0")
}

// gappy is a set of which every third picture cannot be read.
type gappy struct{ pictures }

func (g gappy) Read(i int, dst []float32) error {
	if i%3 == 1 {
		return fmt.Errorf("picture %d: %w", i, data.ErrUnreadable)
	}
	return g.pictures.Read(i, dst)
}

// TestRecordLeavesOut: what is recorded of a set is what is recorded of those of its pictures that can be read, and it is
// saved so.
func TestRecordLeavesOut(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	all := pictures{shape: cnn.Shape{1, 1, 1}, classes: 4}
	some, index := all, []int(nil)
	for i := range 100 {
		value, label := []float32{rng.Float32()}, rng.IntN(4)
		all.values, all.labels = append(all.values, value), append(all.labels, label)
		if i%3 != 1 {
			some.values, some.labels, index = append(some.values, value), append(some.labels, label), append(index, i)
		}
	}
	net := passing(t, all.shape)
	record := func(set data.Set) *tuning.Responses {
		t.Helper()
		r, err := tuning.Record(t.Context(), net, set, tuning.RecordOptions{Top: 80})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	got, want := record(gappy{all}), record(some)
	if got.Pictures != 67 || want.Pictures != 67 {
		t.Fatalf("%d and %d pictures, want 67", got.Pictures, want.Pictures)
	}
	strongest := want.Top(0, 0)
	for k := range strongest {
		strongest[k].Picture = index[strongest[k].Picture]
	}
	if !slices.Equal(got.Top(0, 0), strongest) {
		t.Errorf("strongest %v, want %v", got.Top(0, 0), strongest)
	}
	if !reflect.DeepEqual(got.Selectivity(0, 0, "class"), want.Selectivity(0, 0, "class")) {
		t.Errorf("%+v, want %+v", got.Selectivity(0, 0, "class"), want.Selectivity(0, 0, "class"))
	}
	var file bytes.Buffer
	if err := got.Write(&file, net); err != nil {
		t.Fatal(err)
	}
	again, err := tuning.ReadResponses(bytes.NewReader(file.Bytes()), int64(file.Len()), net, gappy{all})
	if err != nil || !slices.Equal(again.Top(0, 0), strongest) || !reflect.DeepEqual(again.Selectivity(0, 0, "class"), want.Selectivity(0, 0, "class")) {
		t.Errorf("read again: %v", err)
	}
	all.values = all.values[1:2]
	if _, err := tuning.Record(t.Context(), net, gappyAll{all}, tuning.RecordOptions{}); !errors.Is(err, data.ErrUnreadable) {
		t.Errorf("nothing to record: %v", err)
	}
}

// gappyAll is a set of which nothing can be read.
type gappyAll struct{ pictures }

func (gappyAll) Read(int, []float32) error { return data.ErrUnreadable }

// A layer of a single number is one unit.
func TestRecordASingleNumber(t *testing.T) {
	net := cnn.NewNetwork(cnn.Shape{1, 2, 2})
	if err := net.Append("mean", &cnn.Reduce{Op: "ReduceMean", Axes: []int{0, 1, 2}}); err != nil {
		t.Fatal(err)
	}
	if shape := net.Nodes[0].Shape; len(shape) != 0 {
		t.Fatalf("its shape is %v", shape)
	}
	set := pictures{shape: cnn.Shape{1, 2, 2}, values: [][]float32{{1, 2, 3, 4}, {2, 2, 2, 6}}}
	r, err := tuning.Record(t.Context(), net, set, tuning.RecordOptions{})
	if err != nil || !slices.Equal(r.Top(0, 0), []tuning.Strongest{{Picture: 1, Strength: 3}, {Picture: 0, Strength: 2.5}}) {
		t.Errorf("%v, %v", r.Top(0, 0), err)
	}
}
