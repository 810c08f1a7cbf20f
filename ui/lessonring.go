package ui

import (
	"image/color"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// lessonRing draws a ring around what a lesson's step points at. It lies over the whole window and takes no input; it follows what it
// surrounds when that moves, by a drag or by scrolling.
type lessonRing struct {
	root   *fyne.Container
	window *Window
	follow clock
	names  []string
	at     map[string]rectangle
	sought pointed                       // what was brought into sight last,
	left   map[*container.Scroll]float32 // and how far the pages were scrolled then
}

// pointed is what a step points at, while it is set up, after that, and once its guess is made.
type pointed struct {
	lesson           *session.Lesson
	step             int
	room             session.Room
	setting, guessed bool
}

// ringEvery is how often the rings are moved to where things are: things move without a frame when a panel is dragged.
const ringEvery = 100 * time.Millisecond

// rectangle is a part of the window, in Fyne's units.
type rectangle struct {
	pos  fyne.Position
	size fyne.Size
}

func newLessonRing(w *Window) *lessonRing {
	return &lessonRing{root: container.NewWithoutLayout(), window: w, follow: clock{post: w.pull.do}}
}

// update points at what the step that is shown points at.
func (r *lessonRing) update(f *frame) {
	r.names = nil
	if l := f.lesson; l != nil && len(l.Steps) > 0 {
		step, state := l.Step()
		r.names = step.Points
		r.seek(pointed{l.Lesson, l.At, r.window.room, l.SettingUp, state.Guessed > 0})
	}
	r.place()
}

// seek keeps what is pointed at in sight, on pages that scroll, while these grow around it, until it is the person who scrolls; and anew
// once the step is set up, or a guess is made. Of several things on a page the first comes first.
func (r *lessonRing) seek(now pointed) {
	if now != r.sought {
		r.sought, r.left = now, map[*container.Scroll]float32{}
	}
	kept := map[*container.Scroll]bool{}
	for _, name := range slices.Backward(r.names) {
		aim, ok := r.window.aim(name)
		if !ok || aim.page == nil || aim.page.Size().Height <= 0 {
			continue
		}
		at, ok := r.window.onCanvas(aim.object, aim.pos, aim.size)
		if left, sought := r.left[aim.page]; !ok || sought && left != aim.page.Offset.Y && !kept[aim.page] {
			continue
		}
		kept[aim.page] = true
		gap := theme.Px(theme.Grid)
		top := at.pos.Y - r.window.app.Driver().AbsolutePositionForObject(aim.page.Content).Y
		bringInSight(aim.page, top-gap, at.size.Height+2*gap)
		r.left[aim.page] = aim.page.Offset.Y
	}
}

// pages are what an object may lie on that scrolls, as far as a lesson points there.
func (w *Window) pages() []*container.Scroll {
	all := []*container.Scroll{w.inspector.piles[w.inspector.tab].scroll}
	switch w.room {
	case session.ProbeRoom:
		all = append(all, w.probe.scroll)
	case session.RelearnRoom:
		all = append(all, w.relearn.scroll)
	case session.BrainRoom:
		all = append(all, w.brain.scroll)
	}
	return all
}

// page is the page on which an object lies; nil where it lies on none, or on one that is not shown.
func (w *Window) page(o fyne.CanvasObject) *container.Scroll {
	for _, page := range w.pages() {
		if holds(page.Content, o) {
			return page
		}
	}
	return nil
}

// holds tells whether an object is another or lies in it, as far as containers go.
func holds(all, o fyne.CanvasObject) bool {
	if all == o {
		return true
	}
	inside, ok := all.(*fyne.Container)
	return ok && slices.ContainsFunc(inside.Objects, func(part fyne.CanvasObject) bool { return holds(part, o) })
}

// place moves the rings to where things are, and looks again soon.
func (r *lessonRing) place() {
	now := make(map[string]rectangle, len(r.names))
	for _, name := range r.names {
		if at, ok := r.window.target(name); ok {
			now[name] = at
		}
	}
	if !sameRectangles(now, r.at) {
		r.at = now
		r.draw()
	}
	if len(r.names) > 0 && r.window.fyne != nil { // a picture of the window stays as it is
		r.follow.after(ringEvery, r.place)
	} else {
		r.follow.stop()
	}
}

func sameRectangles(a, b map[string]rectangle) bool {
	if len(a) != len(b) {
		return false
	}
	for name, at := range a {
		if b[name] != at {
			return false
		}
	}
	return true
}

// draw makes a ring around each thing: a line in the accent, and around it a darker or lighter one that parts it from whatever
// lies beside it. That one ends below the first, since Fyne darkens a line's inner edge.
func (r *lessonRing) draw() {
	r.root.Objects = nil
	whole := r.window.root.Size()
	for _, name := range r.names {
		at, ok := r.at[name]
		if !ok {
			continue
		}
		r.root.Objects = append(r.root.Objects, ringLine(at, whole, 7, 3.5, theme.Color(theme.Background)), ringLine(at, whole, 5.5, 3, theme.Color(theme.Accent)))
	}
	r.root.Refresh()
}

// ringLine is a line of a width around something, its outer edge at a distance, as far as the window goes; both before scaling.
func ringLine(at rectangle, whole fyne.Size, distance, width float32, c color.Color) fyne.CanvasObject {
	d := theme.Px(distance)
	left, top := max(at.pos.X-d, 0), max(at.pos.Y-d, 0)
	right, bottom := min(at.pos.X+at.size.Width+d, whole.Width), min(at.pos.Y+at.size.Height+d, whole.Height)
	line := canvas.NewRectangle(color.Transparent)
	line.StrokeColor, line.StrokeWidth, line.CornerRadius = c, theme.Px(width), theme.Px(theme.Corner)
	put(line, left, top, right-left, bottom-top)
	return line
}

// An aim is something that a lesson points at: a part of an object, on a page that scrolls or on none.
type aim struct {
	object fyne.CanvasObject
	pos    fyne.Position
	size   fyne.Size
	page   *container.Scroll
	most   bool // seen where most of it is in sight, else where any of it is
}

// aim finds what a lesson may point at by name: lesson.Targets, or a unit by its address.
func (w *Window) aim(name string) (aim, bool) {
	if unit, err := session.ParseAddress(name); err == nil {
		return w.unitAim(unit)
	}
	for _, room := range session.RoomNames {
		if name == "room "+string(room) {
			pos, size := w.rail.ItemRect(string(room))
			return aim{object: w.rail, pos: pos, size: size}, true
		}
	}
	for _, tab := range session.Tabs {
		if name == "tab "+string(tab) {
			pos, size := w.inspector.tabs.OptionRect(string(tab))
			return aim{object: w.inspector.tabs, pos: pos, size: size}, true
		}
	}
	if name == "picture" {
		pos, size := w.stimulus.canvas.PictureRect()
		return aim{object: w.stimulus.canvas, pos: pos, size: size}, true
	}
	o, ok := w.targets()[name]
	if !ok {
		return aim{}, false
	}
	return aim{object: o, size: o.Size(), page: w.page(o)}, true
}

// target is where something that a lesson points at is seen. What cannot be seen now is not ok.
func (w *Window) target(name string) (rectangle, bool) {
	aim, ok := w.aim(name)
	if !ok {
		return rectangle{}, false
	}
	at, ok := w.onCanvas(aim.object, aim.pos, aim.size)
	if !ok || aim.page == nil {
		return at, ok
	}
	at, ok = w.inSight(at, aim.page)
	return at, ok && (!aim.most || at.size.Height >= aim.size.Height/2)
}

// targets are the panels and controls that a lesson may point at, by name.
func (w *Window) targets() map[string]fyne.CanvasObject {
	return map[string]fyne.CanvasObject{
		"stimulus": w.stimulus.root, "tools": w.stimulus.tooling, "answers": w.stimulus.answers, "strip": w.stimulus.strip.root, "batch": w.batch.root,
		"room": w.rooms, "inspector": w.inspector.root, "map": w.inspector.largeMap(), "sum": w.inspector.sum(), "discrepancy": w.inspector.discrepancy(),
		"footer": w.footer.root, "train": w.footer.train, "step": w.footer.step, "slow": w.footer.slow, "reset": w.footer.reset,
		"cost": w.footer.cost, "correct": w.footer.correct, "timeline": w.footer.timeline,
		"network": w.top.network, "images": w.top.images, "task": w.top.task, "lessons": w.top.lessons, "status": w.status.root,
		"measure layer": w.probe.controls.measure, "prefer": w.probe.preferred.start, "probe film": w.probe.film.root,
		"probe noise": w.probe.noise.root, "probe sizes": w.probe.sizes.root, "probe shift": w.probe.shift.root,
		"relearn": w.relearn.controls.start, "measure lesions": w.relearn.lesions.begin, "silence": w.inspector.cut.toggle,
		"relearn sliders": w.relearn.controls.mixed, "relearn curves": w.relearn.curves.root, "relearn fates": w.relearn.fates.root, "relearn units": w.relearn.tiles.root,
		"relearn unit": w.relearn.unit.root, "relearn lesions": w.relearn.lesions.root,
		"brain watch": w.brain.controls.watch, "brain layer": w.brain.matrices.layer.root, "brain region": w.brain.matrices.region.root,
		"brain bars": w.brain.bars.root, "brain time": w.brain.time.root, "brain space": w.brain.space.root, "brain pair": w.brain.side.pair.root,
	}
}

// unitAim finds a unit's tile in the room that is shown.
func (w *Window) unitAim(unit session.Address) (aim, bool) {
	switch w.room {
	case session.Inspect:
		for _, row := range w.inspect.rows {
			if row.row.Name == unit.Layer && unit.Unit < row.row.Units {
				return tileAim(row.tiles, unit.Unit, w.inspect.scroll)
			}
		}
	case session.ProbeRoom:
		for place := range w.probe.tiles.order {
			if w.probe.tiles.address(place) == unit {
				return tileAim(w.probe.tiles.tiles, place, w.probe.tiles.scroll)
			}
		}
	case session.RelearnRoom:
		for place := range w.relearn.tiles.order {
			if w.relearn.tiles.address(place) == unit {
				return tileAim(w.relearn.tiles.tiles, place, w.relearn.tiles.scroll)
			}
		}
	}
	return aim{}, false
}

func tileAim(tiles *widget.Tiles, place int, page *container.Scroll) (aim, bool) {
	pos, size := tiles.TileRect(place)
	return aim{object: tiles, pos: pos, size: size, page: page, most: true}, true
}

// inSight is the part of something on a page that is not scrolled out of sight.
func (w *Window) inSight(at rectangle, page *container.Scroll) (rectangle, bool) {
	sight, ok := w.onCanvas(page, fyne.Position{}, page.Size())
	top, bottom := max(at.pos.Y, sight.pos.Y), min(at.pos.Y+at.size.Height, sight.pos.Y+sight.size.Height)
	if !ok || bottom <= top {
		return rectangle{}, false
	}
	at.pos.Y, at.size.Height = top, bottom-top
	return at, true
}

// onCanvas is a part of an object, if it can be seen.
func (w *Window) onCanvas(o fyne.CanvasObject, pos fyne.Position, size fyne.Size) (rectangle, bool) {
	at := w.app.Driver().AbsolutePositionForObject(o)
	if at == (fyne.Position{}) || size.Width <= 0 || size.Height <= 0 {
		return rectangle{}, false // nothing that is pointed at stands in the window's corner: it is hidden
	}
	return rectangle{at.Add(pos), size}, true
}
