package session

import (
	"slices"
	"testing"

	"unitscope/cnn"
)

func TestRows(t *testing.T) {
	conv := func(in, out int) cnn.Layer {
		return cnn.NewConv2D(in, out, [2]int{3, 3}, cnn.ConvOptions{Pad: cnn.Padding{Top: 1, Left: 1, Bottom: 1, Right: 1}})
	}
	norm := func(n int) cnn.Layer {
		return &cnn.BatchNorm{Scale: cnn.NewTensor(n), Shift: cnn.NewTensor(n), Mean: cnn.NewTensor(n), Variance: cnn.NewTensor(n), Epsilon: 1e-5}
	}
	dense := func(in, out int) cnn.Layer { return cnn.NewDense(in, out) }
	type node struct {
		name   string
		layer  cnn.Layer
		inputs []string
	}
	for _, c := range []struct {
		name  string
		input cnn.Shape
		nodes []node
		want  []string // each row: its parts, the main one marked
	}{
		{"dense only", cnn.Shape{1, 4, 6}, []node{{"flatten", &cnn.Flatten{}, nil}, {"d1", dense(24, 5), nil}, {"relu", &cnn.ReLU{}, nil}, {"d2", dense(5, 1), nil}, {"softmax", &cnn.Softmax{}, nil}},
			[]string{"d1 relu*", "d2 softmax*"}},
		{"dropout and normalisation before anything else", cnn.Shape{3, 4, 6}, []node{{"drop", &cnn.Dropout{Rate: 0.5}, nil}, {"norm", norm(3), nil}, {"conv", conv(3, 3), nil}, {"relu", &cnn.ReLU{}, nil}},
			[]string{"norm*", "conv relu*"}},
		{"a picture's branch is not the first row's", cnn.Shape{2, 4, 6}, []node{{"conv", conv(2, 2), nil}, {"drop", &cnn.Dropout{}, []string{"input"}}, {"relu", &cnn.ReLU{}, nil}, {"add", &cnn.Add{}, []string{"conv", "relu"}}},
			[]string{"conv add* < relu", "relu*"}},
		{"a residual", cnn.Shape{2, 4, 6}, []node{{"c1", conv(2, 4), nil}, {"r1", &cnn.ReLU{}, nil}, {"c2", conv(4, 4), nil}, {"n2", norm(4), nil}, {"add", &cnn.Add{}, []string{"n2", "r1"}}, {"r2", &cnn.ReLU{}, nil},
			{"pool", &cnn.MaxPool{Kernel: [2]int{2, 2}, Stride: [2]int{2, 2}, Dilation: [2]int{1, 1}}, nil}, {"late", &cnn.Sigmoid{}, nil}},
			[]string{"c1 r1*", "c2 n2 add r2* pool late < c1"}},
		{"a block that is resized on the way past it", cnn.Shape{2, 4, 6}, []node{{"stem", conv(2, 2), nil}, {"r0", &cnn.ReLU{}, nil}, {"down", conv(2, 4), []string{"r0"}}, {"c1", conv(2, 4), []string{"r0"}}, {"r1", &cnn.ReLU{}, nil},
			{"c2", conv(4, 4), nil}, {"add", &cnn.Add{}, []string{"down", "c2"}}, {"r2", &cnn.ReLU{}, nil}},
			[]string{"stem r0*", "down*", "c1 r1*", "c2 add r2* < down"}},
		{"a gate of its own", cnn.Shape{2, 4, 6}, []node{{"c", conv(2, 2), nil}, {"s", &cnn.Sigmoid{}, nil}, {"mul", &cnn.Mul{}, []string{"c", "s"}}},
			[]string{"c s mul*"}},
		{"two that go on with one", cnn.Shape{2, 4, 6}, []node{{"c", conv(2, 2), nil}, {"relu", &cnn.ReLU{}, []string{"c"}}, {"tanh", &cnn.Tanh{}, []string{"c"}}, {"sum", &cnn.Add{}, []string{"relu", "tanh"}}},
			[]string{"c relu sum* < tanh", "tanh*"}},
		{"what only moves values", cnn.Shape{3, 4, 6}, []node{{"c", conv(3, 4), nil}, {"border", &cnn.Border{Mode: cnn.EdgeBorder, Before: []int{0, 1, 1}, After: []int{0, 1, 1}}, nil}, {"relu", &cnn.ReLU{}, nil},
			{"turned", &cnn.Transpose{Order: []int{1, 0, 2}}, nil}, {"back", &cnn.Transpose{Order: []int{1, 0, 2}}, nil}, {"tanh", &cnn.Tanh{}, nil}},
			[]string{"c relu*", "tanh*"}},
		{"every kind that goes unit by unit", cnn.Shape{2, 4, 6}, []node{{"up", &cnn.ConvTranspose{Grid: cnn.Grid{Kernel: []int{2, 2}, Stride: []int{2, 2}, Dilation: []int{1, 1}, Before: []int{0, 0}, After: []int{0, 0}}, Extra: []int{0, 0}, Groups: 1, Weight: cnn.NewTensor(2, 3, 2, 2)}, nil},
			{"norm", &cnn.InstanceNorm{Scale: cnn.NewTensor(3), Shift: cnn.NewTensor(3), Epsilon: 1e-5}, nil}, {"exp", &cnn.Elementwise{Op: "Exp"}, nil}, {"prelu", &cnn.PReLU{Slope: cnn.NewTensor(1)}, nil},
			{"resize", &cnn.Resize{Scales: []float32{1, 2, 2}, Interpolation: cnn.NearestResize, Coordinates: cnn.Asymmetric, Rounding: cnn.RoundDown}, nil},
			{"mean", &cnn.Reduce{Op: cnn.ReduceMean, Axes: []int{1, 2}}, nil}},
			[]string{"up norm exp prelu* resize mean"}},
		{"branches that are joined", cnn.Shape{1, 4, 6}, []node{{"a", conv(1, 2), []string{"input"}}, {"b", conv(1, 3), []string{"input"}}, {"both", &cnn.Concat{}, []string{"a", "b"}}, {"mean", &cnn.GlobalAvgPool{}, nil}, {"flatten", &cnn.Flatten{}, nil}, {"softmax", &cnn.Softmax{}, nil}},
			[]string{"a*", "b*", "both* mean softmax"}},
	} {
		net := cnn.NewNetwork(c.input)
		for _, n := range c.nodes {
			if err := net.Append(n.name, n.layer, n.inputs...); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
		}
		var got []string
		rows := Rows(net)
		for _, row := range rows {
			text := ""
			for _, p := range row.Parts {
				text += " " + net.Nodes[p].Name
				if p == row.Main {
					text += "*"
				}
			}
			for _, j := range row.Joins {
				for _, from := range j.From {
					text += " < " + rows[from].Name
				}
			}
			got = append(got, text[1:])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: rows %q, want %q", c.name, got, c.want)
		}
	}
}
