package neuro

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// A Volume is measurements on a grid of voxels in a scanner's or an atlas's space, one or several times over.
type Volume struct {
	Shape  []int         // x, y, z and, of a series, how many volumes: 1 to 4 axes
	Data   []float64     // x fastest, then y, z, and the volumes of a series; slope and intercept applied
	Affine [4][4]float64 // voxel indexes (x, y, z, 1) to mm (right, anterior, superior, 1)
	Space  Space         // what Affine's mm are of
	// Interval is how many seconds lie between the volumes of a series; 0 where that is not known.
	Interval float64
	// Origin says that the volume does not come from a scanner ("simulated"); it is written into files and read back.
	Origin string
}

// A Space is what an affine's millimetres are measured in, by NIfTI's numbers.
type Space int16

const (
	Unknown   Space = 0
	Scanner   Space = 1
	Aligned   Space = 2 // to another recording
	Talairach Space = 3
	MNI152    Space = 4
)

// NewVolume returns a volume of zeros on another's grid, without its series.
func (v *Volume) NewVolume() *Volume {
	grid := v.Grid()
	return &Volume{Shape: grid[:], Data: make([]float64, grid[0]*grid[1]*grid[2]), Affine: v.Affine, Space: v.Space, Origin: v.Origin}
}

// NewSeries returns a series on another's grid: moment t's values, as one volume has them, are of[t], and times are when each
// was, in ms. The series has their distance as its Interval if it is one, within a hundredth; of others it is not known.
func (v *Volume) NewSeries(times []float64, of [][]float64) *Volume {
	series := v.NewVolume()
	series.Shape = append(series.Shape, len(times))
	series.Data = slices.Concat(of...)
	series.Interval = evenly(times) / 1000
	return series
}

// evenly is how far times lie apart; 0 where they lie unevenly, or there is but one.
func evenly(times []float64) float64 {
	if len(times) < 2 {
		return 0
	}
	mean := (times[len(times)-1] - times[0]) / float64(len(times)-1)
	for t := range times[1:] {
		if math.Abs(times[t+1]-times[t]-mean) > mean/100 {
			return 0
		}
	}
	return mean
}

// Grid is the number of voxels along x, y and z.
func (v *Volume) Grid() [3]int {
	grid := [3]int{1, 1, 1}
	copy(grid[:], v.Shape)
	return grid
}

// Voxels is the number of voxels on the grid.
func (v *Volume) Voxels() int {
	grid := v.Grid()
	return grid[0] * grid[1] * grid[2]
}

// Len is how many volumes the series has; 1 where it is none.
func (v *Volume) Len() int {
	if len(v.Shape) < 4 {
		return 1
	}
	return v.Shape[3]
}

// At returns the t-th volume of a series, as part of Data.
func (v *Volume) At(t int) []float64 {
	n := v.Voxels()
	return v.Data[t*n : (t+1)*n]
}

// VoxelSize is the length of a voxel's edges in mm: the lengths of the affine's columns.
func (v *Volume) VoxelSize() [3]float64 {
	var size [3]float64
	for axis := range size {
		size[axis] = math.Hypot(math.Hypot(v.Affine[0][axis], v.Affine[1][axis]), v.Affine[2][axis])
	}
	return size
}

// MM is where in space the voxel of given indexes has its centre, in mm.
func (v *Volume) MM(x, y, z float64) [3]float64 {
	var mm [3]float64
	for row := range mm {
		a := v.Affine[row]
		mm[row] = a[0]*x + a[1]*y + a[2]*z + a[3]
	}
	return mm
}

// Inside tells which voxels a mask holds: those that are numbers other than 0. It returns an error where none is.
func (v *Volume) Inside() ([]bool, error) {
	inside := make([]bool, len(v.Data))
	for voxel, value := range v.Data {
		inside[voxel] = value != 0 && !math.IsNaN(value)
	}
	if !slices.Contains(inside, true) {
		return nil, errors.New("no voxel of the mask is set")
	}
	return inside, nil
}

// Voxel is the indexes of the place at some mm, the inverse of MM: whole at a voxel's centre, anywhere else between, and
// beyond the grid outside of it. It is not ok where the affine lays voxels on a plane or a line.
func (v *Volume) Voxel(mm [3]float64) (at [3]float64, ok bool) {
	a := mat.NewDense(3, 3, nil)
	b := mat.NewVecDense(3, nil)
	for row := range 3 {
		a.SetRow(row, v.Affine[row][:3])
		b.SetVec(row, mm[row]-v.Affine[row][3])
	}
	var x mat.VecDense
	if x.SolveVec(a, b) != nil {
		return at, false
	}
	copy(at[:], x.RawVector().Data)
	return at, true
}

// SameGrid returns an error that shows both, unless another volume lies on the same grid: as many voxels along each axis,
// and corners less than a tenth of a voxel apart in mm.
func (v *Volume) SameGrid(other *Volume) error {
	if v.Grid() != other.Grid() {
		return fmt.Errorf("%d×%d×%d voxels against %d×%d×%d", v.Grid()[0], v.Grid()[1], v.Grid()[2], other.Grid()[0], other.Grid()[1], other.Grid()[2])
	}
	size := v.VoxelSize()
	allowed := slices.Min(size[:]) / 10
	for corner := range 8 {
		var at [3]float64
		for axis, n := range v.Grid() {
			at[axis] = float64(corner>>axis&1) * float64(n-1)
		}
		a, b := v.MM(at[0], at[1], at[2]), other.MM(at[0], at[1], at[2])
		for i := range a {
			if math.Abs(a[i]-b[i]) > allowed {
				return fmt.Errorf("voxel (%g, %g, %g) lies at (%.2f, %.2f, %.2f) mm against (%.2f, %.2f, %.2f) mm", at[0], at[1], at[2], a[0], a[1], a[2], b[0], b[1], b[2])
			}
		}
	}
	return nil
}
