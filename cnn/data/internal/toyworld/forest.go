package toyworld

// forest paints a clearing: haze, rows of trees that grow dimmer with distance, grass, and what grows in it.
func (a *artist) forest() {
	l := a.daylight()
	l.low = l.low.mix(oklch(0.93, 0.06, 115), 0.5)
	ground := a.between(25, 31)
	a.sky(l, ground)
	if a.chance(0.5) {
		a.ridge(ground-a.between(3, 7), a.between(3, 8), ground+1, l.lit(a.tone(0.7, 0.05, 170), 0.5), l.low)
	}
	hue := a.about(145, 18)
	for row := range 3 {
		near := float32(row) / 2
		a.firs(l, ground-1.5+2.2*near, 9+7*near, hue, 0.62-0.42*near)
	}
	a.grass(l, ground, hue)
	if l.sunShown && a.chance(0.6) {
		a.beams(l)
	}
	a.trunks(l)
	a.canopy(l, hue)
}

// firs paints a row of conifers, one behind the other, that stand on y.
func (a *artist) firs(l light, y, height, hue, haze float32) {
	for x := a.between(-3, 2); x < 51; x += a.between(0.35, 0.75) * height {
		h := height * a.between(0.7, 1.25)
		w := h * a.between(0.2, 0.28)
		c := l.lit(a.tone(0.47, 0.075, hue), haze)
		if a.chance(0.3) { // a round-headed one among them
			a.ellipse(x, y-h*0.55, w*1.25, h*0.42)
			a.fillDown(y-h, y, c.lighter(0.12), c.darker(0.1))
			continue
		}
		for tier := range 3 {
			t := float32(tier) / 3
			a.polygon(x, y-h*(1-t*0.85), x+w*(0.5+0.6*t), y-h*(0.55-0.55*t), x-w*(0.5+0.6*t), y-h*(0.55-0.55*t))
		}
		a.fillDown(y-h, y+1, c.lighter(0.1), c.darker(0.12))
	}
}

// grass paints the ground, with a path, tufts, bushes and mushrooms.
func (a *artist) grass(l light, ground, hue float32) {
	c := l.lit(a.tone(0.75, 0.125, hue-16), 0.05)
	a.ridge(ground, a.between(0.5, 2), 49, c.lighter(0.25), c.darker(0.18))
	a.rectangle(0, ground+1, 48, 48)
	p := a.gradient(0, ground+1, 0, 48, c.faint(0), c.darker(0.22))
	p.texture = a.grain(0.14, 5, 1.5)
	a.fillWith(p)
	if a.chance(0.55) {
		a.footpath(l, ground)
	}
	for range 3 + a.random.IntN(4) {
		size := a.between(2, 4.5)
		a.bush(l.lit(a.tone(0.52, 0.09, hue-8), 0), pick(a, a.between(-2, 14), a.between(34, 50)), a.between(ground+1, ground+7), size)
	}
	for range 26 {
		x, y := a.between(0, 48), a.between(ground+3, 49)
		size := 0.7 + (y-ground)*0.07
		a.polygon(x-0.5*size, y-size, x, y, x+0.1*size, y-1.4*size)
		a.line(x, y)
		a.line(x+0.7*size, y-0.9*size)
		a.stroke(0.4, pick(a, c.darker(0.45), c.lighter(0.3)).faint(0.8))
	}
	for range a.random.IntN(4) {
		a.mushroom(l, a.between(2, 46), a.between(ground+6, 47), a.between(0.9, 1.6))
	}
}

// footpath paints a path that winds up to the trees.
func (a *artist) footpath(l light, ground float32) {
	c := l.lit(a.tone(0.8, 0.05, 75), 0.1)
	foot, end, swing := a.between(8, 40), a.between(12, 36), a.about(0, 10)
	a.start(foot-6, 49)
	a.curve(foot-4+swing, 41, end-3-swing*0.5, 36, end-0.6, ground)
	a.line(end+0.6, ground)
	a.curve(end+1-swing*0.5, 36, foot+4+swing, 41, foot+7, 49)
	p := a.gradient(0, ground, 0, 48, c, c.darker(0.15))
	p.texture = a.grain(0.1, 3, 1)
	a.fillWith(p)
}

