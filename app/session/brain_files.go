package session

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// read reads recordings from files. They are of the pictures, as far as these are known.
func (o BrainSources) read(stimuli *BrainStimuli) (*BrainRecording, error) {
	r := &BrainRecording{}
	if stimuli != nil {
		r.Names = stimuli.Names
	}
	p := &parts{recording: r, pictures: len(r.Names), names: r.Names, from: "the chosen pictures"}
	for _, ref := range o.Regions {
		if err := p.regions(ref); err != nil {
			return nil, err
		}
	}
	for i, name := range regionNamesOf(p.sources) {
		r.Regions[i].Name = name
	}
	if o.Movie != "" {
		if err := p.movie(o.Movie, o.Times); err != nil {
			return nil, err
		}
	}
	if o.Volume != "" {
		if err := p.volume(o); err != nil {
			return nil, err
		}
	}
	if o.Mask != "" {
		if err := p.mask(o.Mask); err != nil {
			return nil, err
		}
	}
	return r, r.finish()
}

// parts puts a recording together of several files, which have to be of the same pictures.
type parts struct {
	recording *BrainRecording
	sources   []regionSource // of its regions
	pictures  int            // 0: nobody knows yet
	names     []string       // of them; nil: nobody knows yet
	from      string         // who says so
}

// check returns an error unless a part is of the pictures that the parts before it are of.
func (p *parts) check(file string, pictures int, names []string) error {
	if p.pictures == 0 {
		p.pictures, p.from = pictures, file
	}
	if pictures != p.pictures {
		err := fmt.Errorf("%s is of %d pictures, %s of %d", file, pictures, p.from, p.pictures)
		if names != nil && p.names != nil {
			err = fmt.Errorf("%w: %w", err, neuro.SamePictures(names, p.names))
		}
		return err
	}
	if names == nil {
		return nil
	}
	if p.names == nil {
		p.names, p.from, p.recording.Names = names, file, names
		return nil
	}
	if err := neuro.SamePictures(names, p.names); err != nil {
		return fmt.Errorf("%s is of other pictures than %s: %w", file, p.from, err)
	}
	return nil
}

// openArrays opens a file of arrays.
func openArrays(file string) (*neuro.Arrays, error) {
	arrays, err := neuro.Open(InFolder(file))
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", file, Reason(err))
	}
	return arrays, nil
}

// regions reads FILE:NAME, or all arrays of FILE that are dissimilarities.
func (p *parts) regions(ref string) error {
	file, name := neuro.SplitName(ref)
	arrays, err := openArrays(file)
	if err != nil {
		return err
	}
	names, asked := []string{name}, name != ""
	if !asked {
		names = arrays.Names()
	}
	found := false
	for _, name := range names {
		array, err := arrays.Get(name)
		var people []rsa.RDM
		if err == nil {
			people, err = array.Subjects()
		}
		if err != nil {
			if len(names) > 1 {
				continue // a file may hold other things, too
			}
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := p.check(ref, people[0].Pictures(), arrays.Stimuli()); err != nil {
			return err
		}
		found = true
		p.recording.Regions = append(p.recording.Regions, BrainRegion{rdms: people})
		p.sources = append(p.sources, sourceOf(file, array.Name, asked || len(names) > 1))
	}
	if !found {
		return fmt.Errorf("%s: none of its arrays %s holds dissimilarities", file, list(names))
	}
	return nil
}

// movie reads recordings over time.
func (p *parts) movie(ref, times string) error {
	file, name := neuro.SplitName(ref)
	arrays, err := openArrays(file)
	if err != nil {
		return err
	}
	m := &rsa.Movie{}
	if m.Subjects, err = arrays.Moments(name); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if err := p.check(ref, m.Subjects[0][0].Pictures(), arrays.Stimuli()); err != nil {
		return err
	}
	timesName := neuro.TimesArray
	if times != "" {
		if file, timesName = neuro.SplitName(times); timesName == "" && filepath.Ext(file) == ".npz" {
			timesName = neuro.TimesArray
		}
		if arrays, err = openArrays(file); err != nil {
			return err
		}
	} else if !slices.Contains(arrays.Names(), timesName) {
		return fmt.Errorf("%s has no array %q of times in ms: choose the file that has them (brain times)", file, timesName)
	}
	if m.Times, err = arrays.Times(timesName, len(m.Subjects[0])); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	p.recording.Movie = m
	return nil
}

// openVolume reads a NIfTI volume, or a pair.
func openVolume(file string) (*neuro.Volume, error) {
	v, err := neuro.OpenVolume(InFolder(file))
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", file, Reason(err))
	}
	return v, nil
}

// volume reads a recording in space: a volume a picture, or volumes that a table of events tells the pictures of.
func (p *parts) volume(o BrainSources) error {
	v, err := openVolume(o.Volume)
	if err != nil {
		return err
	}
	if o.Events != "" {
		if v, err = p.average(v, o); err != nil {
			return err
		}
	}
	if v.Len() < 3 {
		return fmt.Errorf("%s holds %d volumes: a recording has one for every picture, along its fourth axis; a mask is chosen as such (brain mask)", o.Volume, v.Len())
	}
	if p.pictures > 0 && v.Len() != p.pictures && o.Events == "" {
		return fmt.Errorf("%s holds %d volumes, where %d pictures were shown; where several volumes are of one picture, a table of events says which (brain events)", o.Volume, v.Len(), p.pictures)
	}
	if err := p.check(o.Volume, v.Len(), nil); err != nil {
		return err
	}
	p.recording.Volumes = []*neuro.Volume{v}
	return nil
}

// average makes a volume for each picture of a recording that a table of events is of: in the pictures' order where they are
// known, else in alphabetical order.
func (p *parts) average(v *neuro.Volume, o BrainSources) (*neuro.Volume, error) {
	f, err := os.Open(o.Events)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", o.Events, Reason(err))
	}
	defer f.Close()
	delay := o.Delay
	if delay == 0 {
		delay = defaultDelay
	}
	events, err := neuro.ReadEvents(f)
	var volumes []neuro.Event
	if err == nil {
		volumes, err = events.Volumes(v.Len(), v.Interval, delay)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.Events, err)
	}
	patterns := neuro.Patterns(volumes)
	pictures := neuro.Pictures(patterns)
	if p.names == nil {
		if err := p.check(o.Events, len(pictures), pictures); err != nil {
			return nil, err
		}
	}
	means, err := v.Means(patterns, neuro.Recorded(p.names, pictures))
	if err != nil {
		return nil, fmt.Errorf("%s: %w; it is of %s", o.Events, err, list(pictures))
	}
	return means, nil
}

// mask reads where centres may be.
func (p *parts) mask(file string) error {
	m, err := openVolume(file)
	if err != nil {
		return err
	}
	r := p.recording
	if m.Len() != 1 {
		return fmt.Errorf("%s holds %d volumes; a mask is one", file, m.Len())
	}
	if len(r.Volumes) > 0 && m.Grid() != r.Volumes[0].Grid() {
		return fmt.Errorf("%s has %v voxels, the recording %v", file, m.Grid(), r.Volumes[0].Grid())
	}
	if len(r.Volumes) > 0 {
		if err := m.SameGrid(r.Volumes[0]); err != nil {
			r.Notes = append(r.Notes, fmt.Sprintf("%s lies elsewhere in space than the recording, and is taken voxel by voxel: %v", file, err))
		}
	}
	r.Mask = m
	return nil
}
