package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"

	"unitscope/viz/plasticity"
)

// A table is rows of words and numbers under a header.
type table struct {
	name   string
	header []string
	rows   [][]string
}

func writeTable(w io.Writer, t table) error {
	c := csv.NewWriter(w)
	c.Write(t.header)
	c.WriteAll(t.rows)
	return c.Error() // of any write above
}

// cell formats a number; NaN is empty.
func cell(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}

// tables are those that are no figure's.
func tables(o *plasticity.Outcome) []table {
	return []table{units(o), classes(o), layers(o)}
}

// units is a line a unit with all that is known of it.
func units(o *plasticity.Outcome) table {
	t := table{name: "units.csv", header: []string{"unit", "fate", "correlation", "kernel_cosine"}}
	for _, task := range o.Probe.Tasks() {
		t.header = append(t.header, task+"_class_before", task+"_class_after", task+"_selectivity_before", task+"_selectivity_after")
	}
	t.header = append(t.header, o.Old+"_points_lost_before", o.New+"_points_lost_after", "orientation_before", "orientation_after",
		"orientation_change", "frequency_before", "frequency_after", "octaves", "field_before", "field_after", "field_drift")
	for k, l := range o.Fates {
		for u, f := range l.Of {
			row := []string{fmt.Sprintf("%s:%d", l.Name, u), string(f.Fate), cell(f.Correlation), cell(f.Kernel)}
			for _, c := range f.Classes {
				names := o.Probe.Classes(c.Task)
				row = append(row, className(names, c.Best[0]), className(names, c.Best[1]), cell(c.Selectivity[0]), cell(c.Selectivity[1]))
			}
			row = append(row, cell(100*o.OldLesions[k].Of[u].Correct), cell(100*o.NewLesions[k].Of[u].Correct))
			t.rows = append(t.rows, append(row, preferences(o, k, u)...))
		}
	}
	return t
}

// preferences are a unit's preferred grating and field before and after.
func preferences(o *plasticity.Outcome, layer, unit int) []string {
	g := o.Gratings[layer][unit]
	drift := plasticity.FieldChange{Drift: math.NaN(), Size: [2]float64{math.NaN(), math.NaN()}}
	if o.Drifts[layer] != nil {
		drift = o.Drifts[layer][unit]
	}
	return []string{cell(g.Before.Orientation), cell(g.After.Orientation), cell(g.Orientation), cell(g.Before.Frequency), cell(g.After.Frequency),
		cell(g.Octaves), cell(drift.Size[0]), cell(drift.Size[1]), cell(drift.Drift)}
}

func className(names []string, class int) string {
	if class < 0 {
		return ""
	}
	return names[class]
}

// classes counts, per layer and class, the units that prefer it.
func classes(o *plasticity.Outcome) table {
	t := table{name: "classes.csv", header: []string{"layer", "task", "class", "units_before", "units_after"}}
	for _, l := range o.Fates {
		for k, task := range o.Probe.Tasks() {
			before, after := l.Preferring(k)
			for c, name := range o.Probe.Classes(task) {
				t.rows = append(t.rows, []string{l.Name, task, name, strconv.Itoa(before[c]), strconv.Itoa(after[c])})
			}
		}
	}
	return t
}

// layers is how much alike the layers are before and after.
func layers(o *plasticity.Outcome) table {
	t := table{name: "layers.csv", header: []string{"layer", "units", "mean_correlation", "matched", "cka", "rdm_spearman"}}
	for k, l := range o.Fates {
		t.rows = append(t.rows, []string{l.Name, strconv.Itoa(l.Units), cell(l.MeanCorrelation()), strconv.Itoa(o.Matchings[k].Matched), cell(o.Similarities[k].CKA), cell(o.Similarities[k].Spearman)})
	}
	return t
}
