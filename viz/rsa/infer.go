package rsa

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// A Test is how it is decided whether layers are alike to a brain beyond chance, and beyond each other.
type Test string

const (
	// SignedRank takes people as a sample: Wilcoxon's signed-rank test of their correlations, exact up to 50 people.
	SignedRank Test = "signed-rank"
	// SignFlip takes people as a sample: their correlations' t against that of all (or random) changes of their signs.
	SignFlip Test = "sign-flip"
	// Labels exchanges the pictures' labels at random: the mean correlation against that of unrelated matrices. It can
	// do with one person, and says nothing of others.
	Labels Test = "labels"
	// BootstrapPictures takes pictures as a sample, drawn again and again with replacement.
	BootstrapPictures Test = "bootstrap-pictures"
	// BootstrapPeople draws people instead.
	BootstrapPeople Test = "bootstrap-people"
	// BootstrapBoth draws both, which errs on the careful side.
	BootstrapBoth Test = "bootstrap-both"
)

// Tests lists them all.
var Tests = []Test{SignedRank, SignFlip, Labels, BootstrapPictures, BootstrapPeople, BootstrapBoth}

// overPeople says that the test takes people as a sample.
func (t Test) overPeople() bool { return t != Labels && t != BootstrapPictures }

// A Correction is how p values are made to hold for several layers at once.
type Correction string

const (
	// MaxStatistic compares with the largest value among all layers of each permutation: the chance of any false
	// positive is that of p. For SignFlip and Labels.
	MaxStatistic Correction = "max-statistic"
	// BenjaminiHochberg bounds the expected share of false positives among the positives.
	BenjaminiHochberg Correction = "benjamini-hochberg"
)

// InferOptions are the settings of Infer; the zero value is the default one.
type InferOptions struct {
	Compare      Comparator // Spearman
	Test         Test       // SignedRank; of one person, Labels
	Correction   Correction // MaxStatistic where the test has one, else BenjaminiHochberg
	Permutations int        // or bootstrap samples: 1000
	Seed         uint64
	Differences  bool // compare layers with each other as well

	// Progress, if set, is told how many permutations are done, from any goroutine.
	Progress func(done, total int)
}

// Significant is the p below which a result counts: corrected, where many things are tried.
const Significant = 0.05

// DefaultPermutations is how many permutations or bootstrap samples are drawn.
const DefaultPermutations = 1000

// A Result is how alike one layer is to people's brains.
type Result struct {
	Name     string
	Subjects []float64 // per person; NaN where not defined
	Mean, SE float64   // over people of whom it is defined; the standard error of their mean, NaN of one

	P          float64 // one-sided: of no likeness, against one above zero
	PCorrected float64 // over all layers
	Low, High  float64 // 95 % bootstrap interval of the mean; NaN with another test
}

// A Difference is by how much one layer is more alike to brains than another.
type Difference struct {
	First, Second int     // indexes of results
	Mean, SE      float64 // of the first's minus the second's value, over people
	P, PCorrected float64 // two-sided
	Low, High     float64 // 95 % bootstrap interval; NaN with another test
}

// An Inference is what was found, and how.
type Inference struct {
	Results     []Result
	Differences []Difference // of every pair of layers, where they were asked for
	Pictures    int
	Pairs       int    // known in all people
	Method      string // the test in words, with its numbers and seed, for a caption
}

// ErrTest is wrapped by Infer's errors about a test that the data does not allow.
var ErrTest = errors.New("the test cannot be made")

// Infer compares every model with every subject and tests whether they are alike. names are the models'.
//
// It returns an error where matrices are not of one size, where a test cannot be made (of people, with one; of differences,
// by Labels), and ctx's error if stopped.
func Infer(ctx context.Context, models []RDM, names []string, subjects []RDM, o InferOptions) (*Inference, error) {
	n, err := checkSides(models, names, subjects)
	if err != nil {
		return nil, err
	}
	if o, err = o.resolve(len(subjects)); err != nil {
		return nil, err
	}
	e := &experiment{n: n, models: newSides(models, o.Compare), subjects: newSides(subjects, o.Compare), o: o}
	f := &Inference{Pictures: n, Pairs: len(knownInAll(subjects)[0]), Method: o.method(len(subjects), len(models))}
	e.correlations = e.correlate(nil, nil)
	for m, values := range e.correlations {
		mean, se := meanAndError(values)
		f.Results = append(f.Results, Result{Name: names[m], Subjects: values, Mean: mean, SE: se, P: math.NaN(), PCorrected: math.NaN(), Low: math.NaN(), High: math.NaN()})
	}
	if o.Differences {
		f.Differences = e.differences()
	}
	switch o.Test {
	case SignedRank:
		e.signedRank(f)
	case SignFlip:
		err = e.signFlip(ctx, f)
	case Labels:
		err = e.permuteLabels(ctx, f)
	default:
		err = e.bootstrap(ctx, f)
	}
	if err != nil {
		return nil, err
	}
	if o.Correction == BenjaminiHochberg {
		f.correct()
	}
	return f, nil
}

