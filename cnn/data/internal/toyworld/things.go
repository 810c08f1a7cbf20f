package toyworld

// This file paints the objects that are not alive, each in a box from −1 to 1 each way.

// house paints a house from the front: walls, roof, chimney, door, windows.
func (a *artist) house(c colour) {
	roof := pick(a, oklch(0.45, 0.06, 35), oklch(0.4, 0.03, 260), oklch(0.52, 0.08, 50), oklch(0.35, 0.02, 300))
	wide, eaves, top := a.between(0.7, 0.8), a.between(-0.18, -0.04), a.between(-0.95, -0.82)
	if a.chance(0.75) {
		x := pick(a, a.between(-0.5, -0.36), a.between(0.36, 0.5))
		a.rectangle(x-0.1, top+0.05, x+0.1, eaves)
		a.fill(roof.lighter(0.25))
		a.rectangle(x-0.14, top, x+0.14, top+0.12)
		a.fill(roof)
	}
	a.rectangle(-wide, eaves-0.02, wide, 0.9)
	a.fillDown(eaves, 0.9, c.lighter(0.3), c.darker(0.12))
	a.polygon(-wide-0.2, eaves, 0, top, wide+0.2, eaves)
	a.fillDown(top, eaves, roof.lighter(0.2), roof)
	a.polygon(-wide-0.2, eaves, wide+0.2, eaves)
	a.stroke(0.09, white.mix(c, 0.2))
	if a.chance(0.4) {
		a.circle(0, (eaves+top)/2+0.14, 0.13)
		a.fill(oklch(0.92, 0.09, 92))
	}
	door := a.about(0, 0.3)
	a.rectangle(door-0.19, 0.28, door+0.19, 0.9)
	a.fill(white.mix(c, 0.15))
	a.rectangle(door-0.14, 0.33, door+0.14, 0.9)
	a.fill(roof.darker(0.25))
	a.circle(door+0.08, 0.62, 0.035)
	a.fill(golden)
	glass := pick(a, oklch(0.93, 0.09, 92), oklch(0.85, 0.06, 225))
	for _, x := range []float32{(-wide + door - 0.19) / 2, (wide + door + 0.19) / 2} {
		a.houseWindow(x, 0.26, 0.15, glass)
	}
	a.rectangle(-wide-0.06, 0.86, wide+0.06, 0.95)
	a.fill(roof.darker(0.1))
}

// houseWindow paints a window with a cross bar.
func (a *artist) houseWindow(x, y, half float32, glass colour) {
	a.rectangle(x-half-0.05, y-half-0.05, x+half+0.05, y+half+0.05)
	a.fill(white)
	a.rectangle(x-half, y-half, x+half, y+half)
	a.fillDown(y-half, y+half, glass.lighter(0.3), glass)
	a.polygon(x, y-half, x, y+half)
	a.polygon(x-half, y, x+half, y)
	a.stroke(0.06, white)
}

// car paints a car from the side: saloon, hatchback or van.
func (a *artist) car(c colour) {
	sill, belt := float32(0.42), a.between(-0.08, 0)
	roof := a.between(-0.56, -0.46)
	front, back := a.between(0.28, 0.36), float32(-0.42) // the cabin's upper corners
	nose, tail := a.between(0.56, 0.66), float32(-0.66)  // and its lower ones
	switch a.random.IntN(3) {
	case 1: // hatchback
		back, tail = -0.72, -0.88
	case 2: // van
		back, tail, front, nose = -0.84, -0.92, 0.5, 0.72
		roof -= 0.08
	}
	a.start(tail, belt+0.02)
	a.bend(back-0.04, roof, back+0.08, roof)
	a.line(front-0.08, roof)
	a.bend(front+0.06, roof, nose, belt+0.02)
	a.fillDown(roof, belt, c.lighter(0.35), c.lighter(0.1))
	a.start(-0.98, sill-0.06)
	a.curve(-1.02, belt, -0.95, belt-0.02, -0.8, belt-0.02)
	a.line(0.6, belt-0.02)
	a.curve(0.9, belt+0.04, 1, belt+0.12, 0.99, sill-0.06)
	a.bend(0.98, sill, 0.9, sill)
	a.line(-0.9, sill)
	a.bend(-0.97, sill, -0.98, sill-0.06)
	a.fillDown(belt, sill, c.lighter(0.22), c.darker(0.2))
	a.carWindows(roof+0.09, belt-0.02, back, front, tail, nose)
	a.polygon(-0.95, sill-0.1, 0.95, sill-0.1)
	a.stroke(0.06, c.darker(0.45))
	a.ellipse(0.92, belt+0.17, 0.08, 0.09)
	a.fill(oklch(0.97, 0.08, 98))
	a.rectangle(-0.99, belt+0.1, -0.89, belt+0.24)
	a.fill(oklch(0.55, 0.2, 27))
	a.wheels(sill, c)
}

// wheels paints a car's two wheels in their arches, below its sill.
func (a *artist) wheels(sill float32, c colour) {
	size := a.between(0.25, 0.29)
	for _, x := range []float32{-0.56, 0.58} {
		a.circle(x, sill+0.04, size+0.05)
		a.fill(c.darker(0.65))
		a.circle(x, sill+0.06, size)
		a.fill(grey(0.16))
		a.circle(x, sill+0.06, size*0.52)
		a.fill(grey(0.78))
		a.circle(x, sill+0.06, size*0.2)
		a.fill(grey(0.4))
	}
}

