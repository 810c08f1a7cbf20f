package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// Topics of the brain.
const (
	recordingTopic topic = "recording"
	stimuliTopic   topic = "brain pictures"
	matricesTopic  topic = "matrices"
	paintedTopic   topic = "painted matrices"
	pixelsTopic    topic = "pixels"
	orderTopic     topic = "order"
	layerPoints    topic = "points of the layer"
	regionPoints   topic = "points of the region"
	barsTopic      topic = "bars"
	testsTopic     topic = "tests"
	coursesTopic   topic = "courses"
	mapsTopic      topic = "maps"
	thresholdTopic topic = "threshold"
	filmTopic      topic = "film"
	watchTopic     topic = "watch"
)

// key tells sources apart.
func (o BrainSources) key() string {
	text, _ := json.Marshal(o) // of strings and numbers
	return string(text)
}

// Recording returns what was recorded, and has it simulated or read.
func (b *Brain) Recording() Answer[BrainRecording] {
	n := b.bench()
	return b.recording(&n)
}

func (b *Brain) recording(n *brainBench) Answer[BrainRecording] {
	sources, key := n.plan.BrainSources, n.plan.BrainSources.key()
	if r, found := b.recordings.find(key); found {
		return Answer[BrainRecording]{Value: r}
	}
	net, rest := n.shown.Net, n.bench // a recording is read while the network learns, too
	rest.running = false
	return ask[BrainRecording](b.probe, &rest, asked{question: question{topic: recordingTopic, node: -1, unit: -1, source: key}}, "the recording", func(ctx context.Context, t *task) error {
		r, err := b.load(ctx, sources, net)
		if err == nil {
			t.keep(t.asked, r, 0, false)
		}
		return err
	})
}

// load simulates or reads a recording, if that was not done yet.
func (b *Brain) load(ctx context.Context, sources BrainSources, net *cnn.Network) (*BrainRecording, error) {
	return b.recordings.get(sources.key(), func() (*BrainRecording, error) {
		if !sources.Files {
			return simulate(ctx, sources.Seed)
		}
		var stimuli *BrainStimuli
		if sources.Pictures != "" {
			var err error
			if stimuli, err = b.open(ctx, sources.Pictures, net); err != nil {
				return nil, err
			}
		}
		return sources.read(stimuli)
	})
}

// simulate records simulated people. The pictures are the Toy World's own, whatever size the network reads.
func simulate(ctx context.Context, seed uint64) (*BrainRecording, error) {
	set := data.ToyWorld(data.Options{}).HeldOut
	people, err := neuro.Simulate(ctx, set, simulatedChoice(set), neuro.SimulateOptions{Seed: seed})
	if err != nil {
		return nil, err
	}
	r := &BrainRecording{Simulated: true, Origin: people.Origin, Names: people.Names, Movie: &people.Movie, Volumes: people.Volumes, Mask: people.Mask}
	if r.Regions, err = simulatedRegions(ctx, people); err != nil {
		return nil, err
	}
	return r, r.finish()
}

// simulatedRegions are the back and the front third of the simulated brain.
func simulatedRegions(ctx context.Context, people *neuro.Simulated) (regions []BrainRegion, err error) {
	grid, pictures := people.Mask.Grid(), len(people.Names)
	for _, third := range []struct {
		name     string
		from, to int // rows of voxels from the back
	}{{"early", 0, grid[1] / 3}, {"late", grid[1] - grid[1]/3, grid[1]}} {
		region := BrainRegion{Name: third.name}
		for _, volume := range people.Volumes {
			var patterns []float64
			voxels := 0
			for picture := range pictures {
				values := volume.At(picture)
				voxels = 0
				for v, in := range people.Mask.Data {
					if y := v / grid[0] % grid[1]; in != 0 && y >= third.from && y < third.to {
						patterns = append(patterns, values[v])
						voxels++
					}
				}
			}
			rdm, err := rsa.OfPatterns(ctx, patterns, pictures, voxels, rsa.PearsonDistance)
			if err != nil {
				return nil, err
			}
			region.rdms = append(region.rdms, rdm)
		}
		regions = append(regions, region)
	}
	return regions, nil
}

// read reads recordings from files. They are of the pictures, as far as these are known.
func (o BrainSources) read(stimuli *BrainStimuli) (*BrainRecording, error) {
	r := &BrainRecording{}
	if stimuli != nil {
		r.Names = stimuli.Names
	}
	p := &parts{recording: r, pictures: len(r.Names), names: r.Names, from: "the pictures"}
	for _, ref := range o.Regions {
		if err := p.regions(ref); err != nil {
			return nil, err
		}
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
	pictures  int      // 0: nobody knows yet
	names     []string // of them; nil: nobody knows yet
	from      string   // who says so
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
		return fmt.Errorf("%s is not of the pictures of %s: %w", file, p.from, err)
	}
	return nil
}

