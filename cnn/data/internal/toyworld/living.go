package toyworld

// This file paints the living objects, each in a box from −1 to 1 each way.

// Inks that things share whatever their colour.
var (
	pupil  = colour{0.08, 0.07, 0.12, 1}
	leaf   = oklch(0.58, 0.14, 140)
	wooden = oklch(0.48, 0.07, 52)
	golden = oklch(0.83, 0.15, 82)
)

// solid fills the path with a colour lit from above, between two heights.
func (a *artist) solid(top, bottom float32, c colour) {
	a.fillDown(top, bottom, c.lighter(0.3), c.darker(0.22))
}

// eye paints an eye that looks ahead or a little to one side.
func (a *artist) eye(x, y, size, look float32) {
	a.ellipse(x, y, size, size*1.15)
	a.fill(white)
	a.circle(x+look*size*0.3, y+0.1*size, size*0.62)
	a.fill(pupil)
	a.circle(x+look*size*0.3-0.2*size, y-0.2*size, size*0.2)
	a.fill(white)
}

// face paints a head from the front: hair, ears, eyes, brows, nose, mouth, cheeks.
func (a *artist) face(c colour) {
	wide, long := a.between(0.7, 0.82), a.between(0.82, 0.92)
	hair := pick(a, oklch(0.3, 0.04, 50), oklch(0.22, 0.01, 280), oklch(0.5, 0.08, 55), oklch(0.75, 0.1, 85), oklch(0.72, 0.01, 80))
	style := a.random.IntN(4)
	if style == 1 { // long hair, behind the head
		end, flare := a.between(0.5, 0.92), a.between(0.08, 0.24)
		a.start(0, -long-0.06)
		a.curve(-wide-0.3, -long, -wide-0.15, 0, -wide-flare, end)
		a.bend(0, end+0.16, wide+flare, end)
		a.curve(wide+0.15, 0, wide+0.3, -long, 0, -long-0.06)
		a.solid(-0.8, 0.9, hair.darker(0.2))
	}
	a.ellipse(-wide, 0.08, 0.15, 0.2)
	a.ellipse(wide, 0.08, 0.15, 0.2)
	a.fill(c.darker(0.14))
	a.ellipse(0, 0.05, wide, long)
	a.fillGlow(-0.2, -0.2, 1.2, c.lighter(0.38), c.darker(0.12))
	a.hair(style, wide, long, hair)
	look, apart, up := a.about(0, 1), a.between(0.27, 0.34), a.between(-0.12, 0)
	size := a.between(0.15, 0.19)
	a.eye(-apart, up, size, look)
	a.eye(apart, up, size, look)
	raise := a.about(0, 0.05)
	for _, side := range []float32{-1, 1} {
		a.start(side*(apart-0.17), up-0.27+raise)
		a.bend(side*apart, up-0.36, side*(apart+0.17), up-0.26-raise)
		a.stroke(0.09, hair.darker(0.3))
		a.ellipse(side*(apart+0.16), 0.34, 0.15, 0.1)
		a.fill(oklch(0.68, 0.17, 15).faint(0.5))
	}
	a.start(0, up+0.14)
	a.bend(0.12, 0.26, -0.02, 0.27)
	a.stroke(0.08, c.darker(0.6))
	a.mouth(a.between(0.24, 0.36), c)
}

// hair paints what a style of hair shows in front of the head.
func (a *artist) hair(style int, wide, long float32, c colour) {
	crown := 0.05 - long - 0.06
	switch style {
	case 3: // a tuft on a bald head
		for _, lean := range []float32{-0.22, 0, 0.22} {
			a.start(0, crown+0.12)
			a.bend(lean*0.4, crown-0.1, lean, crown-0.14)
		}
		a.stroke(0.11, c)
	default:
		fringe, part := a.between(-0.5, -0.36), a.about(0, 0.4)
		a.start(-wide-0.07, 0)
		a.curve(-wide-0.1, crown-0.12, wide+0.1, crown-0.12, wide+0.07, 0)
		a.bend(wide*0.85, fringe, part, fringe-0.08)
		a.bend(-wide*0.85, fringe, -wide-0.07, 0)
		a.fillDown(crown, 0, c.lighter(0.22), c)
	}
}

// mouth paints a smile, open or closed.
func (a *artist) mouth(half float32, c colour) {
	y, smile := a.between(0.46, 0.52), a.between(0.14, 0.24)
	a.start(-half, y)
	a.curve(-half*0.55, y+smile*1.3, half*0.55, y+smile*1.3, half, y)
	if a.chance(0.5) {
		a.bend(0, y+0.04, -half, y)
		a.fill(oklch(0.35, 0.1, 20))
		a.start(-half*0.7, y+0.05)
		a.line(half*0.7, y+0.05)
		a.stroke(0.08, white)
		return
	}
	a.stroke(0.1, c.darker(0.75).mix(oklch(0.35, 0.12, 20), 0.5))
}

