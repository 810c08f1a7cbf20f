package ui

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/cnn/onnx"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/field"
	"unitscope/viz/tuning"
)

// nobody stands in for the window where no menu is opened.
type nobody struct{}

func (nobody) figureMenu(fyne.Position, ...session.Exhibit)                {}
func (nobody) unitMenu(fyne.Position, session.Address, ...session.Exhibit) {}
func (nobody) exportMenu(fyne.CanvasObject, []session.Exhibit)             {}

// quickly is how a unit's field is measured in a blink: few pictures, a large patch.
var quickly = []string{"survey held-out 200", "strongest 3", "occlude 9 9 grey"}

// probe shows the room, everything computed.
func probe(t *testing.T, s *session.Session, p *probeRoom) *frame {
	t.Helper()
	for range 2 { // the field waits for the survey, curves for gratings
		p.update(newFrame(s))
		perform(t, s)
	}
	f := newFrame(s)
	p.update(f)
	return f
}

func TestProbeShowsTheSurvey(t *testing.T) {
	s := bench(t, append(quickly, "room probe", "select conv2:5")...)
	var did deeds
	p := newProbeRoom(did.do, nobody{})
	f := probe(t, s, p)
	_, node := f.unit()
	responses := s.Units.Responses(f.shown, false, s.Pictures.Source())
	top := responses.Top(node, 5)
	u := p.film.drawn.field
	if u == nil || len(u.Pictures) != 3 {
		t.Fatalf("the film shows %v", u)
	}
	largest := float32(0)
	for i, o := range u.Pictures {
		if got, want := p.film.caption(i)[0], widget.Number(float64(top[i].Strength)); got != want || o.Picture != top[i].Picture {
			t.Errorf("frame %d: picture %d, %s; the survey has picture %d, %s", i, o.Picture, got, top[i].Picture, want)
		}
		for _, v := range o.Map {
			if v == v {
				largest = max(largest, v, -v)
			}
		}
	}
	if got, want := p.film.bar.Labels()[2], widget.Number(float64(largest)); got != want {
		t.Errorf("the colour bar ends at %s, the largest change is %s", got, want)
	}
	p.film.film.OnPick(1)
	did.want(t, "the second picture", fmt.Sprintf("picture %d", top[1].Picture))
	p.film.film.OnOpen(0)
	did.want(t, "a double click", "tab field")

	// One value for the whole of the room: field, tile and figure show the same.
	if p.field.drawn.field != u || p.tiles.fieldOf(5) != u {
		t.Error("the field shown large is not that of the tile and of the film")
	}
	if want := fmt.Sprintf("measured %.1f px of 14 px", u.Size); p.field.sizes.Text() != want {
		t.Errorf("sizes %q, want %q", p.field.sizes.Text(), want) // conv2 of toy48 sees 5 + 4·2 + 1 = 14 px
	}
	for _, layer := range p.sizes.known {
		if layer.Row.Name == "conv2" && layer.Sizes[5] != u.Size {
			t.Errorf("the figure has %g, the field %g", layer.Sizes[5], u.Size)
		}
	}
}

func TestProbeTiles(t *testing.T) {
	s := bench(t, append(quickly, "room probe", "select conv1:5")...)
	var did deeds
	p := newProbeRoom(did.do, nobody{})
	probe(t, s, p)
	if !p.tiles.empty.Visible() || !p.tiles.begin.Visible() {
		t.Error("no invitation to measure a layer of which nothing is known")
	}
	p.tiles.begin.Tapped(nil)
	did.want(t, "the invitation", "measure layer")
	p.tiles.tiles.OnSelect(3)
	did.want(t, "a tile", "select conv1:3")
	p.tiles.tiles.OnOpen(3)
	did.want(t, "a double click", "tab field")
	p.tiles.modes.OnChanged("preferred")
	did.want(t, "preferred", "probe preferred")
	p.tiles.sortings()[2].Action()
	did.want(t, "the order", "sort size")

	perform(t, s, "measure layer", "sort size")
	probe(t, s, p)
	if p.tiles.empty.Visible() {
		t.Error("the invitation stays when the layer is measured")
	}
	if len(p.tiles.order) != 16 {
		t.Fatalf("%d tiles", len(p.tiles.order))
	}
	for i := 1; i < len(p.tiles.order); i++ {
		before, now := p.tiles.fieldOf(p.tiles.order[i-1]), p.tiles.fieldOf(p.tiles.order[i])
		if before.Size < now.Size || math.IsNaN(before.Size) && !math.IsNaN(now.Size) {
			t.Errorf("by size, %g px stands before %g px", before.Size, now.Size)
		}
	}
	place := slices.Index(p.tiles.order, 5)
	if got := p.tiles.tiles.Selected(); got != place {
		t.Errorf("tile %d is framed, unit 5 is at %d", got, place)
	}
	next, ok := p.tiles.neighbour(session.Address{Layer: "conv1", Unit: p.tiles.order[0]}, 1, 0)
	if want := p.tiles.address(1); !ok || next != want {
		t.Errorf("beside the first tile is %v, want %v", next, want)
	}
	var said []string
	p.hover = func(text ...string) { said = text }
	p.tiles.say(place, 0, 0, true)
	if u := p.tiles.fieldOf(5); len(said) < 2 || said[0] != "conv1:5" || said[1] != fmt.Sprintf("measured %.1f px of 5 px", u.Size) {
		t.Errorf("over the tile: %q", said)
	}
}

