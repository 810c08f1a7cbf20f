package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	tooltip "github.com/dweymouth/fyne-tooltip"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/ui/widget"
)

// The window's size at a first start, and the least at which nothing is cut.
var (
	firstSize = fyne.NewSize(1440, 900)
	leastSize = fyne.NewSize(1024, 700)
)

// A Window shows a session: rail, top bar, stimulus at the left, the room in the middle, the
// unit inspector at the right, training below, status bar.
type Window struct {
	app     fyne.App
	session *session.Session
	pull    *Pull
	fyne    fyne.Window // nil where the window is only drawn (Snapshot)
	canvas  fyne.Canvas
	root    fyne.CanvasObject

	keys      *widget.Keys
	rail      *widget.Rail
	banner    *banner
	top       *topBar
	stimulus  *stimulusPanel
	batch     *batchStrip
	inspect   *inspectRoom
	train     *trainRoom
	probe     *probeRoom
	relearn   *relearnRoom
	brain     *brainRoom
	prepare   *preparePage
	builder   *buildPage
	inspector *inspector
	footer    *footer
	status    *statusBar
	rooms     *fyne.Container
	middle    *fyne.Container
	lesson    *lessonPanel
	ring      *lessonRing
	splits    map[string]*widget.Split
	slide     *slide
	hover     *spot
	folder    fyne.ListableURI // where a file was opened last, nil before
	escape    func()           // closes what is open over the window, nil when nothing is
	dressed   appearance
	furnished *furniture // nil before the first
	stage     *presentation
	room      session.Room
	tool      session.Tool
	presented func(f *frame) // after a frame was handed to the panels
}

// NewWindow builds the window of a session whose changes signal pull, and shows it.
func NewWindow(app fyne.App, s *session.Session, pull *Pull, pointer PointerWatch) *Window {
	w := newWindow(app, s, pull)
	w.fyne = app.NewWindow("Unitscope")
	w.fyne.SetIcon(fyne.NewStaticResource("unitscope.png", assets.AppIcon()))
	w.fyne.SetPadded(false)
	w.canvas = w.fyne.Canvas()
	mark := newDrawnMark(s, newPlaces(w), pull.do)
	mark.first = func() { pointer(w.pointed) }
	w.presented = mark.frame
	w.fyne.SetContent(tooltip.AddWindowToolTipLayer(container.NewStack(w.root, mark), w.canvas))
	size := fyne.NewSize(s.Settings.Width, s.Settings.Height)
	if size.Width < leastSize.Width || size.Height < leastSize.Height {
		size = firstSize
	}
	w.fyne.Resize(size)
	if hasFiles {
		w.fyne.SetOnDropped(func(_ fyne.Position, files []fyne.URI) { w.do(session.Opening(pathsOf(files))) })
	}
	w.fyne.SetOnClosed(pull.Close)
	w.fyne.SetCloseIntercept(func() { w.do(session.Quit{}) })
	w.attachKeys()
	w.update()
	w.fyne.Show()
	return w
}

// newWindow builds everything but the window around it.
func newWindow(app fyne.App, s *session.Session, pull *Pull) *Window {
	w := &Window{app: app, session: s, pull: pull, keys: widget.NewKeys(), splits: map[string]*widget.Split{}}
	w.dress(appearanceOf(s.Settings))
	pull.update = w.update
	w.build()
	w.furnish()
	return w
}

// build lays the panels out.
func (w *Window) build() {
	w.top = newTopBar(w.do, w)
	w.banner = newBanner(w.do)
	w.batch = newBatchStrip(w.do)
	w.stimulus = newStimulusPanel(w.do, w.session.Pictures, w.batch.root)
	w.inspect = newInspectRoom(w.do)
	w.train = newTrainRoom(w.do)
	w.train.post = w.pull.do
	w.probe = newProbeRoom(w.do, w)
	w.prepare, w.builder = newPreparePage(w.do), newBuildPage(w.do)
	w.prepare.resized = func() { w.middle.Refresh() }
	w.relearn = newRelearnRoom(w.do, w)
	w.brain = newBrainRoom(w.do, w, w.pull.do)
	w.inspector = newInspector(w.do, w)
	w.footer = newFooter(w.do)
	w.status = newStatusBar(w.pull.Signal)
	w.slide = newSlide(w.do, w.pull.do)
	w.stage = newPresentation(w.do, w.pull.do)
	w.inspect.menu = func(unit session.Address, at fyne.Position) {
		w.unitMenu(at, unit, session.ExhibitMap, session.ExhibitKernel)
	}
	w.attachMenus()
	w.inspect.hover, w.inspector.point = w.point, w.point
	w.stimulus.hover = w.status.say
	for _, hover := range []*func(text ...string){&w.train.hover, &w.probe.hover, &w.relearn.hover, &w.brain.hover, &w.inspector.hover, &w.footer.hover, &w.batch.hover} {
		*hover = w.status.say
	}
	w.rail = widget.NewRail([]widget.RailItem{
		{ID: string(session.Inspect), Label: "Inspect", Tip: "Look at every unit (1)", Icon: icon(assets.Inspect)},
		{ID: string(session.Train), Label: "Train", Tip: "Watch it learn (2)", Icon: icon(assets.Train)},
		{ID: string(session.ProbeRoom), Label: "Probe", Tip: "What units see, where, and what they prefer (3)", Icon: icon(assets.Probe)},
		{ID: string(session.RelearnRoom), Label: "Relearn", Tip: "Another task, and what becomes of each unit (4)", Icon: icon(assets.Relearn)},
		{ID: string(session.BrainRoom), Label: "Brain", Tip: "Which layer is like which part of the brain, when (5)", Icon: icon(assets.Brain)},
	}, func(id string) { w.visit(session.Room(id)) })
	w.rooms = container.NewStack(w.inspect.root, w.train.root, w.probe.root, w.relearn.root, w.brain.root)
	w.middle = container.NewBorder(w.prepare.root, nil, nil, nil, container.NewStack(w.rooms, w.builder.root))
	right := w.split("inspector", widget.Right, container.NewStack(w.inspector.root, w.brain.side.root), w.middle, widget.SplitSpec{Size: 324, Least: 264, Most: 560})
	across := w.split("stimulus", widget.Left, w.stimulus.root, right, widget.SplitSpec{Size: 264, Least: 216, Most: 480})
	below := w.split("footer", widget.Bottom, w.footer.root, across, widget.SplitSpec{Size: 128, Least: 112, Most: 260})
	w.lesson, w.ring = newLessonPanel(w.do), newLessonRing(w)
	beside := w.split("lesson", widget.Right, w.lesson.root, container.NewBorder(nil, nil, w.rail, nil, w.banner.over(below)),
		widget.SplitSpec{Size: 288, Least: 232, Most: 520})
	// No ground below all: Fyne clears the window to the theme's background, and another
	// full rectangle costs software GL a quarter of each frame.
	w.root = container.NewStack(container.NewBorder(container.NewStack(w.top.root, w.stage.root), w.status.root, nil, nil, beside), w.ring.root, w.stage.ring)
}

