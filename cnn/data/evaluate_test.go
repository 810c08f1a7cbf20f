package data

import (
	"context"
	"errors"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"unitscope/cnn"
)

// spots is a Set of 1×2×2 pictures with one white pixel, number i modulo 4; the label says another one
// for every tenth.
type spots struct{ numbers }

func (s spots) Classes(task string) []string {
	if task != "class" {
		return nil
	}
	return []string{"top left", "top right", "bottom left", "bottom right"}
}

func (s spots) Label(i int, _ string) int {
	if i%10 == 9 {
		return (i + 1) % 4
	}
	return i % 4
}

func (s spots) Read(i int, dst []float32) error {
	if err := s.numbers.Read(i, dst); err != nil {
		return err
	}
	clear(dst)
	dst[i%4] = 1
	return nil
}

// spotNet answers with twice the pixels as logits, with or without a softmax.
func spotNet(t *testing.T, softmax bool) *cnn.Network {
	net := cnn.NewNetwork(cnn.Shape{1, 2, 2})
	dense := cnn.NewDense(4, 4)
	clear(dense.Weight.Data)
	for i := range 4 {
		dense.Weight.Data[5*i] = 2
	}
	if err := errors.Join(net.Append("flatten", &cnn.Flatten{}), net.Append("output", dense)); err != nil {
		t.Fatal(err)
	}
	if softmax {
		if err := net.Append("softmax", &cnn.Softmax{}); err != nil {
			t.Fatal(err)
		}
	}
	return net
}

// TestEvaluate against a hand count: of 200 pictures, every tenth is labelled with the next spot.
// The right answer has p = e²/(e²+3), the wrong one that is wanted 1/(e²+3).
func TestEvaluate(t *testing.T) {
	right, wrong := math.Log(math.E*math.E+3)-2, math.Log(math.E*math.E+3)
	want := Score{Correct: 180, Total: 200, Cost: 0.9*right + 0.1*wrong, Confusion: [][]int{
		// i = 9, 19, 29, …: i%4 alternates between 1 and 3, wanted 2 and 0
		{50, 0, 0, 10}, {0, 40, 0, 0}, {0, 10, 50, 0}, {0, 0, 0, 40},
	}}
	for _, softmax := range []bool{true, false} {
		for _, cores := range []int{1, 2, 8} {
			old := runtime.GOMAXPROCS(cores)
			got, err := Evaluate(context.Background(), spotNet(t, softmax), spots{numbers{n: 200}}, "class", 0)
			runtime.GOMAXPROCS(old)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(got.Cost-want.Cost) > 1e-5 {
				t.Errorf("cost %v, want %v", got.Cost, want.Cost)
			}
			got.Cost = want.Cost
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%+v, want %+v", got, want)
			}
			if got.Accuracy() != 0.9 {
				t.Errorf("accuracy %v", got.Accuracy())
			}
		}
	}
}

func TestEvaluateLimit(t *testing.T) {
	got, err := Evaluate(context.Background(), spotNet(t, true), spots{numbers{n: 200}}, "class", 50)
	if err != nil {
		t.Fatal(err)
	}
	// Every fourth picture: all have spot 0; 0, 20, 40, … are even, so none is an odd tenth.
	if got.Total != 50 || got.Correct != 50 || got.Confusion[0][0] != 50 {
		t.Errorf("%+v, want 50 of 50, all top left", got)
	}
}

func TestEvaluateErrors(t *testing.T) {
	net, background := spotNet(t, true), context.Background()
	stopped, stop := context.WithCancel(background)
	stop()
	if _, err := Evaluate(stopped, net, spots{numbers{n: 200}}, "class", 0); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if _, err := Evaluate(background, net, spots{numbers{n: 200, bad: 150}}, "class", 0); !errors.Is(err, errBad) {
		t.Errorf("bad picture: %v", err)
	}
	if _, err := Evaluate(background, net, spots{numbers{n: 9}}, "shape", 0); err == nil || !strings.Contains(err.Error(), `no task "shape"`) {
		t.Errorf("no such task: %v", err)
	}
	toys := ToyWorld(Options{Pictures: 2}).Train
	if _, err := Evaluate(background, net, toys, ObjectTask, 0); err == nil || !strings.Contains(err.Error(), "10 classes of object, but the network has 4 answers") {
		t.Errorf("too few answers: %v", err)
	}
	if got, err := Evaluate(background, net, spots{}, "class", 0); err != nil || got.Total != 0 || got.Accuracy() != 0 {
		t.Errorf("nothing to ask: %+v, %v", got, err)
	}
}
