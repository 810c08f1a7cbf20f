package ui

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/widget"
	"unitscope/viz/rsa"
)

// brainMatrices are the two matrices of the Brain room, a layer's and a region's, whose pictures stand in one order. A pair of
// pictures that is meant in one is marked in the other.
type brainMatrices struct {
	layer, region *matrixPane
	desk          brainDesk
	paired        func(pair [2]int) // another pair is meant; noPair: none

	orders *widget.Segmented
	values *widget.Segmented
	plane  *widget.Chips

	act      do
	hover    func(text ...string)
	frame    *frame
	stimuli  *session.BrainStimuli
	order    *session.BrainOrder
	places   []int  // of pictures, in the order
	pinned   [2]int // pictures
	over     [2]int
	inPlane  bool // pictures in a plane, in place of matrices
	coloring []color.Color
}

// noPair is a pair of pictures that there is not.
var noPair = [2]int{-1, -1}

// inPlane has pictures stand in a plane.
const inPlane = "plane"

// What matrices show of dissimilarities.
const (
	valuesRanked = "ranked"
	valuesRaw    = "raw"
)

func newBrainMatrices(act do, hover func(text ...string), desk brainDesk) *brainMatrices {
	p := &brainMatrices{act: act, hover: hover, desk: desk, paired: func([2]int) {}, pinned: noPair, over: noPair}
	p.orders = widget.NewSegmented([]widget.Option{
		{Value: string(session.ByCategory), Label: "category", Tip: "Pictures of one category stand together"},
		{Value: string(session.BySimilarity), Label: "similarity", Tip: "Pictures that the layer treats alike stand together (average linkage)"},
	}, string(session.ByCategory), func(v string) { act(session.OrderBrain{By: session.BrainOrdering(v)}) })
	p.values = widget.NewSegmented([]widget.Option{
		{Value: valuesRanked, Label: "ranks", Tip: "Each dissimilarity's rank among all, from 0 to 1: what Spearman compares"},
		{Value: valuesRaw, Label: valuesRaw, Tip: "The dissimilarities themselves"},
	}, valuesRanked, func(v string) { act(session.ShowBrainValues{Raw: v == valuesRaw}) })
	p.plane = widget.NewChips([]widget.Option{{Value: inPlane, Label: "plane", Tip: "The pictures in a plane in place of matrices: those treated alike stand near each other (multidimensional scaling)"}}, func(_ string, on bool) {
		p.inPlane = on
		p.layer.turn()
		p.region.turn()
	})
	p.layer = newMatrixPane(p, "Layer", []session.Exhibit{session.ExhibitBrainMatrix, session.ExhibitBrainPoints}, p.layers, p.orders)
	p.layer.choices.SetTip("The layer whose response patterns are compared, picture by picture (Page Up, Page Down)")
	p.region = newMatrixPane(p, "Region", []session.Exhibit{session.ExhibitBrainRegion}, p.regions, p.values, oneLine(p.plane))
	p.region.choices.SetTip("The region of the brain, and whose it is")
	return p
}

// around is the height of everything but the matrix.
func (p *brainMatrices) around() float32 { return max(p.layer.around(), p.region.around()) }

// layers is the menu of layers.
func (p *brainMatrices) layers() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for k, row := range p.frame.rows {
		item := fyne.NewMenuItem(row.Title, func() { p.act(session.ShowBrainLayer{Layer: row.Name}) })
		item.Checked = k == p.frame.session.Brain.Layer()
		items = append(items, item)
	}
	return items
}

// regions is the menu of regions, and of people.
func (p *brainMatrices) regions() []*fyne.MenuItem {
	rec := p.frame.session.Brain.Recording().Value
	if rec == nil {
		return nil
	}
	var items []*fyne.MenuItem
	for i, region := range rec.Regions {
		item := fyne.NewMenuItem(region.Name, func() { p.act(session.ShowRegion{Name: region.Name}) })
		item.Checked = i == p.frame.session.Brain.Region()
		items = append(items, item)
	}
	items = append(items, fyne.NewMenuItemSeparator())
	return append(items, peopleItems(p.frame, p.act)...)
}

// peopleItems is the menu of whose matrix and volume are shown.
func peopleItems(f *frame, act do) []*fyne.MenuItem {
	now := f.session.BrainSettings().Person
	mean := fyne.NewMenuItem("the people's mean", func() { act(session.SetBrain{Name: "person", Value: "mean"}) })
	mean.Checked = now == 0
	items := []*fyne.MenuItem{mean}
	if rec := f.session.Brain.Recording().Value; rec != nil {
		for n := 1; n <= rec.People(); n++ {
			item := fyne.NewMenuItem(fmt.Sprintf("person %d", n), func() { act(session.SetBrain{Name: "person", Value: fmt.Sprint(n)}) })
			item.Checked = now == n
			items = append(items, item)
		}
	}
	return items
}

