package tuning

// A Curve is what a unit, or a layer, answers to a row of pictures that differ in one thing.
type Curve struct {
	Name string    // whose it is: a unit's address, or a layer's name
	Unit string    // what X is measured in
	X, Y []float64 // Y: in activation units, or shares of 1 for ShiftTolerance
}
