package session

import (
	"context"
	"sync"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/tuning"
)

// Units are shown all held-out pictures to find what drives them, fewer where a network is so
// large that they would take it longer than unitOperations multiplications, but no fewer than
// leastUnitPictures.
const (
	leastUnitPictures = 100
	unitOperations    = 1e11 // some seconds
)

// unitPictures is how many pictures of so many a network's units are shown.
func unitPictures(net *cnn.Network, pictures int) int {
	return min(max(unitOperations/max(net.Multiplications(), 1), leastUnitPictures), pictures)
}

// Units knows what drives each unit: it shows the network on the bench the held-out
// pictures, once for every network, when somebody wants to know.
type Units struct {
	changed func()
	report  func(error)
	ctx     context.Context

	mu      sync.Mutex
	result  UnitResponses
	asked   unitsKey // of the work that runs, or of the result
	working bool
	cancel  context.CancelFunc
	done    int
	total   int
}

// unitsKey names what responses are of.
type unitsKey struct {
	net    uint64 // version of the network shown
	source *data.Source
}

// UnitResponses are what the units answered, and how far that is still true.
type UnitResponses struct {
	*tuning.Responses              // nil before the first
	Source            *data.Source // whose held-out pictures were shown
	Step              int          // of the network that was asked
	Stale             bool         // the network has moved on since
	Done, Total       int          // of the pictures, while it is computed; 0, 0 otherwise
	version           uint64
	run               *Run
}

func newUnits(ctx context.Context, changed func(), report func(error)) *Units {
	return &Units{ctx: ctx, changed: changed, report: report}
}

// Responses returns what is known of the network shown, and has it computed if it is not
// and the network rests: while one learns, the older answers stay, marked stale.
func (u *Units) Responses(shown Shown, running bool, source *data.Source) UnitResponses {
	u.mu.Lock()
	defer u.mu.Unlock()
	key := unitsKey{shown.Version, source}
	if u.asked != key && !running {
		u.start(key, shown)
	}
	r := u.result
	if r.Source != source || r.run != shown.Run {
		r = UnitResponses{Source: source}
	}
	r.Stale = r.version != shown.Version
	if u.working {
		r.Done, r.Total = u.done, max(u.total, 1)
	}
	return r
}

// start computes the responses in the background; what ran before is stopped.
func (u *Units) start(key unitsKey, shown Shown) {
	if u.cancel != nil {
		u.cancel()
	}
	ctx, cancel := context.WithCancel(u.ctx)
	pictures := unitPictures(shown.Net, key.source.HeldOut.Len())
	u.asked, u.cancel, u.working, u.done, u.total = key, cancel, true, 0, pictures
	go func() {
		defer cancel()
		r, err := tuning.Record(ctx, shown.Net, key.source.HeldOut, tuning.RecordOptions{
			Pictures: pictures,
			Progress: func(done, total int) { u.progress(key, done, total) },
		})
		u.finish(ctx, key, shown, r, err)
		u.changed()
	}()
}

func (u *Units) progress(key unitsKey, done, total int) {
	u.mu.Lock()
	if u.asked == key {
		u.done, u.total = done, total
	}
	u.mu.Unlock()
	u.changed()
}

// finish takes the result unless another was asked for meanwhile.
func (u *Units) finish(ctx context.Context, key unitsKey, shown Shown, r *tuning.Responses, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.asked != key {
		return
	}
	u.working = false
	switch {
	case err == nil:
		u.result = UnitResponses{Responses: r, Source: key.source, Step: shown.Step, version: shown.Version, run: shown.Run}
	case ctx.Err() == nil:
		u.report(err)
	}
}

func (u *Units) idle() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return !u.working
}
