package onnx

import (
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"unitscope/cnn"
)

// The keys of metadata_props under which a network keeps what ONNX has no place for.
const (
	keyName          = "unitscope.name"
	keyLabels        = "unitscope.labels"        // JSON list of strings, one an output unit
	keyPreprocessing = "unitscope.preprocessing" // JSON, see preprocessing
	keyTask          = "unitscope.task"
	keySource        = "unitscope.source"
	keySeed          = "unitscope.seed"     // decimal
	keyMomentum      = "unitscope.momentum" // JSON: layer to the momentum of its batch normalization
)

// preprocessing is cnn.Preprocessing as JSON, which gives every finite float32 back as it was.
type preprocessing struct {
	Fit       cnn.Fit   `json:"fit,omitempty"`
	Low       float32   `json:"low"`
	High      float32   `json:"high"`
	Mean      []float32 `json:"mean,omitempty"`
	Deviation []float32 `json:"deviation,omitempty"`
}

type entry struct{ key, value string }

// metaEntries lists what a network's file says beside the graph, in a fixed order, without what is empty.
func metaEntries(net *cnn.Network) ([]entry, error) {
	if err := checkMeta(net); err != nil {
		return nil, err
	}
	m := net.Meta
	momentum := map[string]float32{}
	for _, n := range net.Nodes {
		if l, ok := n.Layer.(*cnn.BatchNorm); ok {
			momentum[n.Name] = l.Momentum
		}
	}
	entries := []entry{{keyName, m.Name}, {keyTask, m.Task}, {keySource, m.Source}}
	if m.Seed != 0 {
		entries = append(entries, entry{keySeed, strconv.FormatUint(m.Seed, 10)})
	}
	for _, e := range []struct {
		key   string
		value any
		empty bool
	}{
		{keyLabels, m.Labels, len(m.Labels) == 0},
		{keyPreprocessing, preprocessing(m.Prep), false},
		{keyMomentum, momentum, len(momentum) == 0},
	} {
		if e.empty {
			continue
		}
		text, err := json.Marshal(e.value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.key, err)
		}
		entries = append(entries, entry{e.key, string(text)})
	}
	var kept []entry
	for _, e := range entries {
		if !utf8.ValidString(e.value) {
			return nil, fmt.Errorf("%s %q is not UTF-8", e.key, e.value)
		}
		if e.value != "" {
			kept = append(kept, e)
		}
	}
	return kept, nil
}

// readMeta sets what the file's metadata says of a network that has its layers.
func (m *model) readMeta(net *cnn.Network) error {
	meta := cnn.Meta{Name: m.metadata[keyName], Task: m.metadata[keyTask], Source: m.metadata[keySource]}
	if m.producer != producer {
		meta.Name = m.graph.name
	}
	if text, ok := m.metadata[keySeed]; ok {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return fmt.Errorf("%s %q is not a number", keySeed, text)
		}
		meta.Seed = seed
	}
	var prep preprocessing
	if _, ok := m.metadata[keyPreprocessing]; !ok {
		prep = preprocessing(cnn.DefaultPreprocessing())
	}
	momentum := map[string]float32{}
	for key, target := range map[string]any{keyLabels: &meta.Labels, keyPreprocessing: &prep, keyMomentum: &momentum} {
		if text, ok := m.metadata[key]; ok {
			if err := json.Unmarshal([]byte(text), target); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
		}
	}
	meta.Prep = cnn.Preprocessing(prep)
	for name, v := range momentum {
		if i := net.Index(name); i >= 0 {
			if l, ok := net.Nodes[i].Layer.(*cnn.BatchNorm); ok {
				l.Momentum = v
			}
		}
	}
	net.Meta = meta
	return checkMeta(net)
}

// checkMeta returns an error if labels or preprocessing do not fit the network.
func checkMeta(net *cnn.Network) error {
	units := net.Nodes[len(net.Nodes)-1].Shape[0]
	if n := len(net.Meta.Labels); n != 0 && n != units {
		return fmt.Errorf("%d labels for %d answers", n, units)
	}
	return net.Meta.Prep.Check(net.Input[0])
}
