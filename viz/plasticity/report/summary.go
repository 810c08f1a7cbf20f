package report

import (
	"math"

	"unitscope/viz/plasticity"
)

// A Summary is an outcome in a few numbers, as `relearn --json` prints it.
type Summary struct {
	Tasks  map[string]TaskSummary `json:"tasks"`
	Layers []LayerSummary         `json:"layers"`
}

// A TaskSummary is how well a task is done: the share of held-out pictures that are answered right. Before and Refit are the old
// task's alone.
type TaskSummary struct {
	Before *float64 `json:"before,omitempty"` // by the network before
	After  *float64 `json:"after"`            // by the task's own head
	Refit  *float64 `json:"refit,omitempty"`  // after, by a head that was fitted anew
}

// A LayerSummary counts the fates of a layer's units.
type LayerSummary struct {
	Name        string   `json:"name"`
	Kept        int      `json:"kept"`
	Retuned     int      `json:"retuned"`
	Lost        int      `json:"lost"`
	New         int      `json:"new"`
	Correlation *float64 `json:"correlation"` // mean over the units, of answers before and after
}

// Summarise sums an outcome up.
func Summarise(o *plasticity.Outcome) Summary {
	s := Summary{Tasks: map[string]TaskSummary{
		o.Old: {Before: finite(o.Before), After: finite(o.After.Old), Refit: finite(o.After.Refit)},
		o.New: {After: finite(o.After.New)},
	}}
	for _, l := range o.Fates {
		s.Layers = append(s.Layers, LayerSummary{Name: l.Name, Kept: l.Count(plasticity.Kept), Retuned: l.Count(plasticity.Retuned),
			Lost: l.Count(plasticity.Lost), New: l.Count(plasticity.New), Correlation: finite(l.MeanCorrelation())})
	}
	return s
}

// finite returns v for JSON, which knows neither NaN nor infinity: null for these.
func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
