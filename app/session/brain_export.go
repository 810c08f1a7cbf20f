package session

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"unitscope/viz/chart"
	"unitscope/viz/colormap"
	"unitscope/viz/figure"
	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// What the Brain room has to export.
const (
	ExhibitBrainMatrix  Exhibit = "brain-matrix"  // of the selected layer
	ExhibitBrainRegion  Exhibit = "brain-region"  // of the region that is shown
	ExhibitBrainPoints  Exhibit = "brain-points"  // the pictures in a plane, by the selected layer
	ExhibitBrainBars    Exhibit = "brain-bars"    // layers by region
	ExhibitBrainCourses Exhibit = "brain-courses" // layers over time
	ExhibitBrainMap     Exhibit = "brain-map"     // the map that is shown
	ExhibitBrainFilm    Exhibit = "brain-film"    // of the recording over time in that in space
	ExhibitBrainCurves  Exhibit = "brain-curves"  // layers while the network learned
)

// BrainExhibits lists what the Brain room has to export.
var BrainExhibits = []Exhibit{ExhibitBrainMatrix, ExhibitBrainRegion, ExhibitBrainPoints, ExhibitBrainBars, ExhibitBrainCourses, ExhibitBrainMap,
	ExhibitBrainFilm, ExhibitBrainCurves}

// VolumeEndings lists the files that maps in a brain can be written to besides.
var VolumeEndings = []string{".nii", ".nii.gz"}

// exhibit makes what is known ready to be written, as Probe.exhibit does.
func (b *Brain) exhibit(kind Exhibit) (func() (*exhibit, error), error) {
	recording := b.Recording().Value
	if recording == nil {
		return nil, errors.New("not known yet: wait until the recording is there")
	}
	var e *exhibit
	var missing string
	switch layer, region := b.Shown(); kind {
	case ExhibitBrainMatrix:
		e, missing = b.matrixExhibit(layer, ""), "wait until the layers' dissimilarities are known"
	case ExhibitBrainRegion:
		e, missing = b.matrixExhibit(region, recording.Origin), "the recording has no regions"
	case ExhibitBrainPoints:
		e, missing = b.pointsExhibit(layer), "wait until the pictures are placed"
	case ExhibitBrainBars:
		e, missing = b.barsExhibit(recording), "wait until the layers are compared with regions"
	case ExhibitBrainCourses:
		e, missing = coursesExhibit(recording, b.Courses().Value), "wait until the layers are compared with the recording over time, if there is one"
	case ExhibitBrainMap:
		e, missing = b.mapExhibit(recording), "wait until the searchlight has been everywhere, if there is a recording in space"
	case ExhibitBrainFilm:
		e, missing = b.filmExhibit(recording), "a film takes a recording over time and one in space"
	case ExhibitBrainCurves:
		e, missing = b.curvesExhibit(recording), "watch the brain while the network learns first"
	}
	if e == nil {
		return nil, errors.New("not known yet: " + missing)
	}
	return func() (*exhibit, error) { return e, nil }, nil
}

// marked is a title that says where what it is of comes from.
func marked(title, origin string) string {
	if origin == "" {
		return title
	}
	return title + " (" + origin + ")"
}

// matrixExhibit is a matrix in the order that is shown; its array is in the pictures' own.
func (b *Brain) matrixExhibit(m *BrainMatrix, origin string) *exhibit {
	order, stimuli := b.Order().Value, b.Stimuli().Value
	if m == nil || order == nil || stimuli == nil {
		return nil
	}
	names := make([]string, len(order.Pictures))
	for place, picture := range order.Pictures {
		names[place] = stimuli.Names[picture]
	}
	return &exhibit{width: exhibitSide + 60, height: exhibitSide + 60, figure: chart.Dissimilarities(marked(m.Title, origin), m.RDM.Reorder(order.Pictures), names),
		arrays: []array{numbers("rdm", m.RDM...), numbers("ranks", m.Ranks()...)}}
}

