package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
)

// inspect shows the unit that is selected, everything computed.
func inspect(t *testing.T, s *session.Session, p *inspector) *subject {
	t.Helper()
	p.update(newFrame(s))
	perform(t, s)
	p.update(newFrame(s))
	return p.subject(newFrame(s))
}

func readouts(items []widget.Readout) map[string]string {
	said := map[string]string{}
	for _, r := range items {
		said[r.Name] = r.Value
		if r.Then != "" {
			said[r.Name] += " → " + r.Then
		}
	}
	return said
}

func TestInspectorMap(t *testing.T) {
	s := bench(t, "picture 3", "select conv2:17", "cell 9 11", "paint 29 25 9 grey")
	var did deeds
	p := newInspector(did.do, nobody{})
	inspect(t, s, p)
	if got := p.name.Text(); got != "conv2:17" {
		t.Errorf("the name is %q", got)
	}
	if got := p.about.Text(); !strings.HasPrefix(got, "5×5 kernel over 16 maps · ") {
		t.Errorf("about: %q", got)
	}
	page := p.page[session.TabMap].(*mapPage)
	v := s.Analysis.View()
	node := v.Shown.Net.Index("relu2")
	now, _, width := session.Map(v.Now(node), 17)
	before, _, _ := session.Map(v.Before(node), 17)
	at := 9*width + 11
	said := readouts(page.readouts.Items())
	painted := figure(float64(before[at])) + " → " + figure(float64(now[at]))
	if now[at] == before[at] {
		painted = figure(float64(before[at])) + " → unchanged"
	}
	for name, want := range map[string]string{
		"at row 9, col 11": figure(float64(now[at])),
		"before painting":  painted,
		"maximum":          fmt.Sprintf("%s (row %d, col %d)", figure(float64(slices.Max(now))), slices.Index(now, slices.Max(now))/width, slices.Index(now, slices.Max(now))%width),
	} {
		if said[name] != want {
			t.Errorf("%s: %q, want %q", name, said[name], want)
		}
	}
	page.view.OnCell(2, 3)
	did.want(t, "a click on the map", "cell 2 3")
	page.shares.OnChanged("unit")
	did.want(t, "the range", "range unit")
	var pointed *spot
	p.point = func(at *spot) { pointed = at }
	page.view.OnHover(4, 5, true)
	if pointed == nil || *pointed != (spot{node, 17, 4, 5}) {
		t.Errorf("the mouse is at %v", pointed)
	}
	page.view.OnHover(4, 5, false)
	if pointed != nil {
		t.Error("the mouse has left, the cell stays")
	}
	if sum := page.beam.sum; len(sum.Maps) != 16 || !strings.HasPrefix(page.beam.line.Text(), "Σ over 16 maps ") {
		t.Errorf("under the flashlight: %d maps, %q", len(sum.Maps), page.beam.line.Text())
	}
	page.beam.choices()[1].Action()
	did.want(t, "another patch", fmt.Sprintf("patch %d", page.beam.sum.Maps[page.beam.sum.Strongest()]))

	// The change has a range of its own, that is centred on zero.
	perform(t, s, "show conv2 change")
	p.update(newFrame(s))
	if r := page.drawn.span; !r.Signed || !page.drawn.change || r.Bound() != v.ChangeRange(node).Bound() {
		t.Errorf("the change is drawn in %v", r)
	}
}

