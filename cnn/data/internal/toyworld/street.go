package toyworld

// street paints a row of buildings behind a pavement and a road, with what stands on the pavement.
func (a *artist) street() {
	l := a.daylight()
	pavement := a.between(31, 36)
	road := pavement + a.between(2.5, 4.5)
	a.sky(l, pavement)
	a.skyline(l, pavement)
	for x := a.between(-7, -1); x < Size; {
		width := a.between(8, 15)
		if a.chance(0.14) {
			width *= 0.6 // a gap, with the skyline behind it
		} else {
			a.building(l, x, a.between(4, 19), width, pavement)
		}
		x += width
	}
	a.road(l, pavement, road)
	if a.chance(0.7) {
		a.streetLamp(l, pick(a, a.between(2, 14), a.between(34, 46)), road-0.8, a.between(15, 24))
	}
	for range 1 + a.random.IntN(3) {
		a.streetThing(l, a.between(1, 47), road-a.between(0.5, 1.5))
	}
}

// skyline paints far towers as flat shapes in the haze.
func (a *artist) skyline(l light, ground float32) {
	c := l.lit(a.tone(0.68, 0.035, 255), 0.45)
	for x := a.between(-4, 0); x < Size; {
		width := a.between(3, 7)
		a.rectangle(x, a.between(7, 20), x+width+0.3, ground)
		x += width
	}
	a.fillDown(8, ground, c, c.mix(l.low, 0.5))
}

// building paints a flat-topped front with a cornice, rows of windows, and a shop or a door.
func (a *artist) building(l light, x, top, width, ground float32) {
	wall := l.lit(a.tone(a.between(0.7, 0.86), a.between(0.02, 0.075), a.between(20, 300)), 0.08)
	a.rectangle(x, top, x+width, ground)
	p := a.gradient(x, 0, x+width, 0, wall.lighter(0.12), wall.darker(0.16))
	p.texture = a.grain(0.05, 2, 2)
	a.fillWith(p)
	a.rectangle(x-0.3, top-0.8, x+width+0.3, top+0.5)
	a.fill(wall.darker(0.35))
	a.rectangle(x+width-0.35, top, x+width, ground)
	a.fill(black.faint(0.16))
	shop := ground - a.between(6.5, 8)
	a.windows(l, wall, x, top+2, width, shop-1)
	if a.chance(0.6) {
		a.shop(l, x+0.7, shop, x+width-0.7, ground)
	} else {
		a.door(l, wall, x, width, shop, ground)
	}
}

// windows paints rows of equal windows between two heights.
func (a *artist) windows(l light, wall colour, x, top, width, bottom float32) {
	columns := 2 + a.random.IntN(2)
	pitch := (width - 1) / float32(columns)
	w, h := pitch*a.between(0.42, 0.58), a.between(2.2, 3.2)
	glass := l.top.mix(oklch(0.45, 0.05, 250), a.between(0.35, 0.7))
	for y := top; y+h < bottom; y += h + a.between(1.5, 1.9) {
		for column := range columns {
			left := x + 0.5 + (float32(column)+0.5)*pitch - w/2
			a.rectangle(left-0.3, y-0.3, left+w+0.3, y+h+0.4)
			a.fill(wall.lighter(0.45))
			a.rectangle(left, y, left+w, y+h)
			if a.chance(0.16) {
				a.fill(oklch(0.9, 0.1, 90))
			} else {
				a.fillDown(y, y+h, glass.lighter(0.3), glass)
			}
		}
	}
}

// shop paints a lit shop window under a striped awning.
func (a *artist) shop(l light, left, top, right, ground float32) {
	a.rectangle(left, top, right, ground)
	a.fill(oklch(0.4, 0.03, 50))
	a.rectangle(left+0.6, top+1, right-0.6, ground-1.1)
	a.fillDown(top, ground, oklch(0.93, 0.07, 88), oklch(0.78, 0.08, 75))
	for range 3 {
		x, size := a.between(left+1.3, right-1.3), a.between(0.5, 1)
		a.rectangle(x-size*0.6, ground-1.1-size*1.6, x+size*0.6, ground-1.1)
		a.fill(a.tone(0.6, 0.09, a.between(0, 360)))
	}
	c := l.lit(a.tone(0.63, 0.13, a.between(0, 360)), 0)
	stripes := 5 + 2*a.random.IntN(2)
	width := (right - left + 1) / float32(stripes)
	for i := range stripes {
		x := left - 0.5 + float32(i)*width
		a.polygon(x+0.3, top-0.6, x+width+0.1, top-0.6, x+width, top+1.6, x, top+1.6)
		a.fill(c.mix(white, 0.9*float32(i%2)))
	}
}

