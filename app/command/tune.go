package command

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"unitscope/cnn"
	"unitscope/cnn/npy"
	"unitscope/viz/chart"
	"unitscope/viz/tuning"
)

// tuneCommand writes what units answer to gratings.
type tuneCommand struct {
	Model        string  `arg:"" help:"A network, as an .onnx file."`
	Layer        string  `required:"" placeholder:"L" help:"A layer as 'unitscope layers' names it."`
	Unit         *int    `placeholder:"U" help:"Only this unit, counted from 0."`
	Orientations int     `default:"24" help:"Evenly over 180 degrees, from 0 on: stripes that lie flat."`
	Frequencies  int     `default:"16" help:"In equal ratios from 1/side to 0.5 cycles a pixel."`
	Phases       int     `default:"8" help:"Evenly over 360 degrees."`
	Contrast     float64 `default:"1" help:"Above 0, to 1."`
	Raw          bool    `help:"Feed the gratings' values, 0 to 1, as they are, without the network's preprocessing."`
	PNG          string  `name:"png" placeholder:"DIR" help:"Draw each unit's orientation curve, polar curve and heat map to DIR/LAYER-UNIT-orientation.png, -polar.png and -heatmap.png."`
	Out          string  `required:"" placeholder:"T.npz" help:"response (units × orientation × frequency × phase), orientation, frequency, phase; preferred_orientation, preferred_frequency, selectivity and modulation (F1/F0) per unit, NaN where there is none: of a unit that answers no grating above zero, and a selectivity that means below zero would make no share."`
	preparation
}

// Validate finds gratings that there are not.
func (c *tuneCommand) Validate() error {
	for _, flag := range []struct {
		name  string
		count int
	}{{"orientations", c.Orientations}, {"frequencies", c.Frequencies}, {"phases", c.Phases}} {
		if flag.count < 1 {
			return fmt.Errorf("--%s %d: at least one", flag.name, flag.count)
		}
	}
	if !(c.Contrast > 0 && c.Contrast <= 1) {
		return fmt.Errorf("--contrast %g: above 0, at most 1", c.Contrast)
	}
	return nil
}

func (c *tuneCommand) Run(ctx context.Context, p *Program) error {
	net, layer, err := c.open()
	if err != nil {
		return err
	}
	if err := checkWritable(c.Out); err != nil {
		return err
	}
	if err := checkFolder(c.PNG); err != nil {
		return err
	}
	if !c.Raw {
		p.notePreprocessing(net.Meta.Prep, likelier(net))
	}
	report := p.startProgress(ctx, "grating")
	responses, err := tuning.Gratings(ctx, net, []int{layer}, tuning.GratingOptions{
		Orientations: c.Orientations, Frequencies: c.Frequencies, Phases: c.Phases, Contrast: c.Contrast, Raw: c.Raw,
		Progress: func(done, total int) { report.update(done, total, "") },
	})
	report.end()
	if err != nil {
		return about(c.Model, err)
	}
	t := newTunedLayer(net, layer, unitList(c.Unit), responses)
	if c.PNG != "" {
		if err := t.draw(ctx, c.PNG); err != nil {
			return err
		}
	}
	if err := writeFile(c.Out, t.write); err != nil {
		return err
	}
	return t.print(p)
}

// open reads the network and finds the layer and the unit asked for.
func (c *tuneCommand) open() (net *cnn.Network, layer int, err error) {
	if net, err = openNetwork(c.Model); err != nil {
		return nil, 0, err
	}
	if layer, err = findLayer(net, c.Model, c.Layer); err != nil {
		return nil, 0, err
	}
	if err = checkUnit(net, c.Model, layer, c.Unit); err != nil {
		return nil, 0, err
	}
	net, err = c.apply(net)
	return net, layer, err
}

// A tunedLayer is what units of one layer prefer.
type tunedLayer struct {
	*tuning.GratingResponses
	layer    int
	name     string
	units    []int
	prefers  []tuning.GratingTuning // per unit
	gratings int                    // that were shown
}

// newTunedLayer computes what units prefer; nil is all of them.
func newTunedLayer(net *cnn.Network, layer int, units []int, responses *tuning.GratingResponses) *tunedLayer {
	if units == nil {
		for u := range net.Nodes[layer].Shape.Units() {
			units = append(units, u)
		}
	}
	t := &tunedLayer{GratingResponses: responses, layer: layer, name: net.Nodes[layer].Name, units: units}
	t.gratings = len(responses.Orientations) * len(responses.Frequencies) * len(responses.Phases)
	for _, u := range units {
		t.prefers = append(t.prefers, responses.Tuning(layer, u))
	}
	return t
}

// write writes the arrays.
func (t *tunedLayer) write(w io.Writer) error {
	var shown []float32
	for _, u := range t.units {
		shown = append(shown, t.Responses(t.layer)[u*t.gratings:][:t.gratings]...)
	}
	archive := npy.NewArchive(w)
	if err := npy.Add(archive, "response", []int{len(t.units), len(t.Orientations), len(t.Frequencies), len(t.Phases)}, shown); err != nil {
		return err
	}
	for _, a := range []struct {
		name   string
		values []float64
	}{
		{"orientation", t.Orientations},
		{"frequency", t.Frequencies},
		{"phase", t.Phases},
		{"preferred_orientation", t.each(func(p tuning.GratingTuning) float64 { return p.Orientation })},
		{"preferred_frequency", t.each(func(p tuning.GratingTuning) float64 { return p.Frequency })},
		{"selectivity", t.each(func(p tuning.GratingTuning) float64 { return p.Selectivity })},
		{"modulation", t.each(func(p tuning.GratingTuning) float64 { return p.Modulation })},
	} {
		if err := npy.Add(archive, a.name, []int{len(a.values)}, a.values); err != nil {
			return err
		}
	}
	return archive.Close()
}

// each is a number of every unit.
func (t *tunedLayer) each(number func(tuning.GratingTuning) float64) []float64 {
	values := make([]float64, len(t.prefers))
	for k, p := range t.prefers {
		values[k] = number(p)
	}
	return values
}

// print prints a line a unit.
func (t *tunedLayer) print(p *Program) error {
	table := tabwriter.NewWriter(p.Output, 0, 0, 2, ' ', 0)
	for k, prefers := range t.prefers {
		line := "never active"
		if prefers.Active {
			line = fmt.Sprintf("%s\t%.3f cycles/px\tselectivity %.2f\tF1/F0 %.2f", chart.OrientationWords(prefers), prefers.Frequency, prefers.Selectivity, prefers.Modulation)
		}
		fmt.Fprintf(table, "%s\t%s\n", t.address(k), line)
	}
	return table.Flush()
}

// address is what people call the k-th unit.
func (t *tunedLayer) address(k int) string { return fmt.Sprintf("%s:%d", t.name, t.units[k]) }
