package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"unitscope/app/session"
	"unitscope/viz/chart"
	"unitscope/viz/neuro"
	"unitscope/viz/null"
	"unitscope/viz/rsa"
)

// The radius where none is given.
const (
	defaultVoxels = 3
	defaultMM     = 10
)

// searchlightCommand maps where in a brain the patterns are like layers'.
type searchlightCommand struct {
	Patterns     string         `required:"" placeholder:"X.nii.gz" help:"A volume a picture, along the fourth axis, in the order of the model's pictures; or, with --events, a recording."`
	Mask         string         `required:"" placeholder:"M.nii.gz" help:"Where the centres may be: voxels that are not 0."`
	Model        string         `required:"" placeholder:"R.npz" help:"Matrices of layers, as 'unitscope rdm' writes them."`
	Film         string         `placeholder:"B[:NAME]" help:"A recording over time, as for 'unitscope timecourse': each moment's matrix, the mean of its people, against every place. film.nii.gz has a volume a moment, peak.nii.gz the ms of each voxel's largest."`
	Times        string         `placeholder:"T.npy" help:"The times of --film in ms, where its file has no array 'times'."`
	Events       string         `placeholder:"E.tsv" help:"Which picture the volumes of --patterns are of: a table with a line a volume (picture, run), or with onset, duration and trial_type, as BIDS has it. The mean of a picture's volumes is its pattern."`
	Delay        float64        `default:"5" help:"With onsets in --events: seconds from a picture to the brain's answer."`
	Radius       *float64       `placeholder:"R" help:"Of the sphere (3 voxels, or 10 mm)."`
	Unit         string         `name:"radius-unit" default:"voxels" enum:"voxels,mm" help:"voxels, or mm by the patterns' voxel sizes."`
	Strict       bool           `help:"Voxels nearer than the radius, not those at it as well."`
	Threshold    float64        `default:"1.0" help:"A mask voxel is a centre if at least this share of its sphere, 0 to 1, lies in the mask."`
	MaskOnly     bool           `help:"A sphere is its voxels in the mask alone; every mask voxel is a centre."`
	Compare      rsa.Comparator `default:"spearman" enum:"spearman,pearson,kendall-tau-a,kendall-tau-b,rho-a,cosine" help:"spearman, pearson, kendall-tau-a, kendall-tau-b, rho-a or cosine."`
	Permutations int            `placeholder:"N" help:"Exchange the pictures' labels N times for a threshold at p < 0.05, corrected for all places and layers (the largest value of each permutation). Not by Kendall's tau, which would be counted anew for each at every place: take rho-a."`
	Seed         uint64         `default:"1" help:"Decides the permutations."`
	JSON         bool           `name:"json" help:"Print one JSON object."`
	Out          string         `required:"" placeholder:"DIR" help:"LAYER.nii.gz per layer, and best.nii.gz: the number of the layer with the largest value, from 1 up. NaN where no centre is."`
}

// Validate finds spheres that there are not.
func (c *searchlightCommand) Validate() error {
	if c.Radius != nil && (!(*c.Radius > 0) || math.IsInf(*c.Radius, 0)) {
		return fmt.Errorf("--radius %g: above 0", *c.Radius)
	}
	if !(c.Threshold >= 0 && c.Threshold <= 1) {
		return fmt.Errorf("--threshold %g: 0 to 1", c.Threshold)
	}
	if c.Permutations < 0 {
		return fmt.Errorf("--permutations %d: none, or at least one", c.Permutations)
	}
	if c.Permutations > 0 && (c.Compare == rsa.KendallTauA || c.Compare == rsa.KendallTauB) {
		return fmt.Errorf("--permutations: not by %s, which would be counted anew for each at every place; take rho-a", c.Compare)
	}
	return c.checkFilm()
}

func (c *searchlightCommand) Run(ctx context.Context, p *Program) error {
	models, err := openMatrices(c.Model)
	if err != nil {
		return err
	}
	models.noteMissing(p)
	files := mapFiles(models.names, c.filmFiles()...)
	if err := checkOutputFolder(c.Out); err != nil {
		return err
	}
	volume, mask, err := c.volumes(p, models)
	if err != nil {
		return err
	}
	film, err := c.openFilm(p, models)
	if err != nil {
		return err
	}
	c.noteIncomparable(p, models, film)
	report := p.startProgress(ctx, "centre")
	started := time.Now()
	maps, moments, err := c.search(ctx, volume, mask, models, film, report)
	seconds := time.Since(started).Seconds()
	report.end()
	if err != nil {
		return err
	}
	if maps.LeftOut > 0 {
		p.note("%s: %d patterns at %d centres hold NaN or the same value in all voxels: left out there", c.Patterns, maps.LeftOut, maps.Incomplete)
	}
	if err := c.write(p, volume, maps, files, film, moments); err != nil {
		return err
	}
	s := newSearchlightSummary(c, models.names, files, maps, seconds)
	s.Film = film.summary(moments)
	if c.JSON {
		return json.NewEncoder(p.Output).Encode(s)
	}
	return s.print(p)
}

