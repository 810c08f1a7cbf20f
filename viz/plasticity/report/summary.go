package report

import (
	"unitscope/viz/null"
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
		o.Old: {Before: null.Of(o.Before), After: null.Of(o.After.Old), Refit: null.Of(o.After.Refit)},
		o.New: {After: null.Of(o.After.New)},
	}}
	for _, l := range o.Fates {
		s.Layers = append(s.Layers, LayerSummary{Name: l.Name, Kept: l.Count(plasticity.Kept), Retuned: l.Count(plasticity.Retuned),
			Lost: l.Count(plasticity.Lost), New: l.Count(plasticity.New), Correlation: null.Of(l.MeanCorrelation())})
	}
	return s
}
