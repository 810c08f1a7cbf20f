package lesson

import (
	"unitscope/app/session"
	"unitscope/cnn"
)

// bench is what values are read from: the session as it is shown.
type bench struct {
	*session.Session
	shown session.Shown
	rows  []session.Row
}

func newBench(s *session.Session) *bench {
	b := &bench{Session: s, shown: s.Training.Shown()}
	b.rows = session.Rows(b.shown.Net)
	return b
}

// node finds a layer by its name.
func (b *bench) node(layer string) (at int, none reading, ok bool) {
	if at = b.shown.Net.Index(layer); at < 0 {
		return 0, impossible("this network has no layer %s", layer), false
	}
	return at, reading{}, true
}

// row finds a layer with weights by its name.
func (b *bench) row(layer string) (row session.Row, none reading, ok bool) {
	for _, r := range b.rows {
		if r.Name == layer {
			return r, reading{}, true
		}
	}
	return row, impossible("this network has no layer of units %s", layer), false
}

// unit finds a unit, and the node at which it is looked at: after its activation, unless the address names another part.
func (b *bench) unit(a session.Address) (row session.Row, node int, none reading, ok bool) {
	at, node, err := session.FindUnit(b.shown.Net, b.rows, a)
	if err != nil {
		return row, 0, impossible("%v", err), false
	}
	row = b.rows[at]
	if b.shown.Net.Nodes[node].Name == row.Name {
		node = row.Main
	}
	return row, node, reading{}, true
}

// view is what the network answers to the picture; nil while that is being computed.
func (b *bench) view() *session.View {
	v := b.Analysis.View()
	if v == nil || v.Shown.Run != b.shown.Run {
		return nil
	}
	return v
}

// class finds a class of the task by its name.
func (b *bench) class(name string) (at int, none reading, ok bool) {
	for i, c := range b.shown.Net.Meta.Labels {
		if c == name {
			return i, reading{}, true
		}
	}
	return 0, impossible("this network knows no %s", name), false
}

// className names a class of the network's answers.
func (b *bench) className(class int) reading {
	if labels := b.shown.Net.Meta.Labels; class >= 0 && class < len(labels) {
		return word(labels[class])
	}
	return unknown
}

// convolution finds a convolution by its name.
func (b *bench) convolution(layer string) (conv *cnn.Conv2D, none reading, ok bool) {
	at, none, ok := b.node(layer)
	if !ok {
		return nil, none, false
	}
	if conv, ok = b.shown.Net.Nodes[at].Layer.(*cnn.Conv2D); !ok {
		return nil, impossible("%s is no convolution", layer), false
	}
	return conv, reading{}, true
}
