package ui

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// deeds writes down what a panel has done, by the actions' lines.
type deeds []string

func (d *deeds) do(a session.Action) { *d = append(*d, a.String()) }

// want compares what was done since the last call.
func (d *deeds) want(t *testing.T, what string, lines ...string) {
	t.Helper()
	if !slices.Equal(*d, lines) {
		t.Errorf("%s does %q, want %q", what, *d, lines)
	}
	*d = nil
}

// bench starts a session for panels that stand alone; the test's goroutine is the window's.
func bench(t *testing.T, lines ...string) *session.Session {
	t.Helper()
	theme.Apply(test.NewTempApp(t), theme.Dark, 1)
	s, err := session.New(session.Options{Toys: fewToys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	perform(t, s, lines...)
	return s
}

// perform does actions by their lines, each to its end.
func perform(t testing.TB, s *session.Session, lines ...string) {
	t.Helper()
	actions := []session.Action{session.Wait{}}
	for _, line := range lines {
		a, err := session.Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		actions = append(actions, a, session.Wait{})
	}
	if err := session.Play(context.Background(), s, actions, func(f func()) { f() }); err != nil {
		t.Fatal(err)
	}
}

func TestFooterActs(t *testing.T) {
	s := bench(t)
	var did deeds
	p := newFooter(did.do)
	p.update(newFrame(s))
	p.train.Tapped(nil)
	did.want(t, "Train", "train")
	p.step.Tapped(nil)
	did.want(t, "Step", "train 1")
	p.slow.Tapped(nil)
	did.want(t, "Slow", "room train", "slow")
	p.reset.Tapped(nil)
	did.want(t, "Reset", "reset 1")
	p.seeds()[2].Action()
	did.want(t, "another seed", "reset 3")

	perform(t, s, "batch 2", "train 20", "scrub 10")
	p.update(newFrame(s))
	if got := p.words.Text(); got != "step 10 · latest 20 · training goes on from here" {
		t.Errorf("scrubbed, it says %q", got)
	}
	if !p.back.Visible() {
		t.Error("scrubbed, there is no way back to now")
	}
	p.back.Tapped(nil)
	did.want(t, "Back to now", "scrub live")
	p.timeline.OnScrub(0)
	did.want(t, "the timeline's start", "scrub 0")
	p.timeline.OnScrub(20)
	did.want(t, "the timeline's end", "scrub live")

	f := newFrame(s)
	f.status.Running, f.status.Scrubbed, f.status.Rate, f.status.Step = true, false, 2143.7, 1564
	p.update(f)
	if got := p.words.Text(); got != "epoch 1 · step 1\u202f564 · 2\u202f140 images/s" {
		t.Errorf("running, it says %q", got)
	}
	if p.back.Visible() {
		t.Error("running, it offers to go back to now")
	}
	p.train.Tapped(nil)
	did.want(t, "Pause", "pause")
}

func TestSettings(t *testing.T) {
	s := bench(t, "learning-rate 0.05", "batch 32", "momentum 0", "freeze conv1", "loss squared", "optimizer adam")
	var did deeds
	p := newTrainSettings(did.do)
	p.update(newFrame(s))
	var shown []string
	for _, slider := range p.sliders {
		shown = append(shown, fmt.Sprintf("%.3g", slider.row.Value()))
	}
	if want := []string{"0.05", "32", "0", "0"}; !slices.Equal(shown, want) {
		t.Errorf("learning rate, batch, momentum, decay: %v, want %v", shown, want)
	}
	if p.loss.Value() != "squared" || p.optimizer.Value() != "adam" || p.frozen.Value() != "conv1" {
		t.Errorf("loss %s, optimizer %s, frozen %s", p.loss.Value(), p.optimizer.Value(), p.frozen.Value())
	}
	p.sliders[0].row.OnChanged(0.013)
	did.want(t, "the learning rate", "learning-rate 0.013")
	p.optimizer.OnChanged("adamw")
	did.want(t, "the optimizer", "optimizer adamw")
	menu := map[string]*fyne.MenuItem{}
	for _, item := range p.layers() {
		menu[item.Label] = item
	}
	menu["conv2"].Action()
	did.want(t, "freezing conv2 as well", "freeze conv1,conv2")
	menu["conv1"].Action()
	did.want(t, "letting conv1 learn", "freeze nothing")
	if !menu["conv1"].Checked || menu["conv2"].Checked || menu["relu1"] != nil {
		t.Error("the menu does not tell which layers are frozen, or offers one without weights")
	}
	p.seed.OnChanged(7)
	did.want(t, "the seed", "reset 7")
}

func TestSlowPicture(t *testing.T) {
	s := bench(t, "picture 3", "loss squared", "room train")
	var did deeds
	var queue todo // nothing runs that the test does not run
	l := newSlowPicture(did.do, func(...string) {}, queue.add)
	l.update(newFrame(s))
	l.teach.Tapped(nil)
	did.want(t, "the invitation", "slow")
	if l.board.root.Visible() {
		t.Error("a board without a picture that is taught")
	}

	perform(t, s, "slow", "stage 2")
	l.update(newFrame(s))
	slow := s.Training.Slow()
	l.next.Tapped(nil)
	did.want(t, "the next stage", "stage 3")
	l.back.Tapped(nil)
	did.want(t, "the stage before", "stage 1")
	l.end.Tapped(nil)
	did.want(t, "the end", "stage 0")

	names := s.Pictures.Classes()
	sum := 0.0
	for i, a := range slow.Answers {
		wanted := 0.0
		if i == s.Label() {
			wanted = 1
		}
		sum += (float64(a) - wanted) * (float64(a) - wanted)
	}
	rows := l.board.table.Rows()
	if got := rows[len(rows)-1].Cells[3]; got != fmt.Sprintf("%.3f", sum) {
		t.Errorf("the table's sum is %s, want %.3f", got, sum)
	}
	strong := slices.IndexFunc(rows, func(r widget.TableRow) bool { return r.Strong })
	if strong < 0 || rows[strong].Cells[0] != names[s.Label()] {
		t.Errorf("row %d is set off, want that of %s", strong, names[s.Label()])
	}
	if want := fmt.Sprintf("add up to the cost: %.3f", sum); !strings.Contains(l.words.Text(), want) {
		t.Errorf("%q does not say %q", l.words.Text(), want)
	}

	// The error goes back: from the answers' layer to the first, one arrow after the other.
	perform(t, s, "stage 3")
	l.update(newFrame(s))
	last := len(l.board.layers) - 1
	for lit := 0; lit <= last; lit++ {
		l.board.light(lit)
		for i, c := range l.board.layers {
			want := widget.DimArrow
			if i == 0 {
				want = widget.NoArrow
			} else if i > last-lit {
				want = widget.LitArrow
			}
			if got := c.bar.Arrow(); got != want {
				t.Errorf("%d layers on, the arrow of layer %d is %v, want %v", lit, i, got, want)
			}
		}
	}
	for i, layer := range slow.Layers {
		if got, want := l.board.layers[i].bar.Caption(), "error "+widget.Number(euclidean(layer.Error.Data)); got != want {
			t.Errorf("%s: %q, want %q", layer.Name, got, want)
		}
	}
	perform(t, s, "stage 4")
	l.update(newFrame(s))
	if got := l.board.table.Rows()[0].Cells[3]; !slices.Contains(thousandths(slow.After), got) {
		t.Errorf("after the update the first answer is %s, none of %v", got, thousandths(slow.After))
	}
}

func thousandths(answers []float32) (words []string) {
	for _, a := range answers {
		words = append(words, fmt.Sprintf("%.3f", a))
	}
	return words
}

func TestGrowth(t *testing.T) {
	s := bench(t, "batch 2", "room train", "train 30", "select conv1:5")
	var did deeds
	g := newGrowth(did.do, func(...string) {})
	g.update(newFrame(s))
	var labels []string
	for _, r := range g.rows {
		if r.root.Visible() {
			labels = append(labels, r.label.Text())
		}
	}
	if want := []string{"now", "20", "10", "start"}; !slices.Equal(labels, want) {
		t.Errorf("rows %v, want %v", labels, want)
	}
	for _, r := range g.rows {
		if r.tiles.Selected() != 5 {
			t.Errorf("%s: unit %d is framed, want 5", r.label.Text(), r.tiles.Selected())
		}
		for _, v := range r.kernels.weights {
			if math.Abs(float64(v)) > g.span.Bound() {
				t.Fatalf("%s: the weight %g is out of the range %v", r.label.Text(), v, g.span)
			}
		}
	}
	g.rows[0].tiles.OnSelect(3)
	did.want(t, "a kernel", "select conv1:3")
	g.modes.OnChanged("change")
	did.want(t, "change", "watch conv1 change")

	perform(t, s, "watch conv2 change")
	g.update(newFrame(s))
	start, now := s.Training.Status().Run.Snapshots()[0].Net, s.Training.Shown().Net
	node := now.Index("conv2")
	before, after := start.Nodes[node].Layer.Params()[0].Value.Data, now.Nodes[node].Layer.Params()[0].Value.Data
	for i := range after {
		if got := g.rows[0].kernels.weights[i]; got != after[i]-before[i] {
			t.Fatalf("weight %d: learned %g, want %g − %g", i, got, after[i], before[i])
		}
	}
	if g.rows[3].root.Visible() {
		t.Error("the start has a row of what it learned since the start")
	}

	perform(t, s, "watch conv2 maps")
	g.update(newFrame(s))
	perform(t, s)
	g.update(newFrame(s))
	for _, r := range g.rows {
		if r.view == nil || r.view.Shown.Net != r.net {
			t.Errorf("%s: its maps are not those of its own network", r.label.Text())
		}
	}
}

func TestTrainFigures(t *testing.T) {
	shares := rightShares([][]int{{3, 1, 0}, {0, 0, 0}, {0, 5, 0}})
	if shares[0] != 0.75 || !math.IsNaN(shares[1]) || shares[2] != 0 {
		t.Errorf("right: %v, want 0.75, none asked, 0", shares)
	}
	s := bench(t)
	p := newTrainFigures(func(...string) {})
	p.update(newFrame(s))
	if !p.nothing.Visible() || p.panes[0].Visible() {
		t.Error("figures of a training that has not begun")
	}
	perform(t, s, "batch 2", "train 50")
	p.update(newFrame(s))
	if p.nothing.Visible() || !p.confusion.Visible() || !p.panes[2].Visible() {
		t.Error("no figures after the first check")
	}
	right, total := 0, 0
	for wanted, row := range s.Training.Status().Run.History().Confusion {
		for answered, n := range row {
			total += n
			if wanted == answered {
				right += n
			}
		}
	}
	if got, want := p.confusion.Readout(), fmt.Sprintf("%d of %d right", right, total); !strings.HasPrefix(got, want) {
		t.Errorf("the matrix says %q, want %q", got, want)
	}
}

func TestBatchStrip(t *testing.T) {
	s := bench(t)
	p := newBatchStrip(func(session.Action) {})
	p.update(newFrame(s))
	if !p.empty.Visible() {
		t.Error("a batch before the first step")
	}
	perform(t, s, "batch 5", "train 1")
	p.update(newFrame(s))
	if !slices.Equal(p.indexes, s.Training.Batch()) || len(p.indexes) != 5 {
		t.Errorf("pictures %v, the step learned from %v", p.indexes, s.Training.Batch())
	}
	if p.empty.Visible() {
		t.Error("the words for an empty batch stay")
	}
}

// The change between two snapshots is by hand: one weight moved by 0.3 in 10 steps, that is 3
// in 100; and it is this unit's alone.
func TestUnitChange(t *testing.T) {
	a, err := cnn.Preset("toy48", 10)
	if err != nil {
		t.Fatal(err)
	}
	a.Init(rand.New(rand.NewPCG(1, 2)))
	b, c := a.Clone(), a.Clone()
	conv := b.Nodes[b.Index("conv2")].Layer.(*cnn.Conv2D)
	conv.Weight.Data[4*16*25+7] += 0.3 // unit 4
	c.CopyParams(b)
	snapshots := []session.Snapshot{{Step: 0, Net: a}, {Step: 10, Net: b}, {Step: 30, Net: c}}
	var change unitChange
	for unit, want := range map[int][]float64{4: {3, 0}, 5: {0, 0}} {
		x, y := change.curve(snapshots, historyOf{head: a.Index("conv2"), unit: unit})
		if !slices.Equal(x, []float64{10, 30}) || math.Abs(y[0]-want[0]) > 1e-5 || y[1] != want[1] {
			t.Errorf("unit %d: %v at %v, want %v", unit, y, x, want)
		}
	}
}
