package command

import (
	"context"
	"fmt"
	"io"

	"unitscope/cnn"
	"unitscope/cnn/npy"
	"unitscope/viz/field"
)

// occludeCommand writes discrepancy maps.
type occludeCommand struct {
	Model  string   `arg:"" help:"A network, as an .onnx file."`
	Image  string   `required:"" placeholder:"X" help:"A picture, or a .npy array, which is fed as it is."`
	Layer  string   `required:"" placeholder:"L" help:"A layer as 'unitscope layers' names it."`
	Unit   *int     `placeholder:"U" help:"Only this unit, counted from 0."`
	Patch  int      `placeholder:"P" help:"Side of the patch in pixels (a twentieth of the shorter side, at least 3)."`
	Stride int      `placeholder:"S" help:"Pixels from one position to the next (a third of the patch, at least 1)."`
	Fill   fillFlag `default:"noise" placeholder:"F" help:"noise, grey, mean, zero or value=V."`
	Seed   uint64   `default:"1" help:"Decides the noise."`
	Method string   `default:"incremental" enum:"incremental,full" help:"incremental: only what the patch reaches and the units see; full: a whole pass for every position. The numbers are the same."`
	Out    string   `required:"" placeholder:"D.npy" help:"Units × rows × columns."`
	preparation
}

// fillFlag is what hides, with the value of value=V.
type fillFlag struct {
	fill  field.Fill
	value float32
}

// UnmarshalText reads a fill as field.ParseFill does.
func (f *fillFlag) UnmarshalText(text []byte) (err error) {
	f.fill, f.value, err = field.ParseFill(string(text))
	return err
}

// Validate finds what no sweep could begin with.
func (c *occludeCommand) Validate() error {
	if c.Patch < 0 || c.Stride < 0 {
		return fmt.Errorf("--patch and --stride are above zero")
	}
	return nil
}

func (c *occludeCommand) Run(ctx context.Context, p *Program) error {
	net, err := openNetwork(c.Model)
	if err != nil {
		return err
	}
	layer, err := findLayer(net, c.Model, c.Layer)
	if err != nil {
		return err
	}
	if units := net.Nodes[layer].Shape[0]; c.Unit != nil && (*c.Unit < 0 || *c.Unit >= units) {
		return fmt.Errorf("%s: layer %s has no unit %d; its units are 0 to %d", c.Model, c.Layer, *c.Unit, units-1)
	}
	if net.Meta.Prep, err = c.over(net.Meta.Prep, net.Input[0]); err != nil {
		return err
	}
	picture, err := c.picture(p, net)
	if err != nil {
		return err
	}
	if err := checkWritable(c.Out); err != nil {
		return err
	}
	report := p.startProgress(ctx, "position")
	var units []int
	if c.Unit != nil {
		units = []int{*c.Unit}
	}
	maps, err := field.Sweep(ctx, net, picture, c.Layer, field.Options{
		Patch: c.Patch, Stride: c.Stride, Fill: c.Fill.fill, Value: c.Fill.value, Seed: c.Seed, Units: units, Method: field.Method(c.Method),
		Progress: func(done, total int) { report.update(done, total, "") },
	})
	report.end()
	if err != nil {
		return about(c.Image, err)
	}
	shape := []int{maps.Units, maps.Rows, maps.Cols}
	return writeFile(c.Out, func(w io.Writer) error { return npy.Write(w, shape, maps.Data) })
}

// picture opens the one picture whose parts are to be hidden, prepared as the network reads it.
func (c *occludeCommand) picture(p *Program, net *cnn.Network) (*cnn.Tensor, error) {
	in, err := p.openInput(c.Image, net, net.Meta.Prep)
	if err != nil {
		return nil, err
	}
	if in.count != 1 {
		return nil, fmt.Errorf("%s: holds %d pictures; occlude takes one", c.Image, in.count)
	}
	picture := cnn.NewTensor(net.Input...)
	return picture, in.read(0, picture.Data)
}
