package rsa

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/floats"
)

// film is a movie in which model k shows from onset[k] ms on and most at peak[k] ms, with signal's strength, in noise. Models
// have nothing in common.
func film(people, pictures int, onset, peak []float64, signal float64, seed uint64) (models []RDM, names []string, m Movie) {
	rng := rand.New(rand.NewPCG(seed, 5))
	for k := range onset {
		model := RDM(residual(random(Pairs(pictures), 0, rng), orthonormal(raw(models))))
		models, names = append(models, model), append(names, fmt.Sprint("layer", k))
	}
	for ms := -100.; ms <= 400; ms += 10 {
		m.Times = append(m.Times, ms)
	}
	for range people {
		var moments []RDM
		for _, ms := range m.Times {
			r := RDM(random(Pairs(pictures), 0, rng))
			for k := range onset {
				if ms >= onset[k] {
					floats.AddScaled(r, signal*math.Sqrt(float64(len(r)))*math.Exp(-math.Pow((ms-peak[k])/40, 2)), models[k])
				}
			}
			moments = append(moments, r)
		}
		m.Subjects = append(m.Subjects, moments)
	}
	return models, names, m
}

func raw(models []RDM) (vectors [][]float64) {
	for _, m := range models {
		vectors = append(vectors, m)
	}
	return vectors
}

