package toyworld

// A Painter paints pictures, one after the other; it is for one goroutine.
type Painter struct {
	pixels int
	rgba   []byte
}

// NewPainter returns a painter of pictures with so many pixels a side.
func NewPainter(pixels int) *Painter {
	return &Painter{pixels: pixels, rgba: make([]byte, 4*pixels*pixels)}
}

// Paint returns the picture as opaque RGBA bytes, row by row, valid until the next call.
func (p *Painter) Paint(picture Picture, seed uint64, stream Stream, index int) []byte {
	return p.rgba
}
