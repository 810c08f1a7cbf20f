package command

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"time"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/onnx"
	"unitscope/viz/null"
)

// trainCommand trains a preset from random weights, or a saved network further.
type trainCommand struct {
	Data      string   `required:"" placeholder:"SRC" help:"Pictures: toyworld, a folder or zip file of IDX files, CIFAR .bin files or class folders, or one such file."`
	Pictures  int      `placeholder:"N" help:"Training pictures of toyworld (10000)."`
	Task      string   `placeholder:"T" help:"Which label to learn: object, scene, colour, position or living in toyworld, class elsewhere."`
	Labels    string   `placeholder:"FILE" help:"Names of the classes, where the pictures have only numbers: a text file, one a line, or a .csv file."`
	Net       string   `required:"" placeholder:"NAME|SPEC|MODEL" help:"A preset (${presets}), layers such as 'conv 16@5 | relu | pool 2 | dense 64 | relu', or a network in an .onnx file to train further."`
	Epochs    int      `required:"" placeholder:"N" help:"How often every picture is seen."`
	Batch     int      `default:"64" help:"Pictures a step."`
	Optimizer string   `default:"sgd" enum:"sgd,adam" help:"sgd or adam."`
	LR        *float32 `name:"lr" placeholder:"X" help:"Learning rate, instead of the optimizer's default."`
	Momentum  *float32 `placeholder:"X" help:"Momentum of sgd, instead of the default."`
	Loss      string   `default:"cross-entropy" enum:"cross-entropy,squared" help:"cross-entropy or squared."`
	Seed      uint64   `default:"1" help:"Decides weights, the order of pictures, and which are held out."`
	Freeze    []string `placeholder:"LAYER" help:"Layers that stay as they are."`
	Log       string   `placeholder:"L.csv" help:"Write one line an epoch to L.csv."`
	JSON      bool     `name:"json" help:"Print one JSON object at the end."`
	Out       string   `required:"" placeholder:"M.onnx" help:"Where the network goes."`
	preparation
}

// Validate finds what no training could begin with.
func (c *trainCommand) Validate() error {
	switch {
	case c.Epochs < 1:
		return fmt.Errorf("--epochs %d: at least one", c.Epochs)
	case c.Batch < 1:
		return fmt.Errorf("--batch %d: at least one picture", c.Batch)
	case c.Pictures < 0:
		return fmt.Errorf("--pictures %d: at least one", c.Pictures)
	case c.LR != nil && !(*c.LR > 0):
		return fmt.Errorf("--lr %g: a learning rate is above zero", *c.LR)
	case c.Momentum != nil && !(*c.Momentum >= 0 && *c.Momentum < 1):
		return fmt.Errorf("--momentum %g: from 0 to below 1", *c.Momentum)
	}
	return nil
}

func (c *trainCommand) Run(ctx context.Context, p *Program) error {
	net, source, task, err := c.prepare()
	if err != nil {
		return err
	}
	for _, name := range []string{c.Out, c.Log} {
		if name == "" {
			continue
		}
		if err := checkWritable(name); err != nil {
			return err
		}
	}
	p.notePreprocessing(net.Meta.Prep, source.Note, source.Split)
	if err := source.Check(ctx); err != nil {
		return about(c.Data, err)
	}
	leftOut := p.noteLeftOut(source, 0)
	t := &training{net: net, source: source, task: task, epochs: c.Epochs, batch: c.Batch, everyEpoch: c.Log != ""}
	trainer := cnn.NewTrainer(net, c.hyper(), c.Batch, c.Seed)
	feed := data.NewFeed(source.Train, task, net, c.Batch, c.Seed)
	if err := t.run(ctx, trainer, feed, p.startProgress(ctx, "step")); err != nil {
		return err
	}
	p.noteLeftOut(source, leftOut)
	if c.Log != "" {
		if err := writeFile(c.Log, t.writeLog); err != nil {
			return err
		}
	}
	if err := writeFile(c.Out, func(w io.Writer) error { return onnx.Write(w, net) }); err != nil {
		return err
	}
	return t.summarise(p, c)
}

// prepare opens the pictures and the network, and fits the one to the other.
func (c *trainCommand) prepare() (*cnn.Network, *data.Source, string, error) {
	architecture, err := openArchitecture(c.Net)
	if err != nil {
		return nil, nil, "", err
	}
	shape, prep, err := architecture.pictures(c.preparation)
	if err != nil {
		return nil, nil, "", err
	}
	source, err := c.openPictures(data.Options{Input: shape, Prep: prep, Seed: c.Seed, Pictures: c.Pictures})
	if err != nil {
		return nil, nil, "", err
	}
	task, err := chooseTask(source, c.Task, architecture.learned())
	if err != nil {
		return nil, nil, "", err
	}
	classes := source.Train.Classes(task)
	net, err := architecture.answering(c.preparation, source.Train.Shape(), len(classes), c.Seed)
	if err != nil {
		return nil, nil, "", fmt.Errorf("%w: task %s of %s", err, task, source.Name)
	}
	for _, layer := range c.Freeze {
		if err := architecture.checkLayer(net, layer); err != nil {
			return nil, nil, "", err
		}
	}
	net.Meta.Labels, net.Meta.Task, net.Meta.Source, net.Meta.Seed = classes, task, source.Name, c.Seed
	return net, source, task, nil
}

// openPictures opens what is learned from, its classes named as --labels says.
func (c *trainCommand) openPictures(o data.Options) (*data.Source, error) {
	source, err := openSource(c.Data, o)
	if err != nil || c.Labels == "" {
		return source, err
	}
	file, err := os.Open(c.Labels)
	if err != nil {
		return nil, about(c.Labels, err)
	}
	defer file.Close()
	names, err := data.ReadLabels(file, c.Labels)
	if err != nil {
		return nil, about(c.Labels, err)
	}
	if err := source.Rename(names); err != nil {
		return nil, about(c.Labels, err)
	}
	return source, nil
}

