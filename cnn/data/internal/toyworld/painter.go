package toyworld

// Objects are drawn in a box from −1 to 1 each way; these are the ranges of what varies about it.
const (
	smallest, largest = 12.0, 15.5 // half the box's side, in units
	tilt              = 13         // degrees to either side
	centre, pitch     = 24, 9.5    // of the grid of positions, in units
	drift             = 3.0        // from the middle of a position, in units
)

// objectStream sets the random numbers of objects apart from those of the scenes behind them, so that
// a scene is the same whatever is shown in it.
const objectStream = 0x6f626a656374

// A Painter paints pictures, one after the other; it is for one goroutine.
type Painter struct {
	scene, object *artist
	blurred       []float32 // the object's opacity, for its shadow
	rgba          []byte
}

// NewPainter returns a painter of pictures with so many pixels a side.
func NewPainter(pixels int) *Painter {
	return &Painter{
		scene: newArtist(pixels), object: newArtist(pixels),
		blurred: make([]float32, 2*pixels*pixels),
		rgba:    make([]byte, 4*pixels*pixels),
	}
}

// Paint returns the picture as opaque RGBA bytes, row by row, valid until the next call.
func (p *Painter) Paint(picture Picture, seed uint64, stream Stream, index int) []byte {
	number := uint64(stream)<<48 | uint64(index)
	p.scene.begin(seed, number)
	p.scene.paintScene(picture.Scene)
	p.object.begin(seed^objectStream, number)
	p.object.paintObject(picture)
	p.shade()
	p.outline()
	p.lay()
	p.finish()
	return p.rgba
}

// paintScene paints one of Scenes over the whole canvas.
func (a *artist) paintScene(scene int) {
	[]func(){a.beach, a.forest, a.street, a.room}[scene]()
}

// paintObject paints one of Objects in its colour and at its position.
func (a *artist) paintObject(p Picture) {
	column, row := float32(p.Position%3), float32(p.Position/3)
	x, y := centre+(column-1)*pitch+a.about(0, drift), centre+(row-1)*pitch+a.about(0, drift)
	half := a.between(smallest, largest)
	across, down := half*a.between(0.93, 1.07), half*a.between(0.93, 1.07)
	if a.chance(0.5) {
		across = -across // the other way round
	}
	c := a.objectColour(p.Colour)
	paint := []func(colour){
		a.face, a.bird, a.fish, a.cat, a.tree, a.flower, a.house, a.car, a.cup, a.key,
	}[p.Object]
	a.on(x, y, a.about(0, tilt), across, down, func() { paint(c) })
}

// objectColour returns one of Colours, as it varies from thing to thing.
func (a *artist) objectColour(kind int) colour {
	base := [...]struct{ lightness, chroma, hue, spread float32 }{
		{0.6, 0.21, 25, 6},    // red
		{0.74, 0.17, 58, 5},   // orange
		{0.88, 0.165, 98, 5},  // yellow
		{0.67, 0.17, 145, 9},  // green
		{0.6, 0.16, 252, 9},   // blue
		{0.56, 0.19, 306, 10}, // purple
	}[kind]
	return oklch(a.about(base.lightness, 0.055), base.chroma*a.between(0.82, 1.08), a.about(base.hue, base.spread))
}
