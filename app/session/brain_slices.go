package session

import (
	"math"
	"slices"

	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// A BrainPlane is a plane through the cross, seen from the right, from behind, or from above: rows go from superior to
// inferior, or from anterior to posterior, as far as the volume's axes are x to the right, y to the front and z up.
type BrainPlane struct {
	Axis          int // that is the same all over it: 0 sagittal, 1 coronal, 2 axial
	Columns, Rows int
	Values        []float64 // row-major; NaN: clear. Of the best layers' map: the layer's number, from 1
	Ground        []float64 // 0 to 1; NaN outside the mask
	Cross         [2]int    // column and row

	at int
}

// Voxel is where in the volume a column and row of the plane lie.
func (p *BrainPlane) Voxel(column, row int) [3]int {
	up := p.Rows - 1 - row
	switch p.Axis {
	case 0:
		return [3]int{p.at, column, up}
	case 1:
		return [3]int{column, p.at, up}
	}
	return [3]int{column, up, p.at}
}

// BrainSlices are the map that is shown, in three planes through the cross.
type BrainSlices struct {
	Planes    [3]BrainPlane
	Kind      BrainMap
	Layers    []string
	Low, High float64 // of all places and layers, or moments; of the best layers' map: 0 and their number
	Threshold float64 // below which values are clear; NaN: none is
}

// A BrainCross is what is known at the cross.
type BrainCross struct {
	Voxel  [3]int
	MM     [3]float64
	Inside bool // of the mask
	Layers []string
	Values []float64 // of each layer; NaN: no centre is there, or nobody has been there yet
	Best   int       // the layer with the largest; −1: none
	Times  []float64 // of the film, in ms; none: there is no film
	Film   []float64 // how alike each moment is to this place
}

// Grid is how many voxels the recording in space has along x, y and z; zero: there is none, or none yet.
func (b *Brain) Grid() [3]int {
	if r := b.Recording().Value; r != nil && len(r.Volumes) > 0 {
		return r.Volumes[0].Grid()
	}
	return [3]int{}
}

// Place is the cross's voxel: by itself, where the selected layer's map is highest, or the middle of the volume.
func (b *Brain) Place() [3]int {
	grid, v := b.Grid(), b.session.selection.Brain
	if v.Placed {
		for axis := range v.Place {
			v.Place[axis] = max(min(v.Place[axis], grid[axis]-1), 0) // another volume may be smaller
		}
		return v.Place
	}
	maps, layer := b.Maps().Value, b.Layer()
	if maps == nil || maps.Of.Grid != rsa.Grid(grid) || layer >= len(maps.Layers) {
		return [3]int{grid[0] / 2, grid[1] / 2, grid[2] / 2}
	}
	return b.before.peak.get([2]any{maps, layer}, func() [3]int {
		best := -1
		for c, v := range maps.Of.Values[layer] {
			if !math.IsNaN(v) && (best < 0 || v > maps.Of.Values[layer][best]) {
				best = c
			}
		}
		if best < 0 {
			return [3]int{grid[0] / 2, grid[1] / 2, grid[2] / 2}
		}
		return voxelAt(grid, maps.Of.Centres[best])
	})
}

// voxelAt is a voxel's place on a grid, x fastest.
func voxelAt(grid [3]int, v int) [3]int {
	return [3]int{v % grid[0], v / grid[0] % grid[1], v / (grid[0] * grid[1])}
}

// A slicesKey is all that slices depend on.
type slicesKey struct {
	recording *BrainRecording
	person    int
	maps      *BrainMaps
	film      *BrainFilm
	threshold float64 // NaN is −Inf here, which equals itself
	kind      BrainMap
	layer     int
	moment    int
	place     [3]int
}

// Slices returns the map that is shown, with the ground below it; nil where there is no volume yet. Where the map is not known
// yet, there is the ground alone.
func (b *Brain) Slices() *BrainSlices {
	n := b.bench()
	r := b.recording(&n).Value
	if r == nil || len(r.Volumes) == 0 {
		return nil
	}
	key := slicesKey{recording: r, person: r.person(n.plan), kind: n.selection.Brain.Map, place: b.Place(), threshold: math.Inf(-1)}
	if key.kind == FilmMap {
		key.film = b.Film().Value
		key.moment, _ = b.Moment()
	} else {
		key.maps, key.layer = b.Maps().Value, b.Layer()
		if t := b.Threshold().Value; t != nil && !n.selection.Brain.All && !math.IsNaN(t.Value) {
			key.threshold = t.Value
		}
	}
	return b.before.slices.get(key, key.cut)
}

// cut cuts the volume along three planes.
func (k slicesKey) cut() *BrainSlices {
	volume := k.recording.Volumes[k.person]
	s := &BrainSlices{Kind: k.kind, Threshold: k.threshold, High: 1}
	if math.IsInf(k.threshold, -1) {
		s.Threshold = math.NaN()
	}
	values := k.values(s)
	ground := k.recording.ground(k.person)
	for axis := range s.Planes {
		s.Planes[axis] = newBrainPlane(axis, k.place, volume.Grid(), values, ground)
	}
	return s
}

// values are those of the map that is shown, on the whole grid, and notes their range; nil while there is none.
func (k slicesKey) values(s *BrainSlices) []float64 {
	grid := k.recording.Volumes[k.person].Grid()
	var of *rsa.SearchlightMaps
	var row []float64
	switch {
	case k.film != nil && k.moment >= 0 && k.moment < len(k.film.Times):
		of, row, s.Low, s.High = k.film.Of, k.film.Of.Values[k.moment], k.film.Lowest, k.film.Highest
	case k.maps == nil:
		return nil
	case k.kind == LayerMap && k.layer < len(k.maps.Layers):
		of, row, s.Low, s.High, s.Layers = k.maps.Of, k.maps.Of.Values[k.layer], k.maps.Lowest, k.maps.Highest, k.maps.Layers
	case k.kind == BestMap:
		of, row, s.High, s.Layers = k.maps.Of, k.maps.best(k.threshold), float64(len(k.maps.Layers)), k.maps.Layers
	}
	if of == nil || [3]int(of.Grid) != grid {
		return nil
	}
	values := nanFloats(of.Grid.Voxels())
	for c, v := range of.Centres {
		if k.kind == BestMap || !(row[c] < k.threshold) {
			values[v] = row[c]
		}
	}
	return values
}

// best is, per centre, the number from 1 of the layer with the largest value; NaN where that is below a threshold.
func (m *BrainMaps) best(threshold float64) []float64 {
	best := nanFloats(len(m.Best))
	for c, layer := range m.Best {
		if layer >= 0 && m.Of.Values[layer][c] >= threshold {
			best[c] = float64(layer + 1)
		}
	}
	return best
}

// ground is what lies below maps: a person's mean over all pictures, from 0 at its lowest to 1 at its highest in the mask, by
// the middle 98 of 100 voxels; NaN outside. Of simulated people, who have no anatomy, it is even.
func (r *BrainRecording) ground(person int) []float64 {
	volume := r.Volumes[person]
	ground := nanFloats(volume.Voxels())
	var inside []float64
	for v, in := range r.inMask {
		if !in {
			continue
		}
		sum := 0.0
		for t := range volume.Len() {
			sum += volume.Data[t*len(ground)+v]
		}
		ground[v] = sum
		if !math.IsNaN(sum) && !math.IsInf(sum, 0) {
			inside = append(inside, sum)
		}
	}
	if len(inside) == 0 {
		return ground
	}
	slices.Sort(inside)
	low, high := inside[len(inside)/100], inside[len(inside)-1-len(inside)/100]
	for v, value := range ground {
		switch {
		case math.IsNaN(value):
		case r.Simulated || high == low:
			ground[v] = 0.5
		default:
			ground[v] = min(max((value-low)/(high-low), 0), 1)
		}
	}
	return ground
}

func nanFloats(n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = math.NaN()
	}
	return values
}

