package session

// Slide is the flashlight's walk over the selected unit's map, cell by cell.
type Slide string

const (
	SlideOff     Slide = ""
	SlidePlaying Slide = "playing"
	SlidePaused  Slide = "paused"
)

// SlideWindow walks the flashlight over the map: "slide play", "slide pause", "slide step"
// (one cell on), "slide stop" (the walk is over, the whole map shows).
type SlideWindow struct{ Do string }

func (a SlideWindow) String() string { return "slide " + a.Do }
func (a SlideWindow) perform(s *Session) error {
	sel := &s.selection
	switch a.Do {
	case "pause":
		sel.Slide = SlidePaused
	case "stop":
		sel.Slide = SlideOff
	case "play":
		if end, err := s.slideEnds(); err != nil {
			return err
		} else if sel.Slide == SlideOff || end {
			sel.Cell, sel.Pinned = [2]int{}, true
		}
		sel.Slide = SlidePlaying
	case "step":
		return s.slideOn()
	}
	return nil
}

// slideEnds tells whether the flashlight is at the last cell of the selected unit's map.
func (s *Session) slideEnds() (bool, error) {
	h, w, err := s.selectedMap()
	return s.selection.Cell[0]*w+s.selection.Cell[1]+1 >= h*w, err
}

// selectedMap is the height and width of the selected unit's map, in the part that is shown.
func (s *Session) selectedMap() (h, w int, err error) {
	net, rows := s.network()
	row, _, err := FindUnit(net, rows, s.selection.Unit)
	if err != nil {
		return 0, 0, err
	}
	h, w = MapSize(net.Nodes[s.selection.Part(net, rows[row])].Shape)
	return h, w, nil
}

// slideOn moves the flashlight to the next cell in row order; at the end it rests, and the
// step after that begins again.
func (s *Session) slideOn() error {
	h, w, err := s.selectedMap()
	if err != nil {
		return err
	}
	sel := &s.selection
	next := sel.Cell[0]*w + sel.Cell[1] + 1
	switch {
	case sel.Slide == SlideOff:
		next, sel.Slide = 0, SlidePaused
	case next >= h*w && sel.Slide == SlidePlaying:
		sel.Slide = SlidePaused
		return nil
	case next >= h*w:
		next = 0
	}
	sel.Cell, sel.Pinned = [2]int{next / w, next % w}, true
	return nil
}

func init() {
	register("slide", "play|pause|step|stop", func(w *words) Action {
		return SlideWindow{string(oneOf(w, "play", "pause", "step", "stop"))}
	})
}