// checkSides returns the number of pictures, or what is wrong with what is to be compared.
func checkSides(models []RDM, names []string, subjects []RDM) (n int, err error) {
	if len(names) != len(models) {
		panic(fmt.Sprintf("rsa: %d names for %d models", len(names), len(models)))
	}
	if n, err = checkSame("models", models); err != nil {
		return 0, err
	}
	people, err := checkSame("subjects", subjects)
	if err == nil && people != n {
		err = fmt.Errorf("rsa: the models are of %d pictures (%d pairs), the subjects of %d (%d pairs)", n, Pairs(n), people, Pairs(people))
	}
	return n, err
}

// resolve fills in what is left to its default.
func (o InferOptions) resolve(people int) (InferOptions, error) {
	if o.Compare == "" {
		o.Compare = Spearman
	}
	if o.Permutations <= 0 {
		o.Permutations = DefaultPermutations
	}
	if o.Test == "" {
		o.Test = SignedRank
		if people == 1 {
			o.Test = Labels
		}
	}
	if !slices.Contains(Tests, o.Test) {
		return o, fmt.Errorf("rsa: no test is named %q; there are %v", string(o.Test), Tests)
	}
	permutes := o.Test == SignFlip || o.Test == Labels
	if o.Correction == "" {
		o.Correction = BenjaminiHochberg
		if permutes {
			o.Correction = MaxStatistic
		}
	}
	switch {
	case o.Correction != MaxStatistic && o.Correction != BenjaminiHochberg:
		return o, fmt.Errorf("rsa: no correction is named %q; there are %s and %s", string(o.Correction), MaxStatistic, BenjaminiHochberg)
	case o.Test.overPeople() && people < 2:
		return o, fmt.Errorf("rsa: %w: %s takes people as a sample, of whom there is one", ErrTest, o.Test)
	case o.Correction == MaxStatistic && !permutes:
		return o, fmt.Errorf("rsa: %w: %s has no largest statistic to correct by; take %s", ErrTest, o.Test, BenjaminiHochberg)
	case o.Differences && o.Test == Labels:
		return o, fmt.Errorf("rsa: %w: exchanging labels makes both layers unlike the brain, which says nothing of their difference", ErrTest)
	}
	return o, o.Compare.Check()
}

// An experiment is models and people that are compared.
type experiment struct {
	n                int // pictures
	models, subjects []*side
	o                InferOptions
	correlations     [][]float64 // models × subjects
}

// correlate compares every model with every subject, pair i counting weights[i] times (nil: once). Where drawn is not nil,
// subjects of whom it is 0 are left out, as NaN.
func (e *experiment) correlate(weights, drawn []float64) [][]float64 {
	people := make([][]float64, len(e.subjects)) // standardised; nil where it is no use
	values := make([][]float64, len(e.models))
	linear := e.o.Compare.linear()
	for s, subject := range e.subjects {
		if linear && subject.complete && weightOf(drawn, s) > 0 {
			people[s] = subject.standardised(weights)
		}
	}
	for m, model := range e.models {
		values[m] = make([]float64, len(e.subjects))
		var z []float64
		if linear && model.complete {
			z = model.standardised(weights)
		}
		for s, subject := range e.subjects {
			switch {
			case weightOf(drawn, s) == 0:
				values[m][s] = math.NaN()
			case z != nil && people[s] != nil:
				values[m][s] = floats.Dot(z, people[s])
			default:
				values[m][s] = compare(model, subject, weights)
			}
		}
	}
	return values
}

// differences are those of every pair of models, not yet tested.
func (e *experiment) differences() []Difference {
	var all []Difference
	for m := range e.models {
		for k := m + 1; k < len(e.models); k++ {
			mean, se := meanAndError(e.between(m, k))
			all = append(all, Difference{First: m, Second: k, Mean: mean, SE: se, P: math.NaN(), PCorrected: math.NaN(), Low: math.NaN(), High: math.NaN()})
		}
	}
	return all
}

// between is one model's correlations minus another's, per subject.
func (e *experiment) between(m, k int) []float64 {
	return floats.SubTo(make([]float64, len(e.subjects)), e.correlations[m], e.correlations[k])
}

// meanAndError returns the mean of the values that are not NaN and its standard error.
func meanAndError(values []float64) (mean, se float64) {
	defined := withoutNaN(values)
	if len(defined) == 0 {
		return math.NaN(), math.NaN()
	}
	mean, deviation := stat.MeanStdDev(defined, nil)
	return mean, deviation / math.Sqrt(float64(len(defined))) // NaN of one
}

// withoutNaN returns the values that are numbers.
func withoutNaN(values []float64) []float64 {
	var defined []float64
	for _, v := range values {
		if !math.IsNaN(v) {
			defined = append(defined, v)
		}
	}
	return defined
}