// planeAxes are, by the axis that a plane stands on, those of its columns and rows.
var planeAxes = [3][2]int{{1, 2}, {0, 2}, {0, 1}}

func newBrainPlane(axis int, place, grid [3]int, values, ground []float64) BrainPlane {
	across, up := planeAxes[axis][0], planeAxes[axis][1]
	p := BrainPlane{Axis: axis, Columns: grid[across], Rows: grid[up], at: place[axis], Cross: [2]int{place[across], grid[up] - 1 - place[up]}}
	p.Values, p.Ground = nanFloats(p.Columns*p.Rows), nanFloats(p.Columns*p.Rows)
	for row := range p.Rows {
		for column := range p.Columns {
			at := p.Voxel(column, row)
			voxel := (at[2]*grid[1]+at[1])*grid[0] + at[0]
			p.Ground[row*p.Columns+column] = ground[voxel]
			if values != nil {
				p.Values[row*p.Columns+column] = values[voxel]
			}
		}
	}
	return p
}

// A crossKey is all that the values at the cross depend on.
type crossKey struct {
	recording *BrainRecording
	person    int
	maps      *BrainMaps
	film      *BrainFilm
	place     [3]int
}

// Cross returns what is known at the cross; nil where there is no volume yet.
func (b *Brain) Cross() *BrainCross {
	n := b.bench()
	r := b.recording(&n).Value
	if r == nil || len(r.Volumes) == 0 {
		return nil
	}
	key := crossKey{r, r.person(n.plan), b.Maps().Value, b.Film().Value, b.Place()}
	return b.before.cross.get(key, func() *BrainCross { return key.look(r.Volumes[key.person]) })
}

func (k crossKey) look(volume *neuro.Volume) *BrainCross {
	grid, p := volume.Grid(), k.place
	voxel := (p[2]*grid[1]+p[1])*grid[0] + p[0]
	c := &BrainCross{Voxel: p, MM: volume.MM(float64(p[0]), float64(p[1]), float64(p[2])), Inside: k.recording.inMask[voxel], Best: -1}
	if k.maps != nil && [3]int(k.maps.Of.Grid) == grid {
		c.Layers, c.Values = k.maps.Layers, at(k.maps.Of, voxel)
		c.Best = bestOf(c.Values)
	}
	if k.film != nil && [3]int(k.film.Of.Grid) == grid {
		c.Times, c.Film = k.film.Times, at(k.film.Of, voxel)
	}
	return c
}

// at are the values of all models at a voxel; NaN where no centre is.
func at(maps *rsa.SearchlightMaps, voxel int) []float64 {
	values := nanFloats(len(maps.Values))
	if c, found := slices.BinarySearch(maps.Centres, voxel); found {
		for m, row := range maps.Values {
			values[m] = row[c]
		}
	}
	return values
}

// bestOf is the index of the largest value; −1: none is known.
func bestOf(values []float64) int {
	best := -1
	for i, v := range values {
		if !math.IsNaN(v) && (best < 0 || v > values[best]) {
			best = i
		}
	}
	return best
}
