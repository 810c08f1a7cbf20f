package ui

import (
	"math"
	"strings"
	"testing"

	"unitscope/app/session"
)

// The sum that is shown is the network's: for every row and every part of it, patch × kernel
// added up over all maps plus the bias is what the layer with the weights answers, and what
// follows ends at the cell that was asked for.
func TestFlashlightAgreesWithTheNetwork(t *testing.T) {
	s := bench(t)
	for _, network := range []string{"toy48", "vgg32"} { // without and with padding
		perform(t, s, "network "+network, "paint 12 9 7 noise")
		f := newFrame(s)
		net := f.view.Shown.Net
		if net.Meta.Name != network {
			t.Fatalf("%s lies on the bench, want %s", net.Meta.Name, network)
		}
		for _, row := range f.view.Rows {
			for _, part := range row.Parts {
				for _, unit := range []int{0, row.Units - 1} {
					h, w := session.MapSize(net.Nodes[part].Shape)
					for _, at := range []spot{{part, unit, 0, 0}, {part, unit, h / 2, w - 1}, {part, unit, h - 1, w - 1}} {
						checkSum(t, f, at)
					}
				}
			}
		}
	}
}

func checkSum(t *testing.T, f *frame, at spot) {
	t.Helper()
	s, ok := f.sum(at)
	name := f.view.Shown.Net.Nodes[at.node].Name
	if !ok {
		t.Errorf("%s: no sum", name)
		return
	}
	// The head's cell: where the steps that follow lead back to.
	head := at
	for head.node != s.head {
		head = f.before(head)
	}
	want := float64(f.activation(head))
	if got := float64(s.Total); math.Abs(got-want) > 1e-4*max(1, math.Abs(want)) {
		t.Errorf("%s %v: the sum is %g, the network has %g", name, at, got, want)
	}
	if n := len(s.after); n > 0 && s.after[n-1].value != f.activation(at) {
		t.Errorf("%s %v: ends at %g, the cell is %g", name, at, s.after[n-1].value, f.activation(at))
	}
	if !strings.Contains(s.line(), figure(float64(s.Total))) {
		t.Errorf("%s %v: %q does not say %s", name, at, s.line(), figure(float64(s.Total)))
	}
}

// Behind max pooling, the cell that is followed is the one that won.
func TestFlashlightBehindPooling(t *testing.T) {
	f := newFrame(bench(t))
	pool := f.view.Shown.Net.Index("pool1")
	for unit := range 4 {
		at := spot{pool, unit, 10, 7}
		won := f.before(at)
		if f.activation(won) != f.activation(at) {
			t.Errorf("unit %d: the pooled cell is %g, the cell that is followed %g", unit, f.activation(at), f.activation(won))
		}
		if won.row/2 != at.row || won.col/2 != at.col {
			t.Errorf("unit %d: cell (%d, %d) is not in the window of (%d, %d)", unit, won.row, won.col, at.row, at.col)
		}
	}
}
