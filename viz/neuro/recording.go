package neuro

import (
	"fmt"
	"math"
	"path"
	"slices"
	"strings"

	"unitscope/viz/rsa"
)

// The arrays of a recording that are found by their names.
const (
	StimuliArray = "stimuli" // the pictures' names
	MovieArray   = "rdms"    // dissimilarities over time
	TimesArray   = "times"   // in ms
)

// Stimuli are the names of the pictures that a file's dissimilarities are of; nil where it has none.
func (a *Arrays) Stimuli() []string {
	if names, err := a.Text(StimuliArray); err == nil {
		return names
	}
	if array, err := a.Get(""); err == nil {
		return array.Pictures()
	}
	return nil
}

// Moments returns the dissimilarities of people over time, people × times: the array of a name, MovieArray where none is given
// and there are several. It holds subjects × times × pairs, or × n × n; of one person without the first axis.
func (a *Arrays) Moments(name string) ([][]rsa.RDM, error) {
	if name == "" && slices.Contains(a.Names(), MovieArray) {
		name = MovieArray
	}
	array, err := a.Get(name)
	if err != nil {
		return nil, err
	}
	outer, rdms, err := array.RDMs()
	if err != nil {
		return nil, err
	}
	if len(outer) == 1 {
		outer = append([]int{1}, outer...)
	}
	if len(outer) != 2 {
		return nil, fmt.Errorf("neuro: %s: shape %v; recordings over time are subjects × times × pairs, or × n × n", array.Name, array.Shape)
	}
	return slices.Collect(slices.Chunk(rdms, outer[1])), nil
}

// Times returns the times in ms of so many moments: the array of a name. They are numbers that rise, or it returns an error.
func (a *Arrays) Times(name string, moments int) ([]float64, error) {
	array, err := a.Get(name)
	if err != nil {
		return nil, err
	}
	if len(array.Data) != moments {
		return nil, fmt.Errorf("%d times for %d moments", len(array.Data), moments)
	}
	for i, t := range array.Data {
		if math.IsNaN(t) || math.IsInf(t, 0) || i > 0 && t <= array.Data[i-1] {
			return nil, fmt.Errorf("the times must rise: number %d is %g ms", i+1, t)
		}
	}
	return array.Data, nil
}

// SamePictures returns an error that shows both lists from their first difference on, unless two lists of pictures' names are
// the same; those of files count without folder and extension.
func SamePictures(recorded, shown []string) error {
	for i := range max(len(recorded), len(shown)) {
		if i >= len(recorded) || i >= len(shown) || stem(recorded[i]) != stem(shown[i]) {
			return fmt.Errorf("from number %d on %q, not %q", i+1, fewFrom(recorded, i), fewFrom(shown, i))
		}
	}
	return nil
}

// Recorded are pictures as a recording calls them, which may do so with or without folder and extension.
func Recorded(pictures, recorded []string) []string {
	names := slices.Clone(pictures)
	for i, p := range pictures {
		for _, r := range recorded {
			if stem(r) == stem(p) {
				names[i] = r
			}
		}
	}
	return names
}

// stem is a file's name without folder and extension.
func stem(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	return strings.TrimSuffix(base, path.Ext(base))
}

// fewFrom are a few names from the i-th on.
func fewFrom(names []string, i int) []string {
	const few = 3
	return names[min(i, len(names)):min(i+few, len(names))]
}
