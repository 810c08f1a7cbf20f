package data

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds of a file of labels.
const (
	maxLabelFile = 8 << 20 // bytes
	maxLabels    = 1 << 17
	maxLabel     = 400 // bytes of one
)

// ReadLabels reads the names of classes, in the order of a network's answers. name is the file's.
//
// A text file has one a line; WordNet numbers in front (n01440764 tench) are left out, and lines as Python
// prints them (0: 'tench, Tinca tinca',) are read as a dictionary. A .csv or .tsv file has a column of
// names, found by its heading (label, class, name) or as the first that is not all numbers, and may have
// one of indexes, counted from 0 or 1, which then decides the order.
func ReadLabels(r io.Reader, name string) ([]string, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxLabelFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > maxLabelFile:
		return nil, fmt.Errorf("more than %d MB: not a file of labels", maxLabelFile>>20)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return nil, errors.New("not a text file in UTF-8: labels are one a line, or a column of a .csv file")
	}
	var labels []string
	switch extension := strings.ToLower(path.Ext(name)); extension {
	case ".csv", ".tsv":
		labels, err = tableLabels(text, extension == ".tsv")
	default:
		labels, err = lineLabels(string(text))
	}
	if err != nil {
		return nil, err
	}
	return labels, checkLabels(labels)
}

func checkLabels(labels []string) error {
	if len(labels) == 0 {
		return errors.New("no labels in it")
	}
	if len(labels) > maxLabels {
		return fmt.Errorf("%d labels; a network has %d at most", len(labels), maxLabels)
	}
	for i, label := range labels {
		if label == "" || len(label) > maxLabel {
			return fmt.Errorf("label %d is empty or longer than %d bytes", i, maxLabel)
		}
	}
	return nil
}

var (
	wordNet    = regexp.MustCompile(`^n\d{8}\s+`)
	dictionary = regexp.MustCompile(`^\{?\s*(\d+)\s*:\s*(?:'(.*)'|"(.*)")\s*[,}]?\s*\}?$`)
)

// lineLabels reads one label a line; empty lines at the end are none.
func lineLabels(text string) ([]string, error) {
	lines := strings.Split(strings.TrimRight(text, " \t\r\n"), "\n")
	var labels []string
	var indexes []string
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if entry := dictionary.FindStringSubmatch(line); entry != nil {
			indexes, labels = append(indexes, entry[1]), append(labels, strings.TrimSpace(entry[2]+entry[3]))
			continue
		}
		if line == "" {
			return nil, fmt.Errorf("line %d is empty", i+1)
		}
		labels = append(labels, wordNet.ReplaceAllString(line, ""))
	}
	if len(indexes) != len(labels) {
		return labels, nil
	}
	return inOrder(labels, indexes)
}

// tableLabels reads the column of names of a table.
func tableLabels(text []byte, tabs bool) ([]string, error) {
	reader := csv.NewReader(bytes.NewReader(text))
	reader.TrimLeadingSpace = true
	if tabs {
		reader.Comma = '\t'
	}
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, nil
	}
	rows, names, indexes := findColumns(rows)
	var labels, order []string
	for _, row := range rows {
		labels = append(labels, strings.TrimSpace(row[names]))
		if indexes >= 0 {
			order = append(order, strings.TrimSpace(row[indexes]))
		}
	}
	if indexes < 0 || !allNumbers(rows, indexes) {
		return labels, nil
	}
	return inOrder(labels, order)
}

// findColumns returns the rows below the heading, if there is one, and the columns of names and of indexes, −1 for none.
func findColumns(rows [][]string) (below [][]string, names, indexes int) {
	names, indexes = headedColumns(rows[0])
	if names >= 0 || indexes >= 0 {
		rows = rows[1:]
	}
	for column := range columns(rows) {
		switch numbers := allNumbers(rows, column); {
		case numbers && indexes < 0 && column != names && columns(rows) > 1:
			indexes = column
		case !numbers && names < 0:
			names = column
		}
	}
	if names < 0 {
		names = 0 // numbers are names where there are no others
		if indexes == 0 {
			indexes = -1
		}
	}
	return rows, names, indexes
}

func columns(rows [][]string) int {
	if len(rows) == 0 {
		return 0
	}
	return len(rows[0])
}

// headedColumns finds the columns of names and of indexes by their headings; −1 for none.
func headedColumns(heading []string) (names, indexes int) {
	find := func(words ...string) int {
		return slices.IndexFunc(heading, func(h string) bool { return slices.Contains(words, strings.ToLower(strings.TrimSpace(h))) })
	}
	return find("label", "labels", "class", "name", "class_name", "class name", "display_name"),
		find("index", "idx", "id", "class_id", "class id", "number")
}

func allNumbers(rows [][]string, column int) bool {
	for _, row := range rows {
		if _, err := strconv.Atoi(strings.TrimSpace(row[column])); err != nil {
			return false
		}
	}
	return true
}

// inOrder puts labels where their indexes, from 0 or from 1 and each once, say.
func inOrder(labels, indexes []string) ([]string, error) {
	places := make([]int, len(indexes))
	for i, text := range indexes {
		place, err := strconv.Atoi(text)
		if err != nil {
			return nil, fmt.Errorf("index %q is none", text)
		}
		places[i] = place
	}
	if len(places) == 0 {
		return nil, nil
	}
	first := slices.Min(places)
	if first != 0 && first != 1 {
		return nil, fmt.Errorf("the first index is %d, not 0 or 1", first)
	}
	ordered, taken := make([]string, len(labels)), make([]bool, len(labels))
	for i, place := range places {
		place -= first
		if place >= len(labels) {
			return nil, fmt.Errorf("index %d with %d labels", places[i], len(labels))
		}
		if taken[place] {
			return nil, fmt.Errorf("index %d is there twice", places[i])
		}
		ordered[place], taken[place] = labels[i], true
	}
	return ordered, nil
}

// numbered names classes "0", "1" and so on.
func numbered(classes int) []string {
	names := make([]string, classes)
	for i := range names {
		names[i] = strconv.Itoa(i)
	}
	return names
}
