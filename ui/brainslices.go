package ui

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
	"unitscope/viz/neuro"
)

// brainSpace shows where in the brain patterns are like a layer's, or like a moment's: a searchlight's map in planes through
// the cross.
type brainSpace struct {
	*brainPane
	act   do
	hover func(text ...string)

	maps   *widget.Segmented
	clear  *widget.Chips
	film   *filmPlayer
	slices *widget.Slices
	legend *widget.Legend
	bar    *widget.ColorBar
	find   *widget.Button // finds the threshold, where that takes long
	offer  fyne.CanvasObject

	frame *frame
	known *session.BrainSlices
	dark  bool
	all   bool // places below the threshold, too
	sides planesSides
}

// planesSides is how the planes of a volume lie, as far as that is known.
type planesSides struct {
	of    *neuro.Volume
	edges [3][2]float64 // mm of a cell, across and up
	sides [3][4]string
}

// planeOrder is how the planes stand side by side, by the axis they are cut along: from above, from the side, from behind.
var planeOrder = [3]int{2, 0, 1}

func newBrainSpace(act do, hover func(text ...string), post func(func())) *brainSpace {
	p := &brainSpace{act: act, hover: hover}
	p.maps = widget.NewSegmented([]widget.Option{
		{Value: string(session.LayerMap), Label: "layer", Tip: "How alike the selected layer is to each place"},
		{Value: string(session.BestMap), Label: "best layer", Tip: "Each place takes the colour of the layer whose dissimilarities fit best there"},
		{Value: string(session.FilmMap), Label: "film", Tip: "How alike each place is to the recording over time at one moment: fusion of both recordings (Cichy, Pantazis and Oliva 2014). Drag the line over the curves to move in time"},
	}, string(session.BestMap), func(v string) { act(session.ShowMap{Map: session.BrainMap(v)}) })
	p.clear = widget.NewChips([]widget.Option{{Value: clearBelow, Label: "threshold", Tip: "Places below the threshold, corrected for all places and layers by permutations, stay clear"}}, func(_ string, on bool) {
		act(session.ClearBelow{On: on})
	})
	p.film = newFilmPlayer(act, post)
	p.slices = widget.NewSlices()
	p.slices.SetTip("Click or drag to move the cross; the wheel goes through the slices. Arrows, Page Up and Page Down where it has the focus")
	p.slices.OnCross = p.cross
	p.slices.OnStep = p.step
	p.slices.OnHover = p.say
	p.legend = widget.NewLegend()
	p.legend.OnPick = func(_, k int) {
		if k < len(p.frame.rows) {
			act(session.ShowBrainLayer{Layer: p.frame.rows[k].Name})
			act(session.ShowMap{Map: session.LayerMap})
		}
	}
	p.bar = widget.NewColorBar()
	p.find = widget.NewButton("Find the threshold", nil, func() { act(session.Measure{Scope: session.MeasureBrain}) })
	p.find.SetTip("So many permutations of so many places take a while; fewer permutations take less")
	p.offer = beside(p.find)
	p.brainPane = newBrainPane(act, headline(widget.NewSectionHead("Where in the brain"), 0, p.film.button, p.maps, oneLine(p.clear)), p.slices, p.offer, p.legend, p.bar)
	p.steady = true
	return p
}

// clearBelow has places below the threshold stay clear.
const clearBelow = "clear"

func (p *brainSpace) update(f *frame) (resized bool) {
	p.frame = f
	b, view := f.session.Brain, f.selection.Brain
	p.maps.SetValue(string(view.Map))
	p.clear.Set(clearBelow, !view.All)
	resized = p.film.update(f)
	resized = p.settle() || resized
	now := b.Slices()
	if now != p.known || f.dark != p.dark || view.All != p.all {
		p.known, p.dark, p.all = now, f.dark, view.All
		p.draw()
	}
	p.slices.SetOpacity(view.Opacity)
	p.legend.SetMarked(b.Layer())
	if now != nil {
		best := now.Kind == session.BestMap
		resized = resized || p.legend.Visible() != best || p.bar.Visible() == best
		show(p.legend, best)
		show(p.bar, !best)
	}
	offered := p.unfound()
	resized = resized || p.offer.Visible() != offered
	show(p.offer, offered)
	p.explain(p.words())
	return resized
}

