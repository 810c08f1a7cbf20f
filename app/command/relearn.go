package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/plasticity"
	"unitscope/viz/plasticity/report"
)

// relearnCommand has a network learn another task and reports what became of each unit.
type relearnCommand struct {
	Model     string   `arg:"" help:"A network, as an .onnx file."`
	Data      string   `required:"" placeholder:"SRC" help:"Pictures of the new task: whatever 'train --data' takes."`
	Task      string   `placeholder:"T" help:"Which label to learn: object, scene, colour, position or living in toyworld, class elsewhere."`
	OldData   string   `placeholder:"SRC" help:"Pictures of the old task, instead of those that the network was trained on."`
	OldTask   string   `placeholder:"T" help:"The label that the network has learned, instead of the one that its file names."`
	Pictures  int      `placeholder:"N" help:"Training pictures of toyworld (10000)."`
	Freeze    []string `placeholder:"LAYER" help:"Layers that stay as they are."`
	Rehearsal float64  `placeholder:"F" help:"Share of old pictures in every batch, 0 to 0.5 (0)."`
	Elastic   float64  `placeholder:"X" help:"Strength of a penalty on changing weights that matter for the old task (0; 100 holds them firmly)."`
	Head      string   `default:"replace" enum:"replace,add" help:"Whether the network afterwards answers the new task alone or both (replace, add)."`
	Body      string   `default:"old" enum:"old,random" help:"Begin with the network's weights, or with the random ones that its seed makes (old, random)."`
	LR        *float32 `name:"lr" placeholder:"X" help:"Learning rate, instead of the default."`
	BodyLR    *float32 `name:"body-lr" placeholder:"X" help:"Learning rate of all layers before the head, where it is another one."`
	Epochs    int      `required:"" placeholder:"N" help:"How often every new picture is seen."`
	Batch     int      `default:"64" help:"Pictures a step."`
	Threshold float64  `default:"0.8" placeholder:"R" help:"A unit is kept if its answers before and after correlate above this (0.8)."`
	Silent    float64  `default:"0" placeholder:"F" help:"A unit is silent if it answers no picture by more than this share of its layer's largest answer (0)."`
	Fields    bool     `default:"true" negatable:"" help:"Measure receptive fields before and after, too."`
	Seed      uint64   `default:"1" help:"Decides the new head's weights, the order of pictures, and which are held out."`
	JSON      bool     `name:"json" help:"Print one JSON object at the end."`
	Out       string   `required:"" placeholder:"DIR" help:"A folder for report.html, figures, tables and networks."`
	preparation
}

// Validate finds what no relearning could begin with.
func (c *relearnCommand) Validate() error {
	switch {
	case c.Epochs < 1:
		return fmt.Errorf("--epochs %d: at least one", c.Epochs)
	case c.Batch < 2:
		return fmt.Errorf("--batch %d: at least two pictures", c.Batch)
	case c.Pictures < 0:
		return fmt.Errorf("--pictures %d: at least one", c.Pictures)
	case !(c.Rehearsal >= 0 && c.Rehearsal <= 0.5):
		return fmt.Errorf("--rehearsal %g: from 0 to 0.5", c.Rehearsal)
	case !(c.Elastic >= 0):
		return fmt.Errorf("--elastic %g: 0 or above", c.Elastic)
	case !(c.Threshold > 0 && c.Threshold < 1):
		return fmt.Errorf("--threshold %g: a correlation above 0 and below 1", c.Threshold)
	case !(c.Silent >= 0 && c.Silent < 1):
		return fmt.Errorf("--silent %g: from 0 to below 1", c.Silent)
	case c.LR != nil && !(*c.LR > 0):
		return fmt.Errorf("--lr %g: a learning rate is above zero", *c.LR)
	case c.BodyLR != nil && !(*c.BodyLR >= 0):
		return fmt.Errorf("--body-lr %g: a learning rate is 0 or above", *c.BodyLR)
	}
	return nil
}

func (c *relearnCommand) Run(ctx context.Context, p *Program) error {
	net, old, new, err := c.open(ctx, p)
	if err != nil {
		return err
	}
	run, err := plasticity.NewRun(net, old, new, c.options(net))
	if err != nil {
		return about(c.Model, err)
	}
	defer run.Close()
	if err := checkOutputFolder(c.Out); err != nil {
		return err
	}
	outcome, after, err := c.relearn(ctx, p, run)
	if err != nil {
		return err
	}
	files, err := report.Render(ctx, report.Contents{Outcome: outcome, Before: net, After: after, Settings: report.Settings(c.Model, run)})
	if err != nil {
		return err
	}
	if err := writeFolder(c.Out, files); err != nil {
		return err
	}
	return c.print(p, outcome)
}

// open reads the network and both tasks' pictures.
func (c *relearnCommand) open(ctx context.Context, p *Program) (net *cnn.Network, old, new plasticity.Task, err error) {
	if net, err = openNetwork(c.Model); err != nil {
		return
	}
	if net, err = c.apply(net); err != nil {
		return
	}
	shape, err := pictureShape(net)
	if err != nil {
		return net, old, new, about(c.Model, err)
	}
	for _, layer := range c.Freeze {
		if _, err = findLayer(net, c.Model, layer); err != nil {
			return
		}
	}
	options := data.Options{Input: shape, Prep: net.Meta.Prep, Seed: net.Meta.Seed, Pictures: c.Pictures}
	if old, err = c.openOld(net, options); err != nil {
		return
	}
	options.Seed = c.Seed
	if c.Data == old.Source.Name && c.Seed == net.Meta.Seed {
		new.Source = old.Source // so that every picture is read once
	} else if new.Source, err = openSource(c.Data, options); err != nil {
		return
	}
	if new.Name, err = c.newTask(old, new.Source); err != nil {
		return
	}
	p.notePreprocessing(net.Meta.Prep, new.Source.Note, new.Source.Split, likelier(net))
	for _, source := range []*data.Source{old.Source, new.Source} {
		if err = source.Check(ctx); err != nil {
			return net, old, new, about(source.Name, err)
		}
	}
	p.noteLeftOut(old.Source, 0)
	if new.Source != old.Source {
		p.noteLeftOut(new.Source, 0)
	}
	return net, old, new, nil
}

