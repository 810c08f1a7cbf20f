package main

import "math"

// icons are the rooms and tools, drawn in a square of 24 with a margin of 3.
var icons = map[string]*ink{
	// Rooms.
	"inspect": newInk().ring(at{10.5, 10.5}, 6.6).line(at{15.4, 15.4}, at{20.6, 20.6}),
	"train":   newInk().line(at{3, 17.5}, at{9, 11.5}, at{13, 15.5}, at{21, 6.8}).line(at{15.4, 6.6}, at{21, 6.6}, at{21, 12}),
	"probe":   newInk().ring(at{12, 12}, 7).ring(at{12, 12}, 2.6).line(at{12, 2.6}, at{12, 5}).line(at{12, 19}, at{12, 21.4}).line(at{2.6, 12}, at{5, 12}).line(at{19, 12}, at{21.4, 12}),

	"relearn": newInk().arc(at{12, 12}, 8.2, -70, 205).line(at{15.2, 1.9}, at{14.6, 4.3}, at{16.9, 5.8}).ring(at{12, 12}, 2.4),
	"brain":   brain(),

	// The stimulus.
	"paint": newInk().thick(2.6).line(at{20.2, 3.8}, at{12.2, 11.8}).
		thick(1.2).solid(at{8.7, 12.1}, at{11.9, 15.3}, at{9.9, 18.9}, at{3.6, 20.4}, at{5.1, 14.1}),
	"erase": newInk().loop(at{8.2, 20}, at{3.6, 15.4}, at{14.2, 4.8}, at{20.4, 11}, at{11.4, 20}).
		line(at{8.9, 10.1}, at{15.1, 16.3}).line(at{8.2, 20}, at{20.4, 20}),
	"flashlight": newInk().loop(at{6.2, 3.4}, at{17.8, 3.4}, at{17.8, 7.4}, at{15, 11.6}, at{15, 20.6}, at{9, 20.6}, at{9, 11.6}, at{6.2, 7.4}).
		line(at{6.2, 7.4}, at{17.8, 7.4}).dot(at{12, 14.4}, 1.25),
	"undo":  newInk().line(at{8.6, 13.6}, at{4, 9}, at{8.6, 4.4}).line(at{4, 9}, at{14.6, 9}).arc(at{14.6, 14.4}, 5.4, -90, 90).line(at{14.6, 19.8}, at{10.6, 19.8}),
	"redo":  newInk().line(at{15.4, 13.6}, at{20, 9}, at{15.4, 4.4}).line(at{20, 9}, at{9.4, 9}).arc(at{9.4, 14.4}, 5.4, 90, 270).line(at{9.4, 19.8}, at{13.4, 19.8}),
	"clear": newInk().line(at{3.8, 6.6}, at{20.2, 6.6}).line(at{8.8, 6.6}, at{9.2, 3.6}, at{14.8, 3.6}, at{15.2, 6.6}).line(at{5.8, 6.6}, at{6.8, 20.4}, at{17.2, 20.4}, at{18.2, 6.6}).line(at{10.1, 11}, at{10.3, 16.2}).line(at{13.9, 11}, at{13.7, 16.2}),

	// Learning.
	"play":  newInk().solid(at{7.4, 5}, at{19, 12}, at{7.4, 19}),
	"pause": newInk().thick(3.8).line(at{8.2, 6.2}, at{8.2, 17.8}).line(at{15.8, 6.2}, at{15.8, 17.8}),
	"step":  newInk().solid(at{5, 5.6}, at{14.6, 12}, at{5, 18.4}).thick(2.4).line(at{19, 5.8}, at{19, 18.2}),
	"slow":  newInk().arc(at{12, 13.6}, 8.6, 160, 380).line(at{12, 13.6}, at{7.6, 9.8}).dot(at{12, 13.6}, 1.9),
	"reset": newInk().arc(at{12, 12.2}, 8.2, 205, 510).line(at{3.8, 3.9}, at{4.3, 8.9}, at{9.3, 8.6}),

	// The window.
	"stop":   newInk().solid(at{6.4, 6.4}, at{17.6, 6.4}, at{17.6, 17.6}, at{6.4, 17.6}),
	"export": newInk().line(at{12, 15}, at{12, 4}).line(at{7.8, 8}, at{12, 3.8}, at{16.2, 8}).line(at{4.4, 13.6}, at{4.4, 19.8}, at{19.6, 19.8}, at{19.6, 13.6}),
	"open":   newInk().loop(at{3.4, 5.4}, at{9, 5.4}, at{11.4, 8.2}, at{20.6, 8.2}, at{20.6, 18.8}, at{3.4, 18.8}),
	"light":  sun(),
	"dark":   newInk().arc(at{12, 12}, 8.4, 0, 270).arc(at{16.2, 7.8}, 5.94, 45, 225),
	"help":   newInk().ring(at{12, 12}, 8.8).arc(at{12, 9.7}, 2.6, 190, 405).line(at{13.84, 11.54}, at{12.3, 12.9}, at{12, 13.9}).dot(at{12, 16.9}, 1.15),
}

// brain is the outline of lobes around a middle, seen from above, and the furrow between its halves.
func brain() *ink {
	lobes := []at{{8.3, 7.6}, {15.7, 7.6}, {18, 12.6}, {14.8, 16.6}, {9.2, 16.6}, {6, 12.6}}
	const radius = 3.9
	covered := func(lobe, degree int) bool {
		sin, cos := math.Sincos(float64(degree) * math.Pi / 180)
		for i, other := range lobes {
			if i != lobe && math.Hypot(lobes[lobe].x+radius*cos-other.x, lobes[lobe].y+radius*sin-other.y) < radius {
				return true
			}
		}
		return math.Hypot(lobes[lobe].x+radius*cos-12, lobes[lobe].y+radius*sin-12) < 5
	}
	k := newInk()
	for lobe, c := range lobes {
		from := 0
		for !covered(lobe, from) {
			from++
		}
		for covered(lobe, from) {
			from++
		}
		to := from
		for !covered(lobe, to) {
			to++
		}
		k.arc(c, radius, float64(from), float64(to))
	}
	return k.line(at{12, 6.4}, at{12, 17.4})
}

// sun is a disc and eight rays.
func sun() *ink {
	k := newInk().ring(at{12, 12}, 3.9)
	for i := range 8 {
		sin, cos := math.Sincos(float64(i) * math.Pi / 4)
		k.line(at{12 + 7.2*cos, 12 + 7.2*sin}, at{12 + 9*cos, 12 + 9*sin})
	}
	return k
}
