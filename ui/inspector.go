package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/tuning"
)

// An inspector answers what one unit is: its map, its kernel, the pictures and classes that
// drive it, how it came to be. One page of it shows at a time.
type inspector struct {
	root  *fyne.Container
	hover func(text ...string)
	point func(at *spot) // the mouse is over a cell of the unit's map; nil: no longer

	name  *widget.Text
	about *widget.Text
	cut   *lesionLine
	tip   *widget.Tip
	tabs  *widget.Segmented
	page  map[session.Tab]inspectorPage
	piles map[session.Tab]*pile
	tab   session.Tab
	below []fyne.CanvasObject // under the page, whichever it is
	known selectivity
	words pace
}

// An inspectorPage shows the unit from one side. update is quick and redraws only what
// differs; resized tells that the page takes another height now.
type inspectorPage interface {
	objects() []fyne.CanvasObject
	update(s *subject) (resized bool)
}

// A subject is the unit under inspection, as the view of one frame has it.
type subject struct {
	*frame
	net        *cnn.Network
	row        session.Row
	node       int // the part at which the unit is looked at
	head       int // the layer of its row
	unit       int
	responses  session.UnitResponses
	surveyed   surveyed           // the responses' pictures,
	classNames []string           // their classes, and
	responds   tuning.Selectivity // how it tells these apart, where responses are known
}

// selectivity keeps what was computed of a unit's responses.
type selectivity struct {
	of     selectivityOf
	result tuning.Selectivity
}

type selectivityOf struct {
	responses  *tuning.Responses
	node, unit int
	task       string
}

func newInspector(act do, desk exporter) *inspector {
	p := &inspector{hover: func(...string) {}, point: func(*spot) {}, words: pace{every: wordsEvery}, piles: map[session.Tab]*pile{}}
	say := func(text ...string) { p.hover(text...) }
	p.name = widget.NewText("", nameStyle)
	p.about = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.tip = widget.NewTip("", p.about)
	p.cut = newLesionLine(act)
	p.tabs = widget.NewSegmented([]widget.Option{
		{Value: string(session.TabMap), Label: "Map", Tip: "What the unit answers to the picture, cell by cell"},
		{Value: string(session.TabKernel), Label: "Kernel", Tip: "Its weights: what it looks for"},
		{Value: string(session.TabField), Label: "Field", Tip: "What it sees: where hiding a patch changes its answer"},
		{Value: string(session.TabTop), Label: "Top images", Tip: "The pictures that drive it most"},
		{Value: string(session.TabTuning), Label: "Tuning", Tip: "What it answers to gratings, sizes, contrasts, places and hues, and what it prefers"},
		{Value: string(session.TabClasses), Label: "Classes", Tip: "How it tells classes apart"},
		{Value: string(session.TabHistory), Label: "History", Tip: "How it came to be"},
	}, string(session.TabMap), func(tab string) { act(session.OpenTab{Tab: session.Tab(tab)}) })
	p.page = map[session.Tab]inspectorPage{
		session.TabMap:     newMapPage(act, func(at *spot) { p.point(at) }, say),
		session.TabKernel:  newKernelPage(act, say),
		session.TabField:   newFieldPage(act, say, desk),
		session.TabTuning:  newTuningPage(act, say, desk),
		session.TabTop:     newTopPage(act, say, topSpec{pictures: topPictures, columns: 4, explained: true}),
		session.TabClasses: newClassesPage(act, say),
		session.TabHistory: newHistoryPage(act, say),
	}
	p.attachMenus(desk)
	objects := []fyne.CanvasObject{p.name, p.cut.toggle, p.tip, p.cut.root, p.tabs}
	for _, tab := range session.Tabs {
		p.piles[tab] = newPile(inspectorMargin, theme.Grid, p.page[tab].objects()...)
		p.piles[tab].root.Hide()
		objects = append(objects, p.piles[tab].root)
	}
	p.root = arranged(p.least, p.place, objects...)
	return p
}

// Before scaling.
const (
	inspectorLeast  float32 = 256 // width
	inspectorMargin         = 1.5 * theme.Grid
)

func (p *inspector) least() fyne.Size {
	return fyne.NewSize(theme.Px(inspectorLeast), p.headHeight()+theme.Px(152))
}

