package session

import (
	"context"
	"fmt"
	"time"
)

// Cost is what keeping up with a learning network takes.
type Cost struct {
	Took  time.Duration // working, for one field
	Share float64       // of the time, 0 to 1; the rest is left to the learning
}

func (c Cost) String() string {
	return fmt.Sprintf("%d ms a field, %.0f %% of the time", c.Took.Milliseconds(), 100*c.Share)
}

// Cost returns what keeping up took last; zero before that.
func (p *Probe) Cost() Cost {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cost
}

// restShare is how many times as long as it works whoever keeps up with the learning rests, after
// every picture: so it takes a tenth of the time at most, in short pieces. At a fifth, learning lost a
// quarter of its speed.
const restShare = 9

// pace has work done in pieces with rests between them.
type pace struct {
	began time.Time
	piece time.Time // when the piece that is being done began
	work  time.Duration
}

func newPace() *pace {
	now := time.Now()
	return &pace{began: now, piece: now}
}

// rest lets others work, after a piece is done.
func (p *pace) rest(ctx context.Context) {
	took := time.Since(p.piece)
	p.work += took
	select {
	case <-ctx.Done():
	case <-time.After(restShare * took):
	}
	p.piece = time.Now()
}

func (p *pace) cost() Cost {
	return Cost{Took: p.work, Share: float64(p.work) / float64(max(time.Since(p.began), 1))}
}

// keepUp is known, and has the field of the selected unit measured again on the newest network as
// soon as that of an earlier one is done. The pictures are the same for all, the strongest of
// when the network rested last.
func (p *Probe) keepUp(b *bench, a asked, name string, work func(ctx context.Context, t *task) error) Answer[UnitField] {
	answer, whole := known[UnitField](p, b, a)
	if whole {
		return answer
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	answer.Working = true
	for _, t := range p.keep.tasks {
		if t.question == a.question && !t.over {
			answer.Done, answer.Total = t.done, t.total
			return answer
		}
		t.stop()
	}
	p.start(&p.keep, &task{asked: a, name: name, run: b.shown.Run, step: b.shown.Step, pace: newPace(), work: work})
	return answer
}
