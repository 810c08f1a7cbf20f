package toyworld

// room paints a wall and a floor, with a window, pictures, shelves and furniture.
func (a *artist) room() {
	floor := a.between(31, 36)
	wall := a.tone(a.between(0.8, 0.91), a.between(0.02, 0.06), a.between(0, 360))
	a.wall(wall, floor)
	a.floor(wall, floor)
	if a.chance(0.6) {
		a.rug(floor)
	}
	left := a.chance(0.5)
	side := func(yes bool) float32 {
		if yes == left {
			return a.between(6, 15)
		}
		return a.between(33, 42)
	}
	if a.chance(0.65) {
		a.window(wall, side(true), a.between(5, 9), a.between(9, 13), a.between(11, 15))
	} else {
		a.frames(wall, side(true), a.between(8, 13))
	}
	switch a.random.IntN(3) {
	case 0:
		a.shelf(wall, side(false), a.between(8, 14))
	case 1:
		a.frames(wall, side(false), a.between(8, 14))
	}
	switch a.random.IntN(4) {
	case 0:
		a.sofa(side(false), floor+a.between(2.5, 5))
	case 1:
		a.drawers(side(a.chance(0.5)), floor+a.between(2, 4))
	case 2:
		a.table(side(false), floor+a.between(5, 9))
	}
	if a.chance(0.55) {
		a.floorLamp(side(a.chance(0.5)), floor+a.between(1, 4), a.between(16, 22))
	} else if a.chance(0.6) {
		a.pendant(a.between(10, 38), a.between(3, 9))
	}
}

// wall paints a wall lit from one side, with a paper of stripes, dots or none, and a skirting board.
func (a *artist) wall(c colour, floor float32) {
	from, to := c.lighter(0.3), c.darker(0.14)
	if a.chance(0.5) {
		from, to = to, from
	}
	a.rectangle(0, 0, Size, floor+1)
	p := a.gradient(0, 0, Size, floor*0.6, from, to)
	p.texture = a.grain(0.03, 6, 6)
	a.fillWith(p)
	ink := pick(a, white.faint(0.35), c.darker(0.5).faint(0.25))
	pitch := a.between(3.5, 7)
	switch a.random.IntN(3) {
	case 0:
		for x := a.between(0, pitch); x < Size; x += pitch {
			a.rectangle(x, 0, x+pitch*0.4, floor)
		}
		a.fill(ink)
	case 1:
		for row, y := 0, a.between(1, pitch); y < floor-1; row, y = row+1, y+pitch*0.75 {
			for x := float32(row%2) * pitch / 2; x < Size+1; x += pitch {
				a.polygon(x-0.7, y, x, y-0.9, x+0.7, y, x, y+0.9)
			}
		}
		a.fill(ink)
	}
	a.rectangle(0, floor-1.3, Size, floor+0.3)
	a.fillDown(floor-1.3, floor+0.3, white.mix(c, 0.15), c.darker(0.35))
}

// floor paints boards that run towards a vanishing point, or a plain carpet.
func (a *artist) floor(wall colour, top float32) {
	c := pick(a, a.tone(0.66, 0.075, 62), a.tone(0.55, 0.07, 50), a.tone(0.74, 0.03, 80), wall.darker(0.4))
	a.rectangle(0, top, Size, Size+1)
	p := a.gradient(0, top, 0, Size, c.darker(0.22), c.lighter(0.14))
	p.texture = a.grain(0.1, 2.5, 5)
	a.fillWith(p)
	a.rectangle(0, top, Size, top+1.6)
	a.fillDown(top, top+1.6, black.faint(0.22), black.faint(0))
	if a.chance(0.25) {
		return
	}
	for x := a.between(-60, -54); x < 110; x += 8.5 {
		a.polygon(24+(x-24)*0.6, top, x, Size+1)
	}
	a.stroke(0.35, c.darker(0.55).faint(0.55))
}

// rug paints an oval rug with a border.
func (a *artist) rug(floor float32) {
	c := a.tone(0.65, 0.09, a.between(0, 360))
	x, y, rx, ry := a.between(14, 34), a.between(floor+5, 45), a.between(11, 17), a.between(2.5, 4.5)
	a.ellipse(x, y, rx, ry)
	a.fill(c.darker(0.2))
	a.ellipse(x, y-0.1, rx-1.2, ry-0.6)
	a.fill(c.lighter(0.55))
	a.ellipse(x, y-0.1, rx-2.6, ry-1.2)
	a.fill(c)
}

