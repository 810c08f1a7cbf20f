package onnx_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unitscope/cnn"
	"unitscope/cnn/onnx"
)

// A network with two heads comes back with both, the last one giving the answers.
func TestTwoHeadsRoundTrip(t *testing.T) {
	net, err := cnn.Preset("lenet28", 10)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	net.Init(rng)
	if net, err = net.WithHead("_new", 3, rng); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := onnx.Write(&file, net); err != nil {
		t.Fatal(err)
	}
	back, err := onnx.Read(&file)
	if err != nil {
		t.Fatal(err)
	}
	if last := back.Nodes[len(back.Nodes)-1]; last.Name != "softmax_new" || len(back.Meta.Beyond)+len(back.Meta.Notes) > 0 {
		t.Errorf("ends in %s; %v %v", last.Name, back.Meta.Beyond, back.Meta.Notes)
	}
	for _, name := range []string{"softmax", "softmax_new"} {
		want, got := net.Branch(net.Index(name)), back.Branch(back.Index(name))
		if !got.SameArchitecture(want) || !cmp.Equal(got.Nodes[0].Layer.Params(), want.Nodes[0].Layer.Params(), bits) {
			t.Errorf("%s: another head came back", name)
		}
	}
}

// What no file can say is not left out in silence.
func TestWriteRefusesLesions(t *testing.T) {
	net := everyLayer(t)
	net, err := net.WithLesions(map[string][]int{"relu": {2}})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := onnx.Write(&file, net); !errors.Is(err, onnx.ErrUnsupported) || file.Len() > 0 {
		t.Errorf("wrote %d bytes, %v", file.Len(), err)
	}
}
