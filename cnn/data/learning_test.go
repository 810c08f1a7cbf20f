package data

import (
	"context"
	"math/rand/v2"
	"os"
	"testing"

	"unitscope/cnn"
)

// learn trains net on a source for so many epochs, asking held-out pictures after every `every`
// training pictures. It returns the best accuracy, and stops early once that is over enough.
func learn(t *testing.T, net *cnn.Network, source *Source, task string, h cnn.Hyper, epochs, every int, enough float64) float64 {
	const batch = 64
	net.Init(rand.New(rand.NewPCG(1, 1)))
	trainer := cnn.NewTrainer(net, h, batch, 1)
	feed := NewFeed(source.Train, task, net, batch, 1)
	defer feed.Close()
	best := 0.0
	for seen, asked := 0, 0; seen < epochs*source.Train.Len(); {
		b := next(t, feed)
		trainer.Step(b.X, b.Labels)
		if seen += len(b.Labels); seen < asked+every {
			continue
		}
		asked = seen
		score, err := Evaluate(context.Background(), net, source.HeldOut, task, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d pictures: %.2f %% held out", seen, 100*score.Accuracy())
		if best = max(best, score.Accuracy()); best > enough {
			break
		}
	}
	return best
}

// TestToyWorldNeedsMoreThanPixels: logistic regression on pixels, which can only weigh places, does
// better than chance but stays under 60 % on the object.
func TestToyWorldNeedsMoreThanPixels(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("trains for some seconds")
	}
	source := ToyWorld(Options{Seed: 1, Pictures: 4000})
	net := cnn.NewNetwork(source.Train.Shape())
	net.Meta.Prep.Mean, net.Meta.Prep.Deviation = []float32{0.5}, []float32{0.25}
	for _, layer := range []struct {
		name  string
		layer cnn.Layer
	}{{"flatten", &cnn.Flatten{}}, {"output", cnn.NewDense(net.Input.Size(), 10)}, {"softmax", &cnn.Softmax{}}} {
		if err := net.Append(layer.name, layer.layer); err != nil {
			t.Fatal(err)
		}
	}
	best := learn(t, net, source, ObjectTask, cnn.Hyper{Rate: 0.001, Momentum: 0.9}, 8, 4000, 1)
	if best >= 0.6 || best < 0.15 {
		t.Errorf("logistic regression answers %.1f %% right, want over chance and under 60", 100*best)
	}
}

// TestMNIST: lenet28 answers over 98 % of MNIST's test pictures right within three epochs; it stops as
// soon as it does.
func TestMNIST(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("trains for up to a minute")
	}
	source, err := OpenDir(os.DirFS(sharedData(t, "mnist")), "mnist", Options{})
	if err != nil {
		t.Fatal(err)
	}
	net, err := cnn.Preset("lenet28", 10)
	if err != nil {
		t.Fatal(err)
	}
	best := learn(t, net, source, classTask, cnn.Hyper{Rate: 0.01}, 3, 60_000, 0.98)
	if best <= 0.98 {
		t.Errorf("%.2f %% right after three epochs, want over 98", 100*best)
	}
}
