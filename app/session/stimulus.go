package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/stimulus"
)

// fetch reads the pixels of a picture and, if it still lies under the microscope when they
// are there, shows it. In the place of one that cannot be read, its file may be gone, comes the next held-out picture
// that can, in the place of one that is not the source's the first.
func (s *Session) fetch(p Picture) {
	source, shape, prep := s.desk.source, s.desk.run.net.Input, s.desk.run.net.Meta.Prep
	s.job(func(context.Context) (func(), error) {
		read, err := readPicture(source, p, shape, prep)
		return func() {
			if !s.desk.picture.same(p) || s.desk.source != source {
				return
			}
			before := s.desk
			s.desk.picture = read
			if err != nil && !s.replace(p, err) {
				return
			}
			s.arrange(before)
		}, nil
	})
}

// replace lays another picture in the place of one that cannot be read, and reports whether there is one.
func (s *Session) replace(p Picture, err error) bool {
	if errors.Is(err, data.ErrUnreadable) { // of which tellLeftOut tells
		if next := nextSound(s.desk.source.HeldOut, p.Index); next >= 0 {
			s.desk.lay(Picture{Index: next})
			return true
		}
	}
	s.report(err)
	if p.Path == "" && p.Index == 0 {
		return false
	}
	s.desk.lay(Picture{})
	return true
}

// compose makes the stimulus from picture, shift and strokes.
func (s *Session) compose() {
	d := s.desk
	old := s.Stimulus()
	original := old.Original
	if old.Picture.Pixels != d.picture.Pixels || old.Shift != d.shift {
		original = d.picture.Pixels
		if d.shift != [2]int{} {
			original = stimulus.Shift(original, d.shift[0], d.shift[1])
		}
	}
	painted := s.painting.paint(original, d.marks)
	if original == old.Original && len(d.marks) == old.Marks && slices.Equal(painted.Data, old.Painted.Data) {
		return
	}
	s.mu.Lock()
	s.stimulus = Stimulus{Version: old.Version + 1, Picture: d.picture, Shift: d.shift, Marks: len(d.marks), Since: time.Now(), Original: original, Painted: painted}
	s.mu.Unlock()
}

// ShowPicture lays a held-out picture under the microscope: "picture 12".
type ShowPicture struct{ Index int }

func (a ShowPicture) String() string { return fmt.Sprintf("picture %d", a.Index) }
func (a ShowPicture) undoable()      {}
func (a ShowPicture) perform(s *Session) error {
	n := s.desk.source.HeldOut.Len()
	if a.Index < 0 || a.Index >= n {
		return fmt.Errorf("there are pictures 0 to %d, not %d", n-1, a.Index)
	}
	s.desk.lay(Picture{Index: a.Index})
	return nil
}

// Paint begins a stroke with a dot: "paint 20 14 7 noise" is 7 pixels wide around column
// 20, row 14. The fill "erase" takes paint away.
type Paint struct {
	X, Y, Size int
	Fill       stimulus.Fill
}

func (a Paint) String() string { return fmt.Sprintf("paint %d %d %d %s", a.X, a.Y, a.Size, a.Fill) }
func (a Paint) undoable()      {}
func (a Paint) perform(s *Session) error {
	if a.Size < 1 {
		return fmt.Errorf("a brush is at least 1 pixel wide, not %d", a.Size)
	}
	dot := stimulus.Dot{X: a.X, Y: a.Y, Size: a.Size, Fill: a.Fill, Seed: uint64(len(s.desk.marks)) + 1}
	s.desk.marks = append(slices.Clip(s.desk.marks), stimulus.Stroke{dot})
	return nil
}

// PaintTo draws the stroke on to another point: "paint-to 23 15".
type PaintTo struct{ X, Y int }

func (a PaintTo) String() string { return fmt.Sprintf("paint-to %d %d", a.X, a.Y) }
func (a PaintTo) undoable()      {}
func (a PaintTo) joins(before Action) bool {
	switch before.(type) {
	case Paint, PaintTo:
		return true
	}
	return false
}
func (a PaintTo) perform(s *Session) error {
	n := len(s.desk.marks)
	if n == 0 {
		return fmt.Errorf("no stroke has begun")
	}
	marks := slices.Clone(s.desk.marks)
	stroke := marks[n-1]
	dot := stroke[len(stroke)-1]
	dot.X, dot.Y = a.X, a.Y
	marks[n-1] = append(slices.Clip(stroke), dot)
	s.desk.marks = marks
	return nil
}