// volumes reads the patterns, a volume for each of the models' pictures, and the mask.
func (c *searchlightCommand) volumes(p *Program, models *matrices) (patterns *neuro.Volume, mask []bool, err error) {
	if patterns, err = openVolume(c.Patterns); err != nil {
		return nil, nil, err
	}
	if c.Events != "" {
		if patterns, err = c.average(p, patterns, models); err != nil {
			return nil, nil, err
		}
	}
	if n := models.rdms[0].Pictures(); patterns.Len() != n {
		return nil, nil, fmt.Errorf("%s: has %d volumes, the models are of %d pictures", c.Patterns, patterns.Len(), n)
	}
	m, err := openVolume(c.Mask)
	if err != nil {
		return nil, nil, err
	}
	if m.Grid() != patterns.Grid() || m.Len() != 1 {
		return nil, nil, fmt.Errorf("%s: shape %v, that of %s is %v", c.Mask, m.Shape, c.Patterns, patterns.Shape)
	}
	if err := m.SameGrid(patterns); err != nil {
		p.note("%s: lies elsewhere in space than %s, and is taken voxel by voxel: %v", c.Mask, c.Patterns, err)
	}
	if mask, err = m.Inside(); err != nil {
		return nil, nil, about(c.Mask, err)
	}
	return patterns, mask, nil
}

// options are the searchlight's.
func (c *searchlightCommand) options(v *neuro.Volume, report *progress) rsa.SearchlightOptions {
	o := rsa.SearchlightOptions{Radius: defaultVoxels, Strict: c.Strict, MaskOnly: c.MaskOnly, Threshold: c.Threshold, Compare: c.Compare,
		Permutations: c.Permutations, Seed: c.Seed, Progress: report.shared()}
	if c.Unit == "mm" {
		o.Radius, o.VoxelSize = defaultMM, v.VoxelSize()
	}
	if c.Radius != nil {
		o.Radius = *c.Radius
	}
	return o
}

// openVolume reads a NIfTI volume, or a pair.
func openVolume(name string) (*neuro.Volume, error) {
	v, err := neuro.OpenVolume(session.InFolder(name))
	if err != nil {
		return nil, about(name, err)
	}
	return v, nil
}

// bestMap is the file of the best layers' numbers.
const (
	mapEnding = ".nii.gz"
	bestMap   = "best" + mapEnding
)

// mapFiles are the files of layers' maps, none of which is one of those that are taken.
func mapFiles(layers []string, taken ...string) []string {
	stems := []string{strings.TrimSuffix(bestMap, mapEnding)}
	for _, file := range taken {
		stems = append(stems, strings.TrimSuffix(file, mapEnding))
	}
	files := chart.FileNames(layers, stems...)
	for i := range files {
		files[i] += mapEnding
	}
	return files
}

// write writes all maps, once all of them are ready.
func (c *searchlightCommand) write(p *Program, volume *neuro.Volume, maps *rsa.SearchlightMaps, files []string, film *film, moments *rsa.SearchlightMaps) error {
	ready := map[string][]byte{}
	pack := func(file string, v *neuro.Volume) error {
		var b bytes.Buffer
		err := neuro.WriteNIfTIGzip(&b, v)
		ready[file] = b.Bytes()
		return err
	}
	packMap := func(file string, values []float64) error {
		v := volume.NewVolume()
		v.Data = values
		return pack(file, v)
	}
	err := packMap(bestMap, maps.Best())
	for m, file := range files {
		err = errors.Join(err, packMap(file, maps.Map(m)))
	}
	if film != nil {
		err = errors.Join(err, film.files(p, volume, moments, pack))
	}
	if err != nil {
		return about(c.Out, err)
	}
	if err := os.MkdirAll(c.Out, 0o777); err != nil {
		return about(c.Out, err)
	}
	for file, packed := range ready {
		if err := writeFile(filepath.Join(c.Out, file), func(w io.Writer) error { _, err := w.Write(packed); return err }); err != nil {
			return err
		}
	}
	return nil
}

