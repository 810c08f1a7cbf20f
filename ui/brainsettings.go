package ui

import (
	"math"
	"strconv"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/widget"
	"unitscope/viz/rsa"
)

// brainSettings say how a network is compared with a brain.
type brainSettings struct {
	root *fyne.Container
	act  do

	distance, test, person *widget.Dropdown
	unit                   *widget.Segmented
	rules, watch           *widget.Chips
	sliders                []brainSlider
	delay, share           fyne.CanvasObject // show where they matter
	now                    session.BrainSettings
	frame                  *frame
}

// A brainSlider is a setting that slides.
type brainSlider struct {
	row   *widget.SliderRow
	value func(p *brainSettings) float64
}

// watchLearning has the network compared with the brain while it learns.
const watchLearning = "watch"

// Rules of the searchlight's spheres.
const (
	ruleStrict   = "strict"
	ruleMaskOnly = "mask-only"
)

func newBrainSettings(act do, desk brainDesk) *brainSettings {
	p := &brainSettings{act: act}
	p.distance = widget.NewDropdown("", "", p.distances)
	p.distance.SetTip("What makes two response patterns of a layer dissimilar. The brain's own dissimilarities are as they were recorded")
	p.test = widget.NewDropdown("", "", p.tests)
	p.test.SetTip("How it is decided whether layers are like a region beyond chance")
	p.person = widget.NewDropdown("", "", func() []*fyne.MenuItem { return peopleItems(p.frame, act) })
	p.person.SetTip("Whose matrix and whose volume are shown; bars and curves are of all people")
	p.unit = widget.NewSegmented([]widget.Option{{Value: "voxels", Label: "voxels"}, {Value: "mm", Label: "mm"}}, "voxels", func(unit string) {
		p.set("radius", strconv.FormatFloat(p.now.Radius, 'g', -1, 64)+" "+unit)
	})
	p.rules = widget.NewChips([]widget.Option{
		{Value: ruleStrict, Label: "strict", Tip: "A voxel belongs to a sphere if it is nearer than the radius; otherwise also at the radius itself"},
		{Value: ruleMaskOnly, Label: "mask only", Tip: "A sphere is its voxels in the mask alone"},
	}, func(rule string, on bool) { p.set(rule, map[bool]string{true: "on", false: "off"}[on]) })
	reset := widget.NewButton("As at first", nil, p.reset)
	reset.SetTip("Puts all of these back")
	cells := []fyne.CanvasObject{widget.NewSectionHead("Comparison", reset), labelled("Distance", p.distance), labelled("Test", p.test), labelled("Person", p.person)}
	cells = append(cells, p.slider("permutations", widget.SliderSpec{Label: "Permutations", Low: 100, High: 10000, Log: true, Format: func(v float64) string { return grouped(int(v)) }, Tip: "Of labels or signs, and bootstrap samples: more give finer p values and take longer"},
		func(p *brainSettings) float64 { return float64(p.now.Permutations) }))
	cells = append(cells, p.slider("seed", widget.SliderSpec{Label: "Seed", Low: 0, High: 20, Step: 1, Tip: "Decides the permutations: the same seed gives the same p values"},
		func(p *brainSettings) float64 { return float64(p.now.Chance) }))
	cells = append(cells, widget.NewSectionHead("Searchlight"))
	cells = append(cells, p.slider("radius", widget.SliderSpec{Label: "Radius", Low: 1, High: 20, Step: 0.5, Format: widget.Short, Tip: "Of the sphere around every place"},
		func(p *brainSettings) float64 { return p.now.Radius }))
	cells = append(cells, labelled("in", p.unit), p.rules)
	p.share = p.slider("share", widget.SliderSpec{Label: "In the mask", Low: 0, High: 1, Step: 0.05, Format: percent, Tip: "A place counts if at least this share of its sphere lies in the mask"},
		func(p *brainSettings) float64 { return 1 - p.now.Outside })
	p.delay = p.slider("delay", widget.SliderSpec{Label: "Delay", Unit: "s", Low: 0, High: 12, Step: 0.5, Tip: "From a picture to the brain's answer, which blood flow gives late"},
		func(p *brainSettings) float64 { return p.now.Delay })
	opacity := widget.NewSliderRow(widget.SliderSpec{Label: "Opacity", Low: 0.05, High: 1, Step: 0.05, Format: percent, Tip: "Of the map over the brain"}, 1)
	opacity.OnChanged = func(v float64) { act(session.SetOverlay{Opacity: v}) }
	p.sliders = append(p.sliders, brainSlider{opacity, func(p *brainSettings) float64 { return p.frame.selection.Brain.Opacity }})
	every := widget.NewSliderRow(widget.SliderSpec{Label: "Watch every", Unit: "steps", Low: 1, High: 200, Step: 1, Tip: "While the network learns and is watched, layers are compared with regions every so many steps, or less often where that would slow it down"}, 20)
	every.OnChanged = func(v float64) { act(session.WatchEvery{Steps: int(v)}) }
	p.sliders = append(p.sliders, brainSlider{every, func(p *brainSettings) float64 { return float64(p.frame.selection.Brain.Every) }})
	p.watch = widget.NewChips([]widget.Option{{Value: watchLearning, Label: "watch", Tip: "Whether the network is compared with the brain while it learns"}}, func(_ string, on bool) {
		act(session.WatchBrain{On: on})
	})
	cells = append(cells, p.share, p.delay, opacity, widget.NewSectionHead("Train and watch", oneLine(p.watch)), every)
	p.root = section(cells...)
	return p
}

