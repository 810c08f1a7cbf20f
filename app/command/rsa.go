package command

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"unitscope/viz/chart"
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
	Correction   rsa.Correction `default:"" enum:",max-statistic,benjamini-hochberg" placeholder:"C" help:"Over layers: max-statistic (the largest of each permutation; with sign-flip and labels, where it is the default) or benjamini-hochberg."`
	Differences  bool           `help:"Test every layer against every other one as well, two-sided; not by labels."`
	Partial      string         `placeholder:"others|L,..." help:"Partial correlations (spearman or pearson) as well: of each layer, given all others, or the layers named."`
	Regress      bool           `help:"Explain the mean of the people's matrices as a sum of layers with non-negative weights as well."`
	Figure       string         `placeholder:"F.png" help:"Draw people, means, standard errors and noise ceiling to a .png, .svg or .pdf file."`
	JSON         bool           `name:"json" help:"Print one JSON object."`
}

// Validate finds what no test could begin with.
func (c *rsaCommand) Validate() error {
	if c.Permutations < 0 {
		return fmt.Errorf("--permutations %d: at least one", c.Permutations)
	}
	if c.Partial != "" && c.Compare != rsa.Spearman && c.Compare != rsa.Pearson {
		return fmt.Errorf("--partial: by spearman or pearson, not by %s", c.Compare)
	}
	return nil
}

func (c *rsaCommand) Run(ctx context.Context, p *Program) error {
	if err := checkFigure(c.Figure); err != nil {
		return err
	}
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
	found, err := c.compare(ctx, p, models, people)
	if err != nil {
		return about(c.Brain, err)
	}
	figure := chart.Likeness(brainName(c.Brain), found.Inference, c.Compare, found.lower, found.upper)
	width := max(brainWidth, groupWidth*len(models.names))
	if err := writeFigure(c.Figure, figure, width, max(brainHeight, width/2)); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(p.Output).Encode(found.summary())
	}
	return found.print(p)
}

// likeness is all that was found of layers and people.
type likeness struct {
	*rsa.Inference
	compare      rsa.Comparator
	lower, upper float64       // of the noise ceiling; NaN of one person
	partials     *rsa.Partials // nil: not asked for
	fit          *rsa.Fit      // likewise
}

// compare finds what is asked for.
func (c *rsaCommand) compare(ctx context.Context, p *Program, models *matrices, people []rsa.RDM) (*likeness, error) {
	test := c.Test
	if test == "" && c.Permutations > 0 {
		test = rsa.Labels
	}
	report := p.startProgress(ctx, "permutation")
	inference, err := rsa.Infer(ctx, models.rdms, models.names, people, rsa.InferOptions{
		Compare: c.Compare, Test: test, Correction: c.Correction, Permutations: c.Permutations, Seed: c.Seed,
		Differences: c.Differences, Progress: report.shared(),
	})
	report.end()
	if err != nil {
		return nil, err
	}
	found := &likeness{Inference: inference, compare: c.Compare}
	found.lower, found.upper = rsa.NoiseCeiling(people, c.Compare)
	if c.Partial != "" {
		given, err := models.layers(c.Partial)
		if err != nil {
			return nil, err
		}
		if found.partials, err = rsa.InferPartial(ctx, models.rdms, models.names, people, given, c.Compare); err != nil {
			return nil, err
		}
	}
	if c.Regress {
		if found.fit, err = rsa.Regress(models.rdms, rsa.MeanOf(people)); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// others is how --partial calls all other layers.
const others = "others"

// layers returns the indexes of layers that are listed with commas between them; nil for all others.
func (m *matrices) layers(list string) (indexes []int, err error) {
	if list == others {
		return nil, nil
	}
	for _, name := range strings.Split(list, ",") {
		i := slices.Index(m.names, name)
		if i < 0 {
			return nil, fmt.Errorf("--partial: no layer is named %q; there are %s", name, strings.Join(m.names, ", "))
		}
		indexes = append(indexes, i)
	}
	return indexes, nil
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
	return people, models.checkSame(c.Brain, people[0], arrays.Stimuli())
}