// searchlightSummary is the JSON of `searchlight --json`.
type searchlightSummary struct {
	Layers       []searchlightLayer `json:"layers"`
	Centres      int                `json:"centres"`
	Sphere       int                `json:"sphere"` // voxels where nothing clips it
	Seconds      float64            `json:"seconds"`
	Compare      rsa.Comparator     `json:"compare"`
	LeftOut      int                `json:"left_out"`   // patterns that hold NaN or do not vary
	Incomplete   int                `json:"incomplete"` // centres where there are such
	Permutations int                `json:"permutations"`
	Threshold    *float64           `json:"threshold"` // of a value at p < 0.05, corrected
	Film         *filmSummary       `json:"film,omitempty"`
	out          string
}

type searchlightLayer struct {
	Name        string   `json:"name"`
	File        string   `json:"file"`
	Highest     *float64 `json:"highest"`
	Mean        *float64 `json:"mean"`
	Best        int      `json:"best"` // centres where the layer is the best
	Significant *int     `json:"significant"`
}

func newSearchlightSummary(c *searchlightCommand, layers, files []string, maps *rsa.SearchlightMaps, seconds float64) *searchlightSummary {
	threshold := maps.Corrected(rsa.Significant)
	s := &searchlightSummary{Centres: len(maps.Centres), Sphere: maps.Sphere, Seconds: seconds, Compare: c.Compare, LeftOut: maps.LeftOut,
		Incomplete: maps.Incomplete, Permutations: c.Permutations, Threshold: null.Of(threshold), out: c.Out}
	best := maps.Best()
	for m, name := range layers {
		layer := searchlightLayer{Name: name, File: files[m]}
		highest, mean := ofKnown(maps.Values[m])
		layer.Highest, layer.Mean = null.Of(highest), null.Of(mean)
		above := 0
		for _, v := range maps.Values[m] {
			if v > threshold {
				above++
			}
		}
		if s.Threshold != nil {
			layer.Significant = &above
		}
		for _, v := range maps.Centres {
			if best[v] == float64(m+1) {
				layer.Best++
			}
		}
		s.Layers = append(s.Layers, layer)
	}
	return s
}

// print prints a line a layer.
func (s *searchlightSummary) print(p *Program) error {
	table := tabwriter.NewWriter(p.Output, 0, 0, 2, ' ', 0)
	for _, l := range s.Layers {
		line := l.Name + "\tno value"
		if l.Highest != nil {
			line = fmt.Sprintf("%s\thighest %+.4f\tmean %+.4f\tbest at %d", l.Name, *l.Highest, *l.Mean, l.Best)
		}
		if l.Significant != nil {
			line += fmt.Sprintf("\tsignificant at %d", *l.Significant)
		}
		fmt.Fprintln(table, line)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if s.Threshold != nil {
		if err := p.print("threshold %.4f: p < %g, corrected for all places and layers by %d permutations of the pictures' labels", *s.Threshold, rsa.Significant, s.Permutations); err != nil {
			return err
		}
	}
	if s.Film != nil {
		if err := s.Film.print(p); err != nil {
			return err
		}
	}
	return p.print("%d centres of %d voxels in %.2f s: %s", s.Centres, s.Sphere, s.Seconds, s.out)
}

// average makes a volume for each of the models' pictures from a recording: in the order of their names where the models
// have any, else in alphabetical order.
func (c *searchlightCommand) average(p *Program, recording *neuro.Volume, models *matrices) (*neuro.Volume, error) {
	f, err := os.Open(c.Events)
	if err != nil {
		return nil, about(c.Events, err)
	}
	defer f.Close()
	events, err := neuro.ReadEvents(f)
	if err != nil {
		return nil, about(c.Events, err)
	}
	volumes, err := events.Volumes(recording.Len(), recording.Interval, c.Delay)
	if err != nil {
		return nil, about(c.Events, err)
	}
	patterns := neuro.Patterns(volumes)
	pictures := neuro.Pictures(patterns)
	if models.stimuli != nil {
		pictures = neuro.Recorded(models.stimuli, pictures)
	}
	means, err := recording.Means(patterns, pictures)
	if err != nil {
		return nil, about(c.Events, err)
	}
	p.note("%s: the means of %d patterns, of %d pictures", c.Events, len(patterns), len(pictures))
	return means, nil
}