// split is a side panel whose size is kept between starts.
func (w *Window) split(name string, side widget.Side, panel, rest fyne.CanvasObject, spec widget.SplitSpec) *widget.Split {
	s := widget.NewSplit(side, panel, rest, spec)
	if kept, ok := w.session.Settings.Splits[name]; ok {
		s.SetPanelSize(kept.Size)
		s.SetFolded(kept.Folded)
	}
	s.OnChanged = func(size float32, folded bool) {
		w.do(session.Arrange{Panel: name, Split: session.Split{Size: size, Folded: folded}})
	}
	w.splits[name] = s
	return s
}

// do has an action performed. Its error comes back as a notice, which the banner shows.
func (w *Window) do(a session.Action) {
	if w.fyne != nil {
		size := w.canvas.Size()
		w.session.Settings.Width, w.session.Settings.Height = size.Width, size.Height
	}
	widget.DropTip() // who acts has read it
	_ = w.session.Do(a)
}

// update takes one frame and hands it to every panel that is to be seen.
func (w *Window) update() {
	w.session.Take()
	if w.session.Quitting() && w.fyne != nil { // whoever asked: a key, the close button, a file of actions
		w.fyne.Close()
		return
	}
	if w.canvas != nil && w.canvas.Overlays().Top() != nil {
		// Behind an open menu nothing moves; it is asked again when the menu has gone.
		w.pull.Signal()
		return
	}
	f := newFrame(w.session)
	f.hover = w.hover
	w.furnish()
	if l := appearanceOf(w.session.Settings); l != w.dressed {
		w.dress(l)
	}
	w.enter(f.selection.Room)
	if f.selection.Tool != w.tool {
		w.tool = f.selection.Tool
		widget.DropTip() // other controls stand there now
	}
	panels := []panel{w.top, w.banner, w.stimulus, w.footer, w.status, w.slide, w.prepare, w.builder, w.stage}
	if w.room != session.BrainRoom { // where its place is taken
		panels = append(panels, w.inspector)
	}
	show(w.rooms, f.selection.Page != session.PageBuild)
	switch w.room {
	case session.Train:
		panels = append(panels, w.train, w.batch)
	case session.ProbeRoom:
		panels = append(panels, w.probe)
	case session.RelearnRoom:
		panels = append(panels, w.relearn)
	case session.BrainRoom:
		panels = append(panels, w.brain)
	default:
		panels = append(panels, w.inspect)
	}
	for _, p := range append(panels, w.lesson, w.ring) {
		p.update(f)
	}
	if w.presented != nil {
		w.presented(f)
	}
}

// visit turns to a room, from whatever stands in its place.
func (w *Window) visit(room session.Room) {
	if w.session.Selection().Page == session.PageBuild {
		w.do(session.OpenPage{Page: session.NoPage})
	}
	w.do(session.EnterRoom{Room: room})
}

// enter shows a room.
func (w *Window) enter(room session.Room) {
	if room == w.room {
		return
	}
	w.room = room
	widget.DropTip()
	w.rail.SetSelected(string(room))
	training := room == session.Train
	show(w.train.root, training)
	show(w.inspect.root, room == session.Inspect)
	show(w.probe.root, room == session.ProbeRoom)
	show(w.relearn.root, room == session.RelearnRoom)
	show(w.brain.root, room == session.BrainRoom)
	show(w.brain.side.root, room == session.BrainRoom)
	show(w.inspector.root, room != session.BrainRoom)
	w.stimulus.showBatch(training)
	switch room {
	case session.Train:
		w.inspector.carry(newRule(), w.train.settings.root)
	case session.RelearnRoom:
		w.inspector.carry(newRule(), w.relearn.settings.root)
	default:
		w.inspector.carry()
	}
}

// point tells the window which cell of which map the mouse is over, nil for none.
func (w *Window) point(at *spot) {
	w.hover = at
	w.pull.Signal()
}

func show(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}
