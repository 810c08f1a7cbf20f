package ui

import (
	"fmt"
	"math"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// lesionFigure shows what each unit is for: what silencing it alone costs the old task, in the network before, against what it
// costs the new one, in the network after.
type lesionFigure struct {
	root  *fyne.Container
	act   do
	hover func(text ...string)

	head    *widget.SectionHead
	scatter *widget.Scatter
	empty   *fyne.Container
	words   *widget.Text
	begin   *widget.Button

	costs *session.LesionCosts
}

func newLesionFigure(act do, hover func(text ...string)) *lesionFigure {
	p := &lesionFigure{act: act, hover: hover}
	p.head = widget.NewSectionHead("What each unit is for")
	p.scatter = widget.NewScatter()
	p.scatter.SetTip("Points of held-out correct that are lost when the unit alone is silenced: of the old task by the network before, across; of the new task by the network after, up. Colours: layers")
	p.scatter.OnHover = p.say
	p.scatter.OnPick = func(layer, unit int) {
		act(session.Select{Unit: session.Address{Layer: p.costs.Before[layer].Name, Unit: unit}})
	}
	p.words = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.begin = widget.NewPrimaryButton("Silence each", nil, func() { act(session.Measure{Scope: session.MeasureLesions}) })
	p.empty = section(p.words, beside(p.begin))
	p.root = below(p.head, p.scatter, p.empty)
	return p
}

func (p *lesionFigure) update(f *frame) (resized bool) {
	a := f.session.Compare.LesionCosts()
	words, offered := lesionWords(a)
	resized = words != p.words.Text() || p.begin.Visible() != offered
	p.words.SetText(words)
	show(p.begin, offered)
	show(p.empty, a.Value == nil)
	show(p.scatter, a.Value != nil)
	if a.Value != nil && a.Value != p.costs {
		p.costs = a.Value
		old, new := p.tasks()
		p.scatter.SetGroups("points lost of "+old, "points lost of "+new+", "+a.Value.Sides.After.Name, p.groups()...)
	}
	if p.costs = a.Value; p.costs != nil {
		layer := -1
		for i, l := range p.costs.Before {
			if l.Name == f.selection.Unit.Layer {
				layer = i
			}
		}
		p.scatter.SetMarked(layer, f.selection.Unit.Unit)
	}
	return resized
}

// tasks are what both are called.
func (p *lesionFigure) tasks() (old, new string) {
	names := p.costs.Tasks
	return names[0], names[len(names)-1]
}

// lesionWords say why there are no costs, and whether to offer that they are measured.
func lesionWords(a session.Answer[session.LesionCosts]) (words string, offered bool) {
	switch {
	case a.Value != nil:
		return "", false
	case a.Err != nil:
		return sentence(a.Err.Error()), true
	case a.Working:
		return "Being measured, unit by unit…", false
	case a.Waits:
		return "The network is learning. Pause it first.", false
	}
	return "Silences each unit alone and tests both tasks: which are needed for the one, which for the other?", true
}

// groups are the layers' units, their costs in points.
func (p *lesionFigure) groups() []widget.ScatterGroup {
	var groups []widget.ScatterGroup
	colors := layerColors(len(p.costs.Before))
	for i, layer := range p.costs.Before {
		g := widget.ScatterGroup{Name: layer.Name, Color: colors[i]}
		for unit := range layer.Of {
			g.X = append(g.X, 100*layer.Of[unit].Correct)
			g.Y = append(g.Y, 100*p.costs.After[i].Of[unit].Correct)
		}
		groups = append(groups, g)
	}
	return groups
}

func (p *lesionFigure) say(layer, unit int, inside bool) {
	if !inside || p.costs == nil || layer >= len(p.costs.Before) || unit >= len(p.costs.Before[layer].Of) {
		p.hover()
		return
	}
	before, after := p.costs.Before[layer], p.costs.After[layer].Of[unit]
	old, new := p.tasks()
	p.hover(fmt.Sprintf("%s:%d silenced", before.Name, unit), fmt.Sprintf("%s loses %s points in %s", old, points(before.Of[unit].Correct), p.costs.Sides.Before.Name),
		fmt.Sprintf("%s loses %s points in %s", new, points(after.Correct), p.costs.Sides.After.Name))
}

// points writes a share in points of a hundred.
func points(share float64) string { return minus(fmt.Sprintf("%.1f", 100*share)) }

// classFigure shows the selected unit's mean answer to each class, before and after; or how many of its layer's units prefer
// each.
type classFigure struct {
	root  *fyne.Container
	act   do
	hover func(text ...string)

	head   *widget.SectionHead
	tasks  *widget.Segmented
	whole  *widget.Chips
	pairs  *widget.Dumbbells
	note   *widget.Text
	drawn  classesDrawn
	names  []string
	values [2][]float64
}

type classesDrawn struct {
	fates *session.UnitFates
	unit  session.Address
	task  int
	layer bool // the layer's units are counted
}

// switchLayer has the layer's units counted in place of the unit's answers.
const switchLayer = "layer"

func newClassFigure(act do, hover func(text ...string)) *classFigure {
	p := &classFigure{act: act, hover: hover}
	p.head = widget.NewSectionHead("Answer by class")
	p.tasks = widget.NewSegmented(nil, "", func(v string) { act(session.ShowClassesOf{New: v == "new"}) })
	p.whole = widget.NewChips([]widget.Option{{Value: switchLayer, Label: "whole layer", Tip: "How many of the layer's units prefer each class: which classes lost their units"}}, func(_ string, on bool) {
		p.drawn.layer = on
		p.show()
	})
	p.pairs = widget.NewDumbbells()
	p.pairs.OnHover = p.say
	p.note = quietNote()
	p.note.SetText("Choose a unit of a hidden layer.")
	p.note.Hide()
	p.root = below(headline(p.head, 0, p.tasks, oneLine(p.whole)), p.pairs, p.note)
	return p
}

func (p *classFigure) update(f *frame, fates *session.UnitFates) {
	now := classesDrawn{fates, f.selection.Unit, f.selection.Relearn.Task, p.drawn.layer}
	if now == p.drawn {
		return
	}
	p.drawn = now
	p.show()
}

func (p *classFigure) show() {
	fates, at := p.drawn.fates, p.drawn.unit
	layer := -1
	if fates != nil {
		layer = fates.Layer(at.Layer)
		p.offerTasks(fates)
	}
	show(p.pairs, layer >= 0)
	show(p.note, fates != nil && layer < 0)
	if layer < 0 || at.Unit >= len(fates.Layers[layer].Of) {
		return
	}
	task := min(p.drawn.task, len(fates.Tasks)-1)
	p.names = fates.Classes[task]
	if p.drawn.layer {
		p.head.SetText("Units by class")
		before, after := fates.Preferring(layer, task)
		p.values = [2][]float64{floats(before), floats(after)}
	} else {
		p.head.SetText("Answer by class")
		p.values = fates.Layers[layer].Of[at.Unit].Classes[task].Mean
	}
	p.pairs.SetPairs(p.names, p.values[0], p.values[1])
}

// offerTasks names the tasks whose classes can be shown.
func (p *classFigure) offerTasks(fates *session.UnitFates) {
	var options []widget.Option
	for i, task := range fates.Tasks {
		options = append(options, widget.Option{Value: []string{"old", "new"}[i], Label: task, Tip: "By the classes of " + task})
	}
	p.tasks.SetOptions(options, []string{"old", "new"}[min(p.drawn.task, len(options)-1)])
	show(p.tasks, len(options) > 1)
}

func floats(counts []int) []float64 {
	values := make([]float64, len(counts))
	for i, n := range counts {
		values[i] = float64(n)
	}
	return values
}

func (p *classFigure) say(class int, inside bool) {
	if !inside || class >= len(p.names) || class >= len(p.values[0]) || math.IsNaN(p.values[0][class]) {
		p.hover()
		return
	}
	before, after := p.values[0][class], p.values[1][class]
	if p.drawn.layer {
		p.hover(p.names[class], fmt.Sprintf("%.0f → %.0f of %s's units prefer it", before, after, p.drawn.unit.Layer))
		return
	}
	p.hover(p.names[class], fmt.Sprintf("mean answer of %s %s → %s", p.drawn.unit, figure(before), figure(after)))
}

// height is what all classes take, where the figure stands by itself.
func (p *classFigure) height() float32 {
	return p.root.Objects[0].MinSize().Height + max(p.pairs.FullHeight(), theme.Px(leastSquare)) + theme.Px(theme.Grid)
}