func TestInspectorKernel(t *testing.T) {
	s := bench(t, "tab kernel")
	var did deeds
	p := newInspector(did.do, nobody{})
	page := p.page[session.TabKernel].(*kernelPage)
	for _, c := range []struct {
		unit         string
		slices, h, w int
		coloured     bool
	}{{"conv1:5", 3, 5, 5, true}, {"conv2:17", 16, 5, 5, false}, {"dense1:7", 48, 3, 3, false}, {"output:2", 1, 8, 8, false}} {
		perform(t, s, "select "+c.unit)
		p.update(newFrame(s))
		k := page.kernel
		if k.slices != c.slices || k.h != c.h || k.w != c.w || k.coloured != c.coloured {
			t.Errorf("%s: %d slices of %d×%d, coloured %v", c.unit, k.slices, k.h, k.w, k.coloured)
			continue
		}
		address, _ := session.ParseAddress(c.unit)
		net := s.Training.Shown().Net
		weight := net.Nodes[net.Index(address.Layer)].Layer.Params()[0].Value
		n := len(weight.Data) / weight.Shape[0]
		own := weight.Data[address.Unit*n:][:n]
		if !slices.Equal(k.weights, own) {
			t.Errorf("%s: not the unit's weights", c.unit)
		}
		if want := colormap.SignedOf(own); k.span != want {
			t.Errorf("%s: range %v, want %v", c.unit, k.span, want)
		}
		if page.top.Visible() != c.coloured {
			t.Errorf("%s: the coloured picture is shown: %v", c.unit, page.top.Visible())
		}
	}
	page.slices.OnSelect(0)
	did.want(t, "a slice", "patch 0")
}

// A grouped convolution's unit reads its group's maps alone, and they are named so.
func TestKernelOfAGroup(t *testing.T) {
	net := cnn.NewNetwork(cnn.Shape{4, 6, 6})
	if err := net.Append("conv", cnn.NewConv2D(4, 4, [2]int{3, 3}, cnn.ConvOptions{Groups: 2})); err != nil {
		t.Fatal(err)
	}
	k, ok := unitKernelOf(net, 0, 3)
	if !ok || k.slices != 2 || k.first != 2 {
		t.Errorf("unit 3 of 4 in 2 groups reads %d maps from %d on, want 2 from 2 on", k.slices, k.first)
	}
}

func TestInspectorTopAndClasses(t *testing.T) {
	s := bench(t, "select conv3:7", "tab top")
	var did deeds
	p := newInspector(did.do, nobody{})
	p.update(newFrame(s))
	top := p.page[session.TabTop].(*topPage)
	if !top.progress.Visible() || len(top.top) > 0 {
		t.Error("nothing says that the pictures are being shown to the network")
	}
	subject := inspect(t, s, p)
	if subject.responses.Responses == nil {
		t.Fatal("no responses")
	}
	if top.progress.Visible() {
		t.Error("the progress stays when everything is there")
	}
	if want := subject.responses.Top(subject.node, 7)[:topPictures]; !slices.Equal(top.top, want) {
		t.Errorf("pictures %v, want %v", top.top, want)
	}
	if got, want := top.caption(0), widget.Number(float64(top.top[0].Strength)); got != want {
		t.Errorf("the first picture's strength is %s, want %s", got, want)
	}
	top.tiles.OnSelect(2)
	did.want(t, "the third picture", fmt.Sprintf("picture %d", top.top[2].Picture))

	perform(t, s, "tab classes")
	p.update(newFrame(s))
	classes := p.page[session.TabClasses].(*classesPage)
	said := readouts(classes.index.Items())
	names := s.Pictures.Classes()
	if said["responds most to"] != names[subject.responds.Best] || said["class selectivity"] != fmt.Sprintf("%.2f", subject.responds.Index) {
		t.Errorf("the index says %v, want %s (%.2f)", said, names[subject.responds.Best], subject.responds.Index)
	}
	if want := fmt.Sprintf("responds most to %s (%.2f)", names[subject.responds.Best], subject.responds.Index); !strings.HasSuffix(p.about.Text(), want) {
		t.Errorf("about: %q does not end in %q", p.about.Text(), want)
	}
	classes.bars.OnPick(4)
	did.want(t, "a class", "class "+names[4])

	// The network moves on: the answers stay, and say of which step they are.
	perform(t, s, "batch 2", "train 1")
	f := newFrame(s)
	f.status.Running = true
	p.update(f)
	if got := p.subject(f).stale(); got != "of step 0; press Pause to ask again" {
		t.Errorf("stale answers say %q", got)
	}
	if !classes.bars.Visible() {
		t.Error("stale answers are taken away")
	}
}

