package ui

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/widget"
	"unitscope/viz/plasticity"
)

func (nobody) askRelearnImages() {}
func (nobody) askCompared()      {}
func (nobody) askReport()        {}

// briefly is a relearning of a few steps: batches so large that an epoch has few of them.
var briefly = []string{"relearn batch 256", "relearn rate 0.02"}

// relearned shows the room after a relearning of so many steps, everything computed that comes by itself.
func relearned(t *testing.T, s *session.Session, p *relearnRoom) *frame {
	t.Helper()
	for range 2 {
		p.update(newFrame(s))
		perform(t, s)
	}
	f := newFrame(s)
	p.update(f)
	return f
}

func TestRelearnControls(t *testing.T) {
	s := bench(t, "room relearn", "select conv2:5")
	var did deeds
	p := newRelearnRoom(did.do, nobody{})
	p.update(newFrame(s))
	c := p.controls
	pick := func(items []*fyne.MenuItem, label string) {
		t.Helper()
		for _, item := range items {
			if strings.HasPrefix(item.Label, label) {
				item.Action()
				return
			}
		}
		t.Errorf("no entry %q", label)
	}
	for got, want := range map[string]string{c.task.Value(): "scene", c.pictures.Value(): "Toy World", c.head.Value(): "replaced", c.against.Value(): "step 0"} {
		if got != want {
			t.Errorf("%q is shown, want %q", got, want)
		}
	}
	pick(c.tasks(), "colour")
	did.want(t, "a task", "relearn task colour")
	pick(c.sources(), "Toy World")
	did.want(t, "pictures", "relearn images toyworld")
	pick(c.heads(), "kept beside")
	did.want(t, "a head", "relearn head add")
	pick(c.sides(), "the network before")
	did.want(t, "what to compare with", "compare old")
	c.start.Tapped(nil)
	did.want(t, "Relearn", "relearn")
	c.frozen.OnChanged(2)
	did.want(t, "two layers", "relearn freeze conv1,conv2")
	c.frozen.OnChanged(0)
	did.want(t, "none", "relearn freeze nothing")
	c.frozen.OnChanged(99)
	did.want(t, "all", "relearn freeze conv1,conv2,conv3,dense1")
	c.rehearsal.OnChanged(0.2)
	did.want(t, "a fifth", "relearn rehearsal 0.2")
	c.elastic.OnChanged(6)
	did.want(t, "a penalty", "relearn elastic 100")
	for name, row := range map[string]float64{"relearn rate 0.003": 0.003, "relearn body-rate 0.0001": 0.0001, "relearn epochs 3": 3, "relearn batch 32": 32, "relearn seed 4": 4, "relearn threshold 0.7": 0.7, "relearn silent 0.05": 0.05} {
		field := strings.Fields(name)[1]
		i := slices.IndexFunc([]string{"rate", "body-rate", "epochs", "batch", "seed", "threshold", "silent"}, func(n string) bool { return n == field })
		p.settings.sliders[i].row.OnChanged(row)
		did.want(t, field, name)
	}
	pick(p.settings.layers(), "conv3")
	did.want(t, "one layer", "relearn freeze conv3")
	p.tiles.modes.OnChanged("maps")
	did.want(t, "maps", "changes maps")
	p.tiles.begin.OnTapped()
	did.want(t, "the invitation to measure", "measure changes")
	p.lesions.begin.OnTapped()
	did.want(t, "the invitation to silence", "measure lesions")
	p.classes.tasks.OnChanged("new")
	did.want(t, "the new task's classes", "classes-of new")
}

// What is set is what the controls show.
func TestRelearnControlsFollowTheSession(t *testing.T) {
	s := bench(t, "room relearn", "relearn task living", "relearn freeze conv1,conv2", "relearn rehearsal 0.25", "relearn elastic 100", "relearn body-rate 0.0005", "relearn layer-rate conv3 0.001", "relearn threshold 0.65")
	p := newRelearnRoom(func(session.Action) {}, nobody{})
	p.update(newFrame(s))
	c := p.controls
	if c.task.Value() != "living" || c.frozen.ValueText() != "to conv2" || c.rehearsal.ValueText() != "25%" || c.elastic.ValueText() != "100" {
		t.Errorf("shown: %s, frozen %s, mixed in %s, held fast %s", c.task.Value(), c.frozen.ValueText(), c.rehearsal.ValueText(), c.elastic.ValueText())
	}
	if got := p.settings.rates.Value(); got != "conv3 0.001" {
		t.Errorf("layer rates: %s", got)
	}
	if got := p.settings.sliders[1].row.Value(); math.Abs(got-0.0005) > 1e-9 {
		t.Errorf("the body's rate is shown as %g", got)
	}
	perform(t, s, "relearn freeze conv2")
	p.update(newFrame(s))
	if got := c.frozen.ValueText(); got != "conv2" {
		t.Errorf("conv2 alone is frozen; the slider says %s", got)
	}
	if got := p.settings.frozen.Value(); got != "conv2" {
		t.Errorf("conv2 alone is frozen; the settings say %s", got)
	}
}

