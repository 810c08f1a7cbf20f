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
	keyBeyond        = "unitscope.beyond"    // JSON list, see missing
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

// missing is cnn.Missing as JSON: a node of the file that a network was opened from, which the network is without.
type missing struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Reason string `json:"reason,omitempty"`
}

type entry struct{ key, value string }

// metaEntries lists what a network's file says beside the graph, in a fixed order, without what is empty.
func metaEntries(net *cnn.Network) ([]entry, error) {
	m := net.Meta
	texts := append([]string{m.Name, m.Task, m.Source}, m.Labels...)
	for _, b := range m.Beyond {
		texts = append(texts, b.Name, b.Kind, b.Reason)
	}
	for _, text := range texts {
		if !utf8.ValidString(text) {
			return nil, fmt.Errorf("name, task, source or label %q is not UTF-8", text)
		}
	}
	if err := checkMeta(net); err != nil {
		return nil, err
	}
	entries := []entry{{keyName, m.Name}, {keyTask, m.Task}, {keySource, m.Source}}
	if m.Seed != 0 {
		entries = append(entries, entry{keySeed, strconv.FormatUint(m.Seed, 10)})
	}
	if net.Batchless {
		entries = append(entries, entry{keyBatchless, "true"})
	}
	objects := metaObjects(net)
	for _, key := range slices.Sorted(maps.Keys(objects)) {
		text, err := json.Marshal(objects[key])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		entries = append(entries, entry{key, string(text)})
	}
	return slices.DeleteFunc(entries, func(e entry) bool { return e.value == "" }), nil
}

// metaObjects is what of it is written as JSON, by its key.
func metaObjects(net *cnn.Network) map[string]any {
	objects := map[string]any{}
	if !net.Meta.PrepUnknown {
		objects[keyPreprocessing] = preprocessing(net.Meta.Prep)
	}
	if len(net.Meta.Labels) > 0 {
		objects[keyLabels] = net.Meta.Labels
	}
	if momentum := momentums(net); len(momentum) > 0 {
		objects[keyMomentum] = momentum
	}
	var beyond []missing
	for _, b := range net.Meta.Beyond {
		beyond = append(beyond, missing(b))
	}
	if len(beyond) > 0 {
		objects[keyBeyond] = beyond
	}
	return objects
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
	prep, known := m.preprocessing(net)
	var beyond []missing
	momentum := map[string]float32{}
	for key, target := range map[string]any{keyLabels: &meta.Labels, keyPreprocessing: &prep, keyMomentum: &momentum, keyBeyond: &beyond} {
		if text, ok := m.metadata[key]; ok {
			if err := json.Unmarshal([]byte(text), target); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
		}
	}
	meta.Prep, meta.PrepUnknown = cnn.Preprocessing(prep), !known
	for _, b := range beyond { // of the file that this one was saved from
		meta.Beyond = append(meta.Beyond, cnn.Missing(b))
	}
	setMomentums(net, momentum)
	if len(meta.Beyond) > 0 && len(meta.Labels) != first(net.Nodes[len(net.Nodes)-1].Shape) {
		meta.Labels = nil // they are for answers that cannot be computed
	}
	net.Meta = meta
	return checkMeta(net)
}

// preprocessing is where reading that of a network begins: nothing where the file has it under our key, else what others
// state, where that fits the network, or the default, which is not known to be right.
func (m *model) preprocessing(net *cnn.Network) (prep preprocessing, known bool) {
	if _, ours := m.metadata[keyPreprocessing]; ours {
		return prep, true
	}
	if stated, ok := cnn.ImagePreprocessing(m.metadata); ok && stated.Check(first(net.Input)) == nil {
		return preprocessing(stated), true
	}
	return preprocessing(cnn.DefaultPreprocessing()), false
}

// setMomentums sets the momentum of batch normalizations, by the layer's name.
func setMomentums(net *cnn.Network, momentum map[string]float32) {
	for name, v := range momentum {
		if i := net.Index(name); i >= 0 {
			if l := batchNorm(net.Nodes[i].Layer); l != nil {
				l.Momentum = v
			}
		}
	}
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
