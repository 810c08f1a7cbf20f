package rsa

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// A Movie is people's RDMs over time: of MEG or EEG, one for every moment.
type Movie struct {
	Times    []float64 // ms, rising
	Subjects [][]RDM   // people × times
}

// Mean is the people's mean at every moment, as MeanOf has it.
func (m Movie) Mean() []RDM {
	mean := make([]RDM, len(m.Times))
	for t := range m.Times {
		people := make([]RDM, len(m.Subjects))
		for s, moments := range m.Subjects {
			people[s] = moments[t]
		}
		mean[t] = MeanOf(people)
	}
	return mean
}

// check returns the number of pictures, or what is wrong.
func (m Movie) check() (n int, err error) {
	if len(m.Subjects) == 0 || len(m.Times) == 0 {
		return 0, fmt.Errorf("rsa: a movie of %d people and %d moments", len(m.Subjects), len(m.Times))
	}
	for i, t := range m.Times {
		if math.IsNaN(t) || math.IsInf(t, 0) || i > 0 && t <= m.Times[i-1] {
			return 0, fmt.Errorf("rsa: times must rise: number %d is %g ms", i+1, t)
		}
	}
	for s, moments := range m.Subjects {
		if len(moments) != len(m.Times) {
			return 0, fmt.Errorf("rsa: person %d has %d moments, but there are %d times", s+1, len(moments), len(m.Times))
		}
	}
	return checkSame("moments", slices.Concat(m.Subjects...))
}

// TimeOptions are the settings of Timecourses; the zero value is the default one.
type TimeOptions struct {
	Compare      Comparator // Spearman
	Permutations int        // and bootstrap samples: 1000
	Seed         uint64
	Alpha        float64 // a cluster's p at which it counts: Significant
	Forming      float64 // one-sided p of a single moment from which a cluster is formed: 0.01

	// Progress, if set, is told how much is done, from any goroutine.
	Progress func(done, total int)
}

// A Latency is a moment in ms with its 95 % bootstrap interval over people, which is the moment itself of one person.
type Latency struct{ MS, Low, High float64 }

// A Span is a run of moments at which a layer is alike to brains: indexes of times, From to To inclusive.
type Span struct {
	From, To int
	Mass     float64 // sum of the statistic
	P        float64 // of so much by chance anywhere in the layer's course
}

// A Course is how alike one layer is to people's brains over time.
type Course struct {
	Name     string
	Subjects [][]float64 // people × times
	Mean, SE []float64   // over people; SE NaN of one
	Spans    []Span      // clusters, in time's order, the chance ones too
	Onset    *Latency    // when the first cluster that counts begins; nil where none does
	Peak     *Latency    // of the largest mean; nil where nothing is defined
}

// Courses are layers' courses, and what they have in common.
type Courses struct {
	Times  []float64
	Layers []Course
	Depth  Depth
	Method string // the tests in words, for a caption
}

// Timecourses compares models with every moment of people's recordings.
//
// Clusters are found by permutation, layer by layer: Maris and Oostenveld 2007. With five people or more, moments at which
// the people's t exceeds that of p = Forming form clusters, whose sum is compared with the largest under changes of people's
// signs. With fewer, people cannot be a sample: then z, the mean in deviations of what it is when the pictures' labels are
// exchanged, takes t's place. It returns an error where shapes do not fit, and ctx's error if stopped.
//
// Cichy, Pantazis and Oliva 2014, "Resolving human object recognition in space and time", for latencies.
func Timecourses(ctx context.Context, models []RDM, names []string, m Movie, o TimeOptions) (*Courses, error) {
	n, err := m.check()
	if err != nil {
		return nil, err
	}
	if _, err := checkSides(models, names, m.Subjects[0]); err != nil {
		return nil, err
	}
	o = o.resolve()
	if err := o.Compare.Check(); err != nil {
		return nil, err
	}
	c := newCinema(n, models, m, o)
	courses := &Courses{Times: m.Times, Method: o.method(len(m.Subjects))}
	if err := c.watch(ctx); err != nil {
		return nil, err
	}
	draws := bootstrapPeople(len(m.Subjects), o)
	courses.Layers = make([]Course, len(names))
	err = each(ctx, len(names), plain(func(k int) {
		courses.Layers[k] = c.course(k, names[k])
		c.nulls[k].test(&courses.Layers[k], o)
		c.latencies(k, &courses.Layers[k], draws)
	}))
	if err != nil {
		return nil, err
	}
	courses.Depth = c.depth(draws)
	return courses, nil
}