// showNamed shows the unit's name, or leaves it out where it stands elsewhere, for the page to be higher.
func (p *inspector) showNamed(named bool) {
	show(p.name, named)
	p.root.Refresh()
}

// headHeight is what the name, the line about the unit and the tabs take.
func (p *inspector) headHeight() float32 {
	name, about := max(p.name.MinSize().Height, p.cut.toggle.MinSize().Height)+theme.Px(theme.Grid/2), p.aboutHeight()
	if !p.name.Visible() {
		name, about = 0, max(about, p.cut.toggle.MinSize().Height)
	}
	height := name + about + p.tabs.MinSize().Height + theme.Px(3.5*theme.Grid)
	if p.cut.root.Visible() {
		height += p.cut.root.MinSize().Height + theme.Px(theme.Grid)
	}
	return height
}

// aboutHeight is that of the line about the unit, two lines at least: what it responds to is
// known later than the rest, and nothing should move then.
func (p *inspector) aboutHeight() float32 {
	return max(p.tip.MinSize().Height, 2*widget.NewText("M", widget.TextStyle{}).MinSize().Height)
}

func (p *inspector) place(size fyne.Size) {
	g, left := theme.Px(theme.Grid), theme.Px(inspectorMargin)
	width := size.Width - 2*left
	toggle := p.cut.toggle.MinSize()
	put(p.cut.toggle, left+width-toggle.Width, g, toggle.Width, toggle.Height)
	y, about := g, width
	if p.name.Visible() {
		y += max(p.placeName(left, g, width-toggle.Width-g), toggle.Height) + g/2
	} else {
		about -= toggle.Width + g // which stands beside the line about the unit then
	}
	fitHeight(p.tip, left, y, about)
	if y += p.aboutHeight(); !p.name.Visible() {
		y = max(y, g+toggle.Height)
	}
	if p.cut.root.Visible() {
		y += g + fitHeight(p.cut.root, left, y, width)
	}
	y += 1.5*g + fitHeight(p.tabs, left, y+g, width) // a ring around a tab leaves the line above it to be read
	for _, pile := range p.piles {
		if pile.root.Visible() {
			put(pile.root, 0, y, size.Width, max(0, size.Height-y))
		}
	}
}

// nameStyle is how the unit's name looks where it has room.
var nameStyle = widget.TextStyle{Size: theme.Title, Bold: true, Cut: true, Tail: true}

// placeName puts the unit's name at a width, in smaller letters where it is long, and returns its height.
func (p *inspector) placeName(x, y, width float32) float32 {
	style, large := nameStyle, widget.NewText(p.name.Text(), nameStyle)
	if large.FullWidth() > width {
		style.Size = theme.Subtitle
	}
	p.name.SetStyle(style)
	height := large.MinSize().Height
	put(p.name, x, y, width, height)
	return height
}

func (p *inspector) update(f *frame) {
	if f.view == nil {
		return
	}
	s := p.subject(f)
	turned := f.selection.Tab != p.tab
	if turned {
		p.turn(f.selection.Tab)
	}
	address := f.title(f.selection.Unit)
	if address != p.name.Text() || p.words.due(f) {
		turned = turned || address != p.name.Text()
		p.name.SetText(address)
		p.tip.SetTip(s.explanation())
		if about := s.about(); about != p.about.Text() {
			p.about.SetText(about)
			turned = true
		}
	}
	if p.cut.update(f) || turned {
		turned = true
		p.root.Refresh()
	}
	if p.page[p.tab].update(s) || turned {
		p.piles[p.tab].settle()
	}
}

// turn shows another page.
func (p *inspector) turn(tab session.Tab) {
	below := p.below
	p.carry()
	p.tab = tab
	p.carry(below...)
	p.tabs.SetValue(string(tab))
	for t, pile := range p.piles {
		show(pile.root, t == tab)
	}
}

// carry has objects stand under whichever page is open, in place of those that did.
func (p *inspector) carry(below ...fyne.CanvasObject) {
	if pile := p.piles[p.tab]; pile != nil {
		for _, o := range p.below {
			pile.inside.Remove(o)
		}
		for _, o := range below {
			pile.inside.Add(o)
			o.Refresh() // theme or scale may have changed while it was no part of the window
		}
		pile.settle()
	}
	p.below = below
}

