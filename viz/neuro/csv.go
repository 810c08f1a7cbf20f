package neuro

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// ErrCSV is wrapped by errors about what a table of numbers holds.
var ErrCSV = errors.New("not a table of numbers")

// openCSV reads a table of numbers, with names of its columns, of its rows, of both or of none. Commas, semicolons, tabs or
// spaces stand between them. Empty cells, NA and NaN are NaN.
func openCSV(r io.Reader, stem string) (source, error) {
	rows, err := readTable(r)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%w: it is empty", ErrCSV)
	}
	var labels []string
	if hasHeader(rows) {
		labels, rows = rows[0], rows[1:]
	}
	if hasRowNames(rows, labels) {
		labels = labels[:0]
		for i := range rows {
			labels = append(labels, rows[i][0])
			rows[i] = rows[i][1:]
		}
	} else if len(rows) > 0 && len(labels) > 0 && len(labels) != len(rows) {
		labels = nil // names of columns that are no pictures' rows
	}
	if len(rows) == 0 || len(rows[0]) == 0 {
		return nil, fmt.Errorf("%w: there are names alone", ErrCSV)
	}
	a := Array{Name: stem, Shape: []int{len(rows), len(rows[0])}, Labels: labels}
	for i, row := range rows {
		for j, cell := range row {
			v, ok := number(cell)
			if !ok {
				return nil, fmt.Errorf("%w: row %d, column %d of its numbers is %.40q", ErrCSV, i+1, j+1, cell)
			}
			a.Data = append(a.Data, v)
		}
	}
	if a.Shape[0] == 1 || a.Shape[1] == 1 { // one column, or one row
		a.Shape = []int{len(a.Data)}
	}
	return oneArray{a}, nil
}

// readTable reads the cells of a table, whose rows have equally many.
func readTable(r io.Reader) ([][]string, error) {
	b, err := readBounded(r)
	if err != nil {
		return nil, err
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	first, _, _ := bytes.Cut(bytes.TrimLeft(b, "\r\n"), []byte{'\n'})
	delimiter := rune(0)
	for _, d := range "\t;," {
		if bytes.ContainsRune(first, d) {
			delimiter = d
			break
		}
	}
	if delimiter == 0 {
		return fieldsTable(b)
	}
	reader := csv.NewReader(bytes.NewReader(b))
	reader.Comma, reader.TrimLeadingSpace = delimiter, delimiter != '\t'
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCSV, err)
	}
	return rows, nil
}

// fieldsTable reads a table whose cells have white space between them.
func fieldsTable(b []byte) (rows [][]string, err error) {
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, mostBytes)
	for lines.Scan() {
		cells := strings.Fields(lines.Text())
		if len(cells) == 0 {
			continue
		}
		if len(rows) > 0 && len(cells) != len(rows[0]) {
			return nil, fmt.Errorf("%w: %d cells in row %d, %d in the first", ErrCSV, len(cells), len(rows)+1, len(rows[0]))
		}
		rows = append(rows, cells)
	}
	return rows, lines.Err()
}

// number reads a cell.
func number(cell string) (v float64, ok bool) {
	switch cell = strings.TrimSpace(cell); cell {
	case "", "NA", "N/A", "n/a":
		return math.NaN(), true
	}
	v, err := strconv.ParseFloat(cell, 64)
	return v, err == nil || errors.Is(err, strconv.ErrRange)
}

// hasHeader says that a table begins with names of columns: something in the first row is no number, not counting a name of
// that row; or names are numbers, and a corner without one makes the table square.
func hasHeader(rows [][]string) bool {
	first := rows[0]
	for i, cell := range first {
		if _, ok := number(cell); !ok && (i > 0 || len(first) == 1) {
			return true
		}
	}
	_, ok := number(first[0])
	return len(first) > 1 && len(rows) == len(first) && (!ok || strings.TrimSpace(first[0]) == "")
}

// hasRowNames says that rows begin with names: not all of these are numbers, or the header's corner is empty.
func hasRowNames(rows [][]string, header []string) bool {
	for _, row := range rows {
		if _, ok := number(row[0]); !ok {
			return true
		}
	}
	return len(header) > 1 && strings.TrimSpace(header[0]) == ""
}
