package ui

import (
	"fmt"
	"image"

	xdraw "golang.org/x/image/draw"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/render"
)

// standing says in a line how an answer stands: why there is none, or of what it is. It is empty where it is up to date.
func standing[T any](a session.Answer[T]) string {
	switch {
	case a.Err != nil:
		return sentence(a.Err.Error())
	case a.Value != nil && a.Stale:
		return fmt.Sprintf("of step %s", grouped(a.Step))
	case a.Stopped:
		return "stopped"
	case a.Waits && a.Value == nil:
		return "waits until the network rests"
	}
	return ""
}

// quietNote is a hidden line for what is not there yet.
func quietNote() *widget.Text {
	note := widget.NewText("", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	note.Hide()
	return note
}

// filling draws h×w cells to the edges of r: as squares of whole pixels where r is a multiple, else of nearly equal ones.
func filling(dst *image.RGBA, r image.Rectangle, h, w int, paint func(dst *image.RGBA, r image.Rectangle)) {
	if r == render.Fit(r, h, w) && (h <= r.Dy() && r.Dy()%h == 0 || h > r.Dy()) || h*w == 0 {
		paint(dst, r)
		return
	}
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	paint(small, small.Rect)
	xdraw.NearestNeighbor.Scale(dst, r, small, small.Rect, xdraw.Src, nil)
}

// crossOut strikes a tile out: its unit answers nothing.
func crossOut(dst *image.RGBA, r image.Rectangle) {
	line := rgba(theme.Color(theme.Quiet))
	for x := r.Min.X; x < r.Max.X; x++ {
		y := r.Min.Y + (x-r.Min.X)*r.Dy()/r.Dx()
		dst.SetRGBA(x, y, line)
		dst.SetRGBA(x, r.Max.Y-1-(y-r.Min.Y), line)
	}
}

// under shows how far an answer is while it is being computed; it tells whether the bar came or went.
func under[T any](bar *widget.Progress, what string, a session.Answer[T]) (resized bool) {
	if a.Working && a.Total == 0 {
		what = "Waits for its turn"
	}
	if a.Working {
		bar.SetLeft(a.Left)
		bar.Set(what, a.Done, a.Total)
	}
	if a.Working != bar.Visible() {
		show(bar, a.Working)
		return true
	}
	return false
}

// fieldWork is what is being done for a unit's field: before patches can be hidden, the pictures that drive it are looked
// for.
func fieldWork(f *frame) string {
	if set, ok := f.surveying(); ok {
		return fmt.Sprintf("Showing it %s pictures", set.kind())
	}
	return "Hiding patches"
}

// surveying tells whether the pictures that drive units are being looked for, and among which.
func (f *frame) surveying() (set surveyed, ok bool) {
	r := f.session.Units.Responses(f.shown, f.status.Running, f.session.Pictures.Source())
	return surveyed{f.session.Pictures, r.Training}, r.Total > 0
}

// newJob is a bar for what the probe computes, with a way to stop it.
func newJob(act do) *widget.Progress {
	bar := widget.NewProgress()
	bar.OnCancel = func() { act(session.StopProbe{}) }
	bar.Hide()
	return bar
}