func (p *brainMatrices) update(f *frame) (resized bool) {
	p.frame = f
	b := f.session.Brain
	view := f.selection.Brain
	p.orders.SetValue(string(view.Order))
	p.values.SetValue(map[bool]string{false: valuesRanked, true: valuesRaw}[view.Raw])
	p.sort(b.Order().Value)
	matrices, rec := b.Matrices(), b.Recording()
	if stimuli := b.Stimuli().Value; stimuli != p.stimuli {
		p.stimuli, p.pinned, p.over, p.coloring = stimuli, noPair, noPair, nil
		p.paired(noPair)
	}
	layer, region := b.Shown()
	resized = p.settle(matrices)
	resized = paneAnswer(p.region.brainPane, rec, "Reading the recording", "Reading the recording…") || resized
	if rec.Value != nil {
		resized = p.region.say(noRegionWords(rec.Value), false) || resized
	}
	painted := -1
	if matrices.Value != nil {
		painted = matrices.Value.Painted
	}
	resized = p.layer.update(layer, view.Raw, painted) || resized
	resized = p.region.update(region, view.Raw, -1) || resized
	p.layer.explain(layerMatrixWords(f, layer, matrices))
	p.region.explain(regionMatrixWords(f))
	if p.inPlane {
		p.layer.plot(b.LayerPoints())
		p.region.plot(b.RegionPoints())
	}
	return resized
}

// settle shows how the layer's matrix stands; where nobody said what the people looked at, it asks.
func (p *brainMatrices) settle(a session.Answer[session.BrainMatrices]) bool {
	if settings := p.frame.session.BrainSettings(); settings.Files && settings.Pictures == "" {
		p.layer.begin.SetText("Choose pictures…")
		p.layer.way = p.desk.askBrainFolder
		show(p.layer.job, false)
		return p.layer.say("Which pictures did the people look at? A folder of them, in the order of the recording.", true)
	}
	p.layer.begin.SetText("Compute")
	p.layer.way = func() { p.act(session.Measure{Scope: session.MeasureBrain}) }
	return paneAnswer(p.layer.brainPane, a, "Showing it the pictures", "Showing the network the pictures…")
}

func noRegionWords(rec *session.BrainRecording) string {
	if len(rec.Regions) > 0 {
		return ""
	}
	return "No region was recorded. Open dissimilarities of one (.npy, .npz, .mat, .csv) from Brain, above, or drop them on the window."
}

// sort takes another order of the pictures.
func (p *brainMatrices) sort(order *session.BrainOrder) {
	if order == p.order {
		return
	}
	p.order, p.places = order, nil
	if order != nil {
		p.places = make([]int, len(order.Pictures))
		for place, picture := range order.Pictures {
			p.places[picture] = place
		}
	}
}

// picture is what stands at a place of the matrices.
func (p *brainMatrices) picture(place int) int {
	if p.order == nil || place < 0 || place >= len(p.order.Pictures) {
		return -1
	}
	return p.order.Pictures[place]
}

// pair is the one that is meant: that under the mouse, else the pinned one.
func (p *brainMatrices) pair() [2]int {
	if p.over != noPair {
		return p.over
	}
	return p.pinned
}

// point has another pair be meant, for as long as the mouse is there.
func (p *brainMatrices) point(i, j int) {
	if i < 0 || j < 0 {
		i, j = noPair[0], noPair[1]
	}
	p.over = [2]int{i, j}
	p.mark()
}

// pin keeps a pair, or lets go of the one that is kept.
func (p *brainMatrices) pin(i, j int) {
	if pair := [2]int{i, j}; i < 0 || j < 0 || pair == p.pinned {
		p.pinned = noPair
	} else {
		p.pinned = pair
	}
	p.mark()
}

// mark shows the pair that is meant in both matrices.
func (p *brainMatrices) mark() {
	pair := p.pair()
	for _, m := range []*matrixPane{p.layer, p.region} {
		m.mark(pair)
	}
	p.paired(pair)
}

// say has the status bar tell of the pair that is meant.
func (p *brainMatrices) say() {
	pair := p.pair()
	if p.over == noPair || p.frame == nil {
		p.hover()
		return
	}
	layer, region := p.frame.session.Brain.Shown()
	said := []string{pairName(p.stimuli, pair)}
	for _, m := range []*session.BrainMatrix{layer, region} {
		if m != nil && max(pair[0], pair[1]) < m.RDM.Pictures() {
			said = append(said, m.Title+" "+dissimilarityWords(m, pair))
		}
	}
	p.hover(said...)
}

