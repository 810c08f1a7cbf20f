package rsa_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unitscope/cnn/data"
	"unitscope/cnn/npy"
	"unitscope/viz/rsa"
)

// brainData is the folder of recordings, or the test is skipped.
func brainData(t testing.TB) string {
	t.Helper()
	root := os.Getenv("UNITSCOPE_DATA")
	if root == "" {
		root = "../../../shared/data"
	}
	folder := filepath.Join(root, "brain")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("no recordings at ", folder)
	}
	return folder
}

// triangles reads a file of upper triangles, whatever its other axes.
func triangles(t testing.TB, name string) []rsa.RDM {
	t.Helper()
	f, err := os.Open(filepath.Join(brainData(t), "derived_92_from_rsatoolbox", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	shape, values, err := npy.Read[float64](f)
	if err != nil {
		t.Fatal(err)
	}
	pairs := shape[len(shape)-1]
	var all []rsa.RDM
	for ; len(values) > 0; values = values[pairs:] {
		all = append(all, values[:pairs])
	}
	return all
}

// mean is the mean of matrices.
func mean(all []rsa.RDM) rsa.RDM {
	m := make(rsa.RDM, len(all[0]))
	for i := range m {
		for _, r := range all {
			m[i] += r[i] / float64(len(all))
		}
	}
	return m
}

// reference holds values to numbers that rsatoolbox and scipy gave.
type reference struct {
	t     *testing.T
	known map[string]any
	held  int
}

func newReference(t *testing.T) *reference {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(brainData(t), "reference", "reference_numbers.json"))
	if err != nil {
		t.Fatal(err)
	}
	r := &reference{t: t, known: map[string]any{}}
	if err := json.Unmarshal(text, &r.known); err != nil {
		t.Fatal(err)
	}
	return r
}

// hold compares values, with one number or a list of them.
func (r *reference) hold(name string, values ...float64) {
	r.t.Helper()
	r.held++
	var want []float64
	switch known := r.known[name].(type) {
	case nil:
		r.t.Fatalf("no reference is named %q", name)
	case float64:
		want = []float64{known}
	case []any:
		for _, v := range known {
			want = append(want, v.(float64))
		}
	}
	if len(values) != len(want) {
		r.t.Fatalf("%s: %d values for %d", name, len(values), len(want))
	}
	for i, v := range values {
		if !(math.Abs(v-want[i]) <= 1e-9) {
			r.t.Errorf("%s: %.17g, want %.17g", name, v, want[i])
		}
	}
}

// Every number of rsatoolbox's and scipy's, from the arrays as NumPy wrote them.
func TestReferenceNumbers(t *testing.T) {
	r := newReference(t)
	group, monkey := triangles(t, "hIT_group_4186.npy")[0], triangles(t, "mIT_674neurons_4186.npy")[0]
	sessions, behaviour := triangles(t, "hIT_4subj_2sess_4186.npy"), triangles(t, "behaviour_16subj_4186.npy")
	models := triangles(t, "models_8_4186.npy")
	if len(sessions) != 8 || len(behaviour) != 16 || len(models) != 8 {
		t.Fatal(len(sessions), len(behaviour), len(models))
	}
	var people []rsa.RDM
	for s, name := range []string{"BE", "KO", "SN", "TI"} {
		people = append(people, mean(sessions[2*s:2*s+2]))
		r.hold("92.hIT."+name+".session1_vs_session2.spearman", rsa.Compare(sessions[2*s], sessions[2*s+1], rsa.Spearman))
	}
	r.hold("92.mITvec_equals_modelRDMs.monkeyIT.spearman", rsa.Compare(monkey, models[2], rsa.Spearman))
	r.hold("92.hIT.first5", group[:5]...)
	r.hold("92.mIT.first5", monkey[:5]...)
	four := mean(people)
	for short, c := range map[string]rsa.Comparator{"pearson": rsa.Pearson, "spearman": rsa.Spearman, "tau_a": rsa.KendallTauA, "tau_b": rsa.KendallTauB, "rho_a": rsa.RhoA} {
		r.hold("92.hIT_vs_mIT."+short, rsa.Compare(group, monkey, c))
		if c != rsa.KendallTauB && c != rsa.RhoA {
			r.hold("92.hIT4mean_vs_mIT."+short, rsa.Compare(four, monkey, c))
		}
	}
	for short, c := range map[string]rsa.Comparator{"pearson": rsa.Pearson, "spearman": rsa.Spearman, "tau_a": rsa.KendallTauA, "cosine": rsa.Cosine} {
		lower, upper := rsa.NoiseCeiling(people, c)
		r.hold("92.hIT4.noise_ceiling(rsatoolbox)."+short+"[lower,upper]", lower, upper)
	}
	for short, c := range map[string]rsa.Comparator{"spearman": rsa.Spearman, "tau_a": rsa.KendallTauA} {
		lower, upper := rsa.NoiseCeiling(behaviour, c)
		r.hold("92.behaviour16.noise_ceiling(rsatoolbox)."+short, lower, upper)
		r.hold("92.hIT4mean_vs_behaviourMean."+short, rsa.Compare(four, mean(behaviour), c))
	}
	r.models(models, people, group)
	r.pixels(group, monkey)
	if r.held != len(r.known) {
		t.Errorf("%d of %d numbers were held", r.held, len(r.known))
	}
}

// models holds the eight models against people and group.
func (r *reference) models(models, people []rsa.RDM, group rsa.RDM) {
	names, err := os.ReadFile(filepath.Join(brainData(r.t), "derived_92_from_rsatoolbox", "models_order.txt"))
	if err != nil {
		r.t.Fatal(err)
	}
	for m, name := range strings.Fields(string(names)) {
		r.hold("92.model."+name+".tied_pairs", tiedPairs(models[m]))
		for short, c := range map[string]rsa.Comparator{"spearman": rsa.Spearman, "tau_a": rsa.KendallTauA} {
			f, err := rsa.Infer(context.Background(), models[m:m+1], []string{name}, people, rsa.InferOptions{Compare: c})
			if err != nil {
				r.t.Fatal(err)
			}
			r.hold("92.model."+name+".mean_over_4subj."+short, f.Results[0].Mean)
		}
		r.hold("92.model."+name+"_vs_hITgroup.spearman", rsa.Compare(models[m], group, rsa.Spearman))
	}
}

// tiedPairs counts equal dissimilarities, pair by pair.
func tiedPairs(r rsa.RDM) float64 {
	tied := 0.0
	for i, v := range r {
		for _, w := range r[i+1:] {
			if v == w {
				tied++
			}
		}
	}
	return tied
}

// pixels holds the RDM of the 92 pictures themselves.
func (r *reference) pixels(group, monkey rsa.RDM) {
	folder := filepath.Join(brainData(r.t), "derived_92_from_rsatoolbox", "images_png")
	source, err := data.OpenDir(os.DirFS(folder), "92", data.Options{})
	if err != nil {
		r.t.Fatal(err)
	}
	rdm, err := rsa.OfRows(context.Background(), rsa.Pixels(source.Train), rsa.PearsonDistance, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	r.hold("92.pixelRDM(gray bg .mat,RGB,1-pearson).first5", rdm[:5]...)
	r.hold("92.pixelRDM.mean", sum(rdm)/float64(len(rdm)))
	r.hold("92.pixelRDM_vs_hITgroup.spearman", rsa.Compare(rdm, group, rsa.Spearman))
	r.hold("92.pixelRDM_vs_mIT.spearman", rsa.Compare(rdm, monkey, rsa.Spearman))
}

func sum(values []float64) (s float64) {
	for _, v := range values {
		s += v
	}
	return s
}
