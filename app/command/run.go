package command

import (
	"context"
	"fmt"
	"io"

	"unitscope/cnn"
	"unitscope/cnn/npy"
)

// allLayers is --layer's word for every layer.
const allLayers = "all"

// examplesAtOnce is how many examples go through a network in one pass.
const examplesAtOnce = 32

// runCommand writes activations.
type runCommand struct {
	Model string `arg:"" help:"A network, as an .onnx file."`
	Input string `required:"" placeholder:"X" help:"A picture, a folder or zip file of pictures (in name order), or a .npy array, which is fed as it is."`
	Layer string `placeholder:"L|all" help:"A layer as 'unitscope layers' names it, or all of them. Without it: the output."`
	Out   string `required:"" placeholder:"Y" help:"A .npy file; with --layer all an .npz file."`
	preparation
}

func (c *runCommand) Run(ctx context.Context, p *Program) error {
	net, err := openNetwork(c.Model)
	if err != nil {
		return err
	}
	p.noteOpening(c.Model, net)
	nodes, err := c.nodes(net)
	if err != nil {
		return err
	}
	if net, err = c.apply(net); err != nil {
		return err
	}
	in, err := p.openInput(ctx, c.Input, net)
	if err != nil {
		return err
	}
	if err := checkWritable(c.Out); err != nil {
		return err
	}
	results, err := activations(ctx, net, in, nodes, p.startProgress(ctx, "example"))
	if err != nil {
		return err
	}
	if net.Batchless {
		for _, r := range results {
			join(r)
		}
	}
	return writeFile(c.Out, func(w io.Writer) error { return c.write(w, net, results) })
}

// write writes one layer's activations as an array, or all layers' under their names.
func (c *runCommand) write(w io.Writer, net *cnn.Network, results []*cnn.Tensor) error {
	if c.Layer != allLayers {
		return npy.Write(w, results[0].Shape, results[0].Data)
	}
	archive := npy.NewArchive(w)
	for i, r := range results {
		if err := npy.Add(archive, net.Nodes[i].Name, r.Shape, r.Data); err != nil {
			return err
		}
	}
	return archive.Close()
}

// nodes returns the nodes that are asked for: all, one, or the last.
func (c *runCommand) nodes(net *cnn.Network) ([]int, error) {
	switch c.Layer {
	case "":
		if missing := net.Meta.Beyond; len(missing) > 0 {
			return nil, fmt.Errorf("%s: its output cannot be computed: %s (%s) is missing; --layer takes any of its %d layers", c.Model, missing[0].Name, missing[0].Kind, len(net.Nodes))
		}
		return []int{len(net.Nodes) - 1}, nil
	case allLayers:
		nodes := make([]int, len(net.Nodes))
		for i := range nodes {
			nodes[i] = i
		}
		return nodes, nil
	}
	node, err := findLayer(net, c.Model, c.Layer)
	return []int{node}, err
}

// join puts the pieces that a network without a batch was given behind each other along their first axis, as they
// were before; a single piece is as it is.
func join(r *cnn.Tensor) {
	if r.Shape[0] == 1 {
		r.Shape = r.Shape[1:]
	} else if len(r.Shape) > 1 {
		r.Shape = append(cnn.Shape{r.Shape[0] * r.Shape[1]}, r.Shape[2:]...)
	}
}

// activations runs examples through a network, some at once, and returns what the nodes answered, each N×shape.
func activations(ctx context.Context, net *cnn.Network, in *input, nodes []int, report *progress) ([]*cnn.Tensor, error) {
	defer report.end()
	results := make([]*cnn.Tensor, len(nodes))
	for k, node := range nodes {
		results[k] = cnn.NewTensor(append([]int{in.count}, net.Nodes[node].Shape...)...)
	}
	pass := net.NewPass(min(examplesAtOnce, in.count))
	size := net.Input.Size()
	for first := 0; first < in.count; first += examplesAtOnce {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n := min(examplesAtOnce, in.count-first)
		x := cnn.NewTensor(append([]int{n}, net.Input...)...)
		for i := range n {
			if err := in.read(first+i, x.Data[i*size:(i+1)*size]); err != nil {
				return nil, err
			}
		}
		pass.Forward(x)
		for k, node := range nodes {
			copy(results[k].Data[first*net.Nodes[node].Shape.Size():], pass.Activation(node).Data)
		}
		report.update(first+n, in.count, "")
	}
	return results, nil
}
