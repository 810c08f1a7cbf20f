package cnn

import (
	"slices"
	"testing"
)

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"kitten", "sitting", 3}, {"", "abc", 3}, {"conv1", "conv1", 0}, {"flaw", "lawn", 2}, {"größe", "grösse", 2}} { // by hand
		if got := editDistance([]rune(c.a), []rune(c.b)); got != c.want || editDistance([]rune(c.b), []rune(c.a)) != c.want {
			t.Errorf("%s to %s: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestNearestNames(t *testing.T) {
	names := []string{"conv1", "relu1", "conv2", "relu2", "flatten", "/layer1/conv2/Conv"}
	for name, want := range map[string][]string{
		"conv9":  {"conv1", "conv2"},
		"Conv1":  {"conv1", "conv2"},
		"flaten": {"flatten"},
		"conv":   {"conv1", "conv2", "/layer1/conv2/Conv"},
		"dense":  {},
		"":       {},
	} {
		if got := NearestNames(name, names); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
