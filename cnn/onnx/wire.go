package onnx

import (
	"errors"
)

// The messages below hold those fields of onnx.proto that a network needs; others are skipped.

type model struct {
	irVersion int64
	producer  string
	opset     int64 // of the default operator domain
	graph     *graph
	metadata  map[string]string
}

type graph struct {
	name         string
	nodes        []*node
	initializers []*tensor
	inputs       []valueInfo
	outputs      []valueInfo
}

type node struct {
	name, op, domain string
	inputs, outputs  []string
	attributes       map[string]attribute

	parts []*node // what a fused node stands for
}

type attribute struct {
	f      float32
	i      int64
	s      string
	ints   []int64
	floats []float32
	t      *tensor
}

// A valueInfo declares a graph's input or output. A dimension that is not fixed is -1.
type valueInfo struct {
	name     string
	elemType int64
	hasShape bool
	dims     []int64
}

// appendInts adds a repeated integer field's values, which may be packed into one record or not.
func appendInts(list []int64, f field) ([]int64, error) {
	if f.body == nil {
		return append(list, int64(f.word)), nil
	}
	for f.body.left > 0 {
		v, err := f.body.varint()
		if err != nil {
			return nil, err
		}
		list = append(list, int64(v))
	}
	return list, nil
}

// appendFloats adds a repeated float field's values, packed or not.
func appendFloats(list []float32, f field) ([]float32, error) {
	if f.body == nil {
		return append(list, f.float()), nil
	}
	return readFloats(list, f.body, typeFloat)
}

func (d *decoder) model() (*model, error) {
	m := &model{metadata: map[string]string{}}
	err := d.whole().each(func(f field) (err error) {
		switch f.number {
		case 1:
			m.irVersion = int64(f.word)
		case 2:
			m.producer, err = f.text()
		case 7:
			m.graph, err = d.graph(f)
		case 8:
			err = decodeOpset(m, f)
		case 14:
			var key, value string
			key, value, err = decodeEntry(f)
			m.metadata[key] = value
			err = errors.Join(err, d.count())
		}
		return err
	})
	return m, err
}

// within calls visit for every record of a field's message.
func within(f field, visit func(field) error) error {
	m, err := f.message()
	if err != nil {
		return err
	}
	return m.each(visit)
}

// decodeOpset notes the version of the default operator domain; others' operators are not supported anyway.
func decodeOpset(m *model, f field) error {
	var domain string
	var version int64
	err := within(f, func(f field) (err error) {
		switch f.number {
		case 1:
			domain, err = f.text()
		case 2:
			version = int64(f.word)
		}
		return err
	})
	if domain == "" || domain == "ai.onnx" {
		m.opset = version
	}
	return err
}

func decodeEntry(f field) (key, value string, err error) {
	err = within(f, func(f field) (err error) {
		switch f.number {
		case 1:
			key, err = f.text()
		case 2:
			value, err = f.text()
		}
		return err
	})
	return key, value, err
}

func (d *decoder) graph(f field) (*graph, error) {
	g := &graph{}
	err := within(f, func(f field) (err error) {
		switch f.number {
		case 1:
			var n *node
			n, err = d.node(f)
			g.nodes = append(g.nodes, n)
		case 2:
			g.name, err = f.text()
		case 5:
			var t *tensor
			t, err = d.tensor(f)
			g.initializers = append(g.initializers, t)
		case 11:
			g.inputs, err = d.appendValueInfo(g.inputs, f)
		case 12:
			g.outputs, err = d.appendValueInfo(g.outputs, f)
		}
		return err
	})
	return g, err
}

func (d *decoder) node(f field) (*node, error) {
	n := &node{}
	if err := d.count(); err != nil {
		return nil, err
	}
	err := within(f, func(f field) (err error) {
		var text string
		switch f.number {
		case 1:
			text, err = f.text()
			n.inputs = append(n.inputs, text)
		case 2:
			text, err = f.text()
			n.outputs = append(n.outputs, text)
		case 3:
			n.name, err = f.text()
		case 4:
			n.op, err = f.text()
		case 5:
			name, a, err := d.attribute(f)
			if err != nil {
				return err
			}
			if n.attributes == nil {
				n.attributes = map[string]attribute{}
			}
			n.attributes[name] = a
		case 7:
			n.domain, err = f.text()
		}
		return err
	})
	return n, err
}

func (d *decoder) attribute(f field) (name string, a attribute, err error) {
	if err := d.count(); err != nil {
		return "", a, err
	}
	err = within(f, func(f field) (err error) {
		switch f.number {
		case 1:
			name, err = f.text()
		case 2:
			a.f = f.float()
		case 3:
			a.i = int64(f.word)
		case 4:
			a.s, err = f.text()
		case 5:
			a.t, err = d.tensor(f)
		case 7:
			a.floats, err = appendFloats(a.floats, f)
		case 8:
			a.ints, err = appendInts(a.ints, f)
		}
		return err
	})
	return name, a, err
}

func (d *decoder) appendValueInfo(list []valueInfo, f field) ([]valueInfo, error) {
	if err := d.count(); err != nil {
		return nil, err
	}
	var v valueInfo
	err := within(f, func(f field) (err error) {
		switch f.number {
		case 1:
			v.name, err = f.text()
		case 2: // TypeProto, whose field 1 is the tensor type
			err = within(f, func(f field) error {
				if f.number == 1 {
					return v.decodeTensorType(f)
				}
				return nil
			})
		}
		return err
	})
	return append(list, v), err
}

func (v *valueInfo) decodeTensorType(f field) error {
	return within(f, func(f field) error {
		switch f.number {
		case 1:
			v.elemType = int64(f.word)
		case 2: // TensorShapeProto, whose field 1 is a dimension
			v.hasShape = true
			return within(f, func(f field) error {
				dim := int64(-1)
				err := within(f, func(f field) error {
					if f.number == 1 {
						dim = int64(f.word)
					}
					return nil
				})
				v.dims = append(v.dims, dim)
				return err
			})
		}
		return nil
	})
}
