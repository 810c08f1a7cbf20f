package session

import (
	"context"
	"errors"
	"sync"

	"unitscope/cnn"
	"unitscope/viz/rsa"
)

// A matricesKey is all that layers' matrices depend on but the network.
type matricesKey struct {
	stimuli  *BrainStimuli
	distance rsa.Distance
}

// live keeps the patterns of the network that was looked at last, so that a picture that is painted on costs a row.
type live struct {
	mu       sync.Mutex
	key      matricesKey
	net      *cnn.Network
	of       *rsa.Live   // nil: its patterns are too large
	picture  int         // whose patterns were replaced; −1: none
	original [][]float32 // its own ones
}

// Matrices returns the dissimilarities of the brain's pictures in every layer: of the painted picture, where that is one of
// them. What a network of earlier steps gave is shown until that of this one is known.
func (b *Brain) Matrices() Answer[BrainMatrices] {
	n := b.bench()
	return b.matrices(&n)
}

func (b *Brain) matrices(n *brainBench) Answer[BrainMatrices] {
	stimuli := b.stimuli(n)
	if stimuli.Value == nil {
		return Answer[BrainMatrices]{Working: stimuli.Working, Stopped: stimuli.Stopped, Err: stimuli.Err}
	}
	key := matricesKey{stimuli.Value, n.plan.Distance}
	if b.before.of != key {
		b.before = shownBefore{of: key}
	}
	base := b.unpainted(n, key)
	if base.Value == nil || base.Stale {
		return b.before.matrices.orBefore(n.shown.Run, base)
	}
	if painted := b.painted(n, key, base.Value); painted != nil {
		base = *painted
	}
	return b.before.matrices.orBefore(n.shown.Run, base)
}

const matricesName = "dissimilarities of the layers"

// unpainted are the matrices of the pictures as they are.
func (b *Brain) unpainted(n *brainBench, key matricesKey) Answer[BrainMatrices] {
	a := inquiry(matricesTopic, key, n.shown.Net)
	answer, whole := known[BrainMatrices](b.probe, &n.bench, a)
	if !whole && !answer.Working && !n.running && b.takesLong(n.shown.Net, key.stimuli) {
		answer.OnDemand = true
		return answer
	}
	return ask[BrainMatrices](b.probe, &n.bench, a, matricesName, b.computing(n.shown.Net, n.rows, key, false))
}

// takesLong tells whether a network is so large that nobody shows it all pictures without being told to.
func (b *Brain) takesLong(net *cnn.Network, s *BrainStimuli) bool {
	return float64(net.Multiplications())*float64(len(s.Names)) > askedOperations
}

// measure begins what takes long: the dissimilarities of the layers, or, where they are known, the threshold of the maps.
func (b *Brain) measure() error {
	n := b.bench()
	if b.measureThreshold(&n) {
		return nil
	}
	stimuli := b.stimuli(&n)
	if stimuli.Value == nil {
		if stimuli.Err != nil {
			return stimuli.Err
		}
		return errors.New("the brain's pictures are being opened: measure when they are there")
	}
	key := matricesKey{stimuli.Value, n.plan.Distance}
	b.session.Compare.long(&n.bench, inquiry(matricesTopic, key, n.shown.Net), matricesName, b.computing(n.shown.Net, n.rows, key, false))
	return nil
}

// computing is the work on a network's matrices. While the network learns, they are fleeting.
func (b *Brain) computing(net *cnn.Network, rows []Row, key matricesKey, fleeting bool) func(context.Context, *task) error {
	return func(ctx context.Context, t *task) error {
		m, err := b.compute(ctx, net, rows, key, func(done, total int) { t.progress(ctx, done, total) })
		if err != nil {
			return err
		}
		if fleeting {
			t.keepLatest(t.asked, m, m.bytes())
		} else {
			t.keep(t.asked, m, m.bytes(), false)
		}
		return nil
	}
}

// bytes is how much the matrices hold.
func (m *BrainMatrices) bytes() (bytes int) {
	for _, l := range m.Layers {
		bytes += 8 * len(l.RDM)
	}
	return bytes
}

// compute shows all pictures to a network.
func (b *Brain) compute(ctx context.Context, net *cnn.Network, rows []Row, key matricesKey, progress func(done, total int)) (*BrainMatrices, error) {
	nodes := make([]int, len(rows))
	for k, row := range rows {
		nodes[k] = row.Main
	}
	shown := shownSet{key.stimuli.Set, net}
	var rdms []rsa.RDM
	l, err := rsa.NewLive(ctx, net, shown, nodes, key.distance, progress)
	switch {
	case err == nil:
		rdms = l.RDMs()
	case errors.Is(err, rsa.ErrTooLarge):
		rdms, err = rsa.Layers(ctx, net, shown, nodes, key.distance, progress)
	}
	if err != nil {
		return nil, err
	}
	b.live.take(key, net, l)
	m := &BrainMatrices{Stimuli: key.stimuli, Rows: rows, Painted: -1, net: net, distance: key.distance}
	for k, row := range rows {
		m.Layers = append(m.Layers, newBrainMatrix(row.Name, row.Title, rdms[k]))
	}
	return m, nil
}

