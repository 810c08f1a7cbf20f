package toyworld

// Where the object's shadow falls, in units, and how dark it is.
const (
	shadowX, shadowY = 0.7, 1.3
	shadowOpacity    = 0.34
	rim              = 0.75 // width of the dark line around an object, in units
)

// shade lays the object's soft shadow over the scene: its opacity, blurred and moved.
func (p *Painter) shade() {
	side := p.scene.pixels
	radius := max(1, side*5/4/Size)
	n := side * side
	across, both := p.blurred[:n], p.blurred[n:]
	for i := range n {
		both[i] = p.object.pix[4*i+3]
	}
	blur(across, both, side, radius, 1, side)
	blur(both, across, side, radius, side, 1)
	dx, dy := int(shadowX*float32(side)/Size+0.5), int(shadowY*float32(side)/Size+0.5)
	ink := colour{0.07, 0.05, 0.14, 1}
	for y := dy; y < side; y++ {
		for x := dx; x < side; x++ {
			if v := both[(y-dy)*side+x-dx]; v > 0 {
				over(p.scene.pix[4*(y*side+x):][:4], ink, v*shadowOpacity)
			}
		}
	}
}

// blur averages along rows of values (step 1, from row to row line) or columns (the other way), over radius values on either side.
func blur(dst, src []float32, side, radius, step, line int) {
	share := 1 / float32(2*radius+1)
	for row := range side {
		sum := float32(0)
		for i := range radius {
			sum += src[row*line+i*step]
		}
		for i := range side {
			if i+radius < side {
				sum += src[row*line+(i+radius)*step]
			}
			dst[row*line+i*step] = max(0, sum) * share
			if i >= radius {
				sum -= src[row*line+(i-radius)*step]
			}
		}
	}
}

// outline lays a dark line around the object over the scene: a deep shade of what the object's edge is coloured.
func (p *Painter) outline() {
	side := p.scene.pixels
	reach := rim * float32(side) / Size
	diagonal := reach * 0.7071
	steps := [...]point{
		{reach, 0}, {diagonal, diagonal}, {0, reach}, {-diagonal, diagonal},
		{-reach, 0}, {-diagonal, -diagonal}, {0, -reach}, {diagonal, -diagonal},
	}
	for y := range side {
		for x := range side {
			i := 4 * (y*side + x)
			if p.object.pix[i+3] > 0.999 {
				continue
			}
			var most [4]float32
			for _, s := range steps {
				if v := p.object.sample(float32(x)+s.x, float32(y)+s.y); v[3] > most[3] {
					most = v
				}
			}
			if most[3] > 0 {
				edge := colour{most[0] / most[3], most[1] / most[3], most[2] / most[3], 1}
				over(p.scene.pix[i:i+4], edge.darker(0.78), most[3])
			}
		}
	}
}

// sample interpolates between the four pixels around a place; outside, a canvas is transparent.
func (c *canvas) sample(x, y float32) (v [4]float32) {
	if x < 0 || y < 0 || x >= float32(c.pixels-1) || y >= float32(c.pixels-1) {
		return v
	}
	column, row := int(x), int(y)
	x, y = x-float32(column), y-float32(row)
	top := c.pix[4*(row*c.pixels+column):][:8]
	bottom := c.pix[4*((row+1)*c.pixels+column):][:8]
	if top[3]+top[7]+bottom[3]+bottom[7] == 0 {
		return v
	}
	for k := range v {
		t, b := top[k]+(top[k+4]-top[k])*x, bottom[k]+(bottom[k+4]-bottom[k])*x
		v[k] = t + (b-t)*y
	}
	return v
}

// lay puts the object on the scene.
func (p *Painter) lay() {
	for i := 0; i < len(p.scene.pix); i += 4 {
		from, to := p.object.pix[i:i+4], p.scene.pix[i:i+4]
		if rest := 1 - from[3]; rest < 1 {
			for k := range to {
				to[k] = from[k] + to[k]*rest
			}
		}
	}
}

// finish gives the picture its light as a whole (brightness, warmth, darker corners, grain) and
// turns it into bytes.
func (p *Painter) finish() {
	a, side := p.scene, p.scene.pixels
	bright, warm, corners, grain := a.between(0.97, 1.08), a.about(0, 0.03), a.between(0.03, 0.12), a.between(0.002, 0.01)
	gain := [3]float32{bright * (1 + warm), bright, bright * (1 - warm)}
	for y := range side {
		for x := range side {
			i := 4 * (y*side + x)
			dx, dy := 2*float32(x)/float32(side)-1, 2*float32(y)/float32(side)-1
			v := 1 - corners*(dx*dx+dy*dy)*(dx*dx+dy*dy)/2 + a.about(0, grain)
			for k := range 3 {
				p.rgba[i+k] = byte(unit(p.scene.pix[i+k]*gain[k]*v)*255 + 0.5)
			}
			p.rgba[i+3] = 255
		}
	}
}