func TestProbeControls(t *testing.T) {
	s := bench(t, "room probe", "select conv2:5", "occlude 5 2 mean")
	var did deeds
	p := newProbeRoom(did.do, nobody{})
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
	for label, shown := range map[string]string{"5 px": c.patch.Value(), "2 px": c.stride.Value(), "mean": c.fill.Value(), "25": c.strongest.Value(), "conv2": c.layer.Value()} {
		if shown != label {
			t.Errorf("%q is shown, want %q", shown, label)
		}
	}
	pick(c.patches(), "9 px")
	did.want(t, "a patch", "occlude 9 2 mean")
	pick(c.patches(), "automatic: 3 px") // a twentieth of 48, at least 3
	did.want(t, "the automatic patch", "occlude auto 2 mean")
	pick(c.strides(), "4 px")
	did.want(t, "a step", "occlude 5 4 mean")
	pick(c.fills(), "grey")
	did.want(t, "a fill", "occlude 5 2 grey")
	pick(c.pictures(), "the 10 strongest")
	did.want(t, "ten pictures", "strongest 10")
	pick(c.pictures(), "of those that are learned")
	did.want(t, "the training pictures", "survey training")
	pick(c.layers(), "conv3")
	did.want(t, "a layer", "select conv3:5")
	pick(c.more(), "Measure all")
	did.want(t, "all layers", "measure all")
	c.measure.Tapped(nil)
	did.want(t, "the layer", "measure layer")
	c.signed.OnChanged(switchSigned, true)
	did.want(t, "signed", "signed on")
	c.keepUp.OnChanged(switchKeepUp, true)
	did.want(t, "keep up", "keepup on")
	if n := len(c.patches()); n != 14 || c.patches()[n-1].Label != "45 px" {
		t.Errorf("%d patches, up to %s; no more than 48 px fit", n, c.patches()[n-1].Label)
	}
}

// A unit that never answers says so, everywhere.
func TestProbeNeverActive(t *testing.T) {
	net, err := cnn.Preset("toy48", 10)
	if err != nil {
		t.Fatal(err)
	}
	net.Init(rand.New(rand.NewPCG(1, 2)))
	conv := net.Nodes[net.Index("conv2")].Layer.(*cnn.Conv2D)
	each := len(conv.Weight.Data) / conv.Weight.Shape[0]
	clear(conv.Weight.Data[17*each : 18*each]) // nothing is left to answer with
	conv.Bias.Data[17] = -1
	file := filepath.Join(t.TempDir(), "net.onnx")
	saveTo(t, file, func(f *os.File) error { return onnx.Write(f, net) })
	s := bench(t, append([]string{"open " + file}, append(quickly, "room probe", "select conv2:17")...)...)
	p := newProbeRoom(func(session.Action) {}, nobody{})
	probe(t, s, p)
	if !p.film.nothing.Visible() || !strings.Contains(p.film.nothing.Text(), "never active") || p.film.film.Visible() {
		t.Errorf("the film says %q", p.film.nothing.Text())
	}
	if p.field.sizes.Text() != "never active" {
		t.Errorf("the field says %q", p.field.sizes.Text())
	}
	var said []string
	p.hover = func(text ...string) { said = text }
	p.tiles.say(slices.Index(p.tiles.order, 17), 0, 0, true)
	if !slices.Contains(said, "never active") {
		t.Errorf("its tile says %q", said)
	}
}

// While the network learns the older answers stay, and say of which step they are.
func TestProbeStale(t *testing.T) {
	s := bench(t, append(quickly, "room probe", "select conv1:5", "batch 2")...)
	p := newProbeRoom(func(session.Action) {}, nobody{})
	probe(t, s, p)
	before := p.film.drawn.field
	perform(t, s, "train 1")
	p.update(newFrame(s)) // asks anew
	if p.film.drawn.field != before || !strings.HasPrefix(p.film.about.Text(), "of step 0") {
		t.Errorf("after a step, the film shows another field or says %q", p.film.about.Text())
	}
	probe(t, s, p)
	if p.film.drawn.field == before || strings.HasPrefix(p.film.about.Text(), "of step") {
		t.Errorf("asked again, it still shows the old field, or says %q", p.film.about.Text())
	}
}

