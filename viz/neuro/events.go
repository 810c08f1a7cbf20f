package neuro

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ErrEvents is wrapped by errors about what a table of events holds.
var ErrEvents = errors.New("not a table of events")

// An Event is a picture that was shown during a recording.
type Event struct {
	Onset, Duration float64 // seconds
	Picture         string
	Run             string // "" where there is one
}

// Events are what was shown when: a line for every event, or, without onsets, a line for every volume.
type Events struct {
	Lines []Event
	Timed bool // lines have onsets
}

// Rest is what volumes are called during which nothing was shown.
const Rest = "rest"

// ReadEvents reads a table with a heading (onset, duration, trial_type or stim_file, and run, chunk or session, as BIDS has
// them, in any order) or without one: picture and run of every volume, as PyMVPA has attributes. Errors wrap ErrEvents.
//
// https://bids-specification.readthedocs.io, task events
func ReadEvents(r io.Reader) (*Events, error) {
	rows, err := readTable(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEvents, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%w: it is empty", ErrEvents)
	}
	picture := column(rows[0], "stim_file", "trial_type", "picture", "stimulus", "condition", "targets", "labels", "label")
	if picture < 0 {
		return volumeLines(rows)
	}
	e := &Events{}
	onset, duration := column(rows[0], "onset"), column(rows[0], "duration")
	run := column(rows[0], "run", "chunks", "chunk", "session")
	e.Timed = onset >= 0
	for i, row := range rows[1:] {
		line := Event{Picture: strings.TrimSpace(row[picture])}
		if run >= 0 {
			line.Run = strings.TrimSpace(row[run])
		}
		for _, of := range []struct {
			column int
			value  *float64
		}{{onset, &line.Onset}, {duration, &line.Duration}} {
			if of.column < 0 {
				continue
			}
			if *of.value, err = strconv.ParseFloat(strings.TrimSpace(row[of.column]), 64); err != nil || math.IsInf(*of.value, 0) || math.IsNaN(*of.value) {
				return nil, fmt.Errorf("%w: line %d: %q is no time in seconds", ErrEvents, i+2, row[of.column])
			}
		}
		e.Lines = append(e.Lines, line)
	}
	return e, nil
}

// column finds the first of some names in a heading; −1 if there is none.
func column(heading []string, names ...string) int {
	for _, name := range names {
		for i, cell := range heading {
			if strings.EqualFold(strings.TrimSpace(cell), name) {
				return i
			}
		}
	}
	return -1
}

// volumeLines takes a table without a heading.
func volumeLines(rows [][]string) (*Events, error) {
	e := &Events{}
	for _, row := range rows {
		if len(row) > 2 {
			return nil, fmt.Errorf("%w: no heading names a column trial_type, and lines have %d columns, not picture and run", ErrEvents, len(row))
		}
		line := Event{Picture: row[0]}
		if len(row) == 2 {
			line.Run = row[1]
		}
		e.Lines = append(e.Lines, line)
	}
	return e, nil
}

// Volumes returns the event that each of n volumes, so many seconds apart, shows: the one that began, delay seconds
// earlier, at or before the volume and had not ended. Those of none are Rest. Without onsets there must be a line a volume.
func (e *Events) Volumes(n int, interval, delay float64) ([]Event, error) {
	if !e.Timed {
		if len(e.Lines) != n {
			return nil, fmt.Errorf("%w: %d lines for %d volumes", ErrEvents, len(e.Lines), n)
		}
		return e.Lines, nil
	}
	if !(interval > 0) {
		return nil, fmt.Errorf("%w: it has onsets, but the recording does not say how many seconds lie between its volumes", ErrEvents)
	}
	volumes := make([]Event, n)
	for i := range volumes {
		volumes[i].Picture = Rest
		at := float64(i)*interval - delay
		for _, line := range e.Lines {
			if at >= line.Onset && at < line.Onset+max(line.Duration, interval) {
				volumes[i] = line
			}
		}
	}
	return volumes, nil
}

// A Pattern is what a recording holds of one picture in one run.
type Pattern struct {
	Picture, Run string
	Volumes      []int
}

// Patterns groups volumes by picture and run, in the order of runs and of pictures' names; Rest is left out.
func Patterns(volumes []Event) (patterns []Pattern) {
	at := map[[2]string]int{}
	for i, v := range volumes {
		if v.Picture == Rest || v.Picture == "" {
			continue
		}
		key := [2]string{v.Run, v.Picture}
		k, known := at[key]
		if !known {
			k = len(patterns)
			at[key] = k
			patterns = append(patterns, Pattern{Picture: v.Picture, Run: v.Run})
		}
		patterns[k].Volumes = append(patterns[k].Volumes, i)
	}
	slices.SortStableFunc(patterns, func(a, b Pattern) int {
		return cmp.Or(compareNatural(a.Run, b.Run), cmp.Compare(a.Picture, b.Picture))
	})
	return patterns
}

// compareNatural compares runs as numbers where they are.
func compareNatural(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a, b)
}

// Pictures lists the pictures of patterns by name.
func Pictures(patterns []Pattern) (names []string) {
	for _, p := range patterns {
		if !slices.Contains(names, p.Picture) {
			names = append(names, p.Picture)
		}
	}
	slices.Sort(names)
	return names
}

// Means returns a series with one volume for each of some pictures: the mean over runs of the mean of its volumes in each.
// A picture that the recording lacks is an error.
func (v *Volume) Means(patterns []Pattern, pictures []string) (*Volume, error) {
	means := v.series(len(pictures))
	for k, picture := range pictures {
		var runs []Pattern
		for _, p := range patterns {
			if p.Picture == picture {
				runs = append(runs, p)
			}
		}
		if len(runs) == 0 {
			return nil, fmt.Errorf("%w: no volume shows %q; there are %s", ErrEvents, picture, listed(Pictures(patterns)))
		}
		for _, run := range runs {
			v.addMean(means.At(k), run.Volumes, 1/float64(len(runs)))
		}
	}
	return means, nil
}

// Runs returns a series with one volume for each pattern: the mean of its volumes.
func (v *Volume) Runs(patterns []Pattern) *Volume {
	runs := v.series(len(patterns))
	for k, p := range patterns {
		v.addMean(runs.At(k), p.Volumes, 1)
	}
	return runs
}

// series is a series of zeros on the same grid.
func (v *Volume) series(n int) *Volume {
	s := v.NewVolume()
	s.Shape = append(s.Shape, n)
	s.Data = make([]float64, s.Voxels()*n)
	return s
}

// addMean adds the mean of some volumes, times a weight, to dst.
func (v *Volume) addMean(dst []float64, volumes []int, weight float64) {
	weight /= float64(len(volumes))
	for _, t := range volumes {
		for i, value := range v.At(t) {
			dst[i] += value * weight
		}
	}
}
