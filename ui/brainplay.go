package ui

import (
	"time"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/ui/widget"
)

// filmMoments is how many moments of the film pass in a second.
const filmMoments = 10

// A filmPlayer lets the film of the brain run, moment by moment to its end.
type filmPlayer struct {
	button *widget.Button
	act    do
	clock  clock
	frame  *frame
	on     bool
}

func newFilmPlayer(act do, post func(func())) *filmPlayer {
	p := &filmPlayer{act: act, clock: clock{post: post}}
	p.button = widget.NewIconButton(icon(assets.Play), "Let the film run", p.press)
	p.button.Hide()
	return p
}

// press begins, from the start where the film is at its end, or pauses.
func (p *filmPlayer) press() {
	if p.on {
		p.stop()
		return
	}
	moment, times := p.now()
	if len(times) == 0 {
		return
	}
	p.on = true
	p.button.SetIcon(icon(assets.Pause))
	if moment >= len(times)-1 {
		p.act(session.GoToMoment{MS: times[0]})
	}
	p.wait()
}

func (p *filmPlayer) stop() {
	p.on = false
	p.clock.stop()
	p.button.SetIcon(icon(assets.Play))
}

// now is the moment that shows, and all of them.
func (p *filmPlayer) now() (moment int, times []float64) {
	if film := p.frame.session.Brain.Film().Value; film != nil {
		times = film.Times
	}
	moment, _ = p.frame.session.Brain.Moment()
	return moment, times
}

func (p *filmPlayer) wait() { p.clock.after(time.Second/filmMoments, p.step) }

// step goes on to the next moment.
func (p *filmPlayer) step() {
	s := p.frame.session.Selection()
	moment, times := p.now()
	if !p.on || s.Room != session.BrainRoom || s.Brain.Map != session.FilmMap || moment+1 >= len(times) {
		p.stop()
		return
	}
	p.act(session.GoToMoment{MS: times[moment+1]})
	p.wait()
}

// update shows the button where there is a film; resized tells that it came or went.
func (p *filmPlayer) update(f *frame) (resized bool) {
	p.frame = f
	some := f.selection.Brain.Map == session.FilmMap && f.session.Brain.Film().Value != nil
	if resized = some != p.button.Visible(); resized {
		show(p.button, some)
	}
	return resized
}
