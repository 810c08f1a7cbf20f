package session

import (
	"slices"

	"unitscope/cnn"
)

// History is the record of a run, step by step. Slices only grow, or are replaced as a
// whole: a copy of the struct is a stable picture of the past.
type History struct {
	Cost    []float32 // of each step's batch, mean over its pictures
	Correct []float32 // share of each step's batch answered right, 0 to 1
	// Gradient[l][s] is the Euclidean size of layer l's gradient at step s; the layers are
	// those with weights, named in Layers.
	Gradient [][]float32
	Layers   []string
	HeldOut  []Checkpoint
	// Confusion counts the latest held-out pictures: Confusion[wanted][answered].
	Confusion [][]int
}

// A Checkpoint is what the network answered to pictures that it never learned from.
type Checkpoint struct {
	Step    int
	Cost    float64 // mean over the pictures
	Correct float64 // share, 0 to 1
}

func newHistory(net *cnn.Network) History {
	var h History
	for _, node := range net.Nodes {
		if len(node.Layer.Params()) > 0 {
			h.Layers = append(h.Layers, node.Name)
		}
	}
	h.Gradient = make([][]float32, len(h.Layers))
	return h
}

// add records one step. norms holds one number per node of net.
func (h *History) add(net *cnn.Network, stats cnn.StepStats, pictures int) {
	h.Cost = append(h.Cost, float32(stats.Cost))
	h.Correct = append(h.Correct, float32(stats.Correct)/float32(pictures))
	layer := 0
	for i, node := range net.Nodes {
		if len(node.Layer.Params()) > 0 {
			h.Gradient[layer] = append(h.Gradient[layer], float32(stats.GradientNorm[i]))
			layer++
		}
	}
}

// upTo returns the history as it was after that many steps, sharing nothing that later
// steps would write to.
func (h History) upTo(steps int) History {
	cut := min(steps, len(h.Cost))
	h.Cost, h.Correct = slices.Clone(h.Cost[:cut]), slices.Clone(h.Correct[:cut])
	h.Gradient = slices.Clone(h.Gradient)
	for i, g := range h.Gradient {
		h.Gradient[i] = slices.Clone(g[:min(cut, len(g))])
	}
	h.HeldOut = slices.Clone(h.HeldOut)
	h.HeldOut = slices.DeleteFunc(h.HeldOut, func(c Checkpoint) bool { return c.Step > steps })
	return h
}