// openArrays opens a file of arrays.
func openArrays(file string) (*neuro.Arrays, error) {
	folder, name := filepath.Split(file)
	arrays, err := neuro.Open(os.DirFS(filepath.Clean(folder)), name)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", file, reason(err))
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
		p.recording.Regions = append(p.recording.Regions, BrainRegion{Name: p.regionName(file, array.Name, asked || len(names) > 1), rdms: people})
	}
	if !found {
		return fmt.Errorf("%s: none of its arrays %s holds dissimilarities", file, list(names))
	}
	return nil
}

// regionName is the name of an array that was asked for or is one of several, else that of its file; of both, where it is taken.
func (p *parts) regionName(file, array string, telling bool) string {
	stem := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	name := array
	if !telling {
		name = stem
	}
	for i := 1; slices.Contains(regionNames(p.recording), name); i++ {
		if name = stem + ":" + array; i > 1 {
			name = fmt.Sprintf("%s:%s %d", stem, array, i)
		}
	}
	return name
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
	array, err := arrays.Get(timesName)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if moments := len(m.Subjects[0]); len(array.Data) != moments {
		return fmt.Errorf("%s: %d times for %d moments", file, len(array.Data), moments)
	}
	if !slices.IsSorted(array.Data) {
		return fmt.Errorf("%s: the times do not rise", file)
	}
	m.Times, p.recording.Movie = array.Data, m
	return nil
}

// openVolume reads a NIfTI volume, or a pair.
func openVolume(file string) (*neuro.Volume, error) {
	folder, name := filepath.Split(file)
	v, err := neuro.OpenVolume(os.DirFS(filepath.Clean(folder)), name)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", file, reason(err))
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
		return nil, fmt.Errorf("cannot open %s: %w", o.Events, reason(err))
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

// finish computes what the parts have in common, and refuses what is no recording.
func (r *BrainRecording) finish() error {
	for i := range r.Regions {
		r.Regions[i].finish()
		if text := r.Regions[i].Mean.Missing; text != "" {
			r.Notes = append(r.Notes, r.Regions[i].Name+": "+text)
		}
	}
	if r.Movie != nil {
		for t := range r.Movie.Times {
			var moment []rsa.RDM
			for _, person := range r.Movie.Subjects {
				moment = append(moment, person[t])
			}
			r.moments = append(r.moments, meanRDM(moment))
		}
	}
	if len(r.Volumes) == 0 {
		return nil
	}
	if r.Mask == nil {
		r.Mask = varying(r.Volumes[0])
	}
	r.inMask = make([]bool, len(r.Mask.Data))
	for v, value := range r.Mask.Data {
		r.inMask[v] = value != 0 && !math.IsNaN(value)
	}
	if !slices.Contains(r.inMask, true) {
		return errors.New("no voxel of the mask is set")
	}
	return nil
}

// finish makes the matrices of a region's people.
func (r *BrainRegion) finish() {
	for i, rdm := range r.rdms {
		name := r.Name
		if len(r.rdms) > 1 {
			name = fmt.Sprintf("%s, person %d", r.Name, i+1)
		}
		r.People = append(r.People, newBrainMatrix(name, name, rdm))
	}
	r.Mean = newBrainMatrix(r.Name, r.Name, meanRDM(r.rdms))
}

// meanRDM is the mean over people of each pair, over those of whom it is known.
func meanRDM(people []rsa.RDM) rsa.RDM {
	if len(people) == 1 {
		return people[0]
	}
	mean := make(rsa.RDM, len(people[0]))
	for pair := range mean {
		sum, known := 0.0, 0.0
		for _, p := range people {
			if !math.IsNaN(p[pair]) {
				sum, known = sum+p[pair], known+1
			}
		}
		mean[pair] = sum / known
	}
	return mean
}

// varying is a mask of the voxels that differ between pictures, and are numbers in all.
func varying(v *neuro.Volume) *neuro.Volume {
	m := v.NewVolume()
	m.Data = make([]float64, v.Voxels())
	first := v.At(0)
	for t := 1; t < v.Len(); t++ {
		for voxel, value := range v.At(t) {
			if value != first[voxel] {
				m.Data[voxel] = 1
			}
		}
	}
	for t := range v.Len() {
		for voxel, value := range v.At(t) {
			if math.IsNaN(value) || math.IsInf(value, 0) {
				m.Data[voxel] = 0
			}
		}
	}
	return m
}

// newBrainMatrix ranks the pairs of an RDM.
func newBrainMatrix(name, title string, rdm rsa.RDM) BrainMatrix {
	m := BrainMatrix{Name: name, Title: title, RDM: rdm, Ranks: make([]float64, len(rdm)), Missing: rdm.MissingText()}
	rsa.Ranks(m.Ranks, rdm)
	highest := float64(max(pairsOf(rdm)-1, 1))
	for i, rank := range m.Ranks {
		m.Ranks[i] = (rank - 1) / highest
	}
	return m
}

// regionNames are the names of a recording's regions.
func regionNames(r *BrainRecording) []string {
	names := make([]string, len(r.Regions))
	for i, region := range r.Regions {
		names[i] = region.Name
	}
	return names
}
