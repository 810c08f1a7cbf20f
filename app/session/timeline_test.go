package session

import (
	"testing"

	"unitscope/cnn"
)

// Whatever its bound, a timeline keeps the first snapshot, keeps to the bound, and stays even:
// all but the first are at multiples of its gap, of which at most the last lacks.
func TestTimeline(t *testing.T) {
	for _, most := range []int{2, 3, 4, 64} {
		line := Timeline{gap: firstGap, most: most}
		nets := map[int]*cnn.Network{}
		for step := 0; step <= 5000; step++ {
			if step > 0 && !line.wants(step) {
				continue
			}
			nets[step] = &cnn.Network{}
			line.add(step, nets[step])
			s := line.snapshots
			if len(s) > most || s[0].Step != 0 {
				t.Fatalf("at most %d: %d snapshots from step %d on", most, len(s), s[0].Step)
			}
			for i, at := range s {
				if at.Step != i*line.gap || at.Net != nets[at.Step] {
					t.Fatalf("at most %d, step %d: snapshot %d is of step %d, the gap %d", most, step, i, at.Step, line.gap)
				}
			}
		}
		if last := line.snapshots[len(line.snapshots)-1].Step; 5000-last >= 2*line.gap {
			t.Errorf("at most %d: the last snapshot is of step %d, the gap %d", most, last, line.gap)
		}
	}
}

func TestTimelineAt(t *testing.T) {
	line := Timeline{snapshots: []Snapshot{{Step: 5}, {Step: 10}, {Step: 20}}}
	for step, want := range map[int]int{0: 5, 5: 5, 9: 5, 10: 10, 19: 10, 20: 20, 99: 20} {
		if got := line.at(step).Step; got != want {
			t.Errorf("at step %d: the snapshot of %d, want %d", step, got, want)
		}
	}
}

func TestTimelineOfALargeNetwork(t *testing.T) {
	net, err := cnn.Preset("alexnet", 10)
	if err != nil {
		t.Fatal(err)
	}
	if most := newTimeline(net).most; most*4*net.Parameters() > snapshotBytes || most < leastSnapshots {
		t.Errorf("%d snapshots of %d bytes", most, 4*net.Parameters())
	}
}