// openOld opens the pictures that the network has learned from, or those that the flags name.
func (c *relearnCommand) openOld(net *cnn.Network, o data.Options) (task plasticity.Task, err error) {
	name := c.OldData
	if name == "" {
		name = net.Meta.Source
	}
	if name == "" {
		return task, fmt.Errorf("%s: the file does not say which pictures the network was trained on; --old-data says it", c.Model)
	}
	if task.Source, err = openSource(name, o); err != nil {
		if c.OldData == "" {
			err = fmt.Errorf("%s: the pictures that the network was trained on; --old-data names others: %w", c.Model, err)
		}
		return task, err
	}
	task.Name, err = chooseTask(task.Source, c.OldTask, net.Meta.Task)
	return task, err
}

// newTask is the task asked for, or the first of the source that is not the old one.
func (c *relearnCommand) newTask(old plasticity.Task, source *data.Source) (string, error) {
	if c.Task == "" && source.Name == old.Source.Name {
		others := slices.DeleteFunc(slices.Clone(source.Train.Tasks()), func(task string) bool { return task == old.Name })
		if len(others) > 0 {
			return others[0], nil
		}
	}
	return chooseTask(source, c.Task, "")
}

// options are those of the run; what was not asked for is left to the engine.
func (c *relearnCommand) options(net *cnn.Network) plasticity.Options {
	o := plasticity.Options{Head: plasticity.HeadChoice(c.Head), Body: plasticity.BodyChoice(c.Body), Batch: c.Batch, Epochs: c.Epochs,
		Rehearsal: c.Rehearsal, Elastic: c.Elastic, Seed: c.Seed, Hyper: cnn.Hyper{Frozen: c.Freeze}}
	if c.LR != nil {
		o.Hyper.Rate = *c.LR
	}
	if c.BodyLR != nil {
		o.Hyper.Rates = map[string]float32{}
		for _, layer := range plasticity.Body(net) {
			o.Hyper.Rates[layer] = *c.BodyLR
		}
	}
	return o
}

// relearn makes the run and measures what it did.
func (c *relearnCommand) relearn(ctx context.Context, p *Program, run *plasticity.Run) (*plasticity.Outcome, *cnn.Network, error) {
	bar := p.startProgress(ctx, "step")
	err := run.Finish(ctx, func(done, total int) { bar.update(done, total, "relearning") })
	bar.end()
	if err != nil {
		return nil, nil, err
	}
	snapshots := run.Snapshots()
	last := snapshots[len(snapshots)-1]
	bar = p.startProgress(ctx, "measuring")
	defer bar.end()
	outcome, err := run.Outcome(ctx, last, plasticity.OutcomeOptions{Fields: c.Fields, Thresholds: plasticity.Thresholds{Correlation: c.Threshold, Silent: c.Silent},
		Progress: func(what string, done, total int) { bar.update(done, total, what) }})
	return outcome, run.After(last.Net), err
}

// print prints the summary, or a line a task and a layer.
func (c *relearnCommand) print(p *Program, o *plasticity.Outcome) error {
	if c.JSON {
		return json.NewEncoder(p.Output).Encode(report.Summarise(o))
	}
	lines := []string{
		fmt.Sprintf("%s: %.1f %% → %.1f %% held out by its old head, %.1f %% by a refitted one", o.Old, 100*o.Before, 100*o.After.Old, 100*o.After.Refit),
		fmt.Sprintf("%s: %.1f %% held out", o.New, 100*o.After.New),
	}
	for _, l := range o.Fates {
		var counts []string
		for _, f := range plasticity.FateNames() {
			counts = append(counts, fmt.Sprintf("%d %s", l.Count(f), f))
		}
		lines = append(lines, fmt.Sprintf("%s: %s; mean correlation %.2f", l.Name, strings.Join(counts, ", "), l.MeanCorrelation()))
	}
	return p.print("%s\n%s", strings.Join(lines, "\n"), filepath.Join(c.Out, "report.html"))
}

// checkOutputFolder fails where writeFolder would, before the work is done whose result it is to hold.
func checkOutputFolder(name string) error {
	if err := checkFolder(name); err != nil {
		return err
	}
	folder := filepath.Clean(name)
	for {
		info, err := os.Stat(folder)
		if err == nil && !info.IsDir() {
			return about(folder, errors.New("is a file, so that no folder can be in it"))
		}
		if err == nil || folder == filepath.Dir(folder) {
			break
		}
		folder = filepath.Dir(folder)
	}
	return checkWritable(filepath.Join(folder, "report.html"))
}

// writeFolder writes files into a folder, which it makes if there is none.
func writeFolder(name string, files []report.File) error {
	if err := os.MkdirAll(name, 0o777); err != nil {
		return about(name, err)
	}
	for _, f := range files {
		write := func(w io.Writer) error { _, err := w.Write(f.Bytes); return err }
		if err := writeFile(filepath.Join(name, f.Name), write); err != nil {
			return err
		}
	}
	return nil
}
