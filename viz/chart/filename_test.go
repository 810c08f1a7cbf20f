package chart_test

import (
	"slices"
	"testing"

	"unitscope/viz/chart"
)

func TestFileName(t *testing.T) {
	for layer, want := range map[string]string{
		"conv2": "conv2", "/layer1/conv/Conv": "_layer1_conv_Conv", "a b\t#1": "a_b__1", `c:\x?`: "c__x_", "größe.1-2": "größe.1-2",
	} {
		if got := chart.FileName(layer); got != want {
			t.Errorf("%q: %q, want %q", layer, got, want)
		}
	}
}

func TestFileNames(t *testing.T) {
	layers := []string{"a/b", "a:b", "A?B", "a_b-2", "best", "c"}
	want := []string{"a_b", "a_b-2", "A_B-3", "a_b-2-2", "best-2", "c"}
	if got := chart.FileNames(layers, "Best"); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
