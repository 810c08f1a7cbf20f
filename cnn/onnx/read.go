package onnx

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"unitscope/cnn"
)

// The two ways in which a file cannot be opened.
var (
	ErrFormat      = errors.New("not an ONNX file, or not all of one")
	ErrUnsupported = errors.New("not supported")
)

const (
	maxFile      = 1<<31 - 1 // bytes; protobuf's own limit
	firstOpset   = 6
	newestOpset  = 25 // whose rules are known
	maxNodes     = 1 << 14
	maxCells     = 1 << 28 // activations of one example in all layers together: 1 GiB
	maxDimension = 1 << 20 // of a picture, kernel, stride, padding or dilation
)

// Read reads a network from an ONNX file that holds its own weights (see ReadBeside).
func Read(r io.Reader) (*cnn.Network, error) { return ReadBeside(r, nil) }

// ReadBeside reads a network from an ONNX file whose weights may be in other files, in or below folder. It
// makes room for weights as large as the file claims only where r tells its size, as files and buffers do;
// else as they come.
//
// Layers keep the names of their nodes, or of a node's first output where the node has no name. Labels,
// preprocessing and what else cnn.Meta holds come from the file's metadata_props if Write put them there. The
// network's input is the graph's one input; its last layer is the graph's first output. Constants, identities
// and the arithmetic of shapes become no layers.
//
// The first dimension of the input is taken for the batch. Where a file does not keep examples apart, the
// network is Batchless. Where an operator is missing, the network is opened up to there, and Meta.Beyond lists
// what it was opened without; Meta.Notes says what else was taken otherwise than the file has it.
//
// The error wraps ErrFormat if the file is damaged or of another kind, and ErrUnsupported, naming all operators
// that are missing, if nothing of the network can be computed.
func ReadBeside(r io.Reader, folder fs.FS) (*cnn.Network, error) {
	d := newDecoder(io.LimitReader(r, maxFile+1))
	d.size = newDecoder(r).size
	if d.size > maxFile {
		return nil, fmt.Errorf("onnx: a file over 2 GiB: %w", ErrUnsupported)
	}
	m, err := d.model()
	if d.read > maxFile {
		return nil, fmt.Errorf("onnx: a file over 2 GiB: %w", ErrUnsupported)
	}
	if err != nil {
		return nil, fmt.Errorf("onnx: %w", err)
	}
	net, err := m.network(int(d.read), folder)
	if err != nil {
		return nil, fmt.Errorf("onnx: %w", err)
	}
	return net, nil
}

// network builds the network of a model that was decoded from size bytes.
func (m *model) network(size int, folder fs.FS) (*cnn.Network, error) {
	switch {
	case m.graph == nil:
		return nil, fmt.Errorf("%w (it holds no graph)", ErrFormat)
	case m.opset == 0:
		return nil, fmt.Errorf("%w (it names no operator set)", ErrFormat)
	case m.opset < firstOpset:
		return nil, fmt.Errorf("operator set %d (the oldest that is read is %d): %w", m.opset, firstOpset, ErrUnsupported)
	}
	plan, err := m.graph.plan()
	if err != nil {
		return nil, err
	}
	plan.opset, plan.size, plan.folder = m.opset, size, folder
	b, err := plan.build(m.metadata[keyBatchless] != "")
	if err != nil {
		return nil, err
	}
	b.net.Meta.Notes = append(plan.notes, b.notes...)
	if m.opset > newestOpset {
		b.net.Meta.Notes = append(b.net.Meta.Notes, fmt.Sprintf("operator set %d is newer than %d, by whose rules it was read", m.opset, newestOpset))
	}
	b.net.Meta.Beyond = b.beyond
	return b.net, m.readMeta(b.net)
}

