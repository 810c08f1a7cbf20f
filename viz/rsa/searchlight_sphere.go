package rsa

import "math"

// A Grid is how many voxels there are along x, y and z. They lie x fastest, then y, then z.
type Grid [3]int

// Voxels is how many there are in all.
func (g Grid) Voxels() int { return g[0] * g[1] * g[2] }

// A rod is a sphere's voxels on one line along x: dx from −half to half, at dy and dz from the centre.
type rod struct{ dy, dz, half int }

// onRadius is how much longer than the radius, as a share of it, a distance still counts as the radius: voxel sizes are
// stored as float32.
const onRadius = 1e-6

// sphere returns the voxels nearer than radius (strict) or at most that far, by the lengths of a voxel's edges; not farther along
// any axis than the grid is long.
func sphere(radius float64, size [3]float64, strict bool, grid Grid) []rod {
	limit := radius * (1 + onRadius)
	if strict {
		limit = radius * (1 - onRadius)
	}
	within := func(dx, dy, dz int) bool {
		x, y, z := float64(dx)*size[0], float64(dy)*size[1], float64(dz)*size[2]
		return x*x+y*y+z*z <= limit*limit
	}
	var rods []rod
	for dz := 1 - grid[2]; dz < grid[2]; dz++ {
		for dy := 1 - grid[1]; dy < grid[1]; dy++ {
			if !within(0, dy, dz) {
				continue
			}
			half := 0
			for half+1 < grid[0] && within(half+1, dy, dz) {
				half++
			}
			rods = append(rods, rod{dy, dz, half})
		}
	}
	return rods
}

// sphereVoxels is how many voxels a sphere has that the volume does not clip.
func sphereVoxels(rods []rod) (n int) {
	for _, r := range rods {
		n += 2*r.half + 1
	}
	return n
}

// A run is voxels that lie behind each other: their first index and their number.
type run struct{ first, n int }

// around appends the runs of the sphere around a voxel, clipped at the grid's faces.
func (g Grid) around(runs []run, voxel int, rods []rod) []run {
	x, y, z := voxel%g[0], voxel/g[0]%g[1], voxel/(g[0]*g[1])
	for _, r := range rods {
		row, slice := y+r.dy, z+r.dz
		if row < 0 || row >= g[1] || slice < 0 || slice >= g[2] {
			continue
		}
		from, to := max(x-r.half, 0), min(x+r.half, g[0]-1)
		runs = append(runs, run{(slice*g[1]+row)*g[0] + from, to - from + 1})
	}
	return runs
}

// A light is where the searchlight goes: the centres, and the patterns of every voxel that one of their spheres touches.
type light struct {
	grid     Grid
	rods     []rod
	mask     []bool
	maskOnly bool
	centres  []int // voxels
	pictures int
	row      []int32   // per voxel: which row of patterns; −1 for a voxel that no sphere touches
	patterns []float64 // rows × pictures, scaled by a power of two
	common   []float64 // rows: the mean over pictures
}

// newLight finds the centres: mask voxels of whose sphere at least the share threshold lies in the mask.
func newLight(grid Grid, mask []bool, o SearchlightOptions) *light {
	size := o.VoxelSize
	if size == [3]float64{} {
		size = [3]float64{1, 1, 1}
	}
	l := &light{grid: grid, rods: sphere(o.Radius, size, o.Strict, grid), mask: mask, maskOnly: o.MaskOnly}
	before := make([]int32, len(mask)+1) // mask voxels before each voxel
	for v, in := range mask {
		before[v+1] = before[v]
		if in {
			before[v+1]++
		}
	}
	var runs []run
	for v, in := range mask {
		if !in {
			continue
		}
		inside, all := 0, 0
		runs = grid.around(runs[:0], v, l.rods)
		for _, r := range runs {
			inside += int(before[r.first+r.n] - before[r.first])
			all += r.n
		}
		if o.MaskOnly || float64(inside)/float64(all) >= o.Threshold {
			l.centres = append(l.centres, v)
		}
	}
	return l
}

// runs appends the rows of patterns that make the sphere of a centre.
func (l *light) runs(rows []run, centre int) []run {
	first := len(rows)
	rows = l.grid.around(rows, centre, l.rods)
	if !l.maskOnly {
		for i := first; i < len(rows); i++ { // rows of neighbours along x are neighbours
			rows[i].first = int(l.row[rows[i].first])
		}
		return rows
	}
	spans := append([]run(nil), rows[first:]...)
	rows = rows[:first]
	for _, s := range spans {
		for v := s.first; v < s.first+s.n; v++ {
			if !l.mask[v] {
				continue
			}
			at := int(l.row[v])
			if last := len(rows) - 1; last >= first && rows[last].first+rows[last].n == at {
				rows[last].n++
			} else {
				rows = append(rows, run{at, 1})
			}
		}
	}
	return rows
}

// load takes the patterns over, pictures × voxels, voxel by voxel.
func (l *light) load(patterns []float64, pictures int) {
	l.pictures = pictures
	l.row = make([]int32, len(l.mask))
	var runs []run
	for _, c := range l.centres {
		runs = l.grid.around(runs[:0], c, l.rods)
		for _, r := range runs {
			for v := r.first; v < r.first+r.n; v++ {
				l.row[v] = 1
			}
		}
	}
	rows := int32(0)
	for v, touched := range l.row {
		if touched == 0 || l.maskOnly && !l.mask[v] {
			l.row[v] = -1
			continue
		}
		l.row[v] = rows
		rows++
	}
	l.patterns, l.common = make([]float64, int(rows)*pictures), make([]float64, rows)
	scale := scaleOf(patterns)
	for picture := range pictures {
		values := patterns[picture*len(l.mask):][:len(l.mask)]
		for v, row := range l.row {
			if row >= 0 {
				l.patterns[int(row)*pictures+picture] = values[v] * scale
			}
		}
	}
	for row := range l.common {
		l.common[row] = finiteMean(l.patterns[row*pictures:][:pictures])
	}
}

// scaleOf is the power of two that brings the largest of some values to between ½ and 1, so that products of them stay within
// float32. No correlation changes by it.
func scaleOf(values []float64) float64 {
	largest := 0.0
	for _, v := range values {
		if a := math.Abs(v); a > largest && !math.IsInf(a, 0) {
			largest = a
		}
	}
	_, exponent := math.Frexp(largest)
	return math.Ldexp(1, -exponent)
}

// finiteMean is the mean of the finite ones of some values, 0 where there are none.
func finiteMean(values []float64) (mean float64) {
	n := 0
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			mean += v
			n++
		}
	}
	return mean / float64(max(n, 1))
}