func (b *Brain) pointsExhibit(m *BrainMatrix) *exhibit {
	p, stimuli := b.LayerPoints().Value, b.Stimuli().Value
	if m == nil || p == nil || stimuli == nil {
		return nil
	}
	f := figure.Scatter{Title: fmt.Sprintf("%s: pictures by dissimilarity, stress %.2f", m.Title, p.Stress), X: figure.Axis{Hidden: true}, Y: figure.Axis{Hidden: true}}
	categories := stimuli.Categories
	if len(categories) == 0 {
		categories = []string{""}
	}
	for c, name := range categories {
		cloud := figure.Cloud{Name: name}
		for i, category := range stimuli.Category {
			if category == c {
				cloud.X, cloud.Y = append(cloud.X, p.At[2*i]), append(cloud.Y, p.At[2*i+1])
				cloud.Names = append(cloud.Names, stimuli.Names[i])
			}
		}
		f.Clouds = append(f.Clouds, cloud)
	}
	at := numbers("at", p.At...)
	at.shape = []int{len(p.At) / 2, 2}
	return &exhibit{width: exhibitSide + 60, height: exhibitSide + 60, figure: f, arrays: []array{at, numbers("stress", p.Stress)}}
}

// barsExhibit is the region that is shown as a figure, and all of them as arrays.
func (b *Brain) barsExhibit(r *BrainRecording) *exhibit {
	a, region := b.Bars(), b.Region()
	if a.Value == nil || a.Growing || region < 0 {
		return nil
	}
	bar, people := a.Value.Regions[region], 0
	e := &exhibit{width: 2 * exhibitSide, height: exhibitSide + 40, figure: chart.Likeness(marked(bar.Name, r.Origin), bar.inference(len(a.Value.key.matrices.Stimuli.Names)), b.session.BrainSettings().Compare, bar.Lower, bar.Upper)}
	for _, bar := range a.Value.Regions {
		var subjects, mean, se, p, corrected []float64
		for _, x := range bar.Results {
			people = len(x.Subjects)
			subjects, mean, se, p, corrected = append(subjects, x.Subjects...), append(mean, x.Mean), append(se, x.SE), append(p, x.P), append(corrected, x.PCorrected)
		}
		all := numbers(bar.Name+"/people", subjects...)
		all.shape = []int{len(bar.Results), people}
		e.arrays = append(e.arrays, all, numbers(bar.Name+"/mean", mean...), numbers(bar.Name+"/se", se...), numbers(bar.Name+"/p", p...),
			numbers(bar.Name+"/p_corrected", corrected...), numbers(bar.Name+"/noise_ceiling", bar.Lower, bar.Upper))
	}
	return e
}

// inference is a bar as what it came of.
func (b *BrainBar) inference(pictures int) *rsa.Inference {
	return &rsa.Inference{Results: b.Results, Pictures: pictures, Method: b.Method}
}

func coursesExhibit(r *BrainRecording, c *rsa.Courses) *exhibit {
	if c == nil {
		return nil
	}
	e := &exhibit{width: 2 * exhibitSide, height: exhibitSide, figure: chart.LikenessOverTime(marked("recording over time", r.Origin), c), arrays: []array{numbers("times", c.Times...)}}
	for _, l := range c.Layers {
		e.arrays = append(e.arrays, numbers(l.Name+"/mean", l.Mean...), numbers(l.Name+"/se", l.SE...), numbers(l.Name+"/onset", latency(l.Onset)...), numbers(l.Name+"/peak", latency(l.Peak)...))
	}
	return e
}

// latency is a latency with its interval; NaN where there is none.
func latency(l *rsa.Latency) []float64 {
	if l == nil {
		return nanFloats(3)
	}
	return []float64{l.MS, l.Low, l.High}
}

// mapExhibit is the map that is shown: its axial slice as a figure, the whole of it as a volume, and the maps of all layers as
// arrays.
func (b *Brain) mapExhibit(r *BrainRecording) *exhibit {
	a := b.Maps()
	if a.Value == nil || a.Growing {
		return nil
	}
	kind, layer := b.session.selection.Brain.Map, b.Layer()
	volume := r.Volumes[a.Value.Person-1]
	shown, title, rng := volume.NewVolume(), "best layer, by number", colormap.Range{Low: 0, High: float64(len(a.Value.Layers))}
	shown.Data = a.Value.Of.Best()
	if kind == LayerMap {
		shown.Data, title, rng = a.Value.Of.Map(layer), a.Value.Layers[layer], colormap.Range{Low: -a.Value.Highest, High: a.Value.Highest, Signed: true}
	}
	e := &exhibit{volume: shown}
	e.slice(marked(title, r.Origin), shown, b.Place()[2], rng)
	for k, name := range a.Value.Layers {
		e.arrays = append(e.arrays, gridArray(name, a.Value.Of.Map(k), shown))
	}
	e.arrays = append(e.arrays, gridArray("best", a.Value.Of.Best(), shown), affineArray(volume))
	if t := b.Threshold(); t.Value != nil && !t.Stale {
		e.arrays = append(e.arrays, numbers("threshold", t.Value.Value))
	}
	return e
}

