package ui

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"unitscope/app/session"
	"unitscope/ui/theme"
)

// A link is a thin line at the left of the rows, from one row to another that reads it and is not the
// next: skip connections and branches.
type link struct {
	from, to int
	lane     int // 0 is next to the rows
	lines    [3]*canvas.Rectangle
}

// Before scaling.
const (
	laneWidth float32 = 6
	laneLine  float32 = 1.5
)

// mostLanes is how many lines may run beside one another; others run over the outermost.
const mostLanes = 5

// newLinks finds a network's links, the shorter ones nearer to the rows.
func newLinks(rows []session.Row) []*link {
	var links []*link
	add := func(from, to int) {
		if from == session.InputRow || from == to-1 || slices.ContainsFunc(links, func(l *link) bool { return l.from == from && l.to == to }) {
			return
		}
		links = append(links, &link{from: from, to: to})
	}
	for to, row := range rows {
		for _, from := range row.From {
			add(from, to)
		}
		for _, join := range row.Joins {
			for _, from := range join.From {
				if from > to { // what comes past stands below, as a block's layer that resizes
					add(to, from)
					continue
				}
				add(from, to)
			}
		}
	}
	slices.SortStableFunc(links, func(a, b *link) int { return (a.to - a.from) - (b.to - b.from) })
	for i, l := range links {
		l.lane = freeLane(links[:i], l)
		for k := range l.lines {
			l.lines[k] = canvas.NewRectangle(color.Transparent)
		}
	}
	return links
}

// freeLane is the innermost lane that no earlier link uses beside this one.
func freeLane(earlier []*link, l *link) int {
	for lane := range mostLanes - 1 {
		taken := slices.ContainsFunc(earlier, func(o *link) bool { return o.lane == lane && o.from < l.to && l.from < o.to })
		if !taken {
			return lane
		}
	}
	return mostLanes - 1
}

// lanes is how many lines run beside one another.
func lanes(links []*link) int {
	most := 0
	for _, l := range links {
		most = max(most, l.lane+1)
	}
	return most
}

func (l *link) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{l.lines[0], l.lines[1], l.lines[2]}
}

// place draws the link between two heights, left of x.
func (l *link) place(x, from, to float32) {
	thick := theme.Px(laneLine)
	left := x - theme.Px(laneWidth)*float32(l.lane+1)
	put(l.lines[0], left, from, x-left-theme.Px(2), thick)
	put(l.lines[1], left, from, thick, to-from+thick)
	put(l.lines[2], left, to, x-left-theme.Px(2), thick)
	for _, line := range l.lines {
		line.FillColor = theme.Color(theme.Quiet)
	}
}

// reveal shows the link where it is in sight, between two heights.
func (l *link) reveal(top, bottom float32) {
	from, to := l.lines[0].Position().Y, l.lines[2].Position().Y
	for _, line := range l.lines {
		show(line, to >= top && from <= bottom)
	}
}
