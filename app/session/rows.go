package session

import (
	"fmt"
	"slices"
	"strings"

	"unitscope/cnn"
)

// A Row is what the window shows of a network as one line of tiles: a layer that makes new
// units and what follows it unit by unit (normalisation, a skip connection, activation,
// pooling). Its units are the channels of its layer; its parts are the stages at which they
// can be looked at, each of which reads the one before.
type Row struct {
	Name  string // of the layer that makes the units, "conv2"
	Title string // how it is shown, where the name is long: see Titles
	Parts []int  // nodes, in order: conv2, relu2, pool2
	Main  int    // the part shown at first: after the activation, before pooling
	Units int    // channels, or outputs of a dense layer
	From  []int  // the rows that its layer reads; InputRow for the network's input
	Joins []Join // what other rows put to its units, by part
}

// A Join is where other rows' units are put to a row's own, one by one: a skip connection.
type Join struct {
	Part int   // the node, a part of the row
	Own  int   // which of its inputs is the row's
	From []int // the rows of the others
}

// InputRow stands in the place of a row for the network's input.
const InputRow = -1

// Rows groups a network's layers into rows. What only moves values about (flattening, cropping,
// transposing) shows nothing that could not be seen before it, and is in no row.
func Rows(net *cnn.Network) []Row {
	b := rowBuilder{net: net, titles: Titles(net), places: make([]rowPlace, len(net.Nodes)), depths: make([]int, len(net.Nodes))}
	for i := range net.Nodes {
		b.place(i)
	}
	return b.rows
}

// Own is the node before a part on the way from the row's layer.
func (r Row) Own(net *cnn.Network, part int) int {
	for _, j := range r.Joins {
		if j.Part == part {
			return net.Nodes[part].Inputs[j.Own]
		}
	}
	return net.Nodes[part].Inputs[0]
}

// A rowPlace says whose units a node gives.
type rowPlace struct {
	row     int  // InputRow: those of the input
	parts   int  // so many parts of the row lead to it
	aligned bool // its units are the row's, in their order
}

// A rowBuilder puts nodes into rows, one after another.
type rowBuilder struct {
	net    *cnn.Network
	titles []string
	rows   []Row
	places []rowPlace // of the nodes so far
	depths []int      // how many layers they are from the input, those that only move values aside
}

func (b *rowBuilder) at(node int) rowPlace {
	if node < 0 {
		return rowPlace{row: InputRow}
	}
	return b.places[node]
}

// place puts a node into the row that it goes on with, into a new one, or into none.
func (b *rowBuilder) place(i int) {
	node := b.net.Nodes[i]
	for _, in := range node.Inputs {
		if in >= 0 {
			b.depths[i] = max(b.depths[i], b.depths[in])
		}
	}
	if !movesOnly(node.Layer.Kind()) {
		b.depths[i]++
	}
	own := b.own(node)
	before := b.at(node.Inputs[own])
	goesOn := before.row != InputRow && before.aligned && node.Shape.Units() == b.rows[before.row].Units
	switch kind := node.Layer.Kind(); {
	case movesOnly(kind):
		b.places[i] = rowPlace{before.row, before.parts, goesOn && keepsOrder(node.Layer)}
	case startsRow(kind) || !goesOn || before.parts < len(b.rows[before.row].Parts):
		b.begin(i)
	default:
		b.goOn(i, before.row, own)
	}
}

// own is which of a node's inputs the node goes on with: of those of its own shape the one that
// most layers lead to, for the others come past them.
func (b *rowBuilder) own(node *cnn.Node) int {
	best, most := 0, 0
	for k, in := range node.Inputs {
		if in >= 0 && b.depths[in] > most && b.net.Nodes[in].Shape.Equal(node.Shape) {
			best, most = k, b.depths[in]
		}
	}
	return best
}

