package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"

	"unitscope/viz/plasticity"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("report").Parse(pageText))

// page is what page.html is filled with.
type page struct {
	Old, New string
	Settings []Setting
	Tasks    []taskRow
	Layers   []layerRow
	Classes  []classRow // that lost units, most first
	Figures  []shown
	Changed  []shown
	Files    []string
	Fates    string
}

type taskRow struct{ Name, Before, After, Refit string }

type layerRow struct {
	Name                              string
	Kept, Retuned, Lost, New, Matched int
	Correlation, CKA, Spearman, Turns string
}

type classRow struct {
	Layer, Task, Class string
	Before, After      int
}

// writePage writes report.html.
func writePage(w io.Writer, c Contents, figures, changed []shown) error {
	o := c.Outcome
	p := page{Old: o.Old, New: o.New, Settings: c.Settings, Figures: figures, Changed: changed, Fates: FateWords(o.Thresholds)}
	p.Tasks = []taskRow{
		{o.Old, percent(o.Before), percent(o.After.Old), percent(o.After.Refit)},
		{o.New, "–", percent(o.After.New), "–"},
	}
	for k, l := range o.Fates {
		p.Layers = append(p.Layers, layerRow{l.Name, l.Count(plasticity.Kept), l.Count(plasticity.Retuned), l.Count(plasticity.Lost), l.Count(plasticity.New), o.Matchings[k].Matched,
			decimal(l.MeanCorrelation()), decimal(o.Similarities[k].CKA), decimal(o.Similarities[k].Spearman), turned(o, k)})
		p.Classes = append(p.Classes, losers(o, l)...)
	}
	p.Files = []string{"units.csv", "classes.csv", "layers.csv", "summary.json", "before.onnx", "after.onnx"}
	return pageTemplate.Execute(w, p)
}

// losers are the classes that fewer of a layer's units prefer than before.
func losers(o *plasticity.Outcome, l plasticity.LayerFate) []classRow {
	var rows []classRow
	for k, task := range o.Probe.Tasks() {
		before, after := l.Preferring(k)
		for c, name := range o.Probe.Classes(task) {
			if after[c] < before[c] {
				rows = append(rows, classRow{l.Name, task, name, before[c], after[c]})
			}
		}
	}
	return rows
}

// turned is the median change of preferred orientation, over units that prefer one before and after.
func turned(o *plasticity.Outcome, layer int) string {
	var changes []float64
	for _, g := range o.Gratings[layer] {
		if !math.IsNaN(g.Orientation) {
			changes = append(changes, g.Orientation)
		}
	}
	if len(changes) == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f°", median(changes))
}

func percent(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", 100*v)
}

func decimal(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.2f", v)
}

// median is the middle value, the mean of the two in the middle where there are as many below as above.
func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
