package session

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

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
		_, err := b.load(ctx, sources, net) // and lays it on the shelf
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

// finish computes what the parts have in common, and refuses what is no recording.
func (r *BrainRecording) finish() error {
	for i := range r.Regions {
		r.Regions[i].finish()
		if text := r.Regions[i].Mean.Missing; text != "" {
			r.Notes = append(r.Notes, r.Regions[i].Name+": "+text)
		}
	}
	if r.Movie != nil {
		r.moments = r.Movie.Mean()
	}
	if len(r.Volumes) == 0 {
		return nil
	}
	if r.Mask == nil {
		r.Mask = varying(r.Volumes[0])
	}
	var err error
	r.inMask, err = r.Mask.Inside()
	return err
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
	r.Mean = newBrainMatrix(r.Name, r.Name, rsa.MeanOf(r.rdms))
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

// regionNames are the names of a recording's regions.
func regionNames(r *BrainRecording) []string {
	names := make([]string, len(r.Regions))
	for i, region := range r.Regions {
		names[i] = region.Name
	}
	return names
}