// begin makes a row of a node.
func (b *rowBuilder) begin(i int) {
	node := b.net.Nodes[i]
	b.places[i] = rowPlace{len(b.rows), 1, true}
	b.rows = append(b.rows, Row{Name: node.Name, Title: b.titles[i], Parts: []int{i}, Main: i, Units: node.Shape.Units(), From: b.sources(node.Inputs)})
}

// goOn adds a node to a row.
func (b *rowBuilder) goOn(i, to, own int) {
	row, node := &b.rows[to], b.net.Nodes[i]
	pooled := slices.ContainsFunc(row.Parts, func(p int) bool { return pools(b.net.Nodes[p].Layer.Kind()) })
	row.Parts = append(row.Parts, i)
	if !pooled && !pools(node.Layer.Kind()) {
		row.Main = i
	}
	b.places[i] = rowPlace{to, len(row.Parts), true}
	from := b.sources(slices.Delete(slices.Clone(node.Inputs), own, own+1))
	from = slices.DeleteFunc(from, func(r int) bool { return r == to }) // the row's own gate
	if len(from) > 0 {
		row.Joins = append(row.Joins, Join{i, own, from})
	}
}

// sources are the rows of some nodes, each once; constants come from nowhere.
func (b *rowBuilder) sources(nodes []int) []int {
	var rows []int
	for _, in := range nodes {
		if in >= 0 && b.net.Nodes[in].Layer.Kind() == "Constant" {
			continue
		}
		if row := b.at(in).row; !slices.Contains(rows, row) {
			rows = append(rows, row)
		}
	}
	return rows
}

// movesOnly tells whether a kind of layer leaves values as they are and only puts them elsewhere.
func movesOnly(kind string) bool {
	switch kind {
	case "Flatten", "Dropout", "Identity", "Reshape", "Squeeze", "Unsqueeze", "Transpose", "Slice", "Split", "Gather", "Pad", "Constant":
		return true
	}
	return false
}

// keepsOrder tells whether unit k behind a layer that only moves values is unit k before it, as
// long as they are as many.
func keepsOrder(layer cnn.Layer) bool {
	switch l := layer.(type) {
	case *cnn.Transpose:
		return len(l.Order) > 0 && l.Order[0] == 0
	case *cnn.Gather:
		return l.Axis != 0
	case *cnn.Border:
		return l.Before[0] == 0
	case *cnn.Slice:
		return l.Start[0] == 0
	case *cnn.Constant:
		return false
	}
	return true
}

// startsRow tells whether a layer makes new units, so that it begins a row of its own.
func startsRow(kind string) bool {
	switch kind {
	case "Conv", "ConvTranspose", "Gemm", "MatMul", "Concat":
		return true
	}
	return false
}

// pools tells whether a kind of layer leaves maps of another size.
func pools(kind string) bool {
	switch kind {
	case "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "Resize", "ReduceMean", "ReduceSum", "ReduceMax":
		return true
	}
	return false
}

// FindUnit resolves an address to its row and node. A row's own name means its units; the
// name of a part (relu2:17) means the unit as that part shows it. Titles do for names.
func FindUnit(net *cnn.Network, rows []Row, a Address) (row, node int, err error) {
	node = net.Index(a.Layer)
	if node < 0 {
		node = slices.Index(Titles(net), a.Layer)
	}
	if node < 0 {
		names := make([]string, len(rows))
		for i, r := range rows {
			names[i] = r.Title
		}
		return 0, 0, fmt.Errorf("this network has no layer %q; it has %s", a.Layer, strings.Join(names, ", "))
	}
	for i, r := range rows {
		if !slices.Contains(r.Parts, node) {
			continue
		}
		if a.Unit < 0 || a.Unit >= r.Units {
			return 0, 0, fmt.Errorf("%s has units 0 to %d, not %d", a.Layer, r.Units-1, a.Unit)
		}
		return i, node, nil
	}
	return 0, 0, fmt.Errorf("layer %s has no units of its own", a.Layer)
}