// The parts of pages that lessons point at: the unit's map, how one cell of it got its value, and what hiding takes in this picture.
func (p *inspector) largeMap() fyne.CanvasObject { return p.page[session.TabMap].(*mapPage).top }
func (p *inspector) sum() fyne.CanvasObject      { return p.page[session.TabMap].(*mapPage).beam.root }
func (p *inspector) discrepancy() fyne.CanvasObject {
	return p.page[session.TabField].(*fieldPage).sheet.root
}

func (p *inspector) subject(f *frame) *subject {
	s := &subject{frame: f, net: f.view.Shown.Net, unit: f.selection.Unit.Unit}
	s.row, s.node = f.unit()
	s.head = s.row.Parts[0]
	source := f.session.Pictures.Source()
	s.responses = f.session.Units.Responses(f.shown, f.status.Running, source)
	s.surveyed = surveyed{f.session.Pictures, s.responses.Training}
	s.classNames = s.surveyed.set().Classes(f.task)
	if s.responses.Responses == nil {
		return s
	}
	of := selectivityOf{s.responses.Responses, s.node, s.unit, f.task}
	if of != p.known.of {
		p.known.of = of
		p.known.result = s.responses.Selectivity(s.node, s.unit, f.task)
	}
	s.responds = p.known.result
	return s
}

// about is the line under the unit's name.
func (s *subject) about() string {
	text := s.reads()
	if last := s.rows[len(s.rows)-1]; s.row.Name == last.Name {
		if name := labelOf(s.net, s.unit); name != "" {
			text = "answers " + name + " · " + text
		}
	}
	if s.responses.Responses == nil || s.responds.Best < 0 {
		return text
	}
	if s.responds.Mean[s.responds.Best] <= 0 {
		return text + " · answers no picture"
	}
	text += fmt.Sprintf(" · responds most to %s (%.2f)", s.classNames[s.responds.Best], s.responds.Index)
	if s.responses.Stale {
		text += fmt.Sprintf(" at step %s", grouped(s.responses.Step))
	}
	return text
}

// reads says what the unit's weights lie over.
func (s *subject) reads() string {
	k, ok := kernelOf(s.net, s.head)
	if !ok {
		var from []string
		for _, in := range s.net.Nodes[s.head].Inputs {
			from = append(from, s.nodeTitle(in))
		}
		return fmt.Sprintf("%s of %s, no weights of its own", stepWords(s.net.Nodes[s.head].Layer), strings.Join(from, " and "))
	}
	over := fmt.Sprintf("%d maps", k.slices)
	switch {
	case k.first && k.slices == 3:
		over = "3 colours"
	case k.first && k.slices == 1:
		over = "the grey picture"
	case k.slices == 1:
		over = "1 map"
	}
	switch {
	case s.net.Nodes[s.head].Layer.Kind() == "Conv":
		return fmt.Sprintf("%d×%d kernel over %s", k.h, k.w, over)
	case k.h*k.w == 1:
		return fmt.Sprintf("weights over %d units", k.slices)
	}
	return fmt.Sprintf("weights over %s of %d×%d", over, k.h, k.w)
}

func (f *frame) nodeTitle(node int) string {
	if node < 0 {
		return "the picture"
	}
	return f.view.Titles[node]
}

// selectivityText defines the number behind the preferred class.
const selectivityText = "Class selectivity: (largest − mean of the others) / (largest + mean of the others), over the mean of the unit's strongest answers to each class. " +
	"0: it answers all classes alike; 1: it answers one class only. Morcos et al. 2018."

func (s *subject) explanation() string {
	if s.responses.Responses == nil {
		return ""
	}
	return selectivityText
}

// progress says how far the responses are, where they are being computed.
func (s *subject) progress() (text string, working bool) {
	if s.responses.Total == 0 {
		return "", false
	}
	return fmt.Sprintf("Showing it %s pictures", s.surveyed.kind()), true
}

// stale says of which step the responses are, where the network has moved on.
func (s *subject) stale() string {
	switch {
	case !s.responses.Stale || s.responses.Responses == nil:
		return ""
	case s.status.Running:
		return fmt.Sprintf("of step %s; press Pause to ask again", grouped(s.responses.Step))
	}
	return fmt.Sprintf("of step %s", grouped(s.responses.Step))
}
