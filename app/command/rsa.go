package command

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// rsaCommand compares layers' matrices with people's.
type rsaCommand struct {
	Model        string         `required:"" placeholder:"R.npz" help:"Matrices of layers, as 'unitscope rdm' writes them, or any upper triangles in a .npz, .npy, .mat or .csv file."`
	Brain        string         `required:"" placeholder:"B[:NAME]" help:"Matrices of people, in such a file: one, subjects × pairs, subjects × n × n, or subjects × sessions × pairs, over which the mean is taken. NAME is the array, where there are several."`
	Compare      rsa.Comparator `default:"spearman" enum:"spearman,pearson,kendall-tau-a,kendall-tau-b,rho-a,cosine" help:"spearman, pearson, kendall-tau-a, kendall-tau-b, rho-a or cosine."`
	Test         rsa.Test       `default:"" enum:",signed-rank,sign-flip,labels,bootstrap-pictures,bootstrap-people,bootstrap-both" placeholder:"T" help:"signed-rank or sign-flip (people as a sample), labels (the pictures' are exchanged), bootstrap-pictures, bootstrap-people or bootstrap-both. Without it: labels with --permutations or of one person, else signed-rank."`
	Permutations int            `placeholder:"N" help:"How many permutations or bootstrap samples are drawn (1000)."`
	Seed         uint64         `default:"1" help:"Decides permutations and samples."`
	JSON         bool           `name:"json" help:"Print one JSON object."`
}

// Validate finds what no test could begin with.
func (c *rsaCommand) Validate() error {
	if c.Permutations < 0 {
		return fmt.Errorf("--permutations %d: at least one", c.Permutations)
	}
	return nil
}

func (c *rsaCommand) Run(ctx context.Context, p *Program) error {
	models, err := openMatrices(c.Model)
	if err != nil {
		return err
	}
	people, err := c.people(models)
	if err != nil {
		return err
	}
	models.noteMissing(p)
	for s, person := range people {
		if text := person.MissingText(); text != "" {
			p.note("%s: person %d: %s", c.Brain, s+1, text)
		}
	}
	test := c.Test
	if test == "" && c.Permutations > 0 {
		test = rsa.Labels
	}
	report := p.startProgress(ctx, "permutation")
	found, err := rsa.Infer(ctx, models.rdms, models.names, people, rsa.InferOptions{
		Compare: c.Compare, Test: test, Permutations: c.Permutations, Seed: c.Seed, Progress: report.shared(),
	})
	report.end()
	if err != nil {
		return about(c.Brain, err)
	}
	lower, upper := rsa.NoiseCeiling(people, c.Compare)
	if c.JSON {
		return json.NewEncoder(p.Output).Encode(c.summary(found, lower, upper))
	}
	return c.print(p, found, lower, upper)
}

// people reads the recording.
func (c *rsaCommand) people(models *matrices) ([]rsa.RDM, error) {
	file, name := neuro.SplitName(c.Brain)
	arrays, err := openArrays(file)
	if err != nil {
		return nil, err
	}
	array, err := arrays.Get(name)
	if err != nil {
		return nil, about(file, err)
	}
	people, err := array.Subjects()
	if err != nil {
		return nil, about(file, err)
	}
	return people, models.checkSame(c.Brain, people[0], stimuliOf(arrays))
}

// The JSON of `rsa --json`.
type (
	rsaSummary struct {
		Layers  []rsaLayer     `json:"layers"`
		Ceiling *rsaCeiling    `json:"noise_ceiling"` // null of one person
		Compare rsa.Comparator `json:"compare"`
		Pairs   int            `json:"n_pairs"` // known in all people
		Method  string         `json:"method"`
	}
	rsaLayer struct {
		Name       string     `json:"name"`
		Subjects   []*float64 `json:"subjects"`
		Mean       *float64   `json:"mean"`
		SE         *float64   `json:"se"`
		P          *float64   `json:"p"`
		PCorrected *float64   `json:"p_corrected"`
	}
	rsaCeiling struct {
		Lower float64 `json:"lower"`
		Upper float64 `json:"upper"`
	}
)

func (c *rsaCommand) summary(found *rsa.Inference, lower, upper float64) rsaSummary {
	s := rsaSummary{Layers: []rsaLayer{}, Compare: c.Compare, Pairs: found.Pairs, Method: found.Method}
	for _, r := range found.Results {
		s.Layers = append(s.Layers, rsaLayer{r.Name, finiteOnes(r.Subjects), finite(r.Mean), finite(r.SE), finite(r.P), finite(r.PCorrected)})
	}
	if finite(lower) != nil && finite(upper) != nil {
		s.Ceiling = &rsaCeiling{lower, upper}
	}
	return s
}

// finiteOnes are values for JSON.
func finiteOnes(values []float64) []*float64 {
	ones := make([]*float64, len(values))
	for i, v := range values {
		ones[i] = finite(v)
	}
	return ones
}

// print prints a line a layer, the ceiling and the method.
func (c *rsaCommand) print(p *Program, found *rsa.Inference, lower, upper float64) error {
	table := tabwriter.NewWriter(p.Output, 0, 0, 2, ' ', 0)
	for _, r := range found.Results {
		line := fmt.Sprintf("%s\t%+.4f", r.Name, r.Mean)
		if finite(r.SE) != nil {
			line += fmt.Sprintf(" ± %.4f", r.SE)
		}
		if finite(r.Low) != nil {
			line += fmt.Sprintf("\t%+.4f to %+.4f", r.Low, r.High)
		}
		fmt.Fprintf(table, "%s\tp %.3g\tcorrected %.3g\n", line, r.P, r.PCorrected)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if finite(lower) != nil {
		if err := p.print("noise ceiling %.4f to %.4f", lower, upper); err != nil {
			return err
		}
	}
	return p.print("%s", found.Method)
}
