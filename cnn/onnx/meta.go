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
	keySeed          = "unitscope.seed"      // decimal
	keyMomentum      = "unitscope.momentum"  // JSON: layer to the momentum of its batch normalization
	keyBatchless     = "unitscope.batchless" // "true" if the input's first dimension is no batch
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
	if net.Batchless {
		entries = append(entries, entry{keyBatchless, "true"})
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
		if l := batchNorm(n.Layer); l != nil {
			momentum[n.Name] = l.Momentum
		}
	}
	return momentum
}

// batchNorm is the batch normalization that a layer is; nil of others.
func batchNorm(layer cnn.Layer) *cnn.BatchNorm {
	if each, ok := layer.(*cnn.Each); ok {
		layer = each.Layer
	}
	l, _ := layer.(*cnn.BatchNorm)
	return l
}

// readMeta sets what the file's metadata says of a network that has its layers.
func (m *model) readMeta(net *cnn.Network) error {
	meta := cnn.Meta{Name: m.metadata[keyName], Task: m.metadata[keyTask], Source: m.metadata[keySource],
		Notes: net.Meta.Notes, Beyond: net.Meta.Beyond}
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
		if meta.PrepUnknown = !ok || stated.Check(first(net.Input)) != nil; meta.PrepUnknown {
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
			if l := batchNorm(net.Nodes[i].Layer); l != nil {
				l.Momentum = v
			}
		}
	}
	if len(meta.Beyond) > 0 && len(meta.Labels) != first(net.Nodes[len(net.Nodes)-1].Shape) {
		meta.Labels = nil // they are for answers that cannot be computed
	}
	net.Meta = meta
	return checkMeta(net)
}

// checkMeta returns an error if labels or preprocessing do not fit the network.
func checkMeta(net *cnn.Network) error {
	units := first(net.Nodes[len(net.Nodes)-1].Shape)
	if n := len(net.Meta.Labels); n != 0 && n != units {
		return fmt.Errorf("%d labels for %d answers", n, units)
	}
	return net.Meta.Prep.Check(first(net.Meta.Prep.Picture(net.Input)))
}

// first is a shape's first dimension; 1 of a single number.
func first(s cnn.Shape) int {
	if len(s) == 0 {
		return 1
	}
	return s[0]
}
