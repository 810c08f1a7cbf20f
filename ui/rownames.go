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
	folder := row.Title[:strings.LastIndexByte(row.Title, '/')+1]
	return strings.TrimPrefix(n.titles[node], folder)
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