func TestProbeTuning(t *testing.T) {
	s := bench(t, append(quickly, "room probe", "select conv1:5")...)
	var did deeds
	p := newProbeRoom(did.do, nobody{})
	f := probe(t, s, p)
	_, node := f.unit()
	want := s.Probe.Gratings().Value.Tuning(node, 5)
	if got, say := p.tuning.prefer.Text(), fmt.Sprintf("%.0f° at %.2f cycles/px, selectivity %.2f", want.Orientation, want.Frequency, want.Selectivity); !strings.Contains(got, say) {
		t.Errorf("%q does not say %q", got, say)
	}
	line := p.tuning.lines[0]
	if n := len(line.X); line.X[n-1] != 180 || line.Y[n-1] != line.Y[0] || n != 25 {
		t.Errorf("the orientation curve has %d points and ends at %g° with %g; it began with %g", n, line.X[n-1], line.Y[n-1], line.Y[0])
	}
	p.tuning.choices(did.do)[3].Action()
	did.want(t, "contrast", "curve contrast")
	for _, name := range []session.CurveName{session.CurveSize, session.CurveContrast, session.CurvePosition, session.CurveHue} {
		perform(t, s, "curve "+string(name))
		probe(t, s, p)
		if p.tuning.invite.Visible() || len(p.tuning.lines) == 0 {
			t.Errorf("no curve of %s: %q", name, p.tuning.note.Text())
		}
	}
	if p.shift.drawn == nil || !slices.Equal(p.shift.drawn.Rows, []string{"conv1", "conv2", "conv3", "dense1", "output"}) {
		t.Error("no curve of every layer under shifts")
	}
}

// A pixel of the grey picture keeps its light where the field reaches, and is dimmed elsewhere.
func TestSegmented(t *testing.T) {
	s := bench(t, append(quickly, "room probe", "select conv2:5")...)
	p := newProbeRoom(func(session.Action) {}, nobody{})
	probe(t, s, p)
	u := p.film.drawn.field
	white := image.NewRGBA(image.Rect(0, 0, 48, 48))
	for i := range white.Pix {
		white.Pix[i] = 255
	}
	cell := u.Pictures[0].Cell
	cut, mask, inside := segmented(white, u, cell), u.Averages.Mask(u.K, cell), 0
	for i, m := range mask {
		got := cut.RGBAAt(i%48, i/48)
		if m == 1 {
			inside++
		}
		if lit := got == (color.RGBA{255, 255, 255, 255}); lit != (m == 1) {
			t.Fatalf("pixel %d: %v where the mask is %g", i, got, m)
		}
	}
	if inside == 0 || inside == len(mask) {
		t.Errorf("%d of %d pixels lie in the field", inside, len(mask))
	}
}

// The theoretical square lies in the middle of a field, and is left out where it is all of it.
func TestTheoreticalSquare(t *testing.T) {
	for _, c := range []struct {
		h, w   int
		theory [2]float64
		want   image.Rectangle
	}{
		{18, 18, [2]float64{14, 14}, image.Rect(2, 2, 16, 16)},
		{9, 7, [2]float64{5, 3}, image.Rect(2, 2, 5, 7)},
		{48, 48, [2]float64{48, 48}, image.Rectangle{}},
	} {
		u := &session.UnitField{Height: c.h, Width: c.w, Theory: c.theory, Active: true, Averages: &field.Averages{}}
		if got := theoreticalSquare(u); got != c.want {
			t.Errorf("%v in %d×%d: %v, want %v", c.theory, c.h, c.w, got, c.want)
		}
	}
}

