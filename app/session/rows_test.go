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
			[]string{"conv*", "relu*", "add*"}},
		{"a residual", cnn.Shape{2, 4, 6}, []node{{"c1", conv(2, 4), nil}, {"r1", &cnn.ReLU{}, nil}, {"c2", conv(4, 4), nil}, {"n2", norm(4), nil}, {"add", &cnn.Add{}, []string{"n2", "r1"}}, {"r2", &cnn.ReLU{}, nil},
			{"pool", &cnn.MaxPool{Kernel: [2]int{2, 2}, Stride: [2]int{2, 2}, Dilation: [2]int{1, 1}}, nil}, {"late", &cnn.Sigmoid{}, nil}},
			[]string{"c1 r1*", "c2 n2*", "add r2* pool late"}},
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
		for _, row := range Rows(net) {
			text := ""
			for _, p := range row.Parts {
				text += " " + net.Nodes[p].Name
				if p == row.Main {
					text += "*"
				}
			}
			got = append(got, text[1:])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: rows %q, want %q", c.name, got, c.want)
		}
	}
}