// unfound tells whether the map waits for somebody to have its threshold found.
func (p *brainSpace) unfound() bool {
	view, b := p.frame.selection.Brain, p.frame.session.Brain
	if p.known == nil || view.All || view.Map == session.FilmMap || b.Maps().Value == nil {
		return false
	}
	t := b.Threshold()
	return t.Value == nil && (t.OnDemand || t.Stopped)
}

// settle shows how the map stands; while it grows, what is there already.
func (p *brainSpace) settle() bool {
	b := p.frame.session.Brain
	if rec := b.Recording().Value; rec != nil && len(rec.Volumes) == 0 {
		show(p.job, false)
		return p.brainPane.say("Nothing was recorded in space. Open a volume with a pattern for each picture (.nii, .nii.gz) from Brain, above, or drop it on the window.", false)
	}
	if p.frame.selection.Brain.Map == session.FilmMap {
		return paneAnswer(p.brainPane, b.Film(), "Searchlight, every moment", "Comparing every moment with every place…")
	}
	maps := b.Maps()
	if maps.Value == nil || maps.Working {
		return paneAnswer(p.brainPane, maps, "Searchlight", "Comparing every layer with every place…")
	}
	resized := p.brainPane.say("", false)
	return under(p.job, "Threshold by permutations", b.Threshold()) || resized
}

// draw shows another map, or another place of it.
func (p *brainSpace) draw() {
	if p.known == nil {
		p.slices.SetPlanes()
		return
	}
	p.orient()
	colors := layerColors(len(p.known.Layers))
	span := p.span()
	palette := activation(span, p.dark)
	planes := make([]widget.SlicePlane, len(planeOrder))
	for i, axis := range planeOrder {
		plane := p.known.Planes[axis]
		planes[i] = widget.SlicePlane{Columns: plane.Columns, Rows: plane.Rows, Edge: p.sides.edges[axis], Ground: plane.Ground, Cross: plane.Cross, Sides: p.sides.sides[axis]}
		planes[i].Over = func(cell int) (color.RGBA, bool) {
			v := plane.Values[cell]
			if math.IsNaN(v) {
				return color.RGBA{}, false
			}
			if p.known.Kind == session.BestMap {
				k := int(v) - 1
				return rgba(colors[min(max(k, 0), len(colors)-1)]), true
			}
			return palette.At(span.Norm(v)), true
		}
	}
	p.slices.SetPlanes(planes...)
	p.bar.SetRange(span, palette)
	p.legend.SetItems(legendOf(p.frame, p.known.Layers)...)
}

// span is the range of colours: from 0 where below it there is little, or nothing that may show.
func (p *brainSpace) span() colormap.Range {
	view := p.frame.selection.Brain
	if signed := view.All || p.known.Kind == session.FilmMap; signed && p.known.Low < -p.known.High/2 {
		most := max(-p.known.Low, p.known.High)
		return colormap.Range{Low: -most, High: most, Signed: true}
	}
	return colormap.Range{High: p.known.High}
}

// orient finds how the planes of the recording lie, from the places of their corners in mm.
func (p *brainSpace) orient() {
	rec := p.frame.session.Brain.Recording().Value
	if rec == nil || len(rec.Volumes) == 0 || rec.Volumes[0] == p.sides.of {
		return
	}
	volume := rec.Volumes[0]
	p.sides = planesSides{of: volume}
	at := func(plane session.BrainPlane, column, row int) [3]float64 {
		v := plane.Voxel(column, row)
		return volume.MM(float64(v[0]), float64(v[1]), float64(v[2]))
	}
	for axis, plane := range p.known.Planes {
		corner := at(plane, 0, 0)
		right, down := at(plane, 1, 0), at(plane, 0, 1)
		p.sides.edges[axis] = [2]float64{distance(corner, right), distance(corner, down)}
		if across, down := p.sides.edges[axis][0], p.sides.edges[axis][1]; !(across > 0 && down > 0) || math.IsInf(across/down, 0) {
			p.sides.edges[axis] = [2]float64{1, 1} // a file that does not say where its voxels lie
		}
		left, rightSide := ends(corner, right)
		top, bottom := ends(corner, down)
		p.sides.sides[axis] = [4]string{left, rightSide, bottom, top}
	}
}

func distance(a, b [3]float64) float64 {
	return math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
}

// ends are the letters of what lies where a step in mm comes from, and where it goes to: left and right, posterior and
// anterior, inferior and superior.
func ends(from, to [3]float64) (behind, ahead string) {
	letters := [3][2]string{{"L", "R"}, {"P", "A"}, {"I", "S"}}
	axis, along := 0, 0.0
	for i := range 3 {
		if d := to[i] - from[i]; math.Abs(d) > math.Abs(along) {
			axis, along = i, d
		}
	}
	if along < 0 {
		return letters[axis][1], letters[axis][0]
	}
	return letters[axis][0], letters[axis][1]
}

