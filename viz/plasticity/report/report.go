// Package report writes what a relearning did as a folder that any browser and any spreadsheet opens: figures as PNG and SVG,
// tables as CSV, the networks as ONNX, and report.html, which shows them.
//
// Start with Render, whose files refer to each other by their bare names. Nothing is written here: whoever opens
// files writes them.
package report

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/onnx"
	"unitscope/viz/figure"
	"unitscope/viz/plasticity"
)

// A File is one file of a report.
type File struct {
	Name  string
	Bytes []byte
}

// Contents are what a report is about.
type Contents struct {
	Outcome       *plasticity.Outcome
	Before, After *cnn.Network // as they are saved
	Settings      []Setting    // what was asked for, as people read it
}

// A Setting is a line of a report's head: "Frozen", "conv1".
type Setting struct{ Name, Value string }

// Settings are those of a run that began with a network of this name.
func Settings(network string, run *plasticity.Run) []Setting {
	old, new := run.Tasks()
	o := run.Options()
	frozen := "nothing"
	if len(o.Hyper.Frozen) > 0 {
		frozen = strings.Join(o.Hyper.Frozen, ", ")
	}
	return []Setting{
		{"Network", network},
		{"Old task", old.Name + " of " + old.Source.Name},
		{"New task", new.Name + " of " + new.Source.Name},
		{"Head", map[plasticity.HeadChoice]string{plasticity.ReplaceHead: "replaced", plasticity.AddHead: "added beside the old one"}[o.Head]},
		{"Body", map[plasticity.BodyChoice]string{plasticity.OldBody: "the network's", plasticity.RandomBody: "random, by the network's seed"}[o.Body]},
		{"Frozen", frozen},
		{"Old pictures mixed in", fmt.Sprintf("%.0f %%", 100*o.Rehearsal)},
		{"Elastic penalty", fmt.Sprint(o.Elastic)},
		{"Steps", fmt.Sprintf("%d (%d epochs, batches of %d)", run.Steps(), o.Epochs, o.Batch)},
		{"Seed", fmt.Sprint(o.Seed)},
	}
}

// scale is the pixels of a point in PNGs.
const scale = 2

// Render makes all files of a report. It returns an error, and no files, if a network cannot be saved or a picture not be read,
// and ctx's error if stopped.
func Render(ctx context.Context, c Contents) ([]File, error) {
	r := &rendering{}
	var figures []shown
	for _, e := range exhibits(c.Outcome) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s, err := r.exhibit(e)
		if err != nil {
			return nil, err
		}
		figures = append(figures, s)
	}
	changed, err := changedUnits(ctx, r, c.Outcome)
	if err != nil {
		return nil, err
	}
	for _, t := range tables(c.Outcome) {
		r.add(t.name, func(w io.Writer) error { return writeTable(w, t) })
	}
	r.add("before.onnx", func(w io.Writer) error { return onnx.Write(w, c.Before) })
	r.add("after.onnx", func(w io.Writer) error { return onnx.Write(w, c.After) })
	r.add("summary.json", func(w io.Writer) error { return json.NewEncoder(w).Encode(Summarise(c.Outcome)) })
	r.add("report.html", func(w io.Writer) error { return writePage(w, c, figures, changed) })
	return r.files, r.err
}

// rendering collects files until one fails.
type rendering struct {
	files []File
	err   error
}

func (r *rendering) add(name string, write func(io.Writer) error) {
	if r.err != nil {
		return
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		r.err = fmt.Errorf("%s: %w", name, err)
		return
	}
	r.files = append(r.files, File{name, b.Bytes()})
}

// An exhibit is a figure of a report.
type exhibit struct {
	name          string // of its files, without the ending
	title, words  string
	figure        figure.Figure
	width, height int  // points
	pictures      bool // the figure's numbers are no table
}

// shown is a figure as the page has it.
type shown struct {
	Name, Title, Words string
	Width, Height      int
	Table              bool
}

// exhibit adds a figure as PNG and SVG and, where it has numbers, as CSV.
func (r *rendering) exhibit(e exhibit) (shown, error) {
	r.add(e.name+".png", func(w io.Writer) error {
		return figure.WritePNG(w, e.figure, figure.Light, e.width, e.height, scale)
	})
	r.add(e.name+".svg", func(w io.Writer) error { return figure.WriteSVG(w, e.figure, figure.Light, e.width, e.height) })
	if !e.pictures {
		r.add(e.name+".csv", func(w io.Writer) error { return figure.WriteCSV(w, e.figure) })
	}
	return shown{e.name, e.title, e.words, e.width, e.height, !e.pictures}, r.err
}