func TestInspectorHistory(t *testing.T) {
	s := bench(t, "batch 2", "select conv1:3", "tab history")
	var did deeds
	p := newInspector(did.do, nobody{})
	p.update(newFrame(s))
	page := p.page[session.TabHistory].(*historyPage)
	if !page.invite.Visible() || page.curve.Visible() {
		t.Error("a history before the first step")
	}
	steps := func() (steps []int) {
		for _, at := range page.shown {
			steps = append(steps, at.Step)
		}
		return steps
	}
	perform(t, s, "train 34")
	p.update(newFrame(s))
	if got := steps(); !slices.Equal(got, []int{0, 10, 20, 34}) {
		t.Errorf("steps %v, want 0, 10, 20 and now", got)
	}
	if page.invite.Visible() || !page.curve.Visible() || page.tiles.Selected() != 3 {
		t.Errorf("invitation %v, curve %v, tile %d is framed", page.invite.Visible(), page.curve.Visible(), page.tiles.Selected())
	}
	for _, at := range page.shown {
		k, _ := kernelOf(at.Net, 0)
		if bound := colormap.SignedOf(k.ofUnit(3)).Bound(); bound > page.span.Bound() {
			t.Errorf("step %d reaches to %g, the range to %g", at.Step, bound, page.span.Bound())
		}
	}
	page.tiles.OnSelect(1)
	did.want(t, "a kernel of the past", "scrub 10")
	page.tiles.OnSelect(3)
	did.want(t, "the kernel now", "scrub live")

	perform(t, s, "scrub 30")
	p.update(newFrame(s))
	if got := steps(); !slices.Equal(got, []int{0, 10, 20, 30}) {
		t.Errorf("scrubbed to the last snapshot, steps are %v", got)
	}
	if page.tiles.Selected() != 3 {
		t.Errorf("scrubbed, tile %d is framed", page.tiles.Selected())
	}
}

// Units that are single numbers, and layers without weights, have pages too.
func TestInspectorDense(t *testing.T) {
	s := bench(t)
	var did deeds
	p := newInspector(did.do, nobody{})
	for _, unit := range []string{"dense1:7", "output:6"} {
		for _, tab := range session.Tabs {
			perform(t, s, "select "+unit, "tab "+string(tab))
			inspect(t, s, p)
		}
	}
	if want := "answers " + s.Pictures.Classes()[6] + " · weights over 64 units"; !strings.HasPrefix(p.about.Text(), want) {
		t.Errorf("about: %q, want %q", p.about.Text(), want)
	}
	perform(t, s, "tab map")
	p.update(newFrame(s))
	page := p.page[session.TabMap].(*mapPage)
	_, now := s.Analysis.View().Output()
	if got := readouts(page.readouts.Items())["answers"]; got != figure(float64(now[6])) {
		t.Errorf("it answers %s, want %s", got, figure(float64(now[6])))
	}
	if page.view.Visible() {
		t.Error("a map of one number")
	}
}

// The status bar names a unit by its row, and the stage where that is not the first.
func TestAddress(t *testing.T) {
	f := newFrame(bench(t))
	net := f.view.Shown.Net
	for layer, want := range map[string]string{"conv2": "conv2:3", "relu2": "conv2:3 at relu2", "pool2": "conv2:3 at pool2"} {
		if got := f.address(spot{net.Index(layer), 3, 0, 0}); got != want {
			t.Errorf("%s: %q, want %q", layer, got, want)
		}
	}
	// A softmax's answers are shares of one, however small they all are.
	if r := f.view.Range(net.Index("softmax"), 0, session.RangeUnit); r.Low != 0 || r.High != 1 {
		t.Errorf("the answers' range is %v", r)
	}
}