// window paints a window with a view of the sky, and curtains.
func (a *artist) window(wall colour, x, top, width, height float32) {
	left, right, bottom := x-width/2, x+width/2, top+height
	l := a.daylight()
	a.rectangle(left-1, top-1, right+1, bottom+1)
	a.fill(white.mix(wall, 0.12))
	a.rectangle(left, top, right, bottom)
	a.fillDown(top, bottom, l.top, l.low)
	a.ellipse(x+a.about(0, 2.5), bottom-height*0.55, width*0.25, height*0.09)
	a.fill(white.faint(0.8))
	a.start(left, bottom)
	a.line(left, bottom-height*0.2)
	a.bend(x, bottom-height*0.35, right, bottom-height*0.18)
	a.line(right, bottom)
	a.fill(l.lit(a.tone(0.66, 0.09, 140), 0.25))
	a.rectangle(x-0.4, top, x+0.4, bottom)
	a.rectangle(left, top+height*0.42, right, top+height*0.42+0.8)
	a.fill(white.mix(wall, 0.12))
	a.rectangle(left-1.6, bottom+0.8, right+1.6, bottom+2)
	a.fillDown(bottom+0.8, bottom+2, white, wall.darker(0.3))
	if a.chance(0.7) {
		a.curtains(left, top, right, bottom)
	}
}

// curtains paints a pair of curtains, gathered to the sides, on a rod.
func (a *artist) curtains(left, top, right, bottom float32) {
	c := a.tone(0.74, 0.09, a.between(0, 360))
	fall := a.between(0.15, 0.32) * (right - left)
	for _, edge := range []struct{ at, inwards float32 }{{left - 1.8, 1}, {right + 1.8, -1}} {
		a.start(edge.at, top-1.6)
		a.line(edge.at+edge.inwards*(fall+2), top-1.6)
		a.curve(edge.at+edge.inwards*(fall+2), bottom-5, edge.at+edge.inwards*fall, bottom-3, edge.at+edge.inwards*(fall*0.7+1), bottom+1.8)
		a.line(edge.at, bottom+1.8)
		a.fillWith(a.gradient(edge.at, 0, edge.at+edge.inwards*(fall+2), 0, c.lighter(0.2), c.darker(0.2)))
		fold := edge.at + edge.inwards*(fall*0.5+0.6)
		a.polygon(fold, top-1, fold-edge.inwards*0.3, bottom+1.5)
		a.stroke(0.4, c.darker(0.35).faint(0.7))
	}
	a.polygon(left-2.6, top-1.8, right+2.6, top-1.8)
	a.stroke(0.6, oklch(0.45, 0.05, 60))
}

// frames paints one to three framed sheets on the wall, with a shadow.
func (a *artist) frames(wall colour, x, top float32) {
	for i := range 1 + a.random.IntN(3) {
		w, h := a.between(4, 7.5), a.between(4, 7.5)
		left, up := x+(float32(i)-1)*7-w/2+a.about(0, 0.8), top+a.about(0, 2.5)
		a.rectangle(left+0.5, up+0.6, left+w+0.6, up+h+0.7)
		a.fill(black.faint(0.18))
		a.rectangle(left, up, left+w, up+h)
		a.fill(pick(a, oklch(0.4, 0.04, 55), oklch(0.75, 0.09, 85), grey(0.25), white))
		c := a.tone(0.72, 0.1, a.between(0, 360))
		a.rectangle(left+0.7, up+0.7, left+w-0.7, up+h-0.7)
		a.fillDown(up, up+h, c.lighter(0.5), c)
		a.start(left+0.7, up+h-0.7)
		a.line(left+0.7, up+h*0.6)
		a.bend(left+w*0.5, up+h*a.between(0.3, 0.7), left+w-0.7, up+h*0.65)
		a.line(left+w-0.7, up+h-0.7)
		a.fill(c.darker(0.4))
	}
}

// shelf paints one or two boards with books.
func (a *artist) shelf(wall colour, x, top float32) {
	wood := a.tone(0.5, 0.06, 58)
	for board := range 1 + a.random.IntN(2) {
		y := top + 6 + float32(board)*8
		left, right := x-6, x+6
		for at := left + 0.4; at < right-1.2; {
			width, height := a.between(0.8, 1.7), a.between(3.2, 5.4)
			if a.chance(0.85) {
				c := a.tone(a.between(0.45, 0.8), 0.09, a.between(0, 360))
				a.rectangle(at, y-height, at+width-0.12, y)
				a.fillWith(a.gradient(at, 0, at+width, 0, c.lighter(0.15), c.darker(0.25)))
			}
			at += width
		}
		a.rectangle(left, y+0.8, right+0.4, y+1.8)
		a.fill(black.faint(0.15))
		a.rectangle(left-0.5, y, right+0.5, y+1)
		a.fill(wood)
	}
}