// bird paints a bird from the side: tail, body, head, beak, wing, legs.
func (a *artist) bird(c colour) {
	beak := oklch(0.72, 0.17, 60)
	round := a.between(0.92, 1.08)
	for _, x := range []float32{-0.05, 0.18} {
		a.start(x, 0.5)
		a.line(x+0.03, 0.88)
		a.line(x+0.24, 0.9)
		a.start(x+0.03, 0.88)
		a.line(x-0.1, 0.94)
		a.stroke(0.09, beak.darker(0.25))
	}
	rise := a.between(-0.2, 0.25) // of the tail
	a.start(-0.3, 0.05)
	a.line(-1, -0.12-rise)
	a.line(-0.94, 0.1-rise)
	a.line(-1.02, 0.24-rise*0.7)
	a.line(-0.25, 0.42)
	a.solid(-0.3, 0.4, c.darker(0.3))
	a.start(-0.55, 0.12)
	a.curve(-0.45, -0.3*round, 0.05, -0.25, 0.28, -0.4)
	a.line(0.72, -0.1)
	a.curve(0.75, 0.45, 0.35, 0.68*round, 0.02, 0.64*round)
	a.curve(-0.3, 0.62*round, -0.55, 0.4, -0.55, 0.12)
	a.solid(-0.4, 0.65, c)
	a.polygon(0.8, -0.5, 1.08, -0.36+a.about(0, 0.04), 0.78, -0.22)
	a.fillDown(-0.5, -0.2, beak.lighter(0.2), beak.darker(0.1))
	if a.chance(0.45) { // a crest
		a.polygon(0.3, -0.62, 0.18, -0.98, 0.42, -0.8, 0.5, -1, 0.66, -0.7)
		a.fill(c.darker(0.3))
	}
	a.circle(0.52, -0.4, 0.36)
	a.solid(-0.76, 0.1, c.lighter(0.06))
	a.ellipse(0.26, 0.36, 0.3, 0.26)
	a.fill(c.lighter(0.62))
	a.eye(0.6, -0.44, 0.12, 0.5)
	a.wing(c)
}

// wing paints a bird's wing, folded or raised.
func (a *artist) wing(c colour) {
	if a.chance(0.4) {
		up := a.between(-1, -0.78)
		a.start(0.12, 0.12)
		a.bend(0.05, up*0.6, -0.35, up)
		a.line(-0.42, up*0.72)
		a.line(-0.6, up*0.62)
		a.line(-0.58, up*0.38)
		a.line(-0.72, up*0.2)
		a.bend(-0.45, 0.2, 0.12, 0.12)
		a.solid(up, 0.2, c.darker(0.3))
		return
	}
	droop := a.between(0.2, 0.42)
	a.start(0.22, -0.02)
	a.curve(0.28, 0.42, -0.2, 0.5, -0.72, droop)
	a.curve(-0.45, 0.1, -0.2, -0.16, 0.22, -0.02)
	a.solid(-0.05, 0.45, c.darker(0.34))
	a.start(-0.5, droop-0.04)
	a.bend(-0.1, 0.3, 0.08, 0.12)
	a.stroke(0.05, c.darker(0.7))
}

// fish paints a fish from the side: tail, fins, body, stripes or scales, eye, mouth.
func (a *artist) fish(c colour) {
	tall := a.between(0.5, 0.64)
	fins := c.darker(0.28).mix(golden, pick(a, float32(0), 0, 0.5))
	a.fishFins(tall, fins)
	a.start(0.92, 0.04)
	a.curve(0.62, -tall*1.3, -0.2, -tall*1.2, -0.66, 0)
	a.curve(-0.2, tall*1.25, 0.62, tall*1.25, 0.92, 0.04)
	a.fillDown(-tall, tall, c.lighter(0.12), c.lighter(0.5))
	a.start(0.92, 0.04)
	a.curve(0.62, -tall*1.3, -0.2, -tall*1.2, -0.66, 0)
	a.bend(0.1, tall*0.55, 0.92, 0.04)
	a.fillDown(-tall, tall*0.4, c.darker(0.08), c)
	a.fishPattern(tall, c)
	a.start(0.36, -tall*0.62)
	a.bend(0.26, 0, 0.36, tall*0.62)
	a.stroke(0.06, c.darker(0.5))
	a.start(0.12, 0.1)
	a.bend(-0.1, 0.05, -0.24, 0.3)
	a.bend(0, 0.36, 0.12, 0.1)
	a.fill(fins)
	a.eye(0.56, -0.12, 0.14, 0.4)
	a.start(0.92, 0.06)
	a.bend(0.8, 0.2, 0.7, 0.16)
	a.stroke(0.07, c.darker(0.7))
}