// ClearPaint takes all paint off the picture: "clear".
type ClearPaint struct{}

func (ClearPaint) String() string { return "clear" }
func (ClearPaint) undoable()      {}
func (ClearPaint) perform(s *Session) error {
	s.desk.marks, s.desk.shift = nil, [2]int{}
	return nil
}

// ShiftPicture moves the picture, the edge repeated: "shift 3 0" is 3 pixels to the right.
type ShiftPicture struct{ DX, DY int }

func (a ShiftPicture) String() string { return fmt.Sprintf("shift %d %d", a.DX, a.DY) }
func (a ShiftPicture) undoable()      {}
func (a ShiftPicture) perform(s *Session) error {
	if s.desk.picture.Drawing() {
		s.desk.marks = moved(s.desk.marks, a.DX, a.DY)
		return nil
	}
	shape := s.desk.run.net.Input
	s.desk.shift[0] = min(max(s.desk.shift[0]+a.DX, -shape[2]), shape[2])
	s.desk.shift[1] = min(max(s.desk.shift[1]+a.DY, -shape[1]), shape[1])
	return nil
}

// UseTool chooses what the mouse does on the picture: "tool paint".
type UseTool struct{ Tool Tool }

func (a UseTool) String() string { return "tool " + string(a.Tool) }
func (a UseTool) perform(s *Session) error {
	s.selection.Tool = a.Tool
	return nil
}

// SetBrush chooses the brush: "brush 7 noise".
type SetBrush struct{ Brush }

func (a SetBrush) String() string { return "brush " + strconv.Itoa(a.Size) + " " + string(a.Fill) }
func (a SetBrush) perform(s *Session) error {
	if a.Size < 1 || a.Size > largestBrush {
		return fmt.Errorf("a brush is 1 to %d pixels wide, not %d", largestBrush, a.Size)
	}
	s.selection.Brush = a.Brush
	return nil
}

// Undo takes back the last thing that changed the desk; Redo does it again.
type (
	Undo struct{}
	Redo struct{}
)

func (Undo) String() string { return "undo" }
func (Redo) String() string { return "redo" }

func (Undo) perform(s *Session) error { return s.turn(s.undo.undo, "there is nothing to undo") }
func (Redo) perform(s *Session) error { return s.turn(s.undo.redo, "there is nothing to redo") }

func (s *Session) turn(turn func(desk) (desk, bool), nothing string) error {
	d, ok := turn(s.desk)
	if !ok {
		return fmt.Errorf("%s", nothing)
	}
	s.desk = d
	return nil
}

func init() {
	register("picture", "INDEX", func(w *words) Action { return ShowPicture{w.integer()} })
	register("paint", "X Y SIZE noise|grey|mean|blur|black|white|#RRGGBB|erase", func(w *words) Action {
		return Paint{w.integer(), w.integer(), w.integer(), w.fill(true)}
	})
	register("paint-to", "X Y", func(w *words) Action { return PaintTo{w.integer(), w.integer()} })
	register("clear", "", func(*words) Action { return ClearPaint{} })
	register("shift", "DX DY", func(w *words) Action { return ShiftPicture{w.integer(), w.integer()} })
	register("tool", "paint|erase|flashlight", func(w *words) Action { return UseTool{oneOf(w, ToolPaint, ToolErase, ToolFlashlight)} })
	register("brush", "SIZE noise|grey|mean|blur|black|white|#RRGGBB", func(w *words) Action { return SetBrush{Brush{w.integer(), w.fill(false)}} })
	register("undo", "", func(*words) Action { return Undo{} })
	register("redo", "", func(*words) Action { return Redo{} })
}

// sameShape tells whether a tensor is a picture that a network of this input can see.
func sameShape(t *cnn.Tensor, input cnn.Shape) bool { return t != nil && t.Shape.Equal(input) }
