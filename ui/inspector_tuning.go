package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// A tuningPage shows what the unit answers to pictures made to order, and the pictures that were grown for it.
type tuningPage struct {
	tuning    *tuningView
	words     *widget.Text
	preferred *preferredView
	noise     *noiseView
}

func newTuningPage(act do, hover func(text ...string), desk exporter) *tuningPage {
	p := &tuningPage{tuning: newTuningView(act, hover, desk), preferred: newPreferredView(act, hover, desk), noise: newNoiseView(act, hover, desk)}
	p.tuning.choice.Hide()
	p.words = widget.NewText(tuningTip, widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	return p
}

func (p *tuningPage) objects() []fyne.CanvasObject {
	pictures := arranged(
		func() fyne.Size {
			each := p.preferred.root.Size().Width
			return fyne.NewSize(theme.Px(2*leastSquare), max(p.preferred.height(each), p.noise.height(each)))
		},
		func(size fyne.Size) {
			each := (size.Width - theme.Px(2*theme.Grid)) / 2
			put(p.preferred.root, 0, 0, each, size.Height)
			put(p.noise.root, each+theme.Px(2*theme.Grid), 0, each, size.Height)
		}, p.preferred.root, p.noise.root)
	return slices.Concat(p.tuning.page(), []fyne.CanvasObject{pictures, p.words})
}

func (p *tuningPage) update(s *subject) (resized bool) {
	resized = p.tuning.update(s.frame)
	resized = p.preferred.update(s.frame, s.session.Probe.Preferred(s.node, s.unit)) || resized
	return p.noise.update(s.frame) || resized
}