// A network that has not learned since is its own past: every unit kept, correlation 1, nothing lost (a law).
func TestRelearnOfNothing(t *testing.T) {
	s := bench(t, "room relearn", "select conv2:5")
	p := newRelearnRoom(func(session.Action) {}, nobody{})
	relearned(t, s, p)
	for i, units := range []int{16, 32, 48, 64} { // of toy48
		if got := p.fates.bars.Rows()[i]; !slices.Equal(got.Counts, []int{units, 0, 0, 0}) || !strings.HasPrefix(got.Note, "r 1.00") {
			t.Errorf("%v", got)
		}
	}
	if p.unit.fate.Text() != "kept" || p.unit.driving.Gone != 0 || len(p.unit.strips[0].drives) != drivers {
		t.Errorf("conv2:5 is %s, %d of %d pictures gone", p.unit.fate.Text(), p.unit.driving.Gone, len(p.unit.strips[0].drives))
	}
	if !p.curves.invite.Visible() || p.curves.curve.Visible() {
		t.Error("no invitation to relearn")
	}
	perform(t, s, "select output:1")
	relearned(t, s, p)
	if !p.tiles.empty.Visible() || p.tiles.begin.Visible() || !strings.Contains(p.unit.about.Text(), "no unit of a hidden layer") {
		t.Errorf("of an answer: %q, %q", p.tiles.invite.Text(), p.unit.about.Text())
	}
}

func TestRelearnShowsTheComparison(t *testing.T) {
	s := bench(t, append(briefly, "room relearn", "select conv2:5", "relearn")...)
	var did deeds
	p := newRelearnRoom(did.do, nobody{})
	f := relearned(t, s, p)
	l := f.status.Run.Relearning()
	if l == nil || p.curves.relearning != l || p.curves.checks != len(l.Checks()) || p.curves.checks < 2 {
		t.Fatalf("curves of %d checks", p.curves.checks)
	}
	fates := s.Compare.Fates().Value
	for i, row := range p.fates.bars.Rows() {
		layer, total := fates.Layers[i], 0
		for k, fate := range plasticity.FateNames() {
			if row.Counts[k] != layer.Count(fate) {
				t.Errorf("%s: %d %s, the comparison has %d", row.Name, row.Counts[k], fate, layer.Count(fate))
			}
			total += row.Counts[k]
		}
		if total != layer.Units {
			t.Errorf("%s: fates of %d of %d units", row.Name, total, layer.Units)
		}
	}
	layer := fates.Layers[fates.Layer("conv2")]
	for i := 1; i < len(p.tiles.order); i++ {
		if a, b := layer.Of[p.tiles.order[i-1]].Correlation, layer.Of[p.tiles.order[i]].Correlation; a > b {
			t.Errorf("correlation %g stands before %g", a, b)
		}
	}
	if u := layer.Of[5]; p.unit.fate.Text() != string(u.Fate) || !strings.Contains(p.unit.about.Text(), correlation(u.Correlation)) {
		t.Errorf("conv2:5 is %s with %.2f; said: %s, %s", u.Fate, u.Correlation, p.unit.fate.Text(), p.unit.about.Text())
	}
	p.tiles.tiles.OnSelect(3)
	did.want(t, "a tile", fmt.Sprintf("select conv2:%d", p.tiles.order[3]))
	p.fates.bars.OnPick(0, -1)
	did.want(t, "a layer", fmt.Sprintf("select conv1:%d", fates.Layers[0].MostChanged()[0]))
	drive := p.unit.strips[0].drives[0]
	before, after := fates.Answers(fates.Layer("conv2"), 5)
	if drive.Before != slices.Max(before) || drive.After != after[drive.Picture] {
		t.Errorf("first it shows the answer %g → %g; the largest is %g", drive.Before, drive.After, slices.Max(before))
	}
	p.unit.strips[0].tiles.OnSelect(0)
	if len(did) != 1 || !strings.HasPrefix(did[0], "picture ") {
		t.Errorf("a picture does %q", did)
	}
	var index int
	fmt.Sscanf(did[0], "picture %d", &index)
	if a, b := s.Pictures.Source().HeldOut.PictureName(index), fates.Pictures.PictureName(drive.Picture); a != b {
		t.Errorf("%s is laid under the microscope, shown was %s", a, b)
	}
}

