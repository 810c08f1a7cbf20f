package command

import (
	"fmt"
	"slices"

	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// The arrays of a recording over time.
const (
	moviesArray = "rdms"
	timesArray  = "times"
)

// openMovie reads people's matrices over time, FILE or FILE:NAME, of the models' pictures. Their times in ms are in the same
// file, or FILE:NAME of times.
func openMovie(brain, times string, models *matrices) (m rsa.Movie, err error) {
	file, name := neuro.SplitName(brain)
	arrays, err := openArrays(file)
	if err != nil {
		return m, err
	}
	if name == "" && slices.Contains(arrays.Names(), moviesArray) {
		name = moviesArray
	}
	array, err := arrays.Get(name)
	if err != nil {
		return m, about(file, err)
	}
	outer, rdms, err := array.RDMs()
	if err != nil {
		return m, about(file, err)
	}
	if len(outer) == 1 {
		outer = append([]int{1}, outer...)
	}
	if len(outer) != 2 {
		return m, fmt.Errorf("%s: shape %v; recordings over time are subjects × times × pairs, or × n × n", brain, array.Shape)
	}
	if err := models.checkSame(brain, rdms[0], stimuliOf(arrays)); err != nil {
		return m, err
	}
	for moments := range slices.Chunk(rdms, outer[1]) {
		m.Subjects = append(m.Subjects, moments)
	}
	m.Times, err = openTimes(times, arrays, file, outer[1])
	return m, err
}

// openTimes reads so many times, FILE:NAME, or where that is "" those among a recording's arrays.
func openTimes(of string, arrays *neuro.Arrays, file string, moments int) ([]float64, error) {
	name := timesArray
	if of != "" {
		file, name = neuro.SplitName(of)
		var err error
		if arrays, err = openArrays(file); err != nil {
			return nil, err
		}
	} else if !slices.Contains(arrays.Names(), timesArray) {
		return nil, fmt.Errorf("%s: has no array %q of times in ms; give them with --times", file, timesArray)
	}
	array, err := arrays.Get(name)
	if err != nil {
		return nil, about(file, err)
	}
	if len(array.Data) != moments {
		return nil, fmt.Errorf("%s: %d times for %d moments", file, len(array.Data), moments)
	}
	return array.Data, nil
}

// noteMissingMoments says how many moments lack pairs.
func noteMissingMoments(p *Program, brain string, m rsa.Movie) {
	moments, pairs := 0, 0
	for _, person := range m.Subjects {
		for _, r := range person {
			if _, missing := r.Missing(); missing > 0 {
				moments++
				pairs += missing
			}
		}
	}
	if moments > 0 {
		p.note("%s: %d pairs of %d moments left out", brain, pairs, moments)
	}
}
