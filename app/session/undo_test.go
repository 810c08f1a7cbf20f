package session

import (
	"testing"

	"unitscope/cnn"
)

// How far back one can go is bounded by what the networks hold that would come back.
func TestAffordableUndo(t *testing.T) {
	run := func() *Run {
		net := cnn.NewNetwork(cnn.Shape{1, 5, 5})
		if err := net.Append("conv", cnn.NewConv2D(1, 1, [2]int{5, 5}, cnn.ConvOptions{NoBias: true})); err != nil {
			t.Fatal(err)
		}
		r := newRun(net, "", 0)
		r.step = 1 // has learned
		return r
	}
	const each = 4 * 25 * (1 + 1 + 2) // bytes: 25 weights, now, in one snapshot, twice in the optimizer
	a, b, c := run(), run(), run()
	past := []desk{{run: a}, {run: a}, {run: b}, {run: b, batch: 1}, {run: c}}
	for bytes, want := range map[int]int{3 * each: 5, 3*each - 1: 3, 2 * each: 3, each: 1, 0: 1} {
		if got := affordable(past, bytes); len(got) != want || got[len(got)-1].run != c {
			t.Errorf("%d bytes keep %d desks, want the latest %d", bytes, len(got), want)
		}
	}
	var many []desk
	for i := range mostUndo + 5 {
		many = append(many, desk{run: a, batch: i})
	}
	if got := affordable(many, each); len(got) != mostUndo || got[0].batch != 5 {
		t.Errorf("%d desks from %d on are kept, want the latest %d", len(got), got[0].batch, mostUndo)
	}
}

// A run that was left and is taken up again goes on bit by bit as if it had not been.
func TestRunTakenUpAgain(t *testing.T) {
	var nets []*cnn.Network
	for _, between := range [][]string{{"pause"}, {"network lenet28", "undo"}} {
		s := open(t, Options{})
		perform(t, s, "reset 3", "batch 8", "optimizer adam", "train 3")
		perform(t, s, between...)
		if len(between) > 1 && s.desk.run.trainer != nil {
			t.Error("a run that rests keeps its trainer")
		}
		perform(t, s, "train 3")
		nets = append(nets, s.Training.Shown().Net)
	}
	if !equalParams(nets[0], nets[1]) {
		t.Error("after another network the run went on differently")
	}
}