// A silenced unit is struck out wherever its tile stands, and what it costs is said.
func TestLesions(t *testing.T) {
	w, queue := openWindow(t, 1440, 900)
	for _, a := range []session.Action{session.Select{Unit: session.Address{Layer: "conv2", Unit: 5}}} {
		w.do(a)
	}
	settle(t, w, queue)
	w.inspector.cut.toggle.Tapped(nil)
	settle(t, w, queue)
	if !w.session.Lesioned(session.Address{Layer: "conv2", Unit: 5}) {
		t.Fatal("the unit is not silenced")
	}
	if got := w.inspector.cut.words.Text(); !strings.HasPrefix(got, "conv2:5 silenced: object ") || !w.inspector.cut.root.Visible() {
		t.Errorf("said is %q", got)
	}
	crossed := func(room session.Room, tiles func() *widget.Tiles, place func() int) {
		w.do(session.EnterRoom{Room: room})
		settle(t, w, queue)
		if got := tiles().Crossed(); !slices.Equal(got, []int{place()}) {
			t.Errorf("%s: tiles %v are struck out, want %d", room, got, place())
		}
	}
	crossed(session.Inspect, func() *widget.Tiles { return w.inspect.rows[1].tiles }, func() int { return 5 })
	crossed(session.ProbeRoom, func() *widget.Tiles { return w.probe.tiles.tiles }, func() int { return slices.Index(w.probe.tiles.order, 5) })
	crossed(session.RelearnRoom, func() *widget.Tiles { return w.relearn.tiles.tiles }, func() int { return slices.Index(w.relearn.tiles.order, 5) })
	w.inspector.cut.none.Tapped(nil)
	settle(t, w, queue)
	if len(w.session.Lesions()) > 0 || w.inspector.cut.root.Visible() || len(w.relearn.tiles.tiles.Crossed()) > 0 {
		t.Error("the unit stays silenced")
	}
}

// Nothing of the room lies over anything else or outside of it, at any size of the window.
func TestRelearnFitsTheWindow(t *testing.T) {
	w, queue := openWindow(t, 1440, 900)
	w.do(session.EnterRoom{Room: session.RelearnRoom})
	w.do(session.Select{Unit: session.Address{Layer: "conv2", Unit: 5}})
	for _, c := range []struct {
		size fyne.Size
		plan relearnPlan
	}{{fyne.NewSize(1024, 700), relearnStacked}, {fyne.NewSize(1440, 700), relearnColumns}, {fyne.NewSize(1440, 900), relearnColumns}, {fyne.NewSize(1920, 1080), relearnColumns}} {
		resize(t, w, queue, c.size)
		p := w.relearn
		if p.plan != c.plan {
			t.Errorf("at %v the room is laid out by plan %d, want %d", c.size, p.plan, c.plan)
		}
		panes := map[string]fyne.CanvasObject{"more": p.controls.more, "sliders": p.controls.mixed, "curves": p.curves.root, "fates": p.fates.root, "tiles": p.tiles.root, "unit": p.unit.root, "lesions": p.lesions.root, "classes": p.classes.root}
		for what, o := range panes {
			a, as := o.Position(), o.Size()
			if a.X < 0 || a.Y < 0 || a.X+as.Width > p.page.Size().Width+1 || a.Y+as.Height > p.page.Size().Height+1 {
				t.Errorf("at %v %s at %v of %v lies outside of %v", c.size, what, a, as, p.page.Size())
			}
			for other, q := range panes {
				b, bs := q.Position(), q.Size()
				if what < other && a.X < b.X+bs.Width-1 && b.X < a.X+as.Width-1 && a.Y < b.Y+bs.Height-1 && b.Y < a.Y+as.Height-1 {
					t.Errorf("at %v %s at %v of %v and %s at %v of %v lie over one another", c.size, what, a, as, other, b, bs)
				}
			}
		}
		for what, line := range map[string]fyne.CanvasObject{"what is learned": p.controls.root, "what else can be chosen": p.controls.more} {
			if line.Size().Height > 1.5*p.controls.start.MinSize().Height {
				t.Errorf("at %v the controls for %s take more than a line: %g of height", c.size, what, line.Size().Height)
			}
		}
		last := p.unit.note
		if bottom := last.Position().Y + last.Size().Height; bottom > p.unit.root.Size().Height+1 {
			t.Errorf("at %v the unit's words end at %g of %g", c.size, bottom, p.unit.root.Size().Height)
		}
		if c.size.Height >= 900 && p.page.Size().Height > p.scroll.Size().Height+1 {
			t.Errorf("at %v the page scrolls: %g of %g", c.size, p.page.Size().Height, p.scroll.Size().Height)
		}
	}
}