// dissimilarityWords are a pair's value and rank: "0.93, rank 97%".
func dissimilarityWords(m *session.BrainMatrix, pair [2]int) string {
	value, rank := m.At(pair[0], pair[1])
	switch {
	case pair[0] == pair[1]:
		return "0, the same picture"
	case !known(value):
		return "not known"
	}
	return fmt.Sprintf("%s, rank %s", widget.Number(value), percent(rank))
}

// pairName names both pictures.
func pairName(stimuli *session.BrainStimuli, pair [2]int) string {
	return pictureName(stimuli, pair[0]) + " – " + pictureName(stimuli, pair[1])
}

// pictureName is a picture's category and name, as far as they are known and differ.
func pictureName(stimuli *session.BrainStimuli, i int) string {
	name := fmt.Sprintf("picture %d", i)
	if stimuli == nil {
		return name
	}
	if i < len(stimuli.Names) {
		name = stimuli.Names[i]
	}
	if category := categoryOf(stimuli, i); category != "" {
		return category + " " + name
	}
	return name
}

func categoryOf(stimuli *session.BrainStimuli, i int) string {
	if i >= len(stimuli.Category) || stimuli.Category[i] < 0 || stimuli.Category[i] >= len(stimuli.Categories) {
		return ""
	}
	return stimuli.Categories[stimuli.Category[i]]
}

// pictureColors are the frames' of pictures in a plane: by category.
func (p *brainMatrices) pictureColors(n int) []color.Color {
	if len(p.coloring) == n {
		return p.coloring
	}
	p.coloring = make([]color.Color, n)
	categories := 1
	if p.stimuli != nil {
		categories = max(1, len(p.stimuli.Categories))
	}
	palette := layerColors(categories)
	for i := range p.coloring {
		at := 0
		if p.stimuli != nil && i < len(p.stimuli.Category) {
			at = max(0, p.stimuli.Category[i])
		}
		p.coloring[i] = palette[min(at, len(palette)-1)]
	}
	return p.coloring
}

// distanceWords name the distances as a formula or a word.
var distanceWords = map[rsa.Distance]string{
	rsa.PearsonDistance: "1 − correlation", rsa.EuclideanDistance: "Euclidean distance", rsa.SquaredEuclideanDistance: "squared Euclidean distance",
	rsa.CosineDistance: "1 − cosine", rsa.CrossnobisDistance: "crossnobis distance",
}

// layerMatrixWords say what the layer's matrix is of.
func layerMatrixWords(f *frame, m *session.BrainMatrix, a session.Answer[session.BrainMatrices]) (line, tip string) {
	distance := distanceWords[f.session.BrainSettings().Distance]
	tip = distance + " between the response patterns of two pictures in all of the layer's units: 0, the same; the larger, the less alike. Click a cell to pin the pair"
	if m == nil {
		return distance, tip
	}
	n := m.RDM.Pictures()
	line = standingFirst(fmt.Sprintf("dissimilarity: %s · %d × %d", distance, n, n), standing(a))
	if m.Missing != "" {
		line += " · " + m.Missing
		tip += ". Left out: " + m.Missing
	}
	return line, tip
}

// regionMatrixWords say how well the region's matrix goes with the layer's.
func regionMatrixWords(f *frame) (line, tip string) {
	b, compare := f.session.Brain, comparatorWords[f.session.BrainSettings().Compare]
	a, layer, region := b.Bars(), b.Layer(), b.Region()
	bars := a.Value
	if bars == nil || region < 0 || region >= len(bars.Regions) || layer < 0 || layer >= len(bars.Layers) {
		return "", ""
	}
	r := bars.Regions[region]
	line = fmt.Sprintf("%s %s with %s", compare, correlation(r.Results[layer].Mean), f.layerTitle(layer, bars.Layers[layer]))
	if p := r.Results[layer].PCorrected; known(p) {
		line += " · " + pWords(p)
	}
	return standingFirst(line, standing(a)), r.Method
}

// pWords write a p value as papers do.
func pWords(p float64) string {
	if p < 0.001 {
		return "p < 0.001"
	}
	return fmt.Sprintf("p = %.3f", p)
}

// comparatorWords name the comparators.
var comparatorWords = map[rsa.Comparator]string{
	rsa.Spearman: "Spearman", rsa.Pearson: "Pearson", rsa.KendallTauA: "Kendall τ-a", rsa.KendallTauB: "Kendall τ-b", rsa.RhoA: "ρ-a", rsa.Cosine: "cosine",
}
