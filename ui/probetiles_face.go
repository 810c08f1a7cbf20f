package ui

import (
	"fmt"
	"image"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/viz/render"
)

func (p *probeTiles) caption(place int) string {
	if place >= len(p.order) {
		return ""
	}
	unit := p.order[place]
	switch p.drawn.view.Sort {
	case session.BySelectivity:
		if unit < len(p.known.indices) {
			return fmt.Sprintf("%.2f", p.known.indices[unit])
		}
	case session.BySize:
		if u := p.fieldOf(unit); u != nil && !u.Active {
			return "never active"
		} else if u != nil {
			return fmt.Sprintf("%.1f px", u.Size)
		}
	}
	return ""
}

// fieldOf is a unit's field, nil where it was not measured.
func (p *probeTiles) fieldOf(unit int) *session.UnitField {
	if p.known.fields == nil || unit >= len(p.known.fields.Units) {
		return nil
	}
	return p.known.fields.Units[unit]
}

func (p *probeTiles) paint(dst *image.RGBA, place int, r image.Rectangle) {
	if place >= len(p.order) {
		return
	}
	unit := p.order[place]
	switch p.drawn.view.Tiles {
	case session.TilesTuning:
		p.paintTuning(dst, unit, r)
	case session.TilesPreferred:
		p.paintPreferred(dst, unit, r)
	default:
		u := p.fieldOf(unit)
		h, w := p.drawn.cells[0], p.drawn.cells[1]
		filling(dst, r, h, w, func(dst *image.RGBA, r image.Rectangle) { paintField(dst, r, u, p.drawn.signed, p.drawn.dark) })
		switch {
		case u == nil:
		case !u.Active:
			crossOut(dst, r)
		default:
			if square := theoreticalSquare(u); !square.Empty() {
				render.Outline(dst, onto(r, u.Height, u.Width, square), 1, squareColor(p.drawn.signed, p.drawn.dark))
			}
		}
	}
}

func (p *probeTiles) paintTuning(dst *image.RGBA, unit int, r image.Rectangle) {
	if p.known.gratings == nil {
		render.Fill(dst, r, rgba(theme.Color(theme.Field)))
		return
	}
	t := p.known.gratings.Tuning(p.node, unit)
	filling(dst, r, len(p.known.gratings.Frequencies), len(p.known.gratings.Orientations), func(dst *image.RGBA, r image.Rectangle) {
		paintGratings(dst, r, t, p.known.gratings, p.drawn.dark)
	})
	if !t.Active {
		crossOut(dst, r)
	}
}

func (p *probeTiles) paintPreferred(dst *image.RGBA, unit int, r image.Rectangle) {
	if unit >= len(p.known.preferred) || p.known.preferred[unit] == nil {
		render.Fill(dst, r, rgba(theme.Color(theme.Field)))
		return
	}
	one := p.known.preferred[unit]
	filling(dst, r, one.Window.Dy(), one.Window.Dx(), func(dst *image.RGBA, r image.Rectangle) { paintPart(dst, r, one.Picture, one.Window) })
	if one.Silent {
		crossOut(dst, r)
	}
}

func (p *probeTiles) say(place, row, col int, inside bool) {
	if !inside || place < 0 || place >= len(p.order) {
		p.hover()
		return
	}
	unit := p.order[place]
	said := []string{p.frame.title(p.address(place))}
	u := p.fieldOf(unit)
	switch {
	case p.drawn.view.Tiles == session.TilesTuning && p.known.gratings != nil:
		t := p.known.gratings.Tuning(p.node, unit)
		said = append(said, preference(t)...)
		said = append(said, gratingAt(p.known.gratings, t, row, col))
	case p.drawn.view.Tiles == session.TilesPreferred && unit < len(p.known.preferred) && p.known.preferred[unit] != nil:
		said = append(said, preferredWords(p.known.preferred[unit]))
	case u != nil && !u.Active:
		said = append(said, "never active")
	case u != nil:
		said = append(append(said, fieldSizes(u)), fieldAt(u, row, col)...)
	default:
		said = append(said, "not measured yet")
	}
	if unit < len(p.known.indices) {
		said = append(said, fmt.Sprintf("class selectivity %.2f", p.known.indices[unit]))
	}
	p.hover(said...)
}
