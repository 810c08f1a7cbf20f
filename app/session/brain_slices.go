package session

// A BrainPlane is a plane through the cross, seen from the right, from behind, or from above: rows go from superior to
// inferior, or from anterior to posterior.
type BrainPlane struct {
	Axis          int // that is the same all over it: 0 sagittal, 1 coronal, 2 axial
	Columns, Rows int
	Values        []float64 // row-major; NaN: clear. Of the best layers' map: the layer's number, from 1
	Ground        []float64 // 0 to 1; NaN outside the mask
	Cross         [2]int    // column and row
	Aspect        float64   // height over width of a voxel

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
	Low, High float64 // range for colours; of the best layers' map: 0 and their number
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

// Slices returns the map that is shown; nil while there is nothing.
func (b *Brain) Slices() *BrainSlices { return nil }

// Cross returns what is known at the cross; nil where there is no volume.
func (b *Brain) Cross() *BrainCross { return nil }

// Place is the cross's voxel.
func (b *Brain) Place() [3]int { return [3]int{} }

// Grid is how many voxels the recording in space has along x, y and z; zero: there is none.
func (b *Brain) Grid() [3]int { return [3]int{} }
