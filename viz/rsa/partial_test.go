package rsa

import (
	"context"
	"fmt"
	"math"
	"testing"
)

// Every layer's partial correlation is that of Partial, given the other layers, for every person; a dead layer has none and
// takes nothing from the others.
func TestInferPartial(t *testing.T) {
	models, names, subjects := simulated(9, 6, 4, 0.4, 7)
	subjects[2][5] = nan
	dead := make(RDM, len(models[0]))
	for i := range dead {
		dead[i] = nan
	}
	alive := models
	models, names = append(append([]RDM{}, models...), dead), append(names, "dead")
	for _, c := range []Comparator{Spearman, Pearson} {
		for _, given := range [][]int{nil, {1, 3}} {
			p, err := InferPartial(context.Background(), models, names, subjects, given, c)
			if err != nil {
				t.Fatal(err)
			}
			for m := range alive {
				var others []RDM
				for k := range alive {
					if k != m && (given == nil || k == 1 || k == 3) {
						others = append(others, alive[k])
					}
				}
				kept := knownInAll(append(append([]RDM{}, others...), append(subjects, alive[m])...))
				person := kept[len(others):]
				for s := range subjects {
					want := Partial(person[len(subjects)], person[s], kept[:len(others)], c)
					near(t, fmt.Sprint(c, given, m, s), p.Results[m].Subjects[s], want, 1e-12)
				}
				near(t, "p", p.Results[m].P, WilcoxonSignedRank(p.Results[m].Subjects, false), 0)
			}
			if r := p.Results[4]; !math.IsNaN(r.Mean) || !math.IsNaN(r.PCorrected) {
				t.Errorf("a dead layer: %+v", r)
			}
		}
	}
	for _, c := range []Comparator{KendallTauA, RhoA} {
		if _, err := InferPartial(context.Background(), models, names, subjects, nil, c); err == nil {
			t.Errorf("%s: no error", c)
		}
	}
	if _, err := InferPartial(context.Background(), models[:1], names[:1], subjects, nil, ""); err == nil {
		t.Error("one model, given no other: no error")
	}
}
