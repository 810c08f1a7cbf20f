package command

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"text/tabwriter"

	"unitscope/viz/chart"
	"unitscope/viz/null"
	"unitscope/viz/rsa"
)

// timecourseCommand follows how alike layers are to people's recordings over time.
type timecourseCommand struct {
	Model        string         `required:"" placeholder:"R.npz" help:"Matrices of layers, as 'unitscope rdm' writes them."`
	Brain        string         `required:"" placeholder:"B[:NAME]" help:"Matrices of people over time, in a .npz, .npy or .mat file: subjects × times × pairs, or × n × n; of one person without the first axis. NAME is the array ('rdms' where there are several)."`
	Times        string         `placeholder:"T.npy" help:"The times in ms, where the file has no array 'times'."`
	Compare      rsa.Comparator `default:"spearman" enum:"spearman,pearson,kendall-tau-a,kendall-tau-b,rho-a,cosine" help:"spearman, pearson, kendall-tau-a, kendall-tau-b, rho-a or cosine."`
	Permutations int            `default:"1000" placeholder:"N" help:"Permutations and bootstrap samples (1000)."`
	Seed         uint64         `default:"1" help:"Decides them."`
	JSON         bool           `name:"json" help:"Print one JSON object."`
	Figure       string         `placeholder:"F.png" help:"Draw the layers' courses within their standard errors to a .png, .svg or .pdf file."`
	Out          string         `placeholder:"T.csv" help:"Write layer, ms, mean and standard error, a line a moment."`
}

// Validate finds what no test could begin with.
func (c *timecourseCommand) Validate() error {
	if c.Permutations < 1 {
		return fmt.Errorf("--permutations %d: at least one", c.Permutations)
	}
	return nil
}

func (c *timecourseCommand) Run(ctx context.Context, p *Program) error {
	if c.Out != "" {
		if err := checkWritable(c.Out); err != nil {
			return err
		}
	}
	if err := checkFigure(c.Figure); err != nil {
		return err
	}
	models, err := openMatrices(c.Model)
	if err != nil {
		return err
	}
	movie, err := openMovie(c.Brain, c.Times, models)
	if err != nil {
		return err
	}
	models.noteMissing(p)
	noteMissingMoments(p, c.Brain, movie)
	report := p.startProgress(ctx, "moment")
	courses, err := rsa.Timecourses(ctx, models.rdms, models.names, movie, rsa.TimeOptions{
		Compare: c.Compare, Permutations: c.Permutations, Seed: c.Seed, Progress: report.shared(),
	})
	report.end()
	if err != nil {
		return about(c.Brain, err)
	}
	if c.Out != "" {
		if err := writeFile(c.Out, func(w io.Writer) error { return writeCourses(w, courses) }); err != nil {
			return err
		}
	}
	if err := writeFigure(c.Figure, chart.LikenessOverTime(brainName(c.Brain), courses), brainWidth, brainHeight); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(p.Output).Encode(courseSummary(courses))
	}
	return printCourses(p, courses)
}

// writeCourses writes a line a layer and moment; what is not defined stays empty.
func writeCourses(w io.Writer, c *rsa.Courses) error {
	number := func(v float64) string {
		if null.Of(v) == nil {
			return ""
		}
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	table := csv.NewWriter(w)
	table.Write([]string{"layer", "ms", "mean", "se"}) // Flush keeps the error
	for _, l := range c.Layers {
		for t, ms := range c.Times {
			table.Write([]string{l.Name, number(ms), number(l.Mean[t]), number(l.SE[t])})
		}
	}
	table.Flush()
	return table.Error()
}

// The JSON of `timecourse --json`.
type (
	timeSummary struct {
		Times  []float64   `json:"times"`
		Layers []timeLayer `json:"layers"`
		Depth  timeDepth   `json:"depth"` // rank correlation of a layer's place and its peak
		Method string      `json:"method"`
	}
	timeLayer struct {
		Name  string     `json:"name"`
		Mean  []*float64 `json:"mean"`
		SE    []*float64 `json:"se"`
		Onset *latency   `json:"onset"` // null where nothing begins
		Peak  *latency   `json:"peak"`  // null where nothing is defined
	}
	latency struct {
		MS   float64 `json:"ms"`
		Low  float64 `json:"low"`
		High float64 `json:"high"`
	}
	timeDepth struct {
		Rho  *float64 `json:"rho"`
		Low  *float64 `json:"low"`
		High *float64 `json:"high"`
		P    *float64 `json:"p"`
	}
)

func courseSummary(c *rsa.Courses) timeSummary {
	d := c.Depth
	s := timeSummary{Times: c.Times, Layers: []timeLayer{}, Depth: timeDepth{null.Of(d.Rho), null.Of(d.Low), null.Of(d.High), null.Of(d.P)}, Method: c.Method}
	for _, l := range c.Layers {
		s.Layers = append(s.Layers, timeLayer{l.Name, null.All(l.Mean), null.All(l.SE), (*latency)(l.Onset), (*latency)(l.Peak)})
	}
	return s
}

// printCourses prints a line a layer, how peaks go with depth, and the method.
func printCourses(p *Program, c *rsa.Courses) error {
	table := tabwriter.NewWriter(p.Output, 0, 0, 2, ' ', 0)
	for _, l := range c.Layers {
		line := l.Name + "\t" + latencyText("onset", l.Onset) + "\t" + latencyText("peak", l.Peak)
		if l.Peak != nil {
			line += fmt.Sprintf("\t%+.4f", l.Mean[slices.Index(c.Times, l.Peak.MS)])
		}
		fmt.Fprintln(table, line)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if d := c.Depth; null.Of(d.Rho) != nil {
		if err := p.print("peak against depth: rho %+.2f, p %.3g", d.Rho, d.P); err != nil {
			return err
		}
	}
	return p.print("%s", c.Method)
}

// latencyText is a latency with its interval, or that there is none.
func latencyText(what string, l *rsa.Latency) string {
	switch {
	case l == nil:
		return "no " + what
	case l.Low == l.High:
		return fmt.Sprintf("%s %g ms", what, l.MS)
	}
	return fmt.Sprintf("%s %g ms (%g to %g)", what, l.MS, l.Low, l.High)
}
