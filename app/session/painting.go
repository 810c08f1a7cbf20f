package session

import (
	"slices"

	"unitscope/cnn"
	"unitscope/viz/stimulus"
)

// painting keeps the canvas between the dots of a stroke, so that a dot costs what it
// covers and not what was painted before it.
type painting struct {
	base    *cnn.Tensor
	canvas  *stimulus.Canvas
	strokes []stimulus.Stroke // that lie on the canvas
}

// paint returns base with the strokes on it, a tensor of its own; base itself where there
// are none.
func (p *painting) paint(base *cnn.Tensor, strokes []stimulus.Stroke) *cnn.Tensor {
	if len(strokes) == 0 {
		return base
	}
	if p.base != base || !extends(strokes, p.strokes) {
		*p = painting{base: base, canvas: stimulus.Compose(base, nil)}
	}
	for i, stroke := range strokes {
		done := 0
		if i < len(p.strokes) {
			done = len(p.strokes[i])
		}
		for j := done; j < len(stroke); j++ {
			p.canvas.Line(stroke[max(j-1, 0)], stroke[j])
		}
	}
	p.strokes = strokes
	return p.canvas.Picture().Clone()
}

// extends tells whether strokes are the earlier ones and perhaps more: further dots on the
// last, further strokes behind it.
func extends(strokes, earlier []stimulus.Stroke) bool {
	if len(strokes) < len(earlier) {
		return false
	}
	for i, e := range earlier {
		last := i == len(earlier)-1
		switch {
		case len(strokes[i]) < len(e), !last && len(strokes[i]) != len(e), !slices.Equal(strokes[i][:len(e)], e):
			return false
		}
	}
	return true
}
