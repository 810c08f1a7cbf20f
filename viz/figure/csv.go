package figure

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
)

// WriteCSV writes the numbers of a figure as comma-separated values, with a line of names above
// them. A value that is not a number is an empty field.
//
// Curves give name, x and y of a point a line (and its error where there are any), and Polar name, angle and value; Spread gives group, value and
// reference of a dot, Scatter cloud, name, x and y of a dot, Bars name and value of a bar, Parts name and count of each kind. Matrix gives a row a line behind the row's
// name, and Sheet number and words of a picture.
func WriteCSV(w io.Writer, f Figure) error {
	c := csv.NewWriter(w)
	for record := range f.records {
		if err := c.Write(record); err != nil {
			return fmt.Errorf("figure: write CSV: %w", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("figure: write CSV: %w", err)
	}
	return nil
}

func (c Curves) records(yield func([]string) bool) {
	header := []string{"line", named(c.X.Name, "x"), named(c.Y.Name, "y")}
	if !slices.ContainsFunc(c.Lines, func(l Line) bool { return l.Error != nil }) {
		if yield(header) {
			points(c.Lines, Line.x, yield)
		}
		return
	}
	if !yield(append(header, "error")) {
		return
	}
	for i, l := range c.Lines {
		name := named(l.Name, strconv.Itoa(i))
		for k, v := range l.Y {
			if !yield([]string{name, field(l.x(k), 64), field(v, 64), field(l.error(k), 64)}) {
				return
			}
		}
	}
}

func (l Polar) records(yield func([]string) bool) {
	if yield([]string{"line", "degrees", named(l.Radius.Name, "value")}) {
		points(l.Lines, l.angle, yield)
	}
}

// points yields each point of each line, with where it lies along x.
func points(lines []Line, x func(l Line, i int) float64, yield func([]string) bool) {
	for i, l := range lines {
		name := named(l.Name, strconv.Itoa(i))
		for k, v := range l.Y {
			if !yield([]string{name, field(x(l, k), 64), field(v, 64)}) {
				return
			}
		}
	}
}

func (b Bars) records(yield func([]string) bool) {
	if !yield([]string{"name", "value"}) {
		return
	}
	for _, item := range b.Items {
		if !yield([]string{item.Name, field(item.Value, 64)}) {
			return
		}
	}
}

func (s Spread) records(yield func([]string) bool) {
	if !yield([]string{"group", named(s.Y.Name, "value"), "reference"}) {
		return
	}
	for _, g := range s.Groups {
		reference := ""
		if g.Reference != 0 {
			reference = field(g.Reference, 64)
		}
		for _, v := range g.Values {
			if !yield([]string{g.Name, field(v, 64), reference}) {
				return
			}
		}
	}
}

func (m Matrix) records(yield func([]string) bool) {
	if m.Width <= 0 {
		return
	}
	height := len(m.Values) / m.Width
	header := []string{""}
	for column := range m.Width {
		header = append(header, entry(m.Columns, m.Across, column, m.Width))
	}
	if !yield(header) {
		return
	}
	for row := range height {
		record := []string{entry(m.Rows, m.Down, row, height)}
		for _, v := range m.Values[row*m.Width:][:m.Width] {
			record = append(record, field(float64(v), 32))
		}
		if !yield(record) {
			return
		}
	}
}

// entry names row or column i of n: by its name, by its place on the axis, or by number.
func entry(names []string, a Axis, i, n int) string {
	switch {
	case i < len(names):
		return names[i]
	case a.stepped() && n > 1:
		return field(a.value(float64(i)/float64(n-1)), 32)
	}
	return strconv.Itoa(i)
}

// named returns a name, or what stands for it where it is empty.
func named(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}

// field formats a number with all its digits, of a float of so many bits; NaN is empty. What has been a float32 is written as
// one, as 0.1 and not 0.10000000149011612.
func field(v float64, bits int) string {
	if math.IsNaN(v) {
		return ""
	}
	if float64(float32(v)) == v && v != math.Trunc(v) {
		bits = 32
	}
	return strconv.FormatFloat(v, 'g', -1, bits)
}
