package onnx

import "slices"

// fuseMatMulAdd returns the graph's nodes with every MatMul whose product only an Add of a constant reads
// turned into one Gemm under the name of the MatMul: a dense layer as Keras and others write it, where it reads
// units (see fusible).
func fuseMatMulAdd(g *graph) []*node {
	constant, uses := map[string]bool{}, map[string]int{}
	for _, t := range g.initializers {
		constant[t.name] = true
	}
	for _, o := range g.outputs {
		uses[o.name]++
	}
	for _, n := range g.nodes {
		if n.op == "Constant" && len(n.outputs) == 1 {
			constant[n.outputs[0]] = true
		}
		for _, in := range n.inputs {
			uses[in]++
		}
	}
	products := map[string]int{} // where in nodes each product of a MatMul comes from
	nodes := slices.Clone(g.nodes)
	for i, n := range nodes {
		switch {
		case n.operator() == "MatMul" && len(n.inputs) == 2 && len(n.outputs) == 1:
			products[n.outputs[0]] = i
		case n.operator() == "Add" && len(n.inputs) == 2:
			product, bias := n.inputs[0], n.inputs[1]
			if constant[product] {
				product, bias = bias, product
			}
			at, ok := products[product]
			if !ok || !constant[bias] || uses[product] != 1 {
				continue
			}
			matMul := nodes[at]
			nodes[i] = &node{op: "Gemm", name: matMul.label(), inputs: []string{matMul.inputs[0], matMul.inputs[1], bias},
				outputs: n.outputs, parts: []*node{matMul, n}}
			nodes[at] = nil
		}
	}
	return slices.DeleteFunc(nodes, func(n *node) bool { return n == nil })
}

// fusible tells whether a fused node is a dense layer; where it is not, its parts are built by themselves.
func (b *builder) fusible(n *node) bool {
	r := &nodeReader{node: n, builder: b, rule: operators[n.op]}
	if !r.has(0) || r.absent[n.inputs[0]] {
		return false
	}
	if _, ok := r.values[n.inputs[0]]; !ok || r.fixed(0) != nil {
		return false
	}
	if _, err := r.sort(); err != nil {
		return false
	}
	return r.dense()
}
