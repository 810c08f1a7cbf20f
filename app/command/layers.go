package command

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"text/tabwriter"

	"unitscope/cnn"
	"unitscope/viz/field"
)

// layersCommand lists a network's layers.
type layersCommand struct {
	Model string   `arg:"" help:"A network, as an .onnx file."`
	Input sizeFlag `placeholder:"CxHxW" help:"Input size, for a network that works at several."`
	JSON  bool     `name:"json" help:"Print one JSON object."`
}

// Validate finds inputs that are no picture's.
func (c *layersCommand) Validate() error {
	if c.Input != nil && len(c.Input) != 3 {
		return fmt.Errorf("--input %s: channels, height and width as in 3x224x224", c.Input)
	}
	return nil
}

// The JSON of `layers --json`; a layer's field is null where every unit sees the whole input by construction.
type (
	layerList struct {
		Input  cnn.Shape    `json:"input"`
		Layers []layerEntry `json:"layers"`
	}
	layerEntry struct {
		Name       string     `json:"name"`
		Kind       string     `json:"kind"`
		Shape      cnn.Shape  `json:"shape"`
		Parameters int        `json:"parameters"`
		Field      *fieldSize `json:"field"`
	}
	fieldSize struct {
		Size   [2]int `json:"size"`
		Stride [2]int `json:"stride"`
		Start  [2]int `json:"start"`
	}
)

func (c *layersCommand) Run(_ context.Context, p *Program) error {
	net, err := openNetwork(c.Model)
	if err != nil {
		return err
	}
	p.noteOpening(c.Model, net)
	if c.Input != nil {
		if net, err = withInput(net, cnn.Shape(c.Input)); err != nil {
			return about(c.Model, err)
		}
	}
	list := listLayers(net)
	if c.JSON {
		return json.NewEncoder(p.Output).Encode(list)
	}
	table := tabwriter.NewWriter(p.Output, 0, 0, 2, ' ', 0)
	for _, l := range list.Layers {
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\n", l.Name, l.Kind, l.Shape, l.Parameters, l.Field)
	}
	return table.Flush()
}

// withInput returns a network of the same layers for another input; its error names the layer that does not fit.
func withInput(net *cnn.Network, input cnn.Shape) (*cnn.Network, error) {
	changed := cnn.NewNetwork(input)
	changed.Meta, changed.Batchless = net.Meta, net.Batchless
	for _, node := range net.Nodes {
		inputs := make([]string, len(node.Inputs))
		for i, from := range node.Inputs {
			inputs[i] = cnn.InputName
			if from >= 0 {
				inputs[i] = net.Nodes[from].Name
			}
		}
		if err := changed.Append(node.Name, node.Layer, inputs...); err != nil {
			return nil, err
		}
	}
	return changed, nil
}

func listLayers(net *cnn.Network) layerList {
	list := layerList{Input: net.Input}
	extents := field.Extents(net)
	for i, node := range net.Nodes {
		entry := layerEntry{Name: node.Name, Kind: node.Layer.Kind(), Shape: node.Shape}
		for _, parameter := range node.Layer.Params() {
			entry.Parameters += len(parameter.Value.Data)
		}
		if e := extents[i]; !e.Whole {
			entry.Field = &fieldSize{e.Size, e.Stride, e.Start}
		}
		list.Layers = append(list.Layers, entry)
	}
	return list
}

// String is how a person reads a field: "sees 14 px, stride 2, from 0", with both axes where they differ.
func (f *fieldSize) String() string {
	if f == nil {
		return "sees the whole input"
	}
	return fmt.Sprintf("sees %s px, stride %s, from %s", axes(f.Size), axes(f.Stride), axes(f.Start))
}

// axes writes a value of both axes, once where they agree, else rows first.
func axes(v [2]int) string {
	if v[0] == v[1] {
		return strconv.Itoa(v[0])
	}
	return fmt.Sprintf("%d×%d", v[0], v[1])
}
