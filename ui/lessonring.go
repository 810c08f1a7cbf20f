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
	sought pointed // what was brought into sight last,
	offset float32 // and how far the page was scrolled then
}

// pointed is what a step points at, while it is set up and after that.
type pointed struct {
	lesson  *session.Lesson
	step    int
	room    session.Room
	setting bool
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
		step, _ := l.Step()
		r.names = step.Points
		r.seek(pointed{l.Lesson, l.At, r.window.room, l.SettingUp})
	}
	r.place()
}

// seek keeps in sight the first thing that is pointed at on a page that scrolls, while the page grows around it, until it is the
// person who scrolls; and anew once the step is set up.
func (r *lessonRing) seek(now pointed) {
	targets := r.window.targets()
	for _, name := range r.names {
		o := targets[name]
		scroll := r.window.page(o)
		if scroll == nil || scroll.Size().Height <= 0 || o.Size().Height <= 0 {
			continue
		}
		if now == r.sought && scroll.Offset.Y != r.offset {
			return
		}
		driver, gap := r.window.app.Driver(), theme.Px(theme.Grid)
		top := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(scroll.Content).Y
		bringInSight(scroll, top-gap, o.Size().Height+2*gap)
		r.sought, r.offset = now, scroll.Offset.Y
		return
	}
}

// page is the page on which an object lies, which scrolls; nil where it lies on none, or on one of another room.
func (w *Window) page(o fyne.CanvasObject) *container.Scroll {
	page := map[session.Room]*container.Scroll{session.ProbeRoom: w.probe.scroll, session.RelearnRoom: w.relearn.scroll, session.BrainRoom: w.brain.scroll}[w.room]
	if o != nil && page != nil && holds(page.Content, o) {
		return page
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

// target finds what a lesson may point at by name: lesson.Targets, or a unit by its address. What cannot be seen now is not ok.
func (w *Window) target(name string) (rectangle, bool) {
	if unit, err := session.ParseAddress(name); err == nil {
		return w.unitTarget(unit)
	}
	for _, room := range session.RoomNames {
		if name == "room "+string(room) {
			pos, size := w.rail.ItemRect(string(room))
			return w.onCanvas(w.rail, pos, size)
		}
	}
	for _, tab := range session.Tabs {
		if name == "tab "+string(tab) {
			pos, size := w.inspector.tabs.OptionRect(string(tab))
			return w.onCanvas(w.inspector.tabs, pos, size)
		}
	}
	if name == "picture" {
		pos, size := w.stimulus.canvas.PictureRect()
		return w.onCanvas(w.stimulus.canvas, pos, size)
	}
	o, ok := w.targets()[name]
	if !ok {
		return rectangle{}, false
	}
	at, ok := w.onCanvas(o, fyne.Position{}, o.Size())
	if page := w.page(o); ok && page != nil {
		return w.inSight(at, page)
	}
	return at, ok
}

// targets are the panels and controls that a lesson may point at, by name.
func (w *Window) targets() map[string]fyne.CanvasObject {
	return map[string]fyne.CanvasObject{
		"stimulus": w.stimulus.root, "tools": w.stimulus.tooling, "answers": w.stimulus.answers, "strip": w.stimulus.strip.root, "batch": w.batch.root,
		"room": w.rooms, "inspector": w.inspector.root,
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

// unitTarget finds a unit's tile in the room that is shown.
func (w *Window) unitTarget(unit session.Address) (rectangle, bool) {
	switch w.room {
	case session.Inspect:
		for _, row := range w.inspect.rows {
			if row.row.Name == unit.Layer && unit.Unit < row.row.Units {
				return w.tileTarget(row.tiles, unit.Unit, w.inspect.scroll)
			}
		}
	case session.ProbeRoom:
		for place := range w.probe.tiles.order {
			if w.probe.tiles.address(place) == unit {
				return w.tileTarget(w.probe.tiles.tiles, place, w.probe.tiles.scroll)
			}
		}
	case session.RelearnRoom:
		for place := range w.relearn.tiles.order {
			if w.relearn.tiles.address(place) == unit {
				return w.tileTarget(w.relearn.tiles.tiles, place, w.relearn.tiles.scroll)
			}
		}
	}
	return rectangle{}, false
}

// tileTarget is where a tile is, as far as it is not scrolled out of sight.
func (w *Window) tileTarget(tiles *widget.Tiles, place int, scroll *container.Scroll) (rectangle, bool) {
	pos, size := tiles.TileRect(place)
	tile, ok := w.onCanvas(tiles, pos, size)
	if !ok {
		return rectangle{}, false
	}
	if tile, ok = w.inSight(tile, scroll); !ok || tile.size.Height < size.Height/2 {
		return rectangle{}, false
	}
	return tile, true
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
