package session

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"unitscope/cnn"
	"unitscope/cnn/npy"
)

// The arrays of an experiment are NumPy's .npz: any lab opens them with numpy.load.

// write writes the numbers that there is one of for every step.
func (h History) write(w io.Writer) error {
	z := npy.NewArchive(w)
	checks := flatten(h.HeldOut)
	errs := []error{
		npy.Add(z, "cost", []int{len(h.Cost)}, h.Cost),
		npy.Add(z, "correct", []int{len(h.Correct)}, h.Correct),
		npy.Add(z, "held_out", []int{len(checks)}, checks),
	}
	for i, layer := range h.Layers {
		errs = append(errs, npy.Add(z, "gradient/"+layer, []int{len(h.Gradient[i])}, h.Gradient[i]))
	}
	return errors.Join(append(errs, z.Close())...)
}

// flatten lays checkpoints out as step, cost, correct, step, …
func flatten(checks []Checkpoint) []float64 {
	flat := make([]float64, 0, 3*len(checks))
	for _, c := range checks {
		flat = append(flat, float64(c.Step), c.Cost, c.Correct)
	}
	return flat
}

// readHistory reads what write wrote for a network of these layers.
func readHistory(contents []byte, net *cnn.Network) (History, error) {
	h := newHistory(net)
	z, err := newArrays(contents)
	if err != nil {
		return h, err
	}
	checks := series[float64](z, "held_out")
	h.Cost, h.Correct = series[float32](z, "cost"), series[float32](z, "correct")
	for i, layer := range h.Layers {
		h.Gradient[i] = series[float32](z, "gradient/"+layer)
		if len(h.Gradient[i]) != len(h.Cost) {
			z.fail(fmt.Errorf("gradient/%s: %d steps, the cost has %d", layer, len(h.Gradient[i]), len(h.Cost)))
		}
	}
	if len(h.Correct) != len(h.Cost) {
		z.fail(fmt.Errorf("correct: %d steps, the cost has %d", len(h.Correct), len(h.Cost)))
	}
	for ; len(checks) >= 3; checks = checks[3:] {
		h.HeldOut = append(h.HeldOut, Checkpoint{int(checks[0]), checks[1], checks[2]})
	}
	return h, z.err
}

// writeTensors writes arrays under their names, in the names' order.
func writeTensors(w io.Writer, tensors map[string]*cnn.Tensor) error {
	z := npy.NewArchive(w)
	for _, name := range slices.Sorted(maps.Keys(tensors)) {
		if err := npy.Add(z, name, tensors[name].Shape, tensors[name].Data); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return z.Close()
}

// readTensors reads every array of an archive.
func readTensors(contents []byte) (map[string]*cnn.Tensor, error) {
	z, err := openArchive(contents)
	if err != nil {
		return nil, err
	}
	tensors := make(map[string]*cnn.Tensor)
	for _, name := range z.Names() {
		shape, data, err := npy.Get[float32](z, name)
		if err != nil {
			return nil, err
		}
		tensors[name] = &cnn.Tensor{Shape: shape, Data: data}
	}
	return tensors, nil
}

// arrays reads an .npz; the first fault is kept and everything after it reads as nothing.
type arrays struct {
	*npy.ArchiveReader
	err error
}

func newArrays(contents []byte) (*arrays, error) {
	z, err := openArchive(contents)
	if err != nil {
		return nil, err
	}
	return &arrays{ArchiveReader: z}, nil
}

// openArchive opens an .npz within an experiment, unless it would unpack to too much.
func openArchive(contents []byte) (*npy.ArchiveReader, error) {
	r := bytes.NewReader(contents)
	z, err := zip.NewReader(r, r.Size())
	if err == nil {
		err = affordableZip(z, r.Size())
	}
	if err != nil {
		return nil, err
	}
	return npy.OpenArchive(r, r.Size())
}

func (z *arrays) fail(err error) {
	if z.err == nil {
		z.err = err
	}
}

// series reads numbers of one axis.
func series[T npy.Float](z *arrays, name string) []T {
	if z.err != nil {
		return nil
	}
	shape, data, err := npy.Get[T](z.ArchiveReader, name)
	switch {
	case err != nil:
		z.fail(err)
	case len(shape) != 1:
		z.fail(fmt.Errorf("%s: shape %v is no series", name, shape))
	}
	return data
}
