package command

import (
	"fmt"
	"slices"

	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// openMovie reads people's matrices over time, FILE or FILE:NAME, of the models' pictures. Their times in ms are in the same
// file, or FILE:NAME of times.
func openMovie(brain, times string, models *matrices) (m rsa.Movie, err error) {
	file, name := neuro.SplitName(brain)
	arrays, err := openArrays(file)
	if err != nil {
		return m, err
	}
	if m.Subjects, err = arrays.Moments(name); err != nil {
		return m, about(file, err)
	}
	if err := models.checkSame(brain, m.Subjects[0][0], arrays.Stimuli()); err != nil {
		return m, err
	}
	m.Times, err = openTimes(times, arrays, file, len(m.Subjects[0]))
	return m, err
}

// openTimes reads so many times, FILE:NAME, or where that is "" those among a recording's arrays.
func openTimes(of string, arrays *neuro.Arrays, file string, moments int) ([]float64, error) {
	name := neuro.TimesArray
	if of != "" {
		file, name = neuro.SplitName(of)
		var err error
		if arrays, err = openArrays(file); err != nil {
			return nil, err
		}
	} else if !slices.Contains(arrays.Names(), neuro.TimesArray) {
		return nil, fmt.Errorf("%s: has no array %q of times in ms; give them with --times", file, neuro.TimesArray)
	}
	all, err := arrays.Times(name, moments)
	if err != nil {
		return nil, about(file, err)
	}
	return all, nil
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
