package session

import (
	"errors"
	"fmt"
	"math"

	"unitscope/cnn"
	"unitscope/viz/stimulus"
)

// A drawing is a blank picture and the strokes on it: the strokes are the picture, so that they move with
// it and are scaled for another network. They are drawn with a pen, a brush of its own.

// Blanks are the plain colours that a picture to draw on can have.
var Blanks = []stimulus.Fill{stimulus.Black, stimulus.White, stimulus.Grey}

// Drawing tells whether a picture is blank, to be drawn on.
func (p Picture) Drawing() bool { return p.Blank != "" }

// InHand is the brush that paints on a picture: the pen on a blank one.
func (s Selection) InHand(p Picture) Brush {
	if p.Drawing() {
		return s.Pen
	}
	return s.Brush
}

// LayBlank lays a blank picture under the microscope and takes a pen that suits it: "blank black".
type LayBlank struct{ Fill stimulus.Fill }

func (a LayBlank) String() string { return "blank " + string(a.Fill) }
func (a LayBlank) undoable()      {}
func (a LayBlank) perform(s *Session) error {
	s.desk.lay(blank(a.Fill, s.desk.run.net.Input))
	s.selection.Pen = suitedPen(a.Fill, s.desk.run.net.Input)
	s.selection.Tool = ToolPaint
	return nil
}

// blank is a picture to draw on.
func blank(fill stimulus.Fill, input cnn.Shape) Picture {
	return Picture{Index: -1, Blank: fill, Name: "drawing", Pixels: stimulus.Blank(input, fill)}
}

// suitedPen is a pen as thick as the strokes of MNIST's digits are, 2 to 3 of 28 pixels, that can be seen.
func suitedPen(ground stimulus.Fill, input cnn.Shape) Brush {
	pen := Brush{Size: min(max((min(input[1], input[2])+6)/12, 1), largestBrush), Fill: stimulus.White}
	if ground == stimulus.White {
		pen.Fill = stimulus.Black
	}
	return pen
}

// SetPen chooses what is drawn with on a blank picture: "pen 2 white", "pen 3 #f0a040".
type SetPen struct{ Brush }

func (a SetPen) String() string { return fmt.Sprintf("pen %d %s", a.Size, a.Fill) }
func (a SetPen) perform(s *Session) error {
	if a.Size < 1 || a.Size > largestBrush {
		return fmt.Errorf("a pen is 1 to %d pixels wide, not %d", largestBrush, a.Size)
	}
	s.selection.Pen = a.Brush
	return nil
}

// CentreDrawing moves the strokes so that their centre of mass lies in the middle, as it does in MNIST's
// digits: "centre".
type CentreDrawing struct{}

func (CentreDrawing) String() string { return "centre" }
func (CentreDrawing) undoable()      {}
func (CentreDrawing) perform(s *Session) error {
	if !s.desk.picture.Drawing() {
		return errors.New("only a drawing can be centred; lay a blank picture under the microscope first")
	}
	dx, dy, drawn := s.Stimulus().OffCentre()
	if !drawn {
		return errors.New("nothing is drawn yet")
	}
	s.desk.marks = moved(s.desk.marks, -dx, -dy)
	return nil
}

// OffCentre is how far, in pixels right and down, the centre of mass of what is drawn lies from the middle; drawn
// is false where there is nothing.
func (s Stimulus) OffCentre() (dx, dy int, drawn bool) {
	if s.Original == nil || s.Painted == s.Original {
		return 0, 0, false
	}
	height, width := s.Original.Shape[1], s.Original.Shape[2]
	mass, x, y := 0.0, 0.0, 0.0
	for i, v := range s.Painted.Data {
		ink := math.Abs(float64(v - s.Original.Data[i]))
		mass += ink
		x += ink * float64(i%width)
		y += ink * float64(i/width%height)
	}
	if mass == 0 {
		return 0, 0, false
	}
	off := func(sum float64, side int) int { return int(math.Round(sum/mass - float64(side-1)/2)) }
	return off(x, width), off(y, height), true
}

// moved is strokes so many pixels to the right and down.
func moved(strokes []stimulus.Stroke, dx, dy int) []stimulus.Stroke {
	return redrawn(strokes, func(d *stimulus.Dot) { d.X, d.Y = d.X+dx, d.Y+dy })
}

// scaled is strokes on a picture of one shape, C×H×W, as they are on one of another.
func scaled(strokes []stimulus.Stroke, from, to cnn.Shape) []stimulus.Stroke {
	across, down := float64(to[2])/float64(from[2]), float64(to[1])/float64(from[1])
	return redrawn(strokes, func(d *stimulus.Dot) {
		d.X, d.Y = int(math.Round(float64(d.X)*across)), int(math.Round(float64(d.Y)*down))
		d.Size = max(1, int(math.Round(float64(d.Size)*min(across, down))))
	})
}

// redrawn is a copy of strokes with each dot changed.
func redrawn(strokes []stimulus.Stroke, change func(d *stimulus.Dot)) []stimulus.Stroke {
	copies := make([]stimulus.Stroke, len(strokes))
	for i, stroke := range strokes {
		copies[i] = append(stimulus.Stroke(nil), stroke...)
		for j := range copies[i] {
			change(&copies[i][j])
		}
	}
	return copies
}

// fill takes a word that names a fill; the eraser is one only where that is allowed.
func (w *words) fill(eraser bool) stimulus.Fill {
	var f stimulus.Fill
	word := w.word()
	if err := f.UnmarshalText([]byte(word)); w.err == nil && (err != nil || f == stimulus.Erase && !eraser) {
		w.fail(fmt.Errorf("%q is none of noise, grey, mean, blur, black, white, or a colour like #f0a040", word))
	}
	return f
}

func init() {
	register("blank", "black|white|grey", func(w *words) Action { return LayBlank{oneOf(w, Blanks...)} })
	register("pen", "SIZE black|white|grey|#RRGGBB", func(w *words) Action { return SetPen{Brush{w.integer(), w.fill(false)}} })
	register("centre", "", func(*words) Action { return CentreDrawing{} })
}