// plane is the one that stands at a place.
func (p *brainSpace) plane(i int) session.BrainPlane { return p.known.Planes[planeOrder[i]] }

func (p *brainSpace) cross(i, column, row int) {
	if p.known != nil {
		plane := p.plane(i)
		p.act(session.PlaceCross{Voxel: plane.Voxel(column, row)})
	}
}

func (p *brainSpace) step(i, by int) {
	grid, voxel, axis := p.frame.session.Brain.Grid(), p.frame.session.Brain.Place(), planeOrder[i]
	if to := voxel[axis] + by; to >= 0 && to < grid[axis] {
		voxel[axis] = to
		p.act(session.PlaceCross{Voxel: voxel})
	}
}

// words say what is shown, and where it is clear.
func (p *brainSpace) words() (line, tip string) {
	settings, b := p.frame.session.BrainSettings(), p.frame.session.Brain
	line = fmt.Sprintf("searchlight, radius %s %s", widget.Short(settings.Radius), settings.Unit)
	if p.known == nil {
		return line, ""
	}
	switch p.known.Kind {
	case session.BestMap:
		line += " · colour: the layer that fits best"
	case session.LayerMap:
		line += " · " + p.layerAt(b.Layer())
	case session.FilmMap:
		_, ms := b.Moment()
		line += fmt.Sprintf(" · at %s ms", widget.Short(ms))
	}
	if known(p.known.Threshold) {
		line = p.thresholdWords(line)
	} else if p.unfound() {
		line = "without a threshold yet: " + line
	}
	if p.known.Kind != session.FilmMap { // which is of no network
		line = standingFirst(line, standing(b.Maps()))
	}
	tip = "A sphere around each place: how alike the dissimilarities of its patterns are to those of each layer"
	if maps := b.Maps(); maps.Value != nil && maps.Value.Of != nil {
		tip += fmt.Sprintf(". %s centres, %d voxels each", grouped(len(maps.Value.Of.Centres)), maps.Value.Of.Sphere)
		if maps.Value.Took > 0 {
			tip += fmt.Sprintf(", finished in %.1f s", maps.Value.Took.Seconds())
		}
	}
	if t := b.Threshold().Value; t != nil && t.Method != "" {
		tip += ". " + sentence(t.Method)
	}
	return line, tip
}

// thresholdWords add what is left clear to a line; where that is all, they say so first.
func (p *brainSpace) thresholdWords(line string) string {
	if maps := p.frame.session.Brain.Maps().Value; maps != nil && maps.Highest < p.known.Threshold {
		return fmt.Sprintf("no place reaches the corrected threshold, %s: the highest is %s", fine(p.known.Threshold), fine(maps.Highest))
	}
	return line + " · clear below " + fine(p.known.Threshold)
}

// say tells what is at a cell of a plane.
func (p *brainSpace) say(i, column, row int, inside bool) {
	if !inside || p.known == nil || column >= p.plane(i).Columns || row >= p.plane(i).Rows {
		p.hover()
		return
	}
	plane := p.plane(i)
	voxel := plane.Voxel(column, row)
	said := []string{fmt.Sprintf("voxel %d, %d, %d", voxel[0], voxel[1], voxel[2])}
	if p.sides.of != nil {
		mm := p.sides.of.MM(float64(voxel[0]), float64(voxel[1]), float64(voxel[2]))
		said = append(said, mmWords(mm))
	}
	switch v := plane.Values[row*plane.Columns+column]; {
	case math.IsNaN(v):
		said = append(said, "nothing, or below the threshold")
	case p.known.Kind == session.BestMap:
		said = append(said, p.layerAt(int(v)-1))
	default:
		said = append(said, fine(v))
	}
	p.hover(said...)
}

func (p *brainSpace) layerAt(k int) string {
	if k < 0 || k >= len(p.known.Layers) {
		return ""
	}
	return p.frame.layerTitle(k, p.known.Layers[k])
}

// mmWords write a place in mm.
func mmWords(mm [3]float64) string {
	return minus(strings.Join([]string{fmt.Sprintf("x %.0f", mm[0]), fmt.Sprintf("y %.0f", mm[1]), fmt.Sprintf("z %.0f mm", mm[2])}, ", "))
}
