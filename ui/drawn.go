package ui

import (
	"image"
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/app/session"
)

// drawnMark tells the trace when a frame has reached the screen. It is one transparent
// pixel whose picture Fyne asks for while it draws the window; what is queued then runs
// once the window's buffers were swapped.
type drawnMark struct {
	fynewidget.BaseWidget
	session *session.Session
	places  *places
	raster  *canvas.Raster
	post    func(func()) // has a function run on the window's goroutine, soon
	first   func()       // called while the window is drawn first
	waiting *frame
	frames  int
}

func newDrawnMark(s *session.Session, p *places, post func(func())) *drawnMark {
	m := &drawnMark{session: s, places: p, post: post}
	m.raster = canvas.NewRaster(m.draw)
	m.ExtendBaseWidget(m)
	return m
}

// CreateRenderer implements fyne.Widget.
func (m *drawnMark) CreateRenderer() fyne.WidgetRenderer { return &drawnRenderer{m.raster} }

type drawnRenderer struct{ raster *canvas.Raster }

func (r *drawnRenderer) Destroy()                     {}
func (r *drawnRenderer) Layout(fyne.Size)             { r.raster.Resize(fyne.NewSize(1, 1)) }
func (r *drawnRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *drawnRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.raster} }
func (r *drawnRenderer) Refresh()                     {}

// frame marks a frame that the panels have been given.
func (m *drawnMark) frame(f *frame) {
	if !m.session.Trace.On() {
		return
	}
	m.waiting = f
	m.raster.Refresh()
}

func (m *drawnMark) draw(int, int) image.Image {
	if m.first != nil {
		m.first()
		m.first = nil
	}
	if f := m.waiting; f != nil {
		m.waiting = nil
		m.post(func() { m.seen(f) })
	}
	return image.NewUniform(color.Transparent)
}

// seen notes in the trace what a person sees now.
func (m *drawnMark) seen(f *frame) {
	m.frames++
	fields := map[string]any{"frame": m.frames, "room": string(f.selection.Room), "tab": string(f.selection.Tab), "unit": f.selection.Unit.String(), "picture": f.stimulus.Picture.Index,
		"name": f.stimulus.Picture.Name, "stimulus": f.stimulus.Version, "strokes": f.stimulus.Marks, "shift": f.stimulus.Shift, "step": f.shown.Step, "running": f.status.Running, "scrubbed": f.shown.Scrubbed,
		"rate": f.status.Rate, "snapshots": len(f.status.Run.Snapshots()), "dark": f.dark}
	if f.view != nil {
		fields["maps_of_step"] = f.view.Shown.Step
		fields["maps_of_stimulus"] = f.view.Stimulus.Version
		fields["compute_ms"] = float64(f.view.Took.Microseconds()) / 1000
		if since := f.view.Stimulus.Since; !since.IsZero() {
			fields["since_stimulus_ms"] = float64(time.Since(since).Microseconds()) / 1000
		}
	}
	if l := f.lesson; l != nil && len(l.Steps) > 0 {
		fields["lesson_step"], fields["lesson_busy"], fields["lesson_done"] = l.At+1, l.SettingUp, l.Steps[l.At].Done
	}
	m.session.Trace.Event("visible", fields)
	m.places.frame(f)
}
