package command

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"unitscope/viz/neuro"
	"unitscope/viz/null"
	"unitscope/viz/rsa"
)

// The files of a film.
const (
	filmMap = "film" + mapEnding
	peakMap = "peak" + mapEnding
)

// A film is a recording over time whose every moment is compared with every place: where the brain is like itself at which
// moment (Cichy, Pantazis and Oliva 2014). The moments go through the searchlight as models behind the layers.
type film struct {
	times   []float64 // ms
	moments []rsa.RDM // the mean of all people at each
}

// openFilm reads the recording over time; nil where none is asked for.
func (c *searchlightCommand) openFilm(p *Program, models *matrices) (*film, error) {
	if c.Film == "" {
		return nil, nil
	}
	movie, err := openMovie(c.Film, c.Times, models)
	if err != nil {
		return nil, err
	}
	noteMissingMoments(p, c.Film, movie)
	return &film{movie.Times, movie.Mean()}, nil
}

// noteIncomparable says of which layers and moments there is nothing to map.
func (c *searchlightCommand) noteIncomparable(p *Program, models *matrices, f *film) {
	var none []string
	for k, r := range models.rdms {
		if !r.Comparable(c.Compare) {
			none = append(none, models.names[k])
		}
	}
	if f != nil {
		for t, r := range f.moments {
			if !r.Comparable(c.Compare) {
				none = append(none, fmt.Sprintf("%g ms", f.times[t]))
			}
		}
	}
	if len(none) > 0 {
		p.note("%s: all pairs of pictures are alike, or unknown: NaN everywhere", strings.Join(none, ", "))
	}
}

// filmFiles are those that a film is written to; none where there is none.
func (c *searchlightCommand) filmFiles() []string {
	if c.Film == "" {
		return nil
	}
	return []string{filmMap, peakMap}
}

// search compares the patterns with the layers and the film's moments, in one pass, and returns the maps of each.
func (c *searchlightCommand) search(ctx context.Context, volume *neuro.Volume, mask []bool, models *matrices, f *film, report *progress) (layers, moments *rsa.SearchlightMaps, err error) {
	rdms := slices.Clone(models.rdms)
	if f != nil {
		rdms = append(rdms, f.moments...)
	}
	maps, err := rsa.Searchlight(ctx, volume.Grid(), volume.Data, mask, rdms, c.options(volume, report))
	if err != nil {
		return nil, nil, about(c.Patterns, err)
	}
	first, second := *maps, *maps
	first.Values, second.Values = maps.Values[:len(models.rdms)], maps.Values[len(models.rdms):]
	return &first, &second, nil
}

// files adds what is written of a film: a series with a volume a moment, and when each voxel is most like the recording.
func (f *film) files(p *Program, volume *neuro.Volume, moments *rsa.SearchlightMaps, pack func(file string, v *neuro.Volume) error) error {
	series, peaks := volume.NewSeries(f.times, moments.Maps()), volume.NewVolume()
	if len(f.times) > 1 && series.Interval == 0 {
		p.note("%s: the moments are not evenly spaced, so that the file says nothing of when they were", filmMap)
	}
	for v, moment := range moments.Best() {
		peaks.Data[v] = math.NaN()
		if !math.IsNaN(moment) {
			peaks.Data[v] = f.times[int(moment)-1]
		}
	}
	if err := pack(filmMap, series); err != nil {
		return err
	}
	return pack(peakMap, peaks)
}

// filmSummary is what JSON says of a film.
type filmSummary struct {
	File    string     `json:"file"`
	Peak    string     `json:"peak"`
	Times   []float64  `json:"times"`
	Highest []*float64 `json:"highest"` // anywhere, at each moment
	Mean    []*float64 `json:"mean"`
}

// summary is nil where there is no film.
func (f *film) summary(moments *rsa.SearchlightMaps) *filmSummary {
	if f == nil {
		return nil
	}
	s := &filmSummary{File: filmMap, Peak: peakMap, Times: f.times}
	for _, values := range moments.Values {
		highest, mean := ofKnown(values)
		s.Highest, s.Mean = append(s.Highest, null.Of(highest)), append(s.Mean, null.Of(mean))
	}
	return s
}

// ofKnown returns the highest and the mean of the values that are not NaN; −∞ and NaN of none.
func ofKnown(values []float64) (highest, mean float64) {
	highest, sum, count := math.Inf(-1), 0.0, 0
	for _, v := range values {
		if !math.IsNaN(v) {
			highest, sum = max(highest, v), sum+v
			count++
		}
	}
	return highest, sum / float64(count)
}

// print prints when the recording is most like any place.
func (s *filmSummary) print(p *Program) error {
	best := -1
	for t, v := range s.Highest {
		if v != nil && (best < 0 || *v > *s.Highest[best]) {
			best = t
		}
	}
	if best < 0 {
		return nil
	}
	return p.print("film of %d moments, %g to %g ms: highest %+.4f at %g ms", len(s.Times), s.Times[0], s.Times[len(s.Times)-1], *s.Highest[best], s.Times[best])
}

// checkFilm finds flags that take a film where there is none.
func (c *searchlightCommand) checkFilm() error {
	if c.Times != "" && c.Film == "" {
		return fmt.Errorf("--times %s: are those of --film", c.Times)
	}
	return nil
}
