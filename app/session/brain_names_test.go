package session

import (
	"slices"
	"testing"
)

func TestRegionNames(t *testing.T) {
	for _, c := range []struct {
		name    string
		sources []regionSource
		want    []string
	}{
		{"files whose arrays say nothing", []regionSource{sourceOf("rdms/fmri_EVC_RDMs.npz", "Net_RDM", false), sourceOf("rdms/fmri_IT_RDMs.npz", "Net_RDM", false)}, []string{"EVC", "IT"}},
		{"the same, arrays asked for", []regionSource{sourceOf("fmri_EVC_RDMs.npz", "Net_RDM", true), sourceOf("fmri_IT_RDMs.npz", "Net_RDM", true)}, []string{"EVC", "IT"}},
		{"arrays of one file", []regionSource{sourceOf("regions.npz", "V1", true), sourceOf("regions.npz", "IT", true)}, []string{"V1", "IT"}},
		{"the same array of two files", []regionSource{sourceOf("left.npz", "V1", true), sourceOf("right.npz", "V1", true)}, []string{"left V1", "right V1"}},
		{"numbered arrays", []regionSource{sourceOf("monkey.npz", "arr_0", true), sourceOf("monkey.npz", "arr_1", true)}, []string{"monkey 0", "monkey 1"}},
		{"numbers alone tell apart", []regionSource{sourceOf("V1_2.npy", "V1_2", false), sourceOf("V1_3.npy", "V1_3", false)}, []string{"V1 2", "V1 3"}},
		{"folders tell apart", []regionSource{sourceOf("ann/IT.npy", "IT", false), sourceOf("bob/IT.npy", "IT", false)}, []string{"ann IT", "bob IT"}},
		{"nothing says anything", []regionSource{sourceOf("92_RDMs.mat", "RDMs.RDM", true)}, []string{"92_RDMs"}},
		{"the same twice", []regionSource{sourceOf("a/x.npz", "V", true), sourceOf("b/a/x.npz", "V", true)}, []string{"V", "x V"}},
		{"alphabets", []regionSource{sourceOf("Sehrinde_früh.csv", "Sehrinde_früh", false)}, []string{"Sehrinde früh"}},
	} {
		if got := regionNamesOf(c.sources); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
