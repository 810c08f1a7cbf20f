package onnx

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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
	Fit       cnn.Fit          `json:"fit,omitempty"`
	Low       float32          `json:"low"`
	High      float32          `json:"high"`
	Mean      []float32        `json:"mean,omitempty"`
	Deviation []float32        `json:"deviation,omitempty"`
	Order     cnn.ChannelOrder `json:"order,omitempty"`
	Layout    cnn.Layout       `json:"layout,omitempty"`
}

type entry struct{ key, value string }

// metaEntries lists what a network's file says beside the graph, in a fixed order, without what is empty.
func metaEntries(net *cnn.Network) ([]entry, error) {
	m := net.Meta
	entries := []entry{{keyName, m.Name}, {keyTask, m.Task}, {keySource, m.Source}}
	for _, text := range append([]string{m.Name, m.Task, m.Source}, m.Labels...) {
		if !utf8.ValidString(text) {
			return nil, fmt.Errorf("name, task, source or label %q is not UTF-8", text)
		}
	}
	if err := checkMeta(net); err != nil {
		return nil, err
	}
	if m.Seed != 0 {
		entries = append(entries, entry{keySeed, strconv.FormatUint(m.Seed, 10)})
	}
	objects := map[string]any{}
	if !m.PrepUnknown {
		objects[keyPreprocessing] = preprocessing(m.Prep)
	}
	if len(m.Labels) > 0 {
		objects[keyLabels] = m.Labels
	}
	if momentum := momentums(net); len(momentum) > 0 {
		objects[keyMomentum] = momentum
	}
	for _, key := range slices.Sorted(maps.Keys(objects)) {
		text, err := json.Marshal(objects[key])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		entries = append(entries, entry{key, string(text)})
	}
	return slices.DeleteFunc(entries, func(e entry) bool { return e.value == "" }), nil
}

// momentums is the momentum of every batch normalization, by the layer's name.
func momentums(net *cnn.Network) map[string]float32 {
	momentum := map[string]float32{}
	for _, n := range net.Nodes {
		if l, ok := n.Layer.(*cnn.BatchNorm); ok {
			momentum[n.Name] = l.Momentum
		}
	}
	return momentum
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
		stated, ok := cnn.ImagePreprocessing(m.metadata)
		if meta.PrepUnknown = !ok || stated.Check(net.Input[0]) != nil; meta.PrepUnknown {
			stated = cnn.DefaultPreprocessing()
		}
		prep = preprocessing(stated)
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
	return net.Meta.Prep.Check(net.Meta.Prep.Picture(net.Input)[0])
}
