package toyworld

// light is the time of day out of doors.
type light struct {
	top, low colour  // of the sky, overhead and at the horizon
	sun      colour  // of the sun and of what it tints
	warmth   float32 // how much of the sun's colour falls on things, 0 to 1
	sunX     float32
	sunShown bool
}

// daylight picks a time of day.
func (a *artist) daylight() light {
	l := light{sunX: a.between(4, 44), sunShown: a.chance(0.75)}
	switch a.random.IntN(4) {
	case 0: // morning
		l.top, l.low = a.tone(0.8, 0.08, 235), a.tone(0.95, 0.04, 85)
		l.sun, l.warmth = oklch(0.97, 0.06, 95), 0.1
	case 1: // noon
		l.top, l.low = a.tone(0.73, 0.11, 243), a.tone(0.92, 0.04, 220)
		l.sun, l.warmth = oklch(0.98, 0.03, 100), 0
	case 2: // evening
		l.top, l.low = a.tone(0.66, 0.09, 295), a.tone(0.88, 0.1, 60)
		l.sun, l.warmth = oklch(0.93, 0.11, 75), 0.22
	default: // a dull day
		l.top, l.low = a.tone(0.8, 0.03, 240), a.tone(0.93, 0.015, 230)
		l.sun, l.sunShown = oklch(0.97, 0.01, 100), false
	}
	return l
}

// lit returns a colour as it looks in this light, mixed into the haze by distance, 0 to 1.
func (l light) lit(c colour, distance float32) colour {
	tinted := colour{c.r * l.sun.r, c.g * l.sun.g, c.b * l.sun.b, c.a}
	return c.mix(tinted, l.warmth*2).mix(l.low.faint(c.a), distance)
}

// sky paints the sky down to a horizon, with the sun and clouds.
func (a *artist) sky(l light, horizon float32) {
	a.rectangle(0, 0, Size, horizon+1)
	a.fillDown(0, horizon, l.top, l.low)
	if l.sunShown {
		y := a.between(0.2, 0.85) * horizon
		a.rectangle(0, 0, Size, horizon+1)
		a.fillGlow(l.sunX, y, 20, l.sun.faint(0.75), l.sun.faint(0))
		a.circle(l.sunX, y, a.between(2, 3.2))
		a.fill(l.sun.lighter(0.5))
	}
	for range a.random.IntN(4) {
		a.cloud(l, a.between(-2, 50), a.between(0.1, 0.75)*horizon, a.between(3, 6.5))
	}
}

// cloud paints a heap of round puffs, shaded below.
func (a *artist) cloud(l light, x, y, width float32) {
	puffs := 3 + a.random.IntN(3)
	shade := l.low.mix(l.top, 0.45).mix(white, 0.35)
	bright := white.mix(l.sun, 0.35).faint(0.92)
	type puff struct{ x, y, rx, ry float32 }
	var heap [6]puff
	for i := range puffs {
		t := (float32(i)+0.5)/float32(puffs)*2 - 1
		size := (1 - 0.55*t*t) * width * a.between(0.34, 0.5)
		heap[i] = puff{x + t*width, y - size*0.35, size * 1.15, size * 0.8}
	}
	for _, p := range heap[:puffs] {
		a.ellipse(p.x, p.y+0.7, p.rx, p.ry)
	}
	a.fill(shade.faint(0.8))
	for _, p := range heap[:puffs] {
		a.ellipse(p.x, p.y, p.rx*0.97, p.ry*0.9)
	}
	a.fill(bright)
}

// ridge paints a hilly outline from edge to edge, filled down to a depth.
func (a *artist) ridge(y, height, depth float32, top, bottom colour) {
	a.start(-2, depth)
	a.line(-2, y)
	x := float32(-2)
	for x < Size+2 {
		step := a.between(9, 20)
		peak := y - a.between(0.3, 1)*height
		a.curve(x+step*0.35, peak, x+step*0.65, peak, x+step, y-a.between(0, 0.3)*height)
		x += step
	}
	a.line(x, depth)
	a.fillDown(y-height, depth, top, bottom)
}
