package session

// A made is a question's source that is made of others. Whoever keeps it keeps them.
type made interface {
	// of tells whether what is one of these.
	of(what any) bool
}

// forgetOf drops the results of what is kept no longer: as another copy would be opened, nobody can ask for them again.
func (p *Probe) forgetOf(what any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.results.of {
		if source, is := r.source.(made); is && source.of(what) {
			p.results.drop(r)
		}
	}
}

func (k matricesKey) of(what any) bool { return what == k.stimuli }

func (m *BrainMatrices) of(what any) bool { return what == m.Stimuli }

func (k paintedKey) of(what any) bool { return k.base.of(what) }

func (k barsKey) of(what any) bool { return what == k.recording || k.matrices.of(what) }

func (k testsKey) of(what any) bool { return k.bars.of(what) }

func (k coursesKey) of(what any) bool { return what == k.recording || k.matrices.of(what) }

func (k mapsKey) of(what any) bool {
	return what == k.recording || k.matrices != nil && k.matrices.of(what)
}

func (k thresholdKey) of(what any) bool { return k.maps.of(what) }
