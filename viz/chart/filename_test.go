package chart_test

import (
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