// bush paints a low heap of leaves.
func (a *artist) bush(c colour, x, y, size float32) {
	a.ellipse(x, y+size*0.25, size*1.5, size*0.3)
	a.fill(black.faint(0.13))
	for range 5 {
		a.ellipse(x+a.about(0, size), y-a.between(0, 0.5)*size, size*a.between(0.5, 0.75), size*a.between(0.45, 0.7))
	}
	a.fillDown(y-size, y+size*0.6, c.lighter(0.25), c.darker(0.3))
}

// mushroom paints a small mushroom with a coloured cap.
func (a *artist) mushroom(l light, x, y, size float32) {
	a.rounded(x-0.3*size, y-size, x+0.3*size, y, 0.2*size)
	a.fill(l.lit(oklch(0.93, 0.03, 80), 0))
	a.start(x-size, y-0.8*size)
	a.curve(x-0.9*size, y-1.9*size, x+0.9*size, y-1.9*size, x+size, y-0.8*size)
	a.fill(l.lit(pick(a, a.tone(0.6, 0.16, 30), a.tone(0.62, 0.08, 60), a.tone(0.75, 0.06, 80)), 0))
}

// beams paints slanted rays of sunlight.
func (a *artist) beams(l light) {
	lean := (24 - l.sunX) * a.between(0.4, 0.9)
	for range 2 + a.random.IntN(3) {
		x, width := l.sunX+a.about(0, 14), a.between(1.5, 4)
		a.polygon(x, 0, x+width*0.6, 0, x+lean+width*2, 40, x+lean-width, 40)
		a.fillDown(0, 40, l.sun.faint(0.3), l.sun.faint(0))
	}
}

// trunks paints the stems of near trees at the sides, whose crowns are above the picture.
func (a *artist) trunks(l light) {
	bark := l.lit(a.tone(0.42, 0.045, 55), 0)
	for _, x := range []float32{a.between(-1, 6), a.between(42, 49)} {
		if a.chance(0.3) {
			continue
		}
		half, foot := a.between(1.3, 2.8), a.between(38, 45)
		a.ellipse(x+half, foot+0.3, half*2.4, 0.9)
		a.fill(black.faint(0.15))
		a.start(x-half*1.7, foot+0.6)
		a.bend(x-half, foot-2, x-half*0.9, -1)
		a.line(x+half*0.9, -1)
		a.line(x+half*0.9, foot-6)
		a.bend(x+half, foot-1, x+half*1.8, foot+0.6)
		a.fillWith(a.gradient(x-half, 0, x+half, 0, bark.lighter(0.25), bark.darker(0.45)))
		for range 6 {
			bx, by := x+a.about(0, half*0.7), a.between(2, foot-3)
			a.polygon(bx, by, bx+a.about(0, 0.2), by+a.between(1, 4))
			a.stroke(0.3, bark.darker(0.6).faint(0.6))
		}
	}
}

// canopy paints leaves that hang into the picture from above.
func (a *artist) canopy(l light, hue float32) {
	if a.chance(0.35) {
		return
	}
	c := l.lit(a.tone(0.45, 0.09, hue), 0)
	from, to := a.between(-4, 12), a.between(30, 50)
	if a.chance(0.5) {
		from, to = a.between(-6, 2), a.between(10, 24)
	}
	for layer := range 2 {
		for x := from; x < to; x += a.between(2, 4) {
			a.ellipse(x, a.between(-2, 1.5)-float32(layer)*1.3, a.between(2, 3.5), a.between(1.6, 2.8))
		}
		a.fill(c.lighter(0.16 * float32(layer)).faint(0.95))
	}
}
