package session

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/sbinet/npyio/npz"

	"unitscope/cnn"
)

// The arrays of an experiment are NumPy's .npz: any lab opens them with numpy.load.

// write writes the numbers that there is one of for every step.
func (h History) write(w io.Writer) error {
	arrays := map[string]any{"cost": h.Cost, "correct": h.Correct, "held_out": flatten(h.HeldOut)}
	for i, layer := range h.Layers {
		arrays["gradient/"+layer] = h.Gradient[i]
	}
	return writeArrays(w, arrays)
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
	checks := read64(z, "held_out")
	h.Cost, h.Correct = read32(z, "cost"), read32(z, "correct")
	for i, layer := range h.Layers {
		h.Gradient[i] = read32(z, "gradient/"+layer)
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

func writeTensors(w io.Writer, tensors map[string]*cnn.Tensor) error {
	arrays := make(map[string]any, len(tensors))
	for name, t := range tensors {
		arrays[name] = t.Data
	}
	return writeArrays(w, arrays)
}

// readTensors reads flat arrays by name.
func readTensors(contents []byte) (map[string]*cnn.Tensor, error) {
	z, err := newArrays(contents)
	if err != nil {
		return nil, err
	}
	tensors := make(map[string]*cnn.Tensor)
	for _, file := range z.Keys() {
		name := strings.TrimSuffix(file, suffix)
		data := read32(z, name)
		tensors[name] = &cnn.Tensor{Shape: cnn.Shape{len(data)}, Data: data}
	}
	return tensors, z.err
}

// suffix is what NumPy expects the names in an .npz to end with.
const suffix = ".npy"

func writeArrays(w io.Writer, arrays map[string]any) error {
	z := npz.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(arrays)) {
		if err := z.Write(name+suffix, arrays[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return z.Close()
}

// arrays reads an .npz; the first fault is kept and everything after it reads as nothing.
type arrays struct {
	*npz.Reader
	size int // of the file: no array can be larger
	err  error
}

func newArrays(contents []byte) (*arrays, error) {
	z, err := npz.NewReader(bytes.NewReader(contents), int64(len(contents)))
	if err != nil {
		return nil, err
	}
	return &arrays{Reader: z, size: len(contents)}, nil
}

func (z *arrays) fail(err error) {
	if z.err == nil {
		z.err = err
	}
}

func read32(z *arrays, name string) (data []float32) { z.read(name, 4, &data); return data }
func read64(z *arrays, name string) (data []float64) { z.read(name, 8, &data); return data }

// read reads a one-dimensional array whose numbers have so many bytes. The header's claim is
// checked first, since the reader allocates what it claims.
func (z *arrays) read(name string, bytes int, to any) {
	if z.err != nil {
		return
	}
	header := z.Header(name + suffix)
	if header == nil {
		z.fail(fmt.Errorf("%s is missing", name))
		return
	}
	shape := header.Descr.Shape
	if len(shape) != 1 || shape[0] < 0 || shape[0] > z.size/bytes {
		z.fail(fmt.Errorf("%s: shape %v does not fit the file", name, shape))
		return
	}
	if err := z.Read(name+suffix, to); err != nil {
		z.fail(fmt.Errorf("%s: %w", name, err))
	}
}
