package session

import (
	"slices"
	"sort"

	"unitscope/cnn"
)

// A Snapshot is a network as it was after a number of steps. Nobody changes it.
type Snapshot struct {
	Step int
	Net  *cnn.Network
}

// Timeline keeps snapshots of a run at even distances in steps: dense enough to scrub
// through, few enough to hold. When it is full, every other one goes and the distance
// doubles; the first stays for ever.
type Timeline struct {
	snapshots []Snapshot
	gap       int
	most      int
}

const (
	firstGap = 10
	// snapshotBytes bounds what a timeline holds, but for the first snapshot and one more.
	snapshotBytes  = 512 << 20
	mostSnapshots  = 64
	leastSnapshots = 2
)

func newTimeline(net *cnn.Network) Timeline {
	most := snapshotBytes / max(1, 4*net.Parameters())
	return Timeline{gap: firstGap, most: min(max(most, leastSnapshots), mostSnapshots)}
}

// wants tells whether a snapshot is due at this step.
func (t *Timeline) wants(step int) bool { return step%t.gap == 0 }

// add keeps a snapshot; net must not change afterwards. Steps come in rising order.
func (t *Timeline) add(step int, net *cnn.Network) {
	if len(t.snapshots) >= t.most {
		t.gap *= 2
		thinned := []Snapshot{t.snapshots[0]}
		for _, s := range t.snapshots[1:] {
			if s.Step%t.gap == 0 {
				thinned = append(thinned, s)
			}
		}
		t.snapshots = thinned
		if step%t.gap != 0 {
			return
		}
	}
	// A fresh slice each time: readers hold the older ones.
	t.snapshots = append(slices.Clip(t.snapshots), Snapshot{step, net})
}

// at returns the latest snapshot not after step, the first where all are.
func (t *Timeline) at(step int) Snapshot {
	i := sort.Search(len(t.snapshots), func(i int) bool { return t.snapshots[i].Step > step })
	return t.snapshots[max(i-1, 0)]
}

// forget drops the snapshots after step: the run goes on from there another way.
func (t *Timeline) forget(step int) {
	i := sort.Search(len(t.snapshots), func(i int) bool { return t.snapshots[i].Step > step })
	t.snapshots = slices.Clip(t.snapshots[:i])
}