// fishFins paints what sticks out of a fish: its tail, and a fin above and below.
func (a *artist) fishFins(tall float32, c colour) {
	spread := a.between(0.42, 0.6)
	a.start(-0.48, 0)
	a.bend(-0.75, -0.1, -1, -spread)
	a.bend(-0.76, 0, -1, spread)
	a.bend(-0.75, 0.1, -0.48, 0)
	a.solid(-spread, spread, c)
	a.start(-0.3, -tall*0.7)
	a.bend(-0.1, -tall-0.42, 0.22, -tall*a.between(0.8, 1.4))
	a.line(0.3, -tall*0.75)
	a.start(-0.1, tall*0.8)
	a.bend(-0.1, tall+0.2, -0.3, tall+0.28)
	a.line(0.22, tall*0.8)
	a.solid(-tall-0.3, tall+0.2, c)
}

// fishPattern paints stripes, scales or nothing on a fish.
func (a *artist) fishPattern(tall float32, c colour) {
	switch a.random.IntN(3) {
	case 0:
		for _, x := range []float32{-0.28, 0.02, 0.28} {
			reach := tall * (0.63 - 0.5*x*x)
			a.start(x, -reach)
			a.bend(x+0.13, 0, x, reach)
			a.stroke(0.13, c.mix(white, 0.75))
		}
	case 1:
		for _, at := range []point{{-0.3, -0.12}, {-0.3, 0.14}, {-0.04, -0.24}, {-0.04, 0}, {-0.04, 0.24}, {0.2, -0.14}, {0.2, 0.14}} {
			a.arc(at.x, at.y, 0.13, 0.13, -80, 80)
			a.stroke(0.06, c.darker(0.5))
		}
	}
}

// cat paints a sitting cat: tail, body, paws, pointed ears, face, whiskers.
func (a *artist) cat(c colour) {
	curl := a.between(-0.35, 0.1)
	a.start(0.35, 0.8)
	a.curve(1.15, 0.95, 0.95, 0.25, 0.72+0.1*curl, curl-0.05)
	a.stroke(0.2, c.darker(0.22))
	fat := a.between(0.46, 0.56)
	a.start(-0.26, -0.1)
	a.curve(-fat-0.08, 0.3, -fat-0.12, 0.92, -0.3, 0.95)
	a.line(0.36, 0.95)
	a.curve(fat+0.2, 0.92, fat+0.1, 0.3, 0.26, -0.1)
	a.solid(-0.1, 1, c.darker(0.06))
	a.ellipse(0, 0.52, 0.22, 0.3)
	a.fill(c.lighter(0.55))
	a.ellipse(-0.2, 0.9, 0.19, 0.1)
	a.ellipse(0.2, 0.9, 0.19, 0.1)
	a.fill(c.lighter(0.4))
	nod, wide := a.about(0, 0.05), a.between(0.52, 0.6)
	a.on(nod, -0.35, a.about(0, 9), 1, 1, func() { a.catHead(c, wide) })
}

// catHead paints a cat's head around the origin.
func (a *artist) catHead(c colour, wide float32) {
	ear := a.between(0.6, 0.7)
	for _, side := range []float32{-1, 1} {
		a.polygon(side*wide*0.98, -0.02, side*wide*0.9, -ear, side*wide*0.15, -0.32)
		a.solid(-ear, 0, c)
		a.polygon(side*wide*0.82, -0.16, side*wide*0.82, -ear+0.17, side*wide*0.38, -0.32)
		a.fill(oklch(0.78, 0.1, 10))
	}
	a.ellipse(0, 0, wide, 0.43)
	a.solid(-0.45, 0.45, c)
	if a.chance(0.5) {
		for _, x := range []float32{-0.14, 0, 0.14} {
			a.start(x, -0.42)
			a.line(x*0.7, -0.24)
		}
		a.stroke(0.08, c.darker(0.55))
	}
	a.ellipse(-0.1, 0.18, 0.14, 0.11)
	a.ellipse(0.1, 0.18, 0.14, 0.11)
	a.fill(c.lighter(0.65))
	iris := pick(a, oklch(0.85, 0.15, 125), oklch(0.85, 0.14, 90), oklch(0.8, 0.1, 220))
	for _, x := range []float32{-0.25, 0.25} {
		a.ellipse(x, -0.05, 0.13, 0.13)
		a.fill(iris.lighter(0.25))
		a.ellipse(x, -0.05, a.between(0.05, 0.08), 0.12)
		a.fill(pupil)
	}
	a.polygon(-0.08, 0.07, 0.08, 0.07, 0, 0.16)
	a.fill(oklch(0.6, 0.13, 10))
	for _, side := range []float32{-1, 1} {
		a.polygon(side*0.26, 0.14, side*0.72, 0.05)
		a.polygon(side*0.26, 0.2, side*0.72, 0.24)
	}
	a.stroke(0.045, white.faint(0.95))
}