// Nothing of the room lies over anything else or outside of it, at any size of the window.
func TestProbeFitsTheWindow(t *testing.T) {
	w, queue := openWindow(t, 1440, 900)
	for _, line := range append(quickly, "room probe", "select conv2:5") {
		a, err := session.Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		w.do(a)
	}
	for _, c := range []struct {
		size fyne.Size
		plan probePlan
	}{{fyne.NewSize(1024, 700), stackedPlan}, {fyne.NewSize(1440, 700), columnsPlan}, {fyne.NewSize(1440, 900), wholePlan}, {fyne.NewSize(1920, 1080), wholePlan}} {
		resize(t, w, queue, c.size)
		p := w.probe
		if p.plan != c.plan {
			t.Errorf("at %v the room is laid out by plan %d, want %d", c.size, p.plan, c.plan)
		}
		inside := func(what string, o fyne.CanvasObject, room fyne.Size) {
			pos, size := o.Position(), o.Size()
			if pos.X < 0 || pos.Y < 0 || pos.X+size.Width > room.Width+1 || pos.Y+size.Height > room.Height+1 {
				t.Errorf("at %v %s at %v of %v lies outside of %v", c.size, what, pos, size, room)
			}
		}
		for what, o := range map[string]fyne.CanvasObject{"controls": p.controls.root, "tiles": p.tiles.root, "page": p.scroll} {
			inside(what, o, p.root.Size())
		}
		for i, figure := range p.figures {
			inside(fmt.Sprint("figure ", i), figure, p.page.Size())
			if figure.Position().Y < p.unit.Position().Y+p.unit.Size().Height {
				t.Errorf("at %v figure %d begins at %g, over the unit", c.size, i, figure.Position().Y)
			}
		}
		for i, pane := range p.squares() {
			inside(fmt.Sprint("square ", i), pane.root, p.unit.Size())
			if pane.square.Size().Height < theme.Px(leastSquare)/2 {
				t.Errorf("at %v square %d is %g high", c.size, i, pane.square.Size().Height)
			}
		}
		if c.plan == wholePlan && p.page.Size().Height > p.scroll.Size().Height+1 {
			t.Errorf("at %v the page scrolls", c.size)
		}
	}
}

func TestInspectorFieldAndTuning(t *testing.T) {
	s := bench(t, append(quickly, "select conv2:5", "tab field")...)
	p := newInspector(func(session.Action) {}, nobody{})
	for range 2 {
		inspect(t, s, p)
	}
	page := p.page[session.TabField].(*fieldPage)
	if u := s.Probe.Field().Value; u == nil || page.field.drawn.field != u {
		t.Error("the page shows another field than the room")
	}
	d := page.drawn.found
	if d == nil || !strings.Contains(page.words.Text(), "patch of 9 px, moved by 9") {
		t.Fatalf("the picture's map: %v, %q", d, page.words.Text())
	}
	most := float32(0)
	for _, v := range d.Map {
		if v == v {
			most = max(most, v, -v)
		}
	}
	if got := page.span().Bound(); got != float64(most) && most > 0 {
		t.Errorf("the map is drawn in ±%g, its largest change is %g", got, most)
	}
	perform(t, s, "tab tuning")
	for range 2 {
		inspect(t, s, p)
	}
	tuned := p.page[session.TabTuning].(*tuningPage).tuning
	if tuned.drawn.gratings == nil || tuned.drawn.gratings != s.Probe.Gratings().Value {
		t.Error("the page shows other gratings than the room")
	}
}

// A preferred picture is shown as far as the unit can see it; while it grows, the button stops it.
func TestPreferredView(t *testing.T) {
	s := bench(t, "select conv2:5")
	var did deeds
	p := newPreferredView(did.do, func(...string) {}, nobody{})
	f := newFrame(s)
	p.update(f, session.Answer[session.PreferredPicture]{})
	p.start.Tapped(nil)
	did.want(t, "Grow", "prefer conv2:5")

	picture := cnn.NewTensor(1, 4, 5)
	for i := range picture.Data {
		picture.Data[i] = float32(i)
	}
	one := &session.PreferredPicture{PreferredStimulus: &tuning.PreferredStimulus{Unit: 5, Picture: picture, Window: image.Rect(1, 1, 3, 4), Response: 2.5, Grey: 0.25}}
	p.update(f, session.Answer[session.PreferredPicture]{Value: one, Working: true, Done: 7, Total: 64})
	if want := "answers 2.500, to grey 0.250 · step 7 of 64"; p.words.Text() != want {
		t.Errorf("it says %q, want %q", p.words.Text(), want)
	}
	p.start.Tapped(nil)
	did.want(t, "Stop", "stop")
	if got, want := cut(picture.Data, picture.Shape, one.Window), []float32{6, 7, 11, 12, 16, 17}; !slices.Equal(got, want) {
		t.Errorf("columns 1 and 2 of rows 1 to 3 of a picture of 5 columns are %v, want %v", got, want)
	}
	one = &session.PreferredPicture{PreferredStimulus: &tuning.PreferredStimulus{Picture: picture, Window: image.Rect(0, 0, 5, 4), Silent: true}}
	p.update(f, session.Answer[session.PreferredPicture]{Value: one})
	if want := "answers this no more than grey"; p.words.Text() != want {
		t.Errorf("a silent unit: %q, want %q", p.words.Text(), want)
	}
}