// slice draws an axial slice of a volume, anterior at the top.
func (e *exhibit) slice(title string, v *neuro.Volume, z int, rng colormap.Range) {
	grid := v.Grid()
	m := figure.Matrix{Title: fmt.Sprintf("%s, z %.0f mm", title, v.MM(0, 0, float64(z))[2]), Width: grid[0], Range: rng}
	for y := grid[1] - 1; y >= 0; y-- {
		for x := range grid[0] {
			m.Values = append(m.Values, float32(v.Data[(z*grid[1]+y)*grid[0]+x]))
		}
	}
	e.figure, e.width, e.height = m, exhibitSide, exhibitSide*grid[1]/grid[0]+60
}

// gridArray is a map as an array of z × y × x.
func gridArray(name string, values []float64, v *neuro.Volume) array {
	a, grid := numbers(name, values...), v.Grid()
	a.shape = []int{grid[2], grid[1], grid[0]}
	return a
}

// affineArray leads from voxels to mm.
func affineArray(v *neuro.Volume) array {
	a := numbers("affine", slices.Concat(v.Affine[0][:], v.Affine[1][:], v.Affine[2][:], v.Affine[3][:])...)
	a.shape = []int{4, 4}
	return a
}

// filmExhibit is the moment that is shown as a figure, and all of them as a volume and as an array.
func (b *Brain) filmExhibit(r *BrainRecording) *exhibit {
	film := b.Film().Value
	if film == nil {
		return nil
	}
	volume := r.Volumes[film.Person-1]
	all, one := volume.NewSeries(film.Times, film.Of.Maps()), volume.NewVolume()
	index, ms := b.Moment()
	one.Data = film.Of.Map(index)
	e := &exhibit{volume: all}
	if len(film.Times) > 1 && all.Interval == 0 {
		e.volumeNote = "the moments are not evenly spaced, so that it says nothing of when they were; as .npz it has their times"
	}
	e.slice(marked(fmt.Sprintf("%g ms", ms), r.Origin), one, b.Place()[2], colormap.Range{Low: -film.Highest, High: film.Highest, Signed: true})
	values, grid := numbers("film", all.Data...), volume.Grid()
	values.shape = []int{len(film.Times), grid[2], grid[1], grid[0]}
	e.arrays = []array{numbers("times", film.Times...), values, affineArray(volume)}
	return e
}

// curvesExhibit is the region that is shown as a figure, and all of them as arrays.
func (b *Brain) curvesExhibit(r *BrainRecording) *exhibit {
	c := b.Curves()
	if c == nil {
		return nil
	}
	steps := make([]float64, len(c.Steps))
	for i, step := range c.Steps {
		steps[i] = float64(step)
	}
	shown := max(slices.Index(c.Regions, b.session.selection.Brain.Region), 0)
	f := figure.Curves{Title: marked(c.Regions[shown], r.Origin) + ": correlation with layers", X: figure.Axis{Name: "step", Whole: true}, Y: figure.Axis{FromZero: true}}
	e := &exhibit{width: 2 * exhibitSide, height: exhibitSide, arrays: []array{numbers("steps", steps...)}}
	for i, region := range c.Regions {
		for k, layer := range c.Layers {
			if i == shown && slices.ContainsFunc(c.Of[i][k], func(v float64) bool { return !math.IsNaN(v) }) {
				f.Lines = append(f.Lines, figure.Line{Name: layer, X: steps, Y: c.Of[i][k]})
			}
			e.arrays = append(e.arrays, numbers(region+"/"+layer, c.Of[i][k]...))
		}
	}
	e.figure = f
	return e
}