// door paints a front door with steps, and a window beside it.
func (a *artist) door(l light, wall colour, x, width, top, ground float32) {
	at := x + width*a.between(0.25, 0.7)
	c := l.lit(a.tone(0.45, 0.09, a.between(0, 360)), 0)
	a.rectangle(at-1.7, top, at+1.7, ground)
	a.fill(wall.lighter(0.5))
	a.rectangle(at-1.2, top+0.5, at+1.2, ground)
	a.fillDown(top, ground, c, c.darker(0.3))
	a.rectangle(at-0.7, top+1, at+0.7, top+2.6)
	a.fill(oklch(0.85, 0.06, 90))
	a.rectangle(at-2, ground-0.6, at+2, ground+0.4)
	a.fill(wall.darker(0.2))
}

// road paints pavement, kerb and road, with its markings.
func (a *artist) road(l light, pavement, road float32) {
	stone := l.lit(a.tone(0.78, 0.012, 80), 0)
	a.rectangle(0, pavement, Size, road+1)
	p := a.gradient(0, pavement, 0, road, stone.darker(0.1), stone.lighter(0.2))
	p.texture = a.grain(0.06, 3, 1)
	a.fillWith(p)
	for x := a.between(0, 5); x < Size; x += 5.5 {
		a.polygon(x, pavement, x+(x-24)*0.09, road)
		a.stroke(0.25, stone.darker(0.35).faint(0.7))
	}
	tar := l.lit(a.tone(0.46, 0.012, 260), 0)
	a.rectangle(0, road, Size, Size+1)
	p = a.gradient(0, road, 0, Size, tar.lighter(0.12), tar.darker(0.2))
	p.texture = a.grain(0.1, 5, 1)
	a.fillWith(p)
	a.rectangle(0, road-0.2, Size, road+0.7)
	a.fill(stone.darker(0.4))
	if a.chance(0.3) {
		a.crossing(road)
		return
	}
	y := (road + Size) / 2
	for x := a.between(-6, 0); x < Size; x += 10 {
		a.polygon(x, y, x+5.5, y, x+5, y+1.1, x-0.7, y+1.1)
		a.fill(oklch(0.93, 0.02, 90).faint(0.85))
	}
}

// crossing paints the stripes of a pedestrian crossing.
func (a *artist) crossing(road float32) {
	middle := a.between(12, 36)
	for i := range 5 {
		x := middle + (float32(i)-2)*4
		lean := (x - 24) * 0.16
		a.polygon(x-1, road+1.2, x+1, road+1.2, x+1.3+lean, 48, x-1.3+lean, 48)
		a.fill(oklch(0.93, 0.01, 90).faint(0.85))
	}
}

// streetLamp paints a lamp on a post, alight.
func (a *artist) streetLamp(l light, x, foot, height float32) {
	iron := l.lit(oklch(0.33, 0.02, 230), 0)
	top := foot - height
	side := pick(a, float32(-1), 1)
	a.start(x, foot)
	a.line(x, top+2)
	a.bend(x, top, x+side*2.6, top)
	a.stroke(0.75, iron)
	a.rectangle(x-0.9, foot-1.6, x+0.9, foot)
	a.fill(iron)
	a.circle(x+side*3, top+1, 4)
	a.fillGlow(x+side*3, top+1, 4, oklch(0.95, 0.1, 92).faint(0.6), oklch(0.95, 0.1, 92).faint(0))
	a.ellipse(x+side*3, top+0.9, 1.3, 0.8)
	a.fill(oklch(0.97, 0.07, 95))
	a.polygon(x+side*3-1.5, top+0.5, x+side*3, top-0.6, x+side*3+1.5, top+0.5)
	a.fill(iron)
}

// streetThing paints one of the things that stand on a pavement.
func (a *artist) streetThing(l light, x, foot float32) {
	c := l.lit(a.tone(0.6, 0.12, a.between(0, 360)), 0)
	a.ellipse(x, foot, 1.8, 0.4)
	a.fill(black.faint(0.2))
	switch a.random.IntN(4) {
	case 0: // a hydrant
		a.rounded(x-0.8, foot-2.8, x+0.8, foot, 0.6)
		a.rectangle(x-1.3, foot-2, x+1.3, foot-1.3)
		a.fillWith(a.gradient(x-1, 0, x+1, 0, c.lighter(0.2), c.darker(0.3)))
	case 1: // a bench
		wood := l.lit(oklch(0.55, 0.07, 60), 0)
		a.rectangle(x-3.2, foot-3, x+3.2, foot-2.2)
		a.rectangle(x-3.2, foot-1.7, x+3.2, foot-1.1)
		a.fill(wood)
		a.polygon(x-2.6, foot-3, x-2.6, foot)
		a.polygon(x+2.6, foot-3, x+2.6, foot)
		a.stroke(0.5, wood.darker(0.6))
	case 2: // a bin
		a.polygon(x-1.2, foot-3.2, x+1.2, foot-3.2, x+0.9, foot, x-0.9, foot)
		a.fillWith(a.gradient(x-1, 0, x+1, 0, grey(0.55), grey(0.32)))
	default: // a sign
		a.polygon(x, foot, x, foot-8)
		a.stroke(0.45, grey(0.45))
		a.circle(x, foot-8.5, 1.6)
		a.fill(c)
		a.rectangle(x-0.9, foot-8.8, x+0.9, foot-8.2)
		a.fill(white)
	}
}
