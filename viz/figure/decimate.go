package figure

// mostPoints is how many points of a line are drawn at most: more cannot be seen, and cost
// milliseconds.
const mostPoints = 1000

// place is a point of a line in the plane, 0 to 1 each way.
type place struct{ x, y float64 }

// pieces returns the places of a line, cut where it has a gap.
func pieces(l Line, x, y Axis) [][]place {
	var cut [][]place
	var piece []place
	for i, v := range l.Y {
		if at := l.x(i); y.holds(v) && x.holds(at) {
			piece = append(piece, place{x.place(at), y.place(v)})
		} else if len(piece) > 0 {
			cut, piece = append(cut, piece), nil
		}
	}
	if len(piece) > 0 {
		cut = append(cut, piece)
	}
	return cut
}

// decimate returns at most n of the points: the first, the last, and of each of equal runs
// between them the lowest and the highest, so that every peak stays.
func decimate(points []place, n int) []place {
	if len(points) <= n || n < 4 {
		return points
	}
	inner := points[1 : len(points)-1]
	runs := (n - 2) / 2
	kept := make([]place, 0, n)
	kept = append(kept, points[0])
	for r := range runs {
		run := inner[r*len(inner)/runs : (r+1)*len(inner)/runs]
		low, high := 0, 0
		for i, p := range run {
			if p.y < run[low].y {
				low = i
			}
			if p.y > run[high].y {
				high = i
			}
		}
		kept = append(kept, run[min(low, high)])
		if low != high {
			kept = append(kept, run[max(low, high)])
		}
	}
	return append(kept, points[len(points)-1])
}
