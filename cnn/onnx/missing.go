package onnx

import (
	"fmt"
	"slices"
	"strings"

	"unitscope/cnn"
)

// miss notes that a node is missing.
func (b *builder) miss(n *node, reason string) {
	b.beyond = append(b.beyond, cnn.Missing{Name: n.label(), Kind: n.operator(), Reason: reason})
	for _, o := range n.outputs {
		b.absent[o] = o != ""
	}
}

// nothing is the error of a network of which nothing can be computed.
func (b *builder) nothing() error {
	unknown := map[string]string{} // the first node of each
	for _, m := range b.unknown {
		if _, ok := unknown[m.Kind]; !ok {
			unknown[m.Kind] = m.Name
		}
	}
	if len(unknown) == 0 {
		return b.refusal
	}
	var names []string
	for name := range unknown {
		names = append(names, name)
	}
	slices.Sort(names)
	return fmt.Errorf("operators %s (the first is node %q): %w", strings.Join(names, ", "), b.unknown[0].Name, ErrUnsupported)
}
