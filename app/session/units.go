package session

import (
	"context"
	"errors"
	"sync"
	"time"

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

// A survey says which pictures units are shown to find those that drive them.
type survey struct {
	training bool // those that are learned; else those held out
	pictures int  // the first so many; 0: unitPictures
	top      int  // of each unit, that are kept
}

// set is the pictures of a source that a survey chooses from.
func (v survey) set(source *data.Source) data.Set {
	if v.training {
		return source.Train
	}
	return source.HeldOut
}

// Units knows what drives each unit: it shows the network on the bench the first pictures
// of the held-out ones, or of those that are learned, once for every network, when somebody
// wants to know.
type Units struct {
	changed func()
	report  *reporter
	ctx     context.Context

	mu      sync.Mutex
	survey  survey
	result  UnitResponses
	asked   unitsKey // of the work that runs, or of the result
	working bool
	cancel  context.CancelFunc
	done    int
	total   int
	err     error // of the work that was asked for last
}

// unitsKey names what responses are of.
type unitsKey struct {
	net    *cnn.Network
	source *data.Source
	survey survey
}

// UnitResponses are what the units answered, and how far that is still true.
type UnitResponses struct {
	*tuning.Responses              // nil before the first
	Source            *data.Source // whose pictures were shown: the held-out ones,
	Training          bool         // or those that are learned
	Step              int          // of the network that was asked
	Stale             bool         // the network has moved on since
	Err               error        // why there are no newer ones
	Done, Total       int          // of the pictures, while it is computed; 0, 0 otherwise
	key               unitsKey
	run               *Run
}

func newUnits(ctx context.Context, changed func(), report *reporter) *Units {
	return &Units{ctx: ctx, changed: changed, report: report}
}

// Responses returns what is known of the network shown, and has it computed if it is not
// and the network rests: while one learns, the older answers stay, marked stale.
func (u *Units) Responses(shown Shown, running bool, source *data.Source) UnitResponses {
	u.mu.Lock()
	defer u.mu.Unlock()
	key := unitsKey{shown.Net, source, u.survey}
	if u.asked != key && !running {
		u.start(key, shown)
	}
	r := u.result
	if r.Source != source || r.key.survey != key.survey || r.run != shown.Run {
		r = UnitResponses{Source: source, Training: key.survey.training}
	}
	r.Stale = r.key != key
	if u.asked == key {
		r.Err = u.err
	}
	if u.working {
		r.Done, r.Total = u.done, max(u.total, 1)
	}
	return r
}

// use chooses the pictures that units are shown.
func (u *Units) use(v survey) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.survey = v
}

// start computes the responses in the background; what ran before is stopped.
func (u *Units) start(key unitsKey, shown Shown) {
	if u.cancel != nil {
		u.cancel()
	}
	ctx, cancel := context.WithCancel(u.ctx)
	pictures := key.survey.pictures
	if pictures == 0 {
		pictures = unitPictures(shown.Net, key.survey.set(key.source).Len())
	}
	u.asked, u.cancel, u.working, u.done, u.total, u.err = key, cancel, true, 0, pictures, nil
	go func() {
		defer cancel()
		var r *tuning.Responses
		err := finite(shown.Net)
		if err == nil {
			r, err = tuning.Record(ctx, shown.Net, key.survey.set(key.source), tuning.RecordOptions{
				Pictures: pictures, Top: key.survey.top,
				Progress: func(done, total int) { u.progress(key, done, total) },
			})
		}
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
		u.result = UnitResponses{Responses: r, Source: key.source, Training: key.survey.training, Step: shown.Step, key: key, run: shown.Run}
	case ctx.Err() == nil:
		u.err = err
		u.report.once(err)
	}
}

// await returns the responses of a network, which are computed if they are not there.
func (u *Units) await(ctx context.Context, shown Shown, source *data.Source) (UnitResponses, error) {
	u.Responses(shown, false, source)
	key := u.key(shown, source)
	for {
		switch r := u.Responses(shown, true, source); {
		case !r.Stale:
			return r, nil
		case r.Err != nil:
			return r, r.Err
		case !u.works(key):
			return r, errMoved
		}
		select {
		case <-ctx.Done():
			return UnitResponses{}, ctx.Err()
		case <-time.After(awaitEvery):
		}
	}
}

// awaitEvery is how long who awaits responses rests before looking again.
const awaitEvery = 10 * time.Millisecond

// errMoved says that other responses were asked for since.
var errMoved = errors.New("another network was shown meanwhile, so that the strongest pictures of this one are not known; measure again")

// works tells whether responses are, or were last, computed for a key.
func (u *Units) works(key unitsKey) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.asked == key
}

func (u *Units) key(shown Shown, source *data.Source) unitsKey {
	u.mu.Lock()
	defer u.mu.Unlock()
	return unitsKey{shown.Net, source, u.survey}
}

func (u *Units) idle() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return !u.working
}