// resolve fills in what is left to its default.
func (o TimeOptions) resolve() TimeOptions {
	if o.Compare == "" {
		o.Compare = Spearman
	}
	if o.Permutations <= 0 {
		o.Permutations = DefaultPermutations
	}
	if o.Alpha <= 0 {
		o.Alpha = Significant
	}
	if o.Forming <= 0 {
		o.Forming = 0.01
	}
	return o
}

// fewestPeople is how many people must be there to be a sample: all changes of signs of fewer do not reach p = 0.05.
const fewestPeople = 5

// method is the tests in words.
func (o TimeOptions) method(people int) string {
	how := fmt.Sprintf("people's t (%d) under %d random changes of signs", people, o.Permutations)
	switch {
	case people < fewestPeople:
		how = fmt.Sprintf("%d exchanges of the pictures' labels", o.Permutations)
	case people <= mostFlips:
		how = fmt.Sprintf("people's t (%d) under all %d changes of signs", people, 1<<people)
	}
	text := fmt.Sprintf("%s correlation; clusters of moments at one-sided p < %g, each p < %g by %s", o.Compare, o.Forming, o.Alpha, how)
	if people > 1 {
		text += fmt.Sprintf("; 95 %% intervals of latencies from %d bootstrap samples of people", o.Permutations)
	}
	return fmt.Sprintf("%s; seed %d", text, o.Seed)
}

// A cinema is models that watch a movie.
type cinema struct {
	n      int
	models []*side
	movie  Movie
	o      TimeOptions
	values [][][]float64 // models × people × times
	nulls  []null        // one a model
}

func newCinema(n int, models []RDM, m Movie, o TimeOptions) *cinema {
	c := &cinema{n: n, models: newSides(models, o.Compare), movie: m, o: o, values: make([][][]float64, len(models)), nulls: make([]null, len(models))}
	for k := range models {
		for range m.Subjects {
			c.values[k] = append(c.values[k], make([]float64, len(m.Times)))
		}
	}
	return c
}

// watch compares all models with all moments, and finds what their likeness would be by chance.
func (c *cinema) watch(ctx context.Context) error {
	relabels := len(c.movie.Subjects) < fewestPeople
	var orders [][]int32
	chance := make([][][]float64, len(c.movie.Times)) // times × permutations × models
	if relabels {
		orders = permutationsOf(c.n, c.o.Permutations, c.o.Seed)
	}
	for t := range c.movie.Times {
		e := &experiment{n: c.n, models: c.models, subjects: make([]*side, len(c.movie.Subjects)), o: InferOptions{Compare: c.o.Compare}}
		if err := each(ctx, len(e.subjects), plain(func(s int) { e.subjects[s] = newSide(c.movie.Subjects[s][t], c.o.Compare) })); err != nil {
			return err
		}
		for k, values := range e.correlate(nil, nil) {
			for s, v := range values {
				c.values[k][s][t] = v
			}
		}
		if relabels {
			var err error
			if chance[t], err = e.relabelled(ctx, orders); err != nil {
				return err
			}
		}
		if c.o.Progress != nil {
			c.o.Progress(t+1, len(c.movie.Times))
		}
	}
	ways := newFlips(len(c.movie.Subjects), c.o.Permutations, c.o.Seed)
	return each(ctx, len(c.models), plain(func(k int) {
		if relabels {
			c.nulls[k] = relabelledNull(chance, k, c.o.Forming)
		} else {
			c.nulls[k] = flippedNull(c.values[k], ways, c.o.Forming)
		}
	}))
}

// course is a model's, without tests.
func (c *cinema) course(k int, name string) Course {
	times := len(c.movie.Times)
	course := Course{Name: name, Subjects: c.values[k], Mean: make([]float64, times), SE: make([]float64, times)}
	at := make([]float64, len(c.values[k]))
	for t := range times {
		for s := range at {
			at[s] = c.values[k][s][t]
		}
		course.Mean[t], course.SE[t] = meanAndError(at)
	}
	return course
}

// peak is the index of the largest value, the first one on a tie; −1 where all are NaN.
func peak(values []float64) int {
	best := -1
	for t, v := range values {
		if !math.IsNaN(v) && (best < 0 || v > values[best]) {
			best = t
		}
	}
	return best
}

// drawnMean is people's mean course, each counting as often as they were drawn.
func drawnMean(people [][]float64, drawn []float64) []float64 {
	times := len(people[0])
	sum, count := make([]float64, times), make([]float64, times)
	for s, course := range people {
		if w := weightOf(drawn, s); w > 0 {
			for t, v := range course {
				if !math.IsNaN(v) {
					sum[t] += w * v
					count[t] += w
				}
			}
		}
	}
	floats.Div(sum, count) // NaN where nobody's is defined
	return sum
}
