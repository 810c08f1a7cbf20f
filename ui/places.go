package ui

import (
	"fmt"
	"image"
	"maps"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
)

// places tells the trace where on the window things are, so that whoever reads it, a test or
// a recorder of lessons, can point at them: units by their addresses ("conv2:17"), what does
// something by the action ("train", "tab kernel", "room train"), the "picture" and the
// "timeline", with their rectangles in pixels of the window.
type places struct {
	window *Window
	pace   pace
	told   map[string]image.Rectangle
}

func newPlaces(w *Window) *places { return &places{window: w, pace: pace{every: wordsEvery}} }

// frame notes the places in the trace when they differ from those noted last.
func (p *places) frame(f *frame) {
	if !f.session.Trace.On() || !p.pace.due(f) {
		return
	}
	now := p.find(f)
	if maps.Equal(now, p.told) {
		return
	}
	p.told = now
	boxes := make(map[string][4]int, len(now))
	for name, r := range now {
		boxes[name] = [4]int{r.Min.X, r.Min.Y, r.Dx(), r.Dy()}
	}
	f.session.Trace.Event("places", map[string]any{"places": boxes}) // left, top, width, height
}

// find looks up everything that has a name and can be seen now.
func (p *places) find(f *frame) map[string]image.Rectangle {
	w, found := p.window, make(map[string]image.Rectangle)
	add := func(name string, o fyne.CanvasObject, pos fyne.Position, size fyne.Size) {
		if r := p.onWindow(o, pos, size); !r.Empty() {
			found[name] = r
		}
	}
	pos, size := w.stimulus.canvas.PictureRect()
	add("picture", w.stimulus.canvas, pos, size)
	for name, o := range map[string]fyne.CanvasObject{"train": w.footer.train, "step": w.footer.step, "slow": w.footer.slow, "reset": w.footer.reset, "timeline": w.footer.timeline} {
		add(name, o, fyne.Position{}, o.Size())
	}
	for _, room := range session.RoomNames {
		pos, size := w.rail.ItemRect(string(room))
		add("room "+string(room), w.rail, pos, size)
	}
	if w.inspector.root.Visible() {
		for _, tab := range session.Tabs {
			pos, size := w.inspector.tabs.OptionRect(string(tab))
			add("tab "+string(tab), w.inspector.tabs, pos, size)
		}
	}
	switch f.selection.Room {
	case session.Inspect:
		p.findUnits(found)
	case session.ProbeRoom:
		p.findProbe(found)
	case session.RelearnRoom:
		p.findRelearn(found)
	case session.BrainRoom:
		p.findBrain(found)
	}
	return found
}

// findProbe looks up the Probe room's first, last and selected unit, and what starts something there.
func (p *places) findProbe(found map[string]image.Rectangle) {
	room := p.window.probe
	sight := p.onWindow(room.tiles.scroll, fyne.Position{}, room.tiles.scroll.Size())
	for _, place := range []int{0, len(room.tiles.order) - 1, room.tiles.tiles.Selected()} {
		if place < 0 || !room.tiles.scroll.Visible() {
			continue
		}
		pos, size := room.tiles.tiles.TileRect(place)
		if r := p.onWindow(room.tiles.tiles, pos, size).Intersect(sight); !r.Empty() {
			found[room.tiles.address(place).String()] = r
		}
	}
	for name, o := range map[string]fyne.CanvasObject{"measure layer": room.controls.measure, "prefer": room.preferred.start} {
		if o.Visible() {
			found[name] = p.onWindow(o, fyne.Position{}, o.Size())
		}
	}
}

// findRelearn looks up the Relearn room's first, last and selected unit, and what starts something there.
func (p *places) findRelearn(found map[string]image.Rectangle) {
	room := p.window.relearn
	sight := p.onWindow(room.tiles.scroll, fyne.Position{}, room.tiles.scroll.Size())
	for _, place := range []int{0, len(room.tiles.order) - 1, room.tiles.tiles.Selected()} {
		if place < 0 || len(room.tiles.order) == 0 {
			continue
		}
		pos, size := room.tiles.tiles.TileRect(place)
		if r := p.onWindow(room.tiles.tiles, pos, size).Intersect(sight); !r.Empty() {
			found[room.tiles.address(place).String()] = r
		}
	}
	for name, o := range map[string]fyne.CanvasObject{"relearn": room.controls.start, "report": room.controls.report, "measure lesions": room.lesions.begin, "measure changes": room.tiles.begin} {
		if o.Visible() {
			found[name] = p.onWindow(o, fyne.Position{}, o.Size())
		}
	}
}

// findBrain looks up the Brain room's panels, and what starts something there.
func (p *places) findBrain(found map[string]image.Rectangle) {
	room := p.window.brain
	for name, o := range map[string]fyne.CanvasObject{"brain watch": room.controls.watch, "brain layer": room.matrices.layer.shown, "brain region": room.matrices.region.shown,
		"brain bars": room.bars.shown, "brain time": room.time.shown, "brain space": room.space.shown} {
		if o.Visible() {
			found[name] = p.onWindow(o, fyne.Position{}, o.Size())
		}
	}
}

// findUnits looks up each row's first, last and selected unit, as far as they are not scrolled
// out of sight.
func (p *places) findUnits(found map[string]image.Rectangle) {
	room := p.window.inspect
	sight := p.onWindow(room.scroll, fyne.Position{}, room.scroll.Size())
	for _, row := range room.rows {
		for _, unit := range []int{0, row.row.Units - 1, row.tiles.Selected()} {
			if unit < 0 {
				continue
			}
			pos, size := row.tiles.TileRect(unit)
			if r := p.onWindow(row.tiles, pos, size).Intersect(sight); !r.Empty() {
				found[fmt.Sprintf("%s:%d", row.row.Name, unit)] = r
			}
		}
	}
}

// onWindow is a part of an object in pixels of the window.
func (p *places) onWindow(o fyne.CanvasObject, pos fyne.Position, size fyne.Size) image.Rectangle {
	at := p.window.app.Driver().AbsolutePositionForObject(o).Add(pos)
	scale := p.window.canvas.Scale()
	return image.Rect(int(at.X*scale+0.5), int(at.Y*scale+0.5), int((at.X+size.Width)*scale+0.5), int((at.Y+size.Height)*scale+0.5))
}