func (p *brainSettings) slider(name string, spec widget.SliderSpec, value func(p *brainSettings) float64) *widget.SliderRow {
	row := widget.NewSliderRow(spec, spec.Low)
	row.OnChanged = func(v float64) {
		if name == "permutations" {
			v = math.Round(v)
		}
		p.set(name, strconv.FormatFloat(v, 'g', -1, 64))
	}
	p.sliders = append(p.sliders, brainSlider{row, value})
	return row
}

func (p *brainSettings) set(name, value string) { p.act(session.SetBrain{Name: name, Value: value}) }

// reset leaves to default what belongs to the comparison, not to the recording.
func (p *brainSettings) reset() {
	for _, name := range []string{"distance", "compare", "test", "permutations", "seed", "radius", "strict", "mask-only", "share"} {
		p.set(name, "default")
	}
}

func (p *brainSettings) distances() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, d := range session.BrainDistances {
		item := fyne.NewMenuItem(distanceWords[d], func() { p.set("distance", string(d)) })
		item.Checked = d == p.now.Distance
		items = append(items, item)
	}
	return items
}

// testWords name the tests.
var testWords = map[rsa.Test]string{
	"": "by itself", rsa.SignedRank: "signed rank", rsa.SignFlip: "sign flips", rsa.Labels: "labels", rsa.BootstrapPictures: "bootstrap of pictures",
	rsa.BootstrapPeople: "bootstrap of people", rsa.BootstrapBoth: "bootstrap of both",
}

func (p *brainSettings) tests() []*fyne.MenuItem {
	items := []*fyne.MenuItem{fyne.NewMenuItem("by itself: signed rank of five people or more, else labels", func() { p.set("test", "default") })}
	items[0].Checked = p.now.Test == ""
	for _, test := range rsa.Tests {
		item := fyne.NewMenuItem(testWords[test], func() { p.set("test", string(test)) })
		item.Checked = test == p.now.Test
		items = append(items, item)
	}
	return items
}

func (p *brainSettings) update(f *frame) (resized bool) {
	p.frame, p.now = f, f.session.BrainSettings()
	for _, s := range p.sliders {
		if v := s.value(p); math.Abs(v-s.row.Value()) > 1e-9 {
			s.row.SetValue(v)
		}
	}
	p.distance.SetValue(distanceWords[p.now.Distance])
	p.test.SetValue(testWords[p.now.Test])
	p.person.SetValue(personWords(p.now.Person))
	p.unit.SetValue(p.now.Unit)
	p.watch.Set(watchLearning, f.selection.Brain.Watch)
	p.rules.Set(ruleStrict, p.now.Strict)
	p.rules.Set(ruleMaskOnly, !p.now.BeyondMask)
	beyond, timed := p.now.BeyondMask, p.now.Events != ""
	resized = p.share.Visible() != beyond || p.delay.Visible() != timed
	show(p.share, beyond)
	show(p.delay, timed)
	return resized
}

func personWords(n int) string {
	if n == 0 {
		return "mean"
	}
	return "person " + strconv.Itoa(n)
}
