package toyworld

// beach paints sky, sea and sand, with what stands about on them.
func (a *artist) beach() {
	l := a.daylight()
	horizon := a.between(14, 22)
	shore := horizon + a.between(9, 14)
	a.sky(l, horizon)
	if a.chance(0.5) {
		c := l.lit(a.tone(0.62, 0.06, pick(a, float32(150), 250, 200)), 0.45)
		a.island(horizon, c)
	}
	a.sea(l, horizon, shore)
	for range a.random.IntN(3) {
		a.sail(l, a.between(3, 45), horizon+a.between(0.5, 2.5), a.between(2, 3.6))
	}
	a.sand(l, shore)
	if a.chance(0.45) {
		a.parasol(l, pick(a, a.between(4, 11), a.between(37, 44)), a.between(shore+6, 46), a.between(6, 9))
	}
	if a.chance(0.3) {
		a.palmLeaves(l, pick(a, float32(-1), 49), a.between(-1, 4))
	}
}

// island paints a flat hill on the horizon.
func (a *artist) island(horizon float32, c colour) {
	x, width, height := a.between(2, 46), a.between(8, 16), a.between(2, 4.5)
	a.start(x-width, horizon)
	a.curve(x-width*0.5, horizon-height*0.4, x-width*0.4, horizon-height, x-width*0.05, horizon-height)
	a.curve(x+width*0.3, horizon-height, x+width*0.4, horizon-height*0.3, x+width, horizon)
	a.fill(c)
}

// sea paints water that gets greener and lighter towards the shore, with waves that grow as they come near.
func (a *artist) sea(l light, horizon, shore float32) {
	far := l.lit(a.tone(0.58, 0.09, 238), 0.15)
	near := l.lit(a.tone(0.78, 0.09, 200), 0.05)
	a.rectangle(0, horizon, Size, shore+3)
	p := a.gradient(0, horizon, 0, shore, far, near)
	p.texture = a.grain(0.07, 7, 1.2)
	a.fillWith(p)
	if l.sunShown {
		a.polygon(l.sunX-2, horizon, l.sunX+2, horizon, l.sunX+6, shore, l.sunX-6, shore)
		a.fillDown(horizon, shore, l.sun.faint(0.55), l.sun.faint(0.05))
	}
	for range 9 + a.random.IntN(6) {
		t := a.random.Float32()
		x, y, half := a.between(-2, 50), horizon+1+t*t*(shore-horizon-1), 1+3*t*a.between(0.6, 1.3)
		a.start(x-half, y+0.3*half*t)
		a.bend(x, y-0.5*half*t, x+half, y+0.3*half*t)
		a.stroke(0.35+0.5*t, pick(a, white.faint(0.65), far.darker(0.15).faint(0.4)))
	}
}

// sail paints a small boat with a sail.
func (a *artist) sail(l light, x, y, size float32) {
	c := l.lit(white.mix(a.tone(0.7, 0.12, a.between(0, 360)), pick(a, float32(0), 0.8)), 0.1)
	a.polygon(x-0.1*size, y-0.4*size, x-0.1*size, y-2*size, x+0.9*size, y-0.4*size)
	a.fill(c)
	a.polygon(x-0.25*size, y-0.4*size, x-0.25*size, y-1.7*size, x-0.9*size, y-0.4*size)
	a.fill(c.darker(0.15))
	a.start(x-size, y-0.25*size)
	a.line(x+size, y-0.25*size)
	a.bend(x+0.7*size, y+0.25*size, x, y+0.25*size)
	a.bend(x-0.7*size, y+0.25*size, x-size, y-0.25*size)
	a.fill(l.lit(oklch(0.42, 0.05, 40), 0.1))
}

// sand paints the beach below a curved shore line, with foam, wet sand and what was washed up.
func (a *artist) sand(l light, shore float32) {
	dry := l.lit(a.tone(0.89, 0.065, 85), 0)
	wave, sag := a.between(-3, 3), a.between(-2.5, 2.5)
	edge := func(y float32) {
		a.start(-1, y+wave)
		a.curve(15, y+sag-wave, 32, y-sag+wave, 49, y-wave)
		a.line(49, 49)
		a.line(-1, 49)
	}
	edge(shore - 0.9)
	a.fill(white.mix(l.sun, 0.3).faint(0.85))
	edge(shore)
	a.fill(dry.darker(0.3))
	edge(shore + 1.6)
	p := a.gradient(0, shore, 0, Size, dry.lighter(0.15), dry.darker(0.14))
	p.texture = a.grain(0.09, 4, 1.6)
	a.fillWith(p)
	for range 14 + a.random.IntN(12) {
		x, y := a.between(0, 48), a.between(shore+4, 48)
		a.ellipse(x, y, a.between(0.25, 0.7), a.between(0.2, 0.4))
		a.fill(pick(a, dry.darker(0.35), dry.darker(0.55), white.faint(0.8), l.lit(a.tone(0.75, 0.08, 20), 0)).faint(0.8))
	}
	if a.chance(0.4) {
		a.starfish(l, a.between(4, 44), a.between(shore+7, 46), a.between(1.3, 2.1))
	}
}

// starfish paints a five-armed star.
func (a *artist) starfish(l light, x, y, size float32) {
	a.on(x, y, a.between(0, 72), size, size*0.7, func() {
		for arm := range 5 {
			a.on(0, 0, float32(arm)*72, 1, 1, func() { a.polygon(-0.3, 0, 0, -1.1, 0.3, 0, 0, 0.3) })
		}
		a.fill(l.lit(a.tone(0.7, 0.12, 35), 0))
	})
}

// parasol paints a striped sunshade on a pole, with its shadow.
func (a *artist) parasol(l light, x, foot, size float32) {
	c := l.lit(a.tone(0.68, 0.14, a.between(0, 360)), 0)
	a.ellipse(x+size*0.5, foot, size*0.8, size*0.16)
	a.fill(black.faint(0.14))
	a.on(x, foot, a.about(0, 10), size, size, func() {
		a.polygon(0, 0, 0, -1.5)
		a.stroke(0.09, l.lit(oklch(0.93, 0.02, 80), 0))
		for i, half := range []float32{1, 0.62, 0.24} {
			a.start(-half, -1.12+0.05*float32(i%2))
			a.curve(-half*0.9, -1.75, half*0.9, -1.75, half, -1.12+0.05*float32(i%2))
			a.bend(0, -1.25, -half, -1.12+0.05*float32(i%2))
			a.fill(pick(a, c, c).mix(white, float32(i%2)*0.85))
		}
	})
}

// palmLeaves paints fronds that hang into the picture from above.
func (a *artist) palmLeaves(l light, x, y float32) {
	c := l.lit(a.tone(0.5, 0.1, 145), 0)
	inwards := float32(1)
	if x > Size/2 {
		inwards = -1
	}
	for i := range 4 {
		length := a.between(9, 14)
		drop := length * (0.1 + 0.28*float32(i))
		tip := x + inwards*length*(1-0.13*float32(i))
		a.start(x, y)
		a.curve(x+inwards*length*0.4, y-2.5, tip-inwards*2, y+drop*0.3, tip, y+drop)
		a.curve(tip-inwards*3.5, y+drop*0.45+1, x+inwards*length*0.4, y+1, x, y)
		a.fill(c.lighter(a.between(0, 0.18)))
	}
}
