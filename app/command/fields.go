package command

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/npy"
	"unitscope/viz/field"
	"unitscope/viz/tuning"
)

// fieldsCommand measures receptive fields by occlusion.
type fieldsCommand struct {
	Model  string `arg:"" help:"A network, as an .onnx file."`
	Images string `required:"" placeholder:"SRC" help:"Pictures to find each unit's strongest in: toyworld (the held-out ones of the network's own seed), or all of what 'train --data' takes or of a folder of pictures. Where some are held out, they count after the others."`
	Layer  string `required:"" placeholder:"L,..." help:"A layer as 'unitscope layers' names it; of several, the arrays are named LAYER/mean and so on."`
	Unit   *int   `placeholder:"U" help:"Only this unit, counted from 0."`
	Top    int    `default:"25" placeholder:"K" help:"Strongest pictures of each unit (25)."`
	occlusion
	Signed bool   `help:"Average what hiding takes and, below zero, adds, instead of how much it changes either way."`
	PNG    string `name:"png" placeholder:"DIR" help:"Draw each unit's field and first pictures to DIR/LAYER-UNIT-field.png, and all sizes to DIR/sizes.png."`
	Out    string `required:"" placeholder:"F.npz" help:"mean, count, size, top and theory."`
	preparation
}

// Validate finds what no measurement could begin with.
func (c *fieldsCommand) Validate() error {
	if c.Top < 1 {
		return fmt.Errorf("--top %d: at least one picture", c.Top)
	}
	return c.occlusion.check()
}

// measuredFields are the fields of one layer's units.
type measuredFields struct {
	*field.Averages
	top [][]tuning.Strongest // per unit: the pictures that were averaged
}

func (c *fieldsCommand) Run(ctx context.Context, p *Program) error {
	net, layers, err := c.open()
	if err != nil {
		return err
	}
	options, err := c.occlusion.options(net)
	if err != nil {
		return about(c.Model, err)
	}
	source, err := c.source(ctx, p, net)
	if err != nil {
		return err
	}
	if err := checkWritable(c.Out); err != nil {
		return err
	}
	if err := checkFolder(c.PNG); err != nil {
		return err
	}
	set, leftOut := c.pictures(p, source), p.noteLeftOut(source, 0)
	options.Units = unitList(c.Unit)
	fields, err := c.measure(ctx, p, net, layers, set, options)
	if err != nil {
		return about(c.Model, err)
	}
	p.noteLeftOut(source, leftOut)
	if c.PNG != "" {
		if err := drawFields(ctx, c.PNG, net, set, fields); err != nil {
			return err
		}
	}
	if err := writeFile(c.Out, func(w io.Writer) error { return c.write(w, fields) }); err != nil {
		return err
	}
	return p.printSizes(fields)
}

// open reads the network and finds the layers and the unit asked for.
func (c *fieldsCommand) open() (net *cnn.Network, layers []int, err error) {
	if net, err = openNetwork(c.Model); err != nil {
		return nil, nil, err
	}
	if layers, err = findLayers(net, c.Model, c.Layer); err != nil {
		return nil, nil, err
	}
	for _, layer := range layers {
		if err := checkUnit(net, c.Model, layer, c.Unit); err != nil {
			return nil, nil, err
		}
	}
	if net, err = c.apply(net); err != nil {
		return nil, nil, err
	}
	return channelsFirst(net, c.Model, layers...)
}

// source opens pictures as the network reads them.
func (c *fieldsCommand) source(ctx context.Context, p *Program, net *cnn.Network) (*data.Source, error) {
	if err := data.CheckInput(net.Input); err != nil {
		return nil, about(c.Model, err)
	}
	source, err := openSource(c.Images, data.Options{Input: net.Input, Prep: net.Meta.Prep, Seed: net.Meta.Seed})
	if err != nil {
		return nil, err
	}
	p.notePreprocessing(net.Meta.Prep, source.Note, likelier(net))
	if err := source.Check(ctx); err != nil {
		return nil, about(c.Images, err)
	}
	return source, nil
}

// pictures are those of a source among which the strongest are looked for.
func (c *fieldsCommand) pictures(p *Program, source *data.Source) data.Set {
	set := data.Join(source.Train, source.HeldOut)
	switch {
	case c.Images == toyWorld:
		set = source.HeldOut
	case len(source.Train.Tasks()) == 0: // without labels both are all of them
		set = source.Train
	}
	if c.Top > set.Len() {
		p.note("--top %d: %s has %d pictures, all of which are used", c.Top, c.Images, set.Len())
	}
	return set
}