// Onsets and peaks come back where they were put, with few people and with many; layers peak in their order.
func TestTimecoursesFindLatencies(t *testing.T) {
	onset, peaks := []float64{40, 90, 140, 260}, []float64{60, 120, 180, 310}
	for _, people := range []int{1, 3, 6, 14} {
		models, names, m := film(people, 40, onset, peaks, 2, 1)
		c, err := Timecourses(context.Background(), models, names, m, TimeOptions{Permutations: 300, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for k, l := range c.Layers {
			if l.Onset == nil || math.Abs(l.Onset.MS-onset[k]) > 10 || math.Abs(l.Peak.MS-peaks[k]) > 10 {
				t.Errorf("%d people, %s: onset %+v, peak %+v, want %g and %g", people, l.Name, l.Onset, l.Peak, onset[k], peaks[k])
				continue
			}
			if !(l.Onset.Low <= l.Onset.MS && l.Onset.MS <= l.Onset.High && l.Peak.Low <= l.Peak.High) || people == 1 && l.Peak.Low != l.Peak.High {
				t.Errorf("%d people, %s: onset %+v, peak %+v", people, l.Name, l.Onset, l.Peak)
			}
			at := 0
			for m.Times[at] != l.Peak.MS {
				at++
			}
			mean, se := meanAndError(column(l.Subjects, at))
			near(t, "mean", l.Mean[at], mean, 0)
			near(t, "error", l.SE[at], se, 0)
		}
		near(t, "correlation of one moment", c.Layers[2].Subjects[0][30], Compare(models[2], m.Subjects[0][30], Spearman), 1e-13)
		if c.Depth.Rho != 1 || c.Depth.P != 1./24 || c.Depth.Layers != 4 {
			t.Errorf("%d people: depth %+v", people, c.Depth) // one of 4! orders
		}
	}
}

func column(rows [][]float64, at int) (values []float64) {
	for _, row := range rows {
		values = append(values, row[at])
	}
	return values
}

// In 200 recordings of noise, clusters that count appear no more often than their rate, for people's signs and for labels.
func TestTimecourseFalsePositives(t *testing.T) {
	for _, c := range []struct{ people, least, most int }{{8, 2, 21}, {2, 2, 21}} { // Binomial(200, .05): 99.9 % within
		found := 0
		for k := range uint64(200) {
			models, names, m := film(c.people, 8, []float64{1e9}, []float64{0}, 0, k)
			courses, err := Timecourses(context.Background(), models, names, m, TimeOptions{Permutations: 99, Seed: k, Forming: 0.05})
			if err != nil {
				t.Fatal(err)
			}
			if courses.Layers[0].Onset != nil {
				found++
			}
		}
		t.Logf("%d people: %d of 200", c.people, found)
		if found < c.least || found > c.most {
			t.Errorf("%d people: an onset in %d of 200 recordings of noise, 10 expected", c.people, found)
		}
	}
}

// A dead layer, a moment that is unknown and a person who answers nothing leave the others as they are.
func TestTimecoursesLeaveOutTheUnknown(t *testing.T) {
	models, names, m := film(6, 15, []float64{50, 160}, []float64{80, 200}, 2, 3)
	o := TimeOptions{Permutations: 100, Seed: 1}
	want, err := Timecourses(context.Background(), models, names, m, o)
	if err != nil {
		t.Fatal(err)
	}
	dead := make(RDM, len(models[0]))
	for i := range dead {
		dead[i] = nan
	}
	for s := range m.Subjects {
		m.Subjects[s][5] = dead
	}
	m.Subjects[0][20] = dead
	got, err := Timecourses(context.Background(), append(models, dead), append(names, "dead"), m, o)
	if err != nil {
		t.Fatal(err)
	}
	if l := got.Layers[2]; l.Onset != nil || l.Peak != nil || !math.IsNaN(l.Mean[8]) || got.Depth.Layers != 2 {
		t.Errorf("of a dead layer: %+v", l)
	}
	for k := range 2 {
		l := got.Layers[k]
		if !math.IsNaN(l.Mean[5]) || math.IsNaN(l.Mean[20]) || !math.IsNaN(l.Subjects[0][20]) {
			t.Errorf("%s: %v", l.Name, l.Mean)
		}
		if !cmp.Equal(l.Onset, want.Layers[k].Onset) || l.Peak.MS != want.Layers[k].Peak.MS {
			t.Errorf("%s: onset %+v, peak %+v; with everything known %+v, %+v", l.Name, l.Onset, l.Peak, want.Layers[k].Onset, want.Layers[k].Peak)
		}
		if !cmp.Equal(l.Mean[6:20], want.Layers[k].Mean[6:20], cmpopts.EquateApprox(0, 1e-12)) {
			t.Errorf("%s: other moments have changed", l.Name)
		}
	}
}

func TestTimecoursesRefuse(t *testing.T) {
	models, names, m := film(2, 6, []float64{0}, []float64{0}, 1, 4)
	good := m.Times
	for name, spoil := range map[string]func(m *Movie){
		"times that fall":     func(m *Movie) { m.Times = append([]float64{5}, good[1:]...); m.Times[2] = 4 },
		"a time that is none": func(m *Movie) { m.Times = append([]float64{nan}, good[1:]...) },
		"fewer times":         func(m *Movie) { m.Times = good[1:] },
		"nobody":              func(m *Movie) { m.Subjects = nil },
		"one of another size": func(m *Movie) { m.Subjects = [][]RDM{m.Subjects[0], append([]RDM{make(RDM, 3)}, m.Subjects[1][1:]...)} },
	} {
		bad := m
		spoil(&bad)
		if _, err := Timecourses(context.Background(), models, names, bad, TimeOptions{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Timecourses(ctx, models, names, m, TimeOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

// Clusters by hand: runs above the threshold, their sums, and their chance among the largest of permutations.
func TestSpans(t *testing.T) {
	n := null{threshold: 1, masses: []float64{0, 0, 1.5, 3, 3.5, 8}}
	spans := n.spans([]float64{0, 2, 1.5, 1, nan, 4, -3, 1.25})
	want := []Span{{From: 1, To: 2, Mass: 3.5}, {From: 5, To: 5, Mass: 4}, {From: 7, To: 7, Mass: 1.25}}
	if !cmp.Equal(spans, want) {
		t.Errorf("%v, want %v", spans, want)
	}
	for _, c := range []struct{ mass, p float64 }{{3.5, 3. / 7}, {4, 2. / 7}, {9, 1. / 7}, {0, 1}, {math.Inf(1), 1. / 7}} { // one more than reach it, of one more
		near(t, "p", n.p(c.mass), c.p, 0)
	}
	n.exact = true
	near(t, "exact p", n.p(3.5), 2./6, 0)
}

// All orders of four, each once.
func TestOrders(t *testing.T) {
	seen := map[[4]float64]bool{}
	values := []float64{1, 2, 3, 4}
	orders(values, 4, func() { seen[[4]float64(values)] = true })
	if len(seen) != 24 {
		t.Errorf("%d orders", len(seen))
	}
}

// By hand: 2 people, 2 moments; a pair that one of them lacks at a moment is the other's.
func TestMovieMean(t *testing.T) {
	m := Movie{Times: []float64{0, 10}, Subjects: [][]RDM{{{1, 2, 3}, {4, nan, 6}}, {{3, 2, 1}, {0, 5, nan}}}}
	for at, want := range []RDM{{2, 2, 2}, {2, 5, 6}} {
		if got := m.Mean()[at]; !slices.Equal(got, want) {
			t.Errorf("moment %d: %v, want %v", at, got, want)
		}
	}
}
