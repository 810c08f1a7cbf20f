package widget

import (
	"fmt"
	"image/color"
	"math"

	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// Answers shows the network's answers: for each class a bar of the value now and a line at the value before painting.
type Answers struct{ barList }

// NewAnswers returns an empty list that shows at most so many rows at once and scrolls to the others; 0: all.
func NewAnswers(rows int) *Answers {
	a := &Answers{}
	a.rows, a.high, a.color, a.sorted = rows, 1, theme.Accent, true
	a.format = func(v float64) string { return fmt.Sprintf("%.2f", v) }
	a.startList(a)
	return a
}

// Scrolled implements fyne.Scrollable.
func (a *Answers) Scrolled(ev *fyne.ScrollEvent) { a.wheel(ev) }

// SetValues shows answers, 0 to 1 unless SetHigh says otherwise; before nil means that nothing was painted. The slices stay the owner's.
func (a *Answers) SetValues(names []string, now, before []float64) { a.setValues(names, now, before) }

// SetHigh changes the value of a full bar; 0 means the largest value shown.
func (a *Answers) SetHigh(high float64) {
	if a.high != high {
		a.high = high
		a.repaint()
	}
}

// SetSorted puts the strongest answer first, as it is by default, or the classes in their own order.
func (a *Answers) SetSorted(sorted bool) {
	a.sorted = sorted
	a.sort()
	a.repaint()
}

// SetWanted marks the picture's own class; -1 marks none.
func (a *Answers) SetWanted(class int) {
	if a.marked != class {
		a.marked = class
		a.repaint()
	}
}

// ClassBars are bars with a number for each class, as percentages unless SetFormat says otherwise.
type ClassBars struct{ barList }

// NewClassBars returns an empty list in the classes' own order, with bars that are full at 1.
func NewClassBars() *ClassBars {
	c := &ClassBars{}
	c.high, c.color = 1, theme.Data
	c.format = func(v float64) string {
		if math.IsNaN(v) {
			return "–"
		}
		return fmt.Sprintf("%.0f%%", 100*v)
	}
	c.startList(c)
	return c
}

// SetShares shows values, by default shares from 0 to 1; NaN where nothing is known. The slices stay the owner's.
func (c *ClassBars) SetShares(names []string, shares []float64) { c.setValues(names, shares, nil) }

// SetFormat changes how numbers are written.
func (c *ClassBars) SetFormat(format func(v float64) string) {
	c.format = format
	c.repaint()
}

// SetHigh changes the value of a full bar; 0 means the largest value shown.
func (c *ClassBars) SetHigh(high float64) {
	c.high = high
	c.repaint()
}

// SetColor changes the bars' colour; nil is the theme's.
func (c *ClassBars) SetColor(own color.Color) {
	c.own = own
	c.repaint()
}

// SetSorted puts the largest value first, or the classes in their own order, as it is by default.
func (c *ClassBars) SetSorted(sorted bool) {
	c.sorted = sorted
	c.sort()
	c.repaint()
}

// SetMarked writes a class's name in the accent; -1: none.
func (c *ClassBars) SetMarked(class int) {
	if c.marked != class {
		c.marked = class
		c.repaint()
	}
}
