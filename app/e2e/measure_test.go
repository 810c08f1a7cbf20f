//go:build e2e

package e2e

import (
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// measures collects what LOOK.md promises of speed. It is told and written down, one figure a
// line; it never decides a test, for the machine may be busy.
type measures struct {
	t    *testing.T
	file *os.File
}

func newMeasures(t *testing.T) *measures {
	t.Helper()
	file, err := os.Create(filepath.Join(shots, "measures.txt"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	m := &measures{t, file}
	m.note("processors: %d (%s)", runtime.NumCPU(), runtime.GOARCH)
	return m
}

func (m *measures) note(format string, values ...any) {
	m.t.Helper()
	m.t.Logf(format, values...)
	fmt.Fprintf(m.file, format+"\n", values...)
}

// start notes how long after the program's start the first picture stood there with its maps.
func (m *measures) start(kind string, p *program) {
	m.t.Helper()
	for _, e := range p.since() {
		if e.shows() {
			m.note("%s start to the first picture with maps: %.0f ms", kind, e.MS)
			return
		}
	}
}

// strokes notes how long after a point of a stroke its maps were on the screen. It paints two
// strokes, slow enough that every point has its frame, and takes them back.
func (m *measures) strokes(p *program) {
	m.t.Helper()
	for range 2 {
		var over []image.Point
		for x := 4; x < 44; x += 2 {
			over = append(over, image.Pt(x, 24))
		}
		p.stroke(0.08, over...)
	}
	var ms []float64
	seen := map[int]bool{}
	for _, e := range p.since() {
		if e.shows() && e.Strokes > 0 && !seen[e.MapsOf] {
			seen[e.MapsOf] = true
			ms = append(ms, e.Since)
		}
	}
	slices.Sort(ms)
	if len(ms) == 0 {
		m.t.Fatal("a stroke changed no maps")
	}
	m.note("a stroke's point to changed maps on the screen: median %.0f ms, worst %.0f ms of %d points", ms[len(ms)/2], ms[len(ms)-1], len(ms))
	p.rest()
	p.key("ctrl+z")
	p.key("ctrl+z")
	p.painted("Ctrl+Z twice", 0)
}

// rounds of training are measured, in the window and without it by turns, of roundSteps each.
const (
	rounds     = 3
	roundSteps = 30
	batch      = 64
)

// training notes how fast the network learns in the window beside how fast the same steps go
// without one, and how often the window draws meanwhile. All rounds learn from the same
// pictures; the first round, in which they are drawn, does not count.
func (m *measures) training(p *program) {
	m.t.Helper()
	alone := newHeadless(m.t)
	alone.round()
	m.round(p)
	var inWindow, without, frames []float64
	for range rounds {
		without = append(without, alone.round())
		speed, rate := m.round(p)
		inWindow, frames = append(inWindow, speed), append(frames, rate)
	}
	m.note("training toy48, batches of %d: %.0f images/s in the window, %.0f without one (%.0f %%); medians of %d rounds of %d steps",
		batch, median(inWindow), median(without), 100*median(inWindow)/median(without), rounds, roundSteps)
	m.note("frames a second while training: %.1f", median(frames))
}

// round has the window train from the beginning and returns pictures and frames a second.
func (m *measures) round(p *program) (speed, frames float64) {
	m.t.Helper()
	p.tell("reset 1")
	p.visible("a reset", func(e event) bool { return e.Step == 0 && e.upToDate() })
	p.tell(fmt.Sprintf("train %d", roundSteps))
	p.visible("the round's end", func(e event) bool { return e.Step == roundSteps && !e.Running && e.upToDate() })
	p.rest() // what the window works out afterwards must not slow the next round
	var first, last event
	drawn := 0
	for _, e := range p.since() {
		switch {
		case !e.shows() || !e.Running || e.Step == 0:
			continue
		case first.MS == 0:
			first = e
		default:
			drawn++
		}
		last = e
	}
	seconds := (last.MS - first.MS) / 1000
	return float64(batch*(last.Step-first.Step)) / seconds, float64(drawn) / seconds
}

// headless is the same learning without a window.
type headless struct {
	t   *testing.T
	set data.Set
	net *cnn.Network
}

func newHeadless(t *testing.T) *headless {
	t.Helper()
	set := data.ToyWorld(data.Options{}).Train
	net, err := cnn.Preset("toy48", len(set.Classes("object")))
	if err != nil {
		t.Fatal(err)
	}
	net.Init(rand.New(rand.NewPCG(1, 0)))
	return &headless{t: t, set: set, net: net}
}

// round trains from the beginning of an epoch and returns pictures a second.
func (h *headless) round() float64 {
	h.t.Helper()
	feed := data.NewFeed(h.set, "object", h.net, batch, 1)
	defer feed.Close()
	trainer := cnn.NewTrainer(h.net, cnn.Hyper{}, batch, 1)
	var began time.Time
	for step := range roundSteps {
		b, err := feed.Next()
		if err != nil {
			h.t.Fatal(err)
		}
		if step == 1 { // the first step makes room for all others, as in the window
			began = time.Now()
		}
		trainer.Step(b.X, b.Labels)
	}
	return float64(batch*(roundSteps-1)) / time.Since(began).Seconds()
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
