package command

import (
	"fmt"
	"text/tabwriter"

	"unitscope/viz/null"
	"unitscope/viz/rsa"
)

// The JSON of `rsa --json`. What is empty where it was not asked for is not there.
type (
	rsaSummary struct {
		Layers      []rsaLayer      `json:"layers"`
		Ceiling     *rsaCeiling     `json:"noise_ceiling"` // null of one person
		Compare     rsa.Comparator  `json:"compare"`
		Pairs       int             `json:"n_pairs"` // known in all people
		Method      string          `json:"method"`
		Differences []rsaDifference `json:"differences,omitempty"`
		Partial     *rsaPartial     `json:"partial,omitempty"`
		Regression  *rsaRegression  `json:"regression,omitempty"`
	}
	rsaLayer struct {
		Name       string     `json:"name"`
		Subjects   []*float64 `json:"subjects"`
		Mean       *float64   `json:"mean"`
		SE         *float64   `json:"se"`
		P          *float64   `json:"p"`
		PCorrected *float64   `json:"p_corrected"`
		Low        *float64   `json:"low,omitempty"` // of a bootstrap test's interval
		High       *float64   `json:"high,omitempty"`
	}
	rsaCeiling struct {
		Lower float64 `json:"lower"`
		Upper float64 `json:"upper"`
	}
	rsaDifference struct {
		First      string   `json:"first"`
		Second     string   `json:"second"`
		Mean       *float64 `json:"mean"` // of the first's minus the second's
		SE         *float64 `json:"se"`
		P          *float64 `json:"p"`
		PCorrected *float64 `json:"p_corrected"`
		Low        *float64 `json:"low,omitempty"`
		High       *float64 `json:"high,omitempty"`
	}
	rsaPartial struct {
		Layers []rsaLayer `json:"layers"`
		Method string     `json:"method"`
	}
	rsaRegression struct {
		Weights   []rsaWeight `json:"weights"`
		Intercept float64     `json:"intercept"`
		R         *float64    `json:"r"`
		Pairs     int         `json:"n_pairs"`
	}
	rsaWeight struct {
		Name   string  `json:"name"`
		Weight float64 `json:"weight"`
	}
)

func (f *likeness) summary() rsaSummary {
	s := rsaSummary{Layers: layerSummaries(f.Results), Compare: f.compare, Pairs: f.Pairs, Method: f.Method}
	if null.Of(f.lower) != nil && null.Of(f.upper) != nil {
		s.Ceiling = &rsaCeiling{f.lower, f.upper}
	}
	for _, d := range f.Differences {
		s.Differences = append(s.Differences, rsaDifference{f.Results[d.First].Name, f.Results[d.Second].Name,
			null.Of(d.Mean), null.Of(d.SE), null.Of(d.P), null.Of(d.PCorrected), null.Of(d.Low), null.Of(d.High)})
	}
	if f.partials != nil {
		s.Partial = &rsaPartial{layerSummaries(f.partials.Results), f.partials.Method}
	}
	if f.fit != nil {
		s.Regression = &rsaRegression{[]rsaWeight{}, f.fit.Intercept, null.Of(f.fit.R), f.fit.Pairs}
		for m, w := range f.fit.Weights {
			s.Regression.Weights = append(s.Regression.Weights, rsaWeight{f.Results[m].Name, w})
		}
	}
	return s
}

func layerSummaries(results []rsa.Result) []rsaLayer {
	layers := []rsaLayer{}
	for _, r := range results {
		layers = append(layers, rsaLayer{r.Name, null.All(r.Subjects), null.Of(r.Mean), null.Of(r.SE), null.Of(r.P), null.Of(r.PCorrected), null.Of(r.Low), null.Of(r.High)})
	}
	return layers
}

// print prints a line a layer, the ceiling and the method, and what else was asked for.
func (f *likeness) print(p *Program) error {
	if err := printResults(p, f.Results); err != nil {
		return err
	}
	if null.Of(f.lower) != nil {
		if err := p.print("noise ceiling %.4f to %.4f", f.lower, f.upper); err != nil {
			return err
		}
	}
	if err := p.print("%s", f.Method); err != nil {
		return err
	}
	if err := f.printDifferences(p); err != nil {
		return err
	}
	if f.partials != nil {
		if err := p.print("\n%s", f.partials.Method); err != nil {
			return err
		}
		if err := printResults(p, f.partials.Results); err != nil {
			return err
		}
	}
	return f.printFit(p)
}

// printResults prints a line a layer.
func printResults(p *Program, results []rsa.Result) error {
	table := tabwriter.NewWriter(p.Output, 0, 0, 2, ' ', 0)
	for _, r := range results {
		fmt.Fprintf(table, "%s\t%s\n", r.Name, likenessText(r.Mean, r.SE, r.Low, r.High, r.P, r.PCorrected))
	}
	return table.Flush()
}

// likenessText is a mean with what is known of it, as cells of a table.
func likenessText(mean, se, low, high, p, corrected float64) string {
	line := fmt.Sprintf("%+.4f", mean)
	if null.Of(se) != nil {
		line += fmt.Sprintf(" ± %.4f", se)
	}
	if null.Of(low) != nil {
		line += fmt.Sprintf("\t%+.4f to %+.4f", low, high)
	}
	return line + fmt.Sprintf("\tp %.3g\tcorrected %.3g", p, corrected)
}

// printDifferences prints a line a pair of layers, where they were asked for.
func (f *likeness) printDifferences(p *Program) error {
	if len(f.Differences) == 0 {
		return nil
	}
	if err := p.print("\ndifferences, two-sided"); err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.Output, 0, 0, 2, ' ', 0)
	for _, d := range f.Differences {
		fmt.Fprintf(table, "%s − %s\t%s\n", f.Results[d.First].Name, f.Results[d.Second].Name, likenessText(d.Mean, d.SE, d.Low, d.High, d.P, d.PCorrected))
	}
	return table.Flush()
}

// printFit prints the layers that have a part in explaining the people's mean, where that was asked for.
func (f *likeness) printFit(p *Program) error {
	if f.fit == nil {
		return nil
	}
	if err := p.print("\npeople's mean as a sum of layers, weights not negative: r %.4f over %d pairs", f.fit.R, f.fit.Pairs); err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.Output, 0, 0, 2, ' ', 0)
	for m, w := range f.fit.Weights {
		if w > 0 {
			fmt.Fprintf(table, "%s\t%.4g\n", f.Results[m].Name, w)
		}
	}
	fmt.Fprintf(table, "constant\t%.4g\n", f.fit.Intercept)
	return table.Flush()
}
