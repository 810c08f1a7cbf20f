package ui

import (
	"strings"

	"unitscope/app/session"
	"unitscope/cnn"
)

// rowNames are a network's rows and what they and their layers are called.
type rowNames struct {
	net    *cnn.Network
	rows   []session.Row
	titles []string // of the nodes
}

func newRowNames(v *session.View) *rowNames { return &rowNames{v.Shown.Net, v.Rows, v.Titles} }

// part names a stage of a row, as far as the row's own name does not: "Relu_1" of "layer1.0/conv2".
func (n *rowNames) part(row session.Row, node int) string {
	return nearTitle(n.titles[node], row.Title)
}

// longestName bounds, in letters, what is read of a layer beside another one.
const longestName = 18

// nearTitle is a layer's title beside another one's: without the folders that both have, and its end where
// it is long.
func nearTitle(title, beside string) string {
	for i := strings.IndexByte(title, '/'); i >= 0 && strings.HasPrefix(beside, title[:i+1]); i = strings.IndexByte(title, '/') {
		title, beside = title[i+1:], beside[i+1:]
	}
	if letters := []rune(title); len(letters) > longestName {
		title = "…" + string(letters[len(letters)-longestName+1:])
	}
	return title
}

// links says what a row reads, where that is not the row above it, and what comes past it: "reads conv1",
// "+ conv2".
func (n *rowNames) links(at int) string {
	row, said := n.rows[at], []string{}
	if len(row.From) != 1 || row.From[0] != at-1 {
		said = append(said, "reads "+n.list(row.From))
	}
	for _, join := range row.Joins {
		said = append(said, joinSign(n.net.Nodes[join.Part].Layer.Kind())+" "+n.list(join.From))
	}
	return strings.Join(said, " · ")
}

// list names rows.
func (n *rowNames) list(rows []int) string {
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = "the picture"
		if r != session.InputRow {
			names[i] = n.rows[r].Title
		}
	}
	return strings.Join(names, ", ")
}

// joinSign is how a kind of layer puts other units to a row's own.
func joinSign(kind string) string {
	switch kind {
	case "Add", "Sum":
		return "+"
	case "Sub":
		return "−"
	case "Mul":
		return "×"
	case "Div":
		return "÷"
	}
	return "with"
}