// carWindows paints two side windows between the cabin's corners.
func (a *artist) carWindows(top, bottom, back, front, tail, nose float32) {
	glass := oklch(0.8, 0.06, 228)
	pillar := (back + front) / 2
	a.polygon(tail+0.16, bottom, back+0.1, top, pillar-0.05, top, pillar-0.05, bottom)
	a.polygon(pillar+0.05, bottom, pillar+0.05, top, front-0.06, top, nose-0.14, bottom)
	a.fillDown(top, bottom, glass.lighter(0.45), glass.darker(0.2))
}

// cup paints a cup with its handle on a saucer, steam rising from some.
func (a *artist) cup(c colour) {
	top, foot := a.between(-0.42, -0.3), float32(0.66)
	rim, base := a.between(0.6, 0.68), a.between(0.36, 0.5)
	a.ellipse(-0.08, 0.74, 0.86, 0.18)
	a.fillDown(0.55, 0.92, white, c.lighter(0.45).darker(0.2))
	a.arc(rim-0.06, (top+foot)/2-0.06, 0.3, 0.3, -100, 110)
	a.stroke(0.15, c.darker(0.15))
	a.start(-0.1-rim, top)
	a.curve(-0.1-rim+0.02, foot-0.3, -0.1-base, foot, -0.1-base*0.8, foot)
	a.line(-0.1+base*0.8, foot)
	a.curve(-0.1+base, foot, -0.1+rim-0.02, foot-0.3, -0.1+rim, top)
	a.fillWith(a.gradient(-0.1-rim, 0, -0.1+rim, 0, c.lighter(0.35), c.darker(0.25)))
	a.cupPattern(c, rim*0.8, (top+foot)/2)
	a.ellipse(-0.1, top, rim, 0.16)
	a.fill(c.lighter(0.6))
	a.ellipse(-0.1, top+0.02, rim-0.1, 0.11)
	a.fill(pick(a, oklch(0.36, 0.06, 50), oklch(0.55, 0.1, 55), oklch(0.5, 0.1, 30)))
	if a.chance(0.7) {
		for _, x := range []float32{-0.32, -0.05, 0.16} {
			up := a.between(-0.98, -0.8)
			a.start(x, top-0.14)
			a.curve(x+0.16, top-0.3, x-0.14, up+0.15, x+0.04, up)
			a.stroke(0.09, white.faint(0.85))
		}
	}
}

// cupPattern paints a band, dots or nothing on a cup.
func (a *artist) cupPattern(c colour, half, y float32) {
	switch a.random.IntN(3) {
	case 0:
		a.start(-0.1-half, y-0.04)
		a.bend(-0.1, y+0.08, -0.1+half, y-0.04)
		a.stroke(0.14, white.faint(0.85))
	case 1:
		for _, x := range []float32{-0.42, -0.1, 0.22} {
			a.circle(x, y+0.02, 0.1)
		}
		a.fill(white.faint(0.85))
	}
}

// key paints an old-fashioned key: a ring or a clover, a shaft with collars, a bit with teeth.
func (a *artist) key(c colour) {
	a.on(0, 0, -45+a.about(0, 25), 1, 1, func() {
		metal := a.gradient(0, -0.4, 0, 0.4, c.lighter(0.4), c.darker(0.25))
		long := a.between(0.95, 1.1)
		a.rectangle(-0.3, -0.105, long, 0.105)
		a.fillWith(metal)
		teeth := 2 + a.random.IntN(2)
		for i := range teeth {
			x := long - 0.02 - float32(i)*0.235
			a.rectangle(x-0.15, 0, x, a.between(0.32, 0.46))
		}
		a.fillWith(metal)
		a.rectangle(-0.2, -0.19, -0.08, 0.19)
		a.fill(c.darker(0.25))
		a.bow(metal)
		a.start(-0.1, -0.04)
		a.line(long-0.1, -0.04)
		a.stroke(0.05, c.lighter(0.7))
	})
}

// bow paints the part of a key that is held.
func (a *artist) bow(metal paint) {
	r := a.between(0.38, 0.44)
	switch a.random.IntN(3) {
	case 0: // a ring
		a.circle(-0.62, 0, r)
		a.hole(-0.62, 0, r*0.52, r*0.52)
	case 1: // an oval with a small hole
		a.ellipse(-0.62, 0, r*0.85, r*1.18)
		a.hole(-0.68, 0, r*0.32, r*0.5)
	default: // a clover
		a.circle(-0.45, -r*0.72, r*0.62)
		a.circle(-0.45, r*0.72, r*0.62)
		a.circle(-0.86, 0, r*0.62)
		a.circle(-0.55, 0, r*0.5)
		a.hole(-0.45, -r*0.72, r*0.25, r*0.25)
		a.hole(-0.45, r*0.72, r*0.25, r*0.25)
		a.hole(-0.86, 0, r*0.25, r*0.25)
	}
	a.fillWith(metal)
}
