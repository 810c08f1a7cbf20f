package widget

import (
	"image"

	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// TableRow is one line of a Table. A strong one is set off from the others.
type TableRow struct {
	Cells  []string
	Strong bool
}

// Table shows short texts in columns: the first from the left, the others, numbers, from the right.
type Table struct {
	sheet
	head []string
	rows []TableRow
}

// NewTable returns an empty table.
func NewTable() *Table {
	t := &Table{}
	t.start(t, t.minimum, t.draw)
	return t
}

// Set replaces the columns' heads and all rows. Rows have as many cells as there are heads.
func (t *Table) Set(head []string, rows []TableRow) {
	grown := len(head) != len(t.head) || len(rows) != len(t.rows)
	t.head, t.rows = head, rows
	if grown {
		t.Refresh()
	} else {
		t.repaint()
	}
}

// Rows are what is shown.
func (t *Table) Rows() []TableRow { return t.rows }

// Before scaling.
const (
	tableLine = 18 // height of a row
	tableGap  = 12 // between columns
)

// widths is what each column needs, in device pixels at a ratio.
func (t *Table) widths(p *page) []int {
	widths := make([]int, len(t.head))
	for i, head := range t.head {
		widths[i] = p.textWidth(head, p.style(theme.Small, false))
		for _, row := range t.rows {
			widths[i] = max(widths[i], p.textWidth(row.Cells[i], p.style(theme.Body, row.Strong)))
		}
	}
	return widths
}

func (t *Table) minimum() fyne.Size {
	width := float32(len(t.head)-1) * theme.Px(tableGap)
	for _, w := range t.widths(&page{ratio: 1}) {
		width += float32(w)
	}
	return fyne.NewSize(max(width, 0), float32(len(t.rows)+1)*theme.Px(tableLine))
}

func (t *Table) draw(p *page) {
	p.clear()
	widths := t.widths(p)
	line := p.px(tableLine)
	write := func(cells []string, y int, l lettering, c fyne.ThemeColorName) {
		x := p.Rect.Dx()
		for i := len(cells) - 1; i > 0; i-- {
			p.text(cells[i], x, y, fromRight, l, theme.Color(c))
			x -= widths[i] + p.px(tableGap)
		}
		if len(cells) > 0 {
			p.text(p.shorten(cells[0], x, l), 0, y, fromLeft, l, theme.Color(c))
		}
	}
	write(t.head, line/2, p.style(theme.Small, false), theme.Quiet)
	for i, row := range t.rows {
		colour := theme.Quiet
		if row.Strong {
			colour = theme.Text
		}
		write(row.Cells, (2*i+3)*line/2, p.style(theme.Body, row.Strong), colour)
	}
	if len(t.rows) > 0 {
		p.fill(image.Rect(0, line-max(1, p.px(1)), p.Rect.Dx(), line), theme.Color(theme.Line))
	}
}
