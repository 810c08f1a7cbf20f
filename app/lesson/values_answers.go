package lesson

import (
	"math"

	"unitscope/app/session"
	"unitscope/cnn"
)

// Values of what the network answers to the picture under the microscope.
func init() {
	registerWord("picture", "the class of the picture under the microscope", func(b *bench, _ arguments) reading {
		return b.className(b.Label())
	})
	registerWord("strongest", "the class that the network answers most strongly now", func(b *bench, _ arguments) reading {
		v := b.view()
		if v == nil {
			return unknown
		}
		_, now := v.Output()
		return b.className(cnn.Strongest(now))
	})
	register("answer NAME", "the network's answer for the class, 0 to 1", func(b *bench, given arguments) reading {
		_, now, none, ok := b.answers(given[0])
		if !ok {
			return none
		}
		return decimal(now, 2)
	})
	register("answer-before NAME", "the same before painting", func(b *bench, given arguments) reading {
		before, _, none, ok := b.answers(given[0])
		if !ok {
			return none
		}
		return decimal(before, 2)
	})
	registerResponses()
	registerCells()
	registerPaint()
}

// registerResponses adds values of what a unit answers.
func registerResponses() {
	register("response UNIT", "what the unit answers now, at the cell that was its strongest before painting", func(b *bench, given arguments) reading {
		_, now, none, ok := b.responses(given.unit(0))
		if !ok {
			return none
		}
		return digits(now, answerDigits)
	})
	register("response-before UNIT", "what it answered there before painting", func(b *bench, given arguments) reading {
		before, _, none, ok := b.responses(given.unit(0))
		if !ok {
			return none
		}
		return digits(before, answerDigits)
	})
}

// registerPaint adds values of what was done to the picture, and what that did to a layer.
func registerPaint() {
	register("change LAYER", "how much of the layer's answers painting changed, in percent: Σ|before − now| / Σ|before|, over all cells of all units", func(b *bench, given arguments) reading {
		return b.compared(given[0], func(before, now float64) float64 { return math.Abs(before - now) })
	})
	register("fall LAYER", "how much of the layer's answers painting took away, in percent: Σ(before − now) / Σ|before|", func(b *bench, given arguments) reading {
		return b.compared(given[0], func(before, now float64) float64 { return before - now })
	})
	register("cells-changed LAYER", "the share of the layer's cells that painting changed at all, in percent", func(b *bench, given arguments) reading {
		row, none, ok := b.row(given[0])
		v := b.view()
		if !ok {
			return none
		}
		if v == nil {
			return unknown
		}
		before, now, n := v.Before(row.Main).Data, v.Now(row.Main).Data, 0
		for i := range before {
			if before[i] != now[i] {
				n++
			}
		}
		return percent(float64(n) / float64(len(before)))
	})
	register("strokes", "how many strokes of the brush lie on the picture", func(b *bench, _ arguments) reading {
		return whole(b.Stimulus().Marks)
	})
	register("shifted", "how far the picture was moved, in pixels along both axes", func(b *bench, _ arguments) reading {
		shift := b.Stimulus().Shift
		return whole(max(shift[0], -shift[0]) + max(shift[1], -shift[1]))
	})
}

// registerCells adds values of the cell under the flashlight: the one that was pinned, else the strongest of the selected unit.
func registerCells() {
	cell := func(name, doc string, of func(before, now float64, row, col int) reading) {
		register(name, doc, func(b *bench, _ arguments) reading {
			selection, v := b.Selection(), b.view()
			_, node, none, ok := b.unit(selection.Unit)
			switch {
			case !ok:
				return none
			case v == nil:
				return unknown
			}
			was, h, w := session.Map(v.Before(node), selection.Unit.Unit)
			is, _, _ := session.Map(v.Now(node), selection.Unit.Unit)
			row, col := v.Strongest(node, selection.Unit.Unit)
			if selection.Pinned && selection.Cell[0] < h && selection.Cell[1] < w {
				row, col = selection.Cell[0], selection.Cell[1]
			}
			return of(float64(was[row*w+col]), float64(is[row*w+col]), row, col)
		})
	}
	cell("cell", "what the cell under the flashlight answers now", func(_, now float64, _, _ int) reading { return digits(now, answerDigits) })
	cell("cell-before", "what it answered before painting", func(before, _ float64, _, _ int) reading { return digits(before, answerDigits) })
	cell("cell-row", "the row of the cell under the flashlight, from 0", func(_, _ float64, row, _ int) reading { return whole(row) })
	cell("cell-column", "the column of the cell under the flashlight, from 0", func(_, _ float64, _, col int) reading { return whole(col) })
}

// answers are the network's answers for a class before painting and now.
func (b *bench) answers(class string) (before, now float64, none reading, ok bool) {
	at, none, ok := b.class(class)
	if !ok {
		return 0, 0, none, false
	}
	v := b.view()
	if v == nil {
		return 0, 0, unknown, false
	}
	was, is := v.Output()
	return float64(was[at]), float64(is[at]), reading{}, true
}

// responses are what a unit answers before painting and now, at its strongest cell before painting.
func (b *bench) responses(a session.Address) (before, now float64, none reading, ok bool) {
	_, node, none, ok := b.unit(a)
	if !ok {
		return 0, 0, none, false
	}
	v := b.view()
	if v == nil {
		return 0, 0, unknown, false
	}
	was, _, w := session.Map(v.Before(node), a.Unit)
	is, _, _ := session.Map(v.Now(node), a.Unit)
	row, col := v.Strongest(node, a.Unit)
	return float64(was[row*w+col]), float64(is[row*w+col]), reading{}, true
}

// compared sums what painting did to each cell of a layer, as a share of what was answered before.
func (b *bench) compared(layer string, of func(before, now float64) float64) reading {
	row, none, ok := b.row(layer)
	if !ok {
		return none
	}
	v := b.view()
	if v == nil {
		return unknown
	}
	before, now := v.Before(row.Main).Data, v.Now(row.Main).Data
	sum, all := 0.0, 0.0
	for i := range before {
		sum += of(float64(before[i]), float64(now[i]))
		all += math.Abs(float64(before[i]))
	}
	if all == 0 {
		return percent(0)
	}
	return percent(sum / all)
}