// take keeps the patterns of a network that was shown the pictures; none where they are too large.
func (l *live) take(key matricesKey, net *cnn.Network, of *rsa.Live) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.key, l.net, l.of, l.picture, l.original = key, net, of, -1, nil
}

// painted are the matrices with the picture under the microscope as it is painted; nil where it is as it was, or none of the
// brain's.
func (b *Brain) painted(n *brainBench, key matricesKey, base *BrainMatrices) *Answer[BrainMatrices] {
	picture := b.looked(n, key.stimuli)
	view := b.analysis.View()
	if picture < 0 || view == nil || view.Shown.Net != n.shown.Net || !n.stimulus.Picture.same(view.Stimulus.Picture) || !changed(view.Stimulus) {
		return nil
	}
	question := inquiry(paintedTopic, paintedKey{base, picture, view.Stimulus.Version}, n.shown.Net)
	answer, whole := known[BrainMatrices](b.probe, &n.bench, question)
	switch {
	case answer.Err != nil:
		return nil // which was told
	case whole || answer.Working:
		return &answer
	}
	if n.running || b.probe.busy(paintedTopic) { // one after the other: all of them are wanted soon, the newest last
		answer.Working = true
		return &answer
	}
	answer = ask[BrainMatrices](b.probe, &n.bench, question, "the painted picture", func(ctx context.Context, t *task) error {
		m, err := b.repaint(ctx, key, base, picture, view)
		if err == nil {
			t.keepLatest(t.asked, m, m.bytes())
		}
		return err
	})
	return &answer
}

type paintedKey struct {
	base    *BrainMatrices
	picture int
	version uint64
}

// changed tells whether a stimulus is another than its picture.
func changed(s Stimulus) bool { return s.Painted != s.Original || s.Shift != [2]int{} }

// busy tells whether somebody works on a topic.
func (p *Probe) busy(about topic) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, q := range p.queues() {
		for _, t := range q.tasks {
			if t.topic == about && !t.over {
				return true
			}
		}
	}
	return false
}

// repaint replaces a picture's pairs in all layers by those of the picture as a view shows it.
func (b *Brain) repaint(ctx context.Context, key matricesKey, base *BrainMatrices, picture int, view *View) (*BrainMatrices, error) {
	l := &b.live
	l.mu.Lock()
	for l.net != base.net || l.key != key { // of a network that was looked at before, or, while this one is shown pictures, is watched
		l.mu.Unlock()
		if _, err := b.compute(ctx, base.net, base.Rows, key, nil); err != nil {
			return nil, err
		}
		l.mu.Lock()
	}
	defer l.mu.Unlock()
	if l.of == nil {
		return nil, errors.New("this network's answers are too large to follow the painting")
	}
	if err := l.replace(ctx, picture, func(k int) []float32 { return view.Now(base.Rows[k].Main).Data }); err != nil {
		return nil, err
	}
	m := &BrainMatrices{Stimuli: base.Stimuli, Rows: base.Rows, Painted: picture, Before: base, net: base.net, distance: base.distance}
	for k, rdm := range l.of.RDMs() {
		row := make(rsa.RDM, len(rdm))
		copy(row, base.Layers[k].RDM) // in which pairs of other pictures are to the last bit what they were
		for j := range len(base.Stimuli.Names) {
			if j != picture {
				pair := rsa.PairIndex(len(base.Stimuli.Names), picture, j)
				row[pair] = rdm[pair]
			}
		}
		m.Layers = append(m.Layers, newBrainMatrix(base.Layers[k].Name, base.Layers[k].Title, row))
	}
	return m, nil
}

// replace gives a picture other patterns, after the one that had others before has its own again. The lock is held.
func (l *live) replace(ctx context.Context, picture int, answers func(k int) []float32) error {
	if l.picture != picture {
		if l.picture >= 0 {
			if err := l.of.Replace(ctx, l.picture, func(k int) []float32 { return l.original[k] }); err != nil {
				return err
			}
		}
		l.picture, l.original = picture, l.of.Patterns(picture)
	}
	return l.of.Replace(ctx, picture, answers)
}

// Pixels returns the dissimilarities of the pictures' own values.
func (b *Brain) Pixels() Answer[BrainMatrix] {
	n := b.bench()
	stimuli := b.stimuli(&n)
	if stimuli.Value == nil {
		return Answer[BrainMatrix]{Working: stimuli.Working, Err: stimuli.Err}
	}
	key := matricesKey{stimuli.Value, n.plan.Distance}
	return ask[BrainMatrix](b.probe, &n.bench, inquiry(pixelsTopic, key, nil), "dissimilarities of the pictures", func(ctx context.Context, t *task) error {
		rdm, err := rsa.OfRows(ctx, rsa.Pixels(key.stimuli.Set), key.distance, nil)
		if err != nil {
			return err
		}
		m := newBrainMatrix("pixels", "pixels", rdm)
		t.keep(t.asked, &m, 8*len(rdm), false)
		return nil
	})
}