// hyper returns the settings asked for; what was not asked for is left to the engine.
func (c *trainCommand) hyper() cnn.Hyper {
	h := cnn.Hyper{Loss: cnn.Loss(c.Loss), Optimizer: cnn.Optimizer(c.Optimizer), Frozen: c.Freeze}
	if c.LR != nil {
		h.Rate = *c.LR
	}
	if c.Momentum != nil {
		h.Momentum = *c.Momentum
		if h.Momentum == 0 {
			h.Momentum = -1 // the engine takes 0 for its default and less for none
		}
	}
	return h
}

// training is one run of the train command and its record.
type training struct {
	net        *cnn.Network
	source     *data.Source
	task       string
	epochs     int
	batch      int
	everyEpoch bool // score the held-out pictures after every epoch, not only after the last

	steps   int
	seconds float64 // of training, without scoring
	images  int
	records []epochRecord
}

// An epochRecord is one line of the log.
type epochRecord struct {
	epoch, step     int
	cost            float64 // mean over the epoch's pictures
	accuracy        float64 // of the answers given while learning
	heldOut         float64 // NaN where none were held out or scored
	images          int
	correct         int
	imagesPerSecond float64
}

// run trains for all epochs. It closes the feed.
func (t *training) run(ctx context.Context, trainer *cnn.Trainer, feed *data.Feed, report *progress) error {
	defer feed.Close()
	defer report.end()
	for epoch := range t.epochs {
		record, err := t.epoch(ctx, trainer, feed, report, epoch)
		if err != nil {
			return err
		}
		if record.heldOut = math.NaN(); t.everyEpoch || epoch == t.epochs-1 {
			if record.heldOut, err = t.score(ctx); err != nil {
				return err
			}
		}
		t.records = append(t.records, record)
	}
	return nil
}

// epoch trains on every picture once.
func (t *training) epoch(ctx context.Context, trainer *cnn.Trainer, feed *data.Feed, report *progress, epoch int) (epochRecord, error) {
	r := epochRecord{epoch: epoch + 1}
	pictures := t.source.Train.Len()
	started := time.Now()
	for r.images < pictures {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		batch, err := feed.Next()
		if err != nil {
			return r, err
		}
		stats := trainer.Step(batch.X, batch.Labels)
		t.steps++
		r.images += len(batch.Labels)
		r.correct += stats.Correct
		r.cost += stats.Cost * float64(len(batch.Labels))
		report.update(t.steps, t.epochs*((pictures+t.batch-1)/t.batch), fmt.Sprintf("epoch %d of %d, cost %.3f", epoch+1, t.epochs, stats.Cost))
	}
	seconds := time.Since(started).Seconds()
	t.seconds += seconds
	t.images += r.images
	r.step, r.cost = t.steps, r.cost/float64(r.images)
	r.accuracy = float64(r.correct) / float64(r.images)
	r.imagesPerSecond = float64(r.images) / seconds
	return r, nil
}

// score returns the share of held-out pictures that are answered correctly; NaN where there are none.
func (t *training) score(ctx context.Context) (float64, error) {
	if t.source.HeldOut.Len() == 0 {
		return math.NaN(), nil
	}
	s, err := data.Evaluate(ctx, t.net, t.source.HeldOut, t.task, 0)
	return s.Accuracy(), err
}

// writeLog writes the records as CSV; a number that is none is left empty.
func (t *training) writeLog(w io.Writer) error {
	table := csv.NewWriter(w)
	table.Write([]string{"epoch", "step", "cost", "train_accuracy", "heldout_accuracy", "images_per_second"})
	for _, r := range t.records {
		row := []string{strconv.Itoa(r.epoch), strconv.Itoa(r.step)}
		for _, v := range []float64{r.cost, r.accuracy, r.heldOut, r.imagesPerSecond} {
			cell := ""
			if f := null.Of(v); f != nil {
				cell = strconv.FormatFloat(*f, 'g', 6, 64)
			}
			row = append(row, cell)
		}
		table.Write(row)
	}
	table.Flush()
	return table.Error() // of any write above
}

// trainSummary is the JSON of `train --json`.
type trainSummary struct {
	Epochs          int      `json:"epochs"`
	Steps           int      `json:"steps"`
	Seconds         float64  `json:"seconds"`
	ImagesPerSecond *float64 `json:"images_per_second"`
	TrainAccuracy   *float64 `json:"train_accuracy"` // over the last epoch, while learning
	HeldOutAccuracy *float64 `json:"heldout_accuracy"`
	Cost            *float64 `json:"cost"` // mean over the last epoch
}

// summarise prints how it went.
func (t *training) summarise(p *Program, c *trainCommand) error {
	last := t.records[len(t.records)-1]
	s := trainSummary{
		Epochs: t.epochs, Steps: t.steps, Seconds: t.seconds,
		ImagesPerSecond: null.Of(float64(t.images) / t.seconds),
		TrainAccuracy:   null.Of(last.accuracy), HeldOutAccuracy: null.Of(last.heldOut), Cost: null.Of(last.cost),
	}
	if s.Cost == nil {
		p.note("the cost is no longer a number: try a lower --lr")
	}
	if c.JSON {
		return json.NewEncoder(p.Output).Encode(s)
	}
	return p.print("%s: %d epochs, %d steps in %.1f s (%.0f images/s); correct %.1f %% while learning, %.1f %% held out; cost %.4f",
		c.Out, s.Epochs, s.Steps, s.Seconds, float64(t.images)/t.seconds, 100*last.accuracy, 100*last.heldOut, last.cost)
}
