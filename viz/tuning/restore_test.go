package tuning_test

import (
	"bytes"
	"context"
	"reflect"
	"strings"
	"testing"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/tuning"
)

// What is kept of a network's answers is taken back as it was; for another network or other pictures it is an error.
func TestRestore(t *testing.T) {
	net, err := cnn.Preset("toy48", 10)
	if err != nil {
		t.Fatal(err)
	}
	other, err := cnn.Preset("toy48", 4)
	if err != nil {
		t.Fatal(err)
	}
	set := data.ToyWorld(data.Options{Seed: 1}).HeldOut
	want, err := tuning.Record(context.Background(), net, set, tuning.RecordOptions{Pictures: 40, Top: 5})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := want.Write(&file, net); err != nil {
		t.Fatal(err)
	}
	if said, wrote := want.Bytes(), file.Len(); wrote < said || wrote > said+1<<18 {
		t.Errorf("%d bytes were announced, %d written", said, wrote)
	}
	read := func(contents []byte, net *cnn.Network) (*tuning.Responses, error) {
		return tuning.ReadResponses(bytes.NewReader(contents), int64(len(contents)), net, set)
	}
	got, err := read(file.Bytes(), net)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("what was recorded is not what was read")
	}
	if _, err := read(file.Bytes(), other); err == nil || !strings.Contains(err.Error(), "output/") {
		t.Errorf("for a network of fewer answers: %v", err)
	}
	for n := 0; n < file.Len(); n += 1 + file.Len()/50 {
		if _, err := read(file.Bytes()[:n], net); err == nil {
			t.Fatalf("cut to %d of %d bytes: no error", n, file.Len())
		}
	}

	nodes := []int{net.Index("conv1"), net.Index("relu2")}
	gratings, err := tuning.Gratings(context.Background(), net, nodes, tuning.GratingOptions{})
	if err != nil {
		t.Fatal(err)
	}
	answers := make([][]float32, len(net.Nodes))
	for node := range answers {
		answers[node] = gratings.Responses(node)
	}
	restored, err := tuning.RestoreGratings(net, answers)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(restored, gratings) {
		t.Error("gratings differ")
	}
	answers[nodes[0]] = answers[nodes[0]][:7]
	if _, err := tuning.RestoreGratings(net, answers); err == nil {
		t.Error("too few answers to gratings are taken")
	}
}
