package session

import (
	"fmt"
	"slices"
	"strings"

	"unitscope/cnn"
)

// A Row is what the window shows of a network as one line of tiles: a layer with
// weights and what follows it unit by unit (normalisation, activation, pooling). Its
// units are the channels of its layer; its parts are the stages at which they can be
// looked at.
type Row struct {
	Name  string // of the layer with the weights, "conv2"
	Parts []int  // nodes, in order: conv2, relu2, pool2
	Main  int    // the part shown at first: after the activation, before pooling
	Units int    // channels, or outputs of a dense layer
}

// Rows groups a network's layers into rows. Flatten and dropout change nothing that
// could be looked at and are left out.
func Rows(net *cnn.Network) []Row {
	var rows []Row
	const picture = -1                     // in no row
	rowOf := map[int]int{picture: picture} // node -> its row, to follow branches
	for i, node := range net.Nodes {
		kind := node.Layer.Kind()
		previous := picture
		if len(node.Inputs) == 1 {
			previous = rowOf[node.Inputs[0]]
		}
		if kind == "Flatten" || kind == "Dropout" {
			rowOf[i] = previous
			continue
		}
		if previous != picture && !startsRow(kind) && rows[previous].Units == node.Shape[0] {
			row := &rows[previous]
			row.Parts = append(row.Parts, i)
			if !pools(kind) && !slices.ContainsFunc(row.Parts[:len(row.Parts)-1], func(p int) bool { return pools(net.Nodes[p].Layer.Kind()) }) {
				row.Main = i
			}
			rowOf[i] = previous
			continue
		}
		rowOf[i] = len(rows)
		rows = append(rows, Row{Name: node.Name, Parts: []int{i}, Main: i, Units: node.Shape[0]})
	}
	return rows
}

// startsRow tells whether a layer makes new units, so that it begins a row of its own.
func startsRow(kind string) bool {
	switch kind {
	case "Conv", "Gemm", "Add", "Mul", "Concat":
		return true
	}
	return false
}

func pools(kind string) bool {
	switch kind {
	case "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool":
		return true
	}
	return false
}

// FindUnit resolves an address to its row and node. A row's own name means its units; the
// name of a part (relu2:17) means the unit as that part shows it.
func FindUnit(net *cnn.Network, rows []Row, a Address) (row, node int, err error) {
	node = net.Index(a.Layer)
	if node < 0 {
		names := make([]string, len(rows))
		for i, r := range rows {
			names[i] = r.Name
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
