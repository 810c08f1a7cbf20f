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
	Model  string `arg:"" help:"A network, as an .onnx file."`
	Image  string `required:"" placeholder:"X" help:"A picture, or a .npy array, which is fed as it is."`
	Layer  string `required:"" placeholder:"L" help:"A layer as 'unitscope layers' names it."`
	Unit   *int   `placeholder:"U" help:"Only this unit, counted from 0."`
	Method string `default:"incremental" enum:"incremental,full" help:"incremental: only what the patch reaches and the units see; full: a whole pass for every position. The numbers are the same."`
	Out    string `required:"" placeholder:"D.npy" help:"Units × rows × columns."`
	occlusion
	preparation
}

// Validate finds what no sweep could begin with.
func (c *occludeCommand) Validate() error { return c.occlusion.check() }

func (c *occludeCommand) Run(ctx context.Context, p *Program) error {
	net, err := openNetwork(c.Model)
	if err != nil {
		return err
	}
	layer, err := findLayer(net, c.Model, c.Layer)
	if err != nil {
		return err
	}
	if err := checkUnit(net, c.Model, layer, c.Unit); err != nil {
		return err
	}
	if net, err = c.apply(net); err != nil {
		return err
	}
	picture, err := c.picture(ctx, p, net)
	if err != nil {
		return err
	}
	if net, _, err = channelsFirst(net, c.Model, layer); err != nil {
		return err
	}
	options, err := c.occlusion.options(net)
	if err != nil {
		return about(c.Model, err)
	}
	if err := checkWritable(c.Out); err != nil {
		return err
	}
	report := p.startProgress(ctx, "position")
	options.Units, options.Method = unitList(c.Unit), field.Method(c.Method)
	options.Progress = func(done, total int) { report.update(done, total, "") }
	maps, err := field.Sweep(ctx, net, picture, c.Layer, options)
	report.end()
	if err != nil {
		return about(c.Image, err)
	}
	shape := []int{maps.Units, maps.Rows, maps.Cols}
	return writeFile(c.Out, func(w io.Writer) error { return npy.Write(w, shape, maps.Data) })
}

// picture opens the one picture whose parts are to be hidden, prepared as the network reads it but for its channels, which
// come first.
func (c *occludeCommand) picture(ctx context.Context, p *Program, net *cnn.Network) (*cnn.Tensor, error) {
	in, err := p.openInput(ctx, c.Image, net)
	if err != nil {
		return nil, err
	}
	if in.count != 1 {
		return nil, fmt.Errorf("%s: holds %d pictures; occlude takes one", c.Image, in.count)
	}
	picture := cnn.NewTensor(net.Input...)
	if err := in.read(0, picture.Data); err != nil {
		return nil, err
	}
	if net.Meta.Prep.Layout == cnn.ChannelsLast && len(net.Input) == 3 {
		picture = planes(picture)
	}
	return picture, nil
}

// planes is a picture H×W×C as C×H×W.
func planes(last *cnn.Tensor) *cnn.Tensor {
	channels := last.Shape[2]
	first := cnn.NewTensor(channels, last.Shape[0], last.Shape[1])
	area := len(last.Data) / channels
	for i, v := range last.Data {
		first.Data[i%channels*area+i/channels] = v
	}
	return first
}
