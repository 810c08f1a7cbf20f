package ui

import (
	"cmp"
	"fmt"
	"slices"

	"unitscope/app/session"
	"unitscope/ui/widget"
)

// boardClasses is how many answers the table shows; the wanted one is always among them.
const boardClasses = 5

// fillTable shows the strongest answers, what was wanted, and later the answers after.
func (b *slowBoard) fillTable() {
	s := b.slow
	order := make([]int, len(s.Answers))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(s.Answers[y], s.Answers[x]) })
	wanted := slices.Index(s.Wanted, 1)
	if at := slices.Index(order, wanted); at >= boardClasses {
		order[boardClasses-1] = wanted
	}
	order = order[:min(boardClasses, len(order))]
	head := []string{"", "answer"}
	if s.Stage >= session.StageCompare {
		head = append(head, "wanted", "(a−w)²")
	}
	if s.Stage == session.StageUpdate {
		head = []string{"", "before", "wanted", "after"}
	}
	var rows []widget.TableRow
	for _, class := range order {
		rows = append(rows, widget.TableRow{Cells: b.cells(class), Strong: class == wanted})
	}
	rows = append(rows, widget.TableRow{Cells: b.total(len(head))})
	b.table.Set(head, rows)
}

func (b *slowBoard) cells(class int) []string {
	s := b.slow
	name := fmt.Sprint(class)
	if class < len(b.names) {
		name = b.names[class]
	}
	cells := []string{name, fmt.Sprintf("%.3f", s.Answers[class])}
	wanted := fmt.Sprintf("%.0f", s.Wanted[class])
	switch s.Stage {
	case session.StageForward:
		return cells
	case session.StageUpdate:
		return append(cells, wanted, fmt.Sprintf("%.3f", s.After[class]))
	}
	return append(cells, wanted, fmt.Sprintf("%.3f", square(s.Answers[class]-s.Wanted[class])))
}

// total is the last line: the sum of squares over all classes, shown or not.
func (b *slowBoard) total(columns int) []string {
	cells := make([]string, columns)
	before, after := b.slow.SquaredError()
	switch b.slow.Stage {
	case session.StageCompare, session.StageError:
		cells[0], cells[3] = fmt.Sprintf("Σ of all %d", len(b.slow.Answers)), fmt.Sprintf("%.3f", before)
	case session.StageUpdate:
		cells[0] = "Σ (a−w)²"
		cells[1], cells[3] = fmt.Sprintf("%.3f", before), fmt.Sprintf("%.3f", after)
	}
	return cells
}

func square(x float32) float64 { return float64(x) * float64(x) }