// A plan is a graph that is ready to be built.
type plan struct {
	graph  *graph
	nodes  []*node // that the outputs need; the one that computes the answers is the last
	answer string  // the value that is the network's answers
	opset  int64
	size   int   // bytes that were read
	folder fs.FS // of weights in other files; nil: there are none
	loaded map[string]int64
	notes  []string
}

func (g *graph) plan() (*plan, error) {
	if len(g.outputs) == 0 {
		return nil, fmt.Errorf("%w (nothing is computed)", ErrFormat)
	}
	nodes := needed(fuseMatMulAdd(g), g.outputs)
	if len(nodes) > maxNodes {
		return nil, fmt.Errorf("%d nodes: %w", len(nodes), ErrUnsupported)
	}
	p := &plan{graph: g, nodes: nodes, answer: g.outputs[0].name, loaded: map[string]int64{}}
	p.putAnswerLast()
	return p, nil
}

// build tries to keep examples apart, and where that cannot be, takes the whole input for one example.
func (p *plan) build(batchless bool) (*builder, error) {
	if batchless {
		return p.attempt(false)
	}
	apart, err := p.attempt(true)
	if err == nil && !apart.mixes || err != nil && !errors.Is(err, errMixes) {
		return apart, err
	}
	together, otherErr := p.attempt(false)
	if otherErr == nil && (err != nil || len(together.beyond) < len(apart.beyond)) {
		return together, nil
	}
	return apart, err
}

// attempt builds the network, with the input's first dimension as the batch or not.
func (p *plan) attempt(batched bool) (*builder, error) {
	b := newBuilder(p, batched)
	if err := b.input(p.graph.inputs); err != nil {
		return nil, err
	}
	for _, n := range p.nodes {
		if err := b.add(n); err != nil {
			return nil, fmt.Errorf("node %q (%s): %w", n.label(), n.operator(), err)
		}
	}
	return b, b.finish(p)
}

// needed returns the nodes that the outputs depend on, in the file's order.
func needed(nodes []*node, outputs []valueInfo) []*node {
	wanted := map[string]bool{}
	for _, o := range outputs {
		wanted[o.name] = true
	}
	var kept []*node
	for _, n := range slices.Backward(nodes) {
		if slices.ContainsFunc(n.outputs, func(o string) bool { return o != "" && wanted[o] }) {
			kept = append(kept, n)
			for _, in := range n.inputs {
				wanted[in] = true
			}
		}
	}
	slices.Reverse(kept)
	return kept
}

// putAnswerLast moves the node that computes the answers to the end, and with it those that only give them
// another name. What reads the answers is left out.
func (p *plan) putAnswerLast() {
	var last []*node
	name := p.answer
	for {
		i := slices.IndexFunc(p.nodes, func(n *node) bool { return slices.Contains(n.outputs, name) })
		if i < 0 {
			break
		}
		last = append([]*node{p.nodes[i]}, last...)
		if p.nodes[i].operator() != "Identity" || len(p.nodes[i].inputs) != 1 {
			break
		}
		name = p.nodes[i].inputs[0]
	}
	after := map[string]bool{}
	var kept []*node
	for _, n := range p.nodes {
		ends := slices.Contains(last, n)
		if !ends && !slices.ContainsFunc(n.inputs, func(in string) bool { return after[in] }) {
			kept = append(kept, n)
			continue
		}
		for _, o := range n.outputs {
			after[o] = o != ""
		}
		if !ends {
			p.notes = append(p.notes, fmt.Sprintf("%s, which reads the first output, is left out", n.label()))
		}
	}
	p.nodes = append(kept, last...)
}

// operator is the node's operator with its domain, unless that is the default one.
func (n *node) operator() string {
	if n.domain == "" || n.domain == "ai.onnx" {
		return n.op
	}
	return n.domain + "::" + n.op
}

// label is what errors and layers call the node.
func (n *node) label() string {
	if n.name != "" {
		return n.name
	}
	for _, o := range n.outputs {
		if o != "" {
			return o
		}
	}
	return n.op
}
