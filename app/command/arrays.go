package command

import (
	"fmt"
	"strings"

	"unitscope/app/session"
	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// openArrays opens a .npy, .npz, .mat or .csv file.
func openArrays(name string) (*neuro.Arrays, error) {
	arrays, err := neuro.Open(session.InFolder(name))
	if err != nil {
		return nil, about(name, err)
	}
	return arrays, nil
}

// openMatrices reads all arrays of FILE, or the one of FILE:NAME, as models' matrices; those of a stack go by the names that
// a .mat file's struct has beside them, or are numbered from 0 up.
func openMatrices(of string) (*matrices, error) {
	name, only := neuro.SplitName(of)
	arrays, err := openArrays(name)
	if err != nil {
		return nil, err
	}
	wanted := arrays.Names()
	if only != "" {
		wanted = []string{only}
	}
	m := &matrices{stimuli: arrays.Stimuli()}
	for _, array := range wanted {
		if err := m.add(arrays, array); err != nil {
			return nil, about(name, err)
		}
		if last := m.rdms[len(m.rdms)-1]; len(last) != len(m.rdms[0]) {
			return nil, fmt.Errorf("%s: %s is of %d pictures, %s of %d; name one array, as FILE:NAME", name, wanted[0], m.rdms[0].Pictures(), array, last.Pictures())
		}
	}
	if len(m.rdms) == 0 {
		return nil, fmt.Errorf("%s: holds no dissimilarities", name)
	}
	return m, nil
}

// add adds an array's matrices, of which there is one at least.
func (m *matrices) add(arrays *neuro.Arrays, array string) error {
	a, err := arrays.Get(array)
	if err != nil {
		return err
	}
	outer, rdms, err := a.RDMs()
	if err != nil {
		return err
	}
	titles := siblingNames(arrays, array, len(rdms))
	for k, r := range rdms {
		title := array
		switch {
		case titles != nil:
			title = titles[k]
		case len(outer) > 0:
			title = fmt.Sprintf("%s:%d", array, k)
		}
		m.names, m.rdms = append(m.names, title), append(m.rdms, r)
	}
	return nil
}

// siblingNames are the texts in the field "name" of the struct of which an array is another field; nil where there are not as
// many.
func siblingNames(arrays *neuro.Arrays, array string, count int) []string {
	dot := strings.LastIndexByte(array, '.')
	if dot < 0 {
		return nil
	}
	names, err := arrays.Text(array[:dot] + ".name")
	if err != nil || len(names) != count {
		return nil
	}
	return names
}

// checkSame returns an error unless a recording has as many pictures as the models, under the same names where both have
// them: those of files count without folder and extension.
func (m *matrices) checkSame(name string, recorded rsa.RDM, stimuli []string) error {
	if len(recorded) != len(m.rdms[0]) {
		return fmt.Errorf("%s: is of %d pictures (%d pairs), the models of %d (%d pairs)", name, recorded.Pictures(), len(recorded), m.rdms[0].Pictures(), len(m.rdms[0]))
	}
	if m.stimuli == nil || stimuli == nil {
		return nil
	}
	if err := neuro.SamePictures(stimuli, m.stimuli); err != nil {
		return fmt.Errorf("%s: its pictures are not the models': %w", name, err)
	}
	return nil
}