// sofa paints a sofa with two cushions.
func (a *artist) sofa(x, foot float32) {
	c := a.tone(a.between(0.5, 0.72), 0.07, a.between(0, 360))
	a.ellipse(x, foot+0.3, 11, 1)
	a.fill(black.faint(0.2))
	a.rounded(x-9, foot-9, x+9, foot-1, 2)
	a.fillDown(foot-9, foot-1, c.lighter(0.14), c.darker(0.2))
	a.rounded(x-8, foot-5, x, foot-1, 1)
	a.rounded(x, foot-5, x+8, foot-1, 1)
	a.fillDown(foot-5, foot-1, c.lighter(0.28), c)
	a.rounded(x-10.5, foot-6.2, x-7.4, foot-0.6, 1.3)
	a.rounded(x+7.4, foot-6.2, x+10.5, foot-0.6, 1.3)
	a.fillDown(foot-6, foot, c.lighter(0.12), c.darker(0.3))
	a.on(x+a.about(0, 5), foot-5.6, 45+a.about(0, 12), 1.9, 1.9, func() {
		a.rounded(-1, -1, 1, 1, 0.3)
		a.fill(a.tone(0.8, 0.1, a.between(0, 360)))
	})
}

// drawers paints a chest of drawers.
func (a *artist) drawers(x, foot float32) {
	wood := pick(a, a.tone(0.55, 0.07, 60), a.tone(0.86, 0.02, 80), a.tone(0.6, 0.06, a.between(0, 360)))
	w, h := a.between(5, 7.5), a.between(9, 13)
	a.ellipse(x, foot+0.3, w+1.5, 0.9)
	a.fill(black.faint(0.2))
	a.rectangle(x-w, foot-h, x+w, foot)
	a.fillWith(a.gradient(x-w, 0, x+w, 0, wood.lighter(0.15), wood.darker(0.2)))
	for i := range 3 {
		top := foot - h + 1 + float32(i)*(h-1.2)/3
		a.rectangle(x-w+0.8, top, x+w-0.8, top+(h-1.2)/3-0.7)
		a.fill(wood.darker(0.14))
		a.circle(x-w*0.4, top+h*0.12, 0.4)
		a.circle(x+w*0.4, top+h*0.12, 0.4)
		a.fill(oklch(0.85, 0.08, 85))
	}
	a.rectangle(x-w-0.6, foot-h-0.8, x+w+0.6, foot-h+0.2)
	a.fill(wood.lighter(0.2))
}

// table paints a table with a cloth.
func (a *artist) table(x, foot float32) {
	wood, cloth := a.tone(0.5, 0.07, 55), a.tone(0.85, 0.06, a.between(0, 360))
	a.ellipse(x, foot, 9, 1.1)
	a.fill(black.faint(0.18))
	a.polygon(x-6.5, foot-9, x-7, foot)
	a.polygon(x+6.5, foot-9, x+7, foot)
	a.stroke(0.9, wood)
	a.rectangle(x-9, foot-10, x+9, foot-8.6)
	a.fillDown(foot-10, foot-8.6, wood.lighter(0.35), wood)
	a.polygon(x-4.5, foot-10.1, x+4.5, foot-10.1, x+4.5, foot-6.6, x+2.2, foot-5.8, x, foot-6.6, x-2.2, foot-5.8, x-4.5, foot-6.6)
	a.fillDown(foot-10, foot-6, cloth.lighter(0.4), cloth)
}

// floorLamp paints a standing lamp that lights its surroundings.
func (a *artist) floorLamp(x, foot, height float32) {
	top := foot - height
	glow := oklch(0.95, 0.09, 88)
	a.circle(x, top+3, 13)
	a.fillGlow(x, top+3, 13, glow.faint(0.55), glow.faint(0))
	a.polygon(x, foot, x, top+3)
	a.stroke(0.6, grey(0.3))
	a.ellipse(x, foot, 2.2, 0.6)
	a.fill(grey(0.25))
	c := pick(a, oklch(0.94, 0.06, 88), a.tone(0.8, 0.09, a.between(0, 360)))
	a.polygon(x-1.7, top, x+1.7, top, x+3.1, top+4.6, x-3.1, top+4.6)
	a.fillDown(top, top+4.6, c, c.mix(glow, 0.7))
}

// pendant paints a lamp that hangs from the ceiling.
func (a *artist) pendant(x, y float32) {
	glow := oklch(0.95, 0.08, 88)
	a.circle(x, y+2, 11)
	a.fillGlow(x, y+2, 11, glow.faint(0.55), glow.faint(0))
	a.polygon(x, -1, x, y)
	a.stroke(0.4, grey(0.25))
	a.circle(x, y+1.9, 1.1)
	a.fill(white)
	a.start(x-3, y+2)
	a.curve(x-2.8, y-1, x+2.8, y-1, x+3, y+2)
	a.fill(a.tone(0.55, 0.1, a.between(0, 360)))
}
