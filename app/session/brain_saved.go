package session

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"slices"

	"unitscope/cnn/npy"
)

// watchedFile has, in an experiment, what the layers were like to a brain while the network learned: the steps, and values of
// steps×regions×layers. What else there is of the record is in experiment.json.
const watchedFile = "brain.npz"

// aboutWatched is what of the record is no number.
type aboutWatched struct {
	Of      string   `json:"of"`
	Layers  []string `json:"layers"`
	Regions []string `json:"regions"`
}

// members are the files of the record, if there is one.
func (w watched) members() []member {
	if len(w.steps) == 0 {
		return nil
	}
	return []member{{watchedFile, w.write}}
}

// about is what of the record is no number; nil where there is none.
func (w watched) about() *aboutWatched {
	if len(w.steps) == 0 {
		return nil
	}
	return &aboutWatched{w.of, w.layers, w.regions}
}

func (w watched) write(to io.Writer) error {
	z := npy.NewArchive(to)
	steps := make([]float64, len(w.steps))
	for i, step := range w.steps {
		steps[i] = float64(step)
	}
	return errors.Join(
		npy.Add(z, "steps", []int{len(steps)}, steps),
		npy.Add(z, "correlations", []int{len(steps), len(w.regions), len(w.layers)}, slices.Concat(w.values...)),
		z.Close())
}

// readWatched reads the record of an experiment that has one.
func (e *experiment) readWatched(z *zip.Reader) error {
	a := e.about.Watched
	if a == nil {
		return nil
	}
	contents, err := read(z, watchedFile)
	if err != nil {
		return err
	}
	in, err := newArrays(contents)
	if err != nil {
		return fmt.Errorf("%s: %w", watchedFile, err)
	}
	if in.err == nil && (len(a.Regions) == 0 || len(a.Layers) == 0) {
		in.fail(errors.New("correlations of no region or no layer"))
	}
	steps := series[float64](in, "steps")
	each := len(a.Regions) * len(a.Layers)
	values := in.numbersOrNaN("correlations", len(steps), len(a.Regions), len(a.Layers))
	if in.err != nil {
		return fmt.Errorf("%s: %w", watchedFile, in.err)
	}
	w := watched{of: a.Of, layers: a.Layers, regions: a.Regions}
	for i, step := range steps {
		if step != float64(int(step)) || step < 0 || step > float64(e.about.Step) || i > 0 && step <= steps[i-1] {
			return fmt.Errorf("%s: step %g of %d", watchedFile, step, e.about.Step)
		}
		w = w.with(int(step), values[i*each:(i+1)*each])
	}
	e.watched = w
	return nil
}

// numbersOrNaN reads numbers of a shape, of which some may be none.
func (z *arrays) numbersOrNaN(name string, shape ...int) []float64 {
	if z.err != nil {
		return nil
	}
	got, values, err := npy.Get[float64](z.ArchiveReader, name)
	switch {
	case err != nil:
		z.fail(err)
	case !slices.Equal(got, shape):
		z.fail(fmt.Errorf("%s: shape %v, not %v", name, got, shape))
	}
	return values
}