// measure finds every unit's strongest pictures, and averages what hiding parts of these does to it.
func (c *fieldsCommand) measure(ctx context.Context, p *Program, net *cnn.Network, layers []int, set data.Set, sweep field.Options) ([]measuredFields, error) {
	report := p.startProgress(ctx, "picture")
	defer report.end()
	shown := &cnn.Network{Input: net.Input, Nodes: net.Nodes[:slices.Max(layers)+1], Meta: net.Meta}
	responses, err := tuning.Record(ctx, shown, set, tuning.RecordOptions{Top: c.Top,
		Progress: func(done, total int) { report.update(done, total, "looking for the strongest") }})
	if err != nil {
		return nil, err
	}
	var all []measuredFields
	for _, layer := range layers {
		f := measuredFields{top: strongestOf(responses, net, layer, sweep.Units)}
		name := net.Nodes[layer].Name
		o := field.AverageOptions{Options: sweep, Signed: c.Signed,
			Progress: func(done, total int) { report.update(done, total, "fields of "+name) }}
		if c.PNG != "" {
			o.Keep = drawnPictures
		}
		if f.Averages, err = field.Average(ctx, net, name, set, pictureLists(f.top), o); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// strongestOf lists the pictures that drive each unit of a layer most (of units only; nil: all), without those to which it is silent:
// none for a unit that is never active.
func strongestOf(responses *tuning.Responses, net *cnn.Network, layer int, units []int) [][]tuning.Strongest {
	var top [][]tuning.Strongest
	for u := range net.Nodes[layer].Shape.Units() {
		switch {
		case units != nil && !slices.Contains(units, u):
		case !responses.Active(layer, u):
			top = append(top, nil)
		default:
			top = append(top, slices.DeleteFunc(responses.Top(layer, u), func(s tuning.Strongest) bool { return s.Strength == 0 }))
		}
	}
	return top
}

// pictureLists is per unit the pictures alone.
func pictureLists(top [][]tuning.Strongest) [][]int {
	lists := make([][]int, len(top))
	for k, strongest := range top {
		for _, s := range strongest {
			lists[k] = append(lists[k], s.Picture)
		}
	}
	return lists
}

// write writes the arrays: of several layers, under each one's name.
func (c *fieldsCommand) write(w io.Writer, fields []measuredFields) error {
	archive := npy.NewArchive(w)
	for _, f := range fields {
		prefix := ""
		if len(fields) > 1 {
			prefix = f.Layer + "/"
		}
		if err := f.write(archive, prefix, c.Top); err != nil {
			return err
		}
	}
	return archive.Close()
}

// write adds one layer's arrays; top has so many pictures a unit, −1 where fewer were averaged.
func (f measuredFields) write(archive *npy.Archive, prefix string, top int) error {
	units := len(f.Units)
	pictures := slices.Repeat([]int32{-1}, units*top)
	for k, list := range f.top {
		for i, s := range list {
			pictures[k*top+i] = int32(s.Picture)
		}
	}
	maps := []int{units, f.Height, f.Width}
	for _, add := range []func() error{
		func() error { return npy.Add(archive, prefix+"mean", maps, f.Mean) },
		func() error { return npy.Add(archive, prefix+"count", maps, f.Count) },
		func() error { return npy.Add(archive, prefix+"size", []int{units}, f.Size) },
		func() error { return npy.Add(archive, prefix+"top", []int{units, top}, pictures) },
		func() error { return npy.Add(archive, prefix+"theory", []int{2}, f.Theory[:]) },
	} {
		if err := add(); err != nil {
			return err
		}
	}
	return nil
}

// printSizes prints a line a layer, or a unit where it was asked for alone, and who is never active.
func (p *Program) printSizes(fields []measuredFields) error {
	for _, f := range fields {
		name, s := f.Layer, f.Sizes()
		if len(f.Units) == 1 {
			name = f.address(0)
		}
		theory := fmt.Sprintf("in theory %g × %g px", f.Theory[0], f.Theory[1])
		line := ""
		switch {
		case s.Active == 0:
			line = fmt.Sprintf("%s: never active; %s", name, theory)
		case math.IsNaN(s.Deviation):
			line = fmt.Sprintf("%s: measured %.1f px, %s", name, s.Mean, theory)
		default:
			line = fmt.Sprintf("%s: measured %.1f ± %.1f px (%d units), %s", name, s.Mean, s.Deviation, s.Active, theory)
		}
		if silent := f.silent(); s.Active > 0 && len(silent) > 0 {
			line += "; never active: " + strings.Join(silent, ", ")
		}
		if err := p.print("%s", line); err != nil {
			return err
		}
	}
	return nil
}

// address is what people call the k-th unit.
func (f measuredFields) address(k int) string { return fmt.Sprintf("%s:%d", f.Layer, f.Units[k]) }

// silent lists the units that are never active.
func (f measuredFields) silent() []string {
	var silent []string
	for k := range f.Units {
		if !f.Active(k) {
			silent = append(silent, f.address(k))
		}
	}
	return silent
}