// tree paints a tree with a round, an oval or a cloudy crown, fruit in some.
func (a *artist) tree(c colour) {
	half := a.between(0.1, 0.14)
	a.start(-half*2.2, 0.98)
	a.bend(-half, 0.85, -half*0.8, 0)
	a.line(half*0.8, 0)
	a.bend(half, 0.85, half*2.2, 0.98)
	a.fillWith(a.gradient(-half, 0, half, 0, wooden.lighter(0.25), wooden.darker(0.3)))
	a.polygon(0, 0.55, pick(a, float32(-0.34), 0.34), 0.2)
	a.stroke(0.11, wooden)
	type puff struct{ x, y, r float32 }
	crown := [...][]puff{
		{{-0.48, -0.02, 0.36}, {0.48, 0, 0.36}, {0, 0.02, 0.36}, {-0.32, -0.42, 0.4}, {0.34, -0.4, 0.38}, {0, -0.62, 0.38}}, // cloudy
		{{-0.3, -0.12, 0.42}, {0.3, -0.12, 0.42}, {-0.22, -0.44, 0.46}, {0.24, -0.44, 0.44}, {0, -0.3, 0.6}},                // round
		{{-0.2, 0.02, 0.4}, {0.22, 0, 0.4}, {-0.24, -0.34, 0.36}, {0.24, -0.36, 0.36}, {0, -0.66, 0.36}, {0, -0.3, 0.46}},   // tall
	}[a.random.IntN(3)]
	for i := range crown {
		crown[i].r *= a.between(0.92, 1.1)
		a.circle(crown[i].x, crown[i].y, crown[i].r)
	}
	a.fillDown(-0.95, 0.45, c.lighter(0.2), c.darker(0.34))
	for _, q := range crown {
		a.ellipse(q.x-0.06, q.y-0.12, q.r*0.62, q.r*0.5)
	}
	a.fillDown(-0.95, 0.3, c.lighter(0.42), c)
	fruit := a.chance(0.5)
	for _, q := range crown {
		for range 2 {
			x, y := q.x+a.about(0, q.r*0.6), q.y+a.about(0, q.r*0.6)
			if fruit {
				a.circle(x, y, 0.085)
				a.fill(pick(a, oklch(0.62, 0.2, 25), oklch(0.93, 0.08, 95)))
				continue
			}
			a.ellipse(x, y, 0.12, 0.07)
			a.fill(pick(a, c.darker(0.3), c.lighter(0.45)).faint(0.8))
		}
	}
}

// flower paints a flower on a stem with two leaves.
func (a *artist) flower(c colour) {
	lean := a.about(0, 0.12)
	a.start(lean, 1)
	a.bend(-lean, 0.5, 0, -0.2)
	a.stroke(0.13, leaf.darker(0.15))
	for _, side := range []float32{-1, 1} {
		y := a.between(0.62, 0.85)
		a.start(0, y)
		a.curve(side*0.15, y-0.35, side*0.5, y-0.4, side*0.66, y-0.3)
		a.curve(side*0.6, y-0.02, side*0.2, y+0.1, 0, y)
		a.solid(y-0.4, y+0.1, leaf)
	}
	petals := 5 + a.random.IntN(4)
	turn, long := a.between(0, 90), a.between(0.4, 0.46)
	width := 1.9 / float32(petals) * a.between(0.55, 0.68)
	for i := range petals {
		a.on(0, -0.36, turn+float32(i)*360/float32(petals), 1, 1, func() {
			a.ellipse(long-0.04, 0, long*0.66, width)
			a.fillGlow(0, 0, 0.8, c.darker(0.3), c.lighter(0.3))
		})
	}
	heart := pick(a, golden, golden, oklch(0.4, 0.07, 50), oklch(0.95, 0.05, 95))
	a.circle(0, -0.36, a.between(0.17, 0.23))
	a.fillGlow(-0.05, -0.42, 0.3, heart.lighter(0.3), heart.darker(0.3))
}
