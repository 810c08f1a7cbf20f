package ui

import (
	"fmt"
	"image"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// brainSide stands at the right of the Brain room: the pair of pictures that is meant, the place of the cross, the settings.
type brainSide struct {
	root     *fyne.Container
	pile     *pile
	pair     *brainPair
	place    *brainPlace
	settings *brainSettings
}

func newBrainSide(act do, hover func(text ...string), desk brainDesk) *brainSide {
	p := &brainSide{pair: newBrainPair(act, hover), place: newBrainPlace(act, hover), settings: newBrainSettings(act, desk)}
	p.pile = newPile(inspectorMargin, theme.Grid, p.pair.root, p.place.root, newRule(), p.settings.root)
	p.root = p.pile.root
	p.root.Hide()
	return p
}

func (p *brainSide) update(f *frame, matrices *brainMatrices) {
	resized := p.pair.update(f, matrices)
	resized = p.place.update(f) || resized
	resized = p.settings.update(f) || resized
	if resized {
		p.pile.settle()
	}
}

// brainPair shows two pictures, and how dissimilar they are to the layer and to the region.
type brainPair struct {
	root *fyne.Container

	strip *widget.Strip
	names *widget.Text
	table *widget.Table
	words *widget.Text

	frame   *frame
	stimuli *session.BrainStimuli
	shown   [2]int
	drawn   pairDrawn
	missing bool // a picture was not there yet
}

// pairDrawn is all that the pair's words depend on.
type pairDrawn struct {
	pair          [2]int
	layer, region *session.BrainMatrix
	stimuli       *session.BrainStimuli
}

// pairThumb is the edge of a picture, before scaling.
const pairThumb = 96

func newBrainPair(act do, hover func(text ...string)) *brainPair {
	p := &brainPair{shown: noPair, drawn: pairDrawn{pair: [2]int{-2, -2}}}
	p.strip = widget.NewStrip(func(i int) *image.RGBA { return p.frame.session.Brain.Thumb(p.shown[i]) })
	p.strip.SetThumb(pairThumb, pairThumb)
	p.strip.SetMinRows(1)
	p.strip.OnPick = func(i int) { act(session.LookAtBrain{Picture: p.shown[i]}) }
	p.strip.OnHover = func(i int, inside bool) {
		if !inside || i < 0 || i > 1 {
			hover()
			return
		}
		hover(pictureName(p.stimuli, p.shown[i]), "click to look at it under the microscope")
	}
	p.names = widget.NewText("", widget.TextStyle{Wrap: true})
	p.table = widget.NewTable()
	p.words = widget.NewText("Point at a cell of a matrix, and both pictures stand here. Click, and they stay.", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.root = section(widget.NewSectionHead("Pair under the cursor"), p.strip, p.names, p.table, p.words)
	return p
}

// point shows another pair; noPair shows none.
func (p *brainPair) point(pair [2]int) {
	if pair == p.shown {
		return
	}
	p.shown = pair
	if pair != noPair {
		p.strip.SetCount(2)
	}
	if p.frame != nil {
		p.describe()
	}
}

func (p *brainPair) update(f *frame, matrices *brainMatrices) (resized bool) {
	p.frame, p.stimuli = f, matrices.stimuli
	if p.shown != noPair {
		missing := false
		for i, picture := range p.shown {
			missing = missing || f.session.Brain.Thumb(picture) == nil
			if p.missing {
				p.strip.RefreshThumb(i)
			}
		}
		p.missing = missing
	}
	return p.describe()
}

// describe writes the pair's names and values.
func (p *brainPair) describe() (resized bool) {
	layer, region := p.frame.session.Brain.Shown()
	now := pairDrawn{p.shown, layer, region, p.stimuli}
	if now == p.drawn {
		return false
	}
	was := p.drawn.pair
	p.drawn = now
	some := p.shown != noPair
	show(p.strip, some)
	show(p.names, some)
	show(p.table, some)
	show(p.words, !some)
	if some {
		p.names.SetText(pairName(p.stimuli, p.shown))
		var rows []widget.TableRow
		for _, m := range []*session.BrainMatrix{layer, region} {
			if m == nil || max(p.shown[0], p.shown[1]) >= m.RDM.Pictures() {
				continue
			}
			value, rank := m.At(p.shown[0], p.shown[1])
			cells := []string{m.Title, "–", "–"}
			if known(value) {
				cells[1], cells[2] = widget.Number(value), percent(rank)
			}
			rows = append(rows, widget.TableRow{Cells: cells})
		}
		p.table.Set([]string{"", "dissimilarity", "rank"}, rows)
	}
	return (was == noPair || was == [2]int{-2, -2}) == some || some
}

// brainPlace shows what is known at the cross: every layer's likeness, and the film of the place.
type brainPlace struct {
	root  *fyne.Container
	act   do
	hover func(text ...string)

	head  *widget.SectionHead
	words *widget.Text
	bars  *widget.ClassBars
	film  *widget.Curve
	shown *session.BrainCross
	frame *frame
}

func newBrainPlace(act do, hover func(text ...string)) *brainPlace {
	p := &brainPlace{act: act, hover: hover}
	p.head = widget.NewSectionHead("At the cross")
	p.words = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.bars = widget.NewClassBars()
	p.bars.SetFormat(fine)
	p.bars.SetHigh(0)
	p.bars.OnPick = func(k int) {
		if k < len(p.frame.rows) {
			act(session.ShowBrainLayer{Layer: p.frame.rows[k].Name})
		}
	}
	p.film = widget.NewCurve("This place over time")
	p.film.SetXAxis(func(ms float64) string { return widget.Short(ms) })
	p.film.SetMinSize(160, 96)
	p.film.SetTip("How alike the patterns around the cross are to the recording over time, moment by moment")
	p.film.OnHover = func(x float64, y []float64, inside bool) {
		if !inside || len(y) == 0 {
			hover()
			return
		}
		hover("this place", widget.Short(x)+" ms", fine(y[0]))
	}
	p.root = section(newRule(), p.head, p.words, p.bars, p.film)
	p.root.Hide()
	return p
}

func (p *brainPlace) update(f *frame) (resized bool) {
	p.frame = f
	b := f.session.Brain
	cross := b.Cross()
	_, ms := b.Moment()
	p.film.SetCursor(ms)
	p.bars.SetMarked(b.Layer())
	if cross == p.shown {
		return false
	}
	resized = p.shown == nil || cross == nil || len(cross.Values) != len(p.shown.Values) || len(cross.Film) != len(p.shown.Film) || cross.Inside != p.shown.Inside
	p.shown = cross
	show(p.root, cross != nil)
	if cross == nil {
		return resized
	}
	words := mmWords(cross.MM) + fmt.Sprintf(" · voxel %d, %d, %d", cross.Voxel[0], cross.Voxel[1], cross.Voxel[2])
	if !cross.Inside {
		words += "  ·  outside of the mask"
	}
	p.words.SetText(words)
	names := make([]string, len(cross.Layers))
	for k, name := range cross.Layers {
		names[k] = f.layerTitle(k, name)
	}
	p.bars.SetShares(names, cross.Values)
	show(p.bars, cross.Inside)
	some := cross.Inside && len(cross.Film) > 0
	show(p.film, some)
	if some {
		p.film.SetSeries(widget.Series{Name: comparatorWords[f.session.BrainSettings().Compare], Color: theme.Color(theme.Accent), X: cross.Times, Y: cross.Film})
	}
	return resized
}
