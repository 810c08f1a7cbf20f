package chart_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"unitscope/viz/chart"
	"unitscope/viz/figure"
	"unitscope/viz/rsa"
)

// The figure has every person's value, stars where the corrected p is small, and says how that came about.
func TestLikeness(t *testing.T) {
	models := []rsa.RDM{{1, 2, 3, 4, 5, 6}, {3, 1, 2, 6, 5, 4}}
	var people []rsa.RDM
	for k := range 6 {
		person := append(rsa.RDM{}, models[0]...)
		person[k] += 0.5
		people = append(people, person)
	}
	found, err := rsa.Infer(context.Background(), models, []string{"conv1", "conv2"}, people, rsa.InferOptions{Compare: rsa.Pearson})
	if err != nil {
		t.Fatal(err)
	}
	f := chart.Likeness("people.npz", found, rsa.Pearson, 0.5, 0.7).(figure.Captioned)
	s := f.Figure.(figure.Spread)
	if len(s.Groups) != 2 || len(s.Groups[0].Values) != 6 || s.Groups[0].Mark != "*" || s.Band.Low != 0.5 || s.Band.High != 0.7 || s.Groups[0].Error != found.Results[0].SE {
		t.Errorf("%+v", s)
	}
	if !strings.Contains(f.Caption, found.Method) || !strings.Contains(f.Caption, "6 people") || !strings.Contains(s.Title, "people.npz: pearson") {
		t.Errorf("%q, %q", s.Title, f.Caption)
	}
}

// A matrix is whole, 0 on its diagonal, and names its pictures where there is room.
func TestDissimilarities(t *testing.T) {
	m := chart.Dissimilarities("pixels", rsa.RDM{0.5, 1.5, 1}, []string{"a", "b", "c"}).(figure.Matrix)
	var table bytes.Buffer
	if err := figure.WriteCSV(&table, m); err != nil || table.String() != ",0,1,2\na,0,0.5,1.5\nb,0.5,0,1\nc,1.5,1,0\n" || m.Range.High != 1.5 || m.Range.Low != 0 {
		t.Errorf("%q, %v, %+v", table.String(), err, m.Range)
	}
}
