package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/stimulus"
)

// brushControls choose what paints on the picture: its fill and its size. On a blank picture it is the pen.
type brushControls struct {
	root fyne.CanvasObject
	act  do

	fill   *widget.Segmented
	size   *widget.SliderRow
	inks   string // which fills are offered
	inHand session.Brush
	pen    bool
}

// largestSize is the slider's end, in pixels of the picture.
const largestSize = 24

// brushFills hide parts of a picture.
var brushFills = []widget.Option{
	{Value: string(stimulus.Noise), Label: "noise", Tip: "Random colours"},
	{Value: string(stimulus.Grey), Label: "grey", Tip: "Middle grey"},
	{Value: string(stimulus.Mean), Label: "mean", Tip: "The picture's mean colour"},
	{Value: string(stimulus.Blur), Label: "blur", Tip: "The picture itself, out of focus"},
}

// inks are what is drawn with on a blank picture; those from the third on are for networks that see colours.
var inks = []widget.Option{
	{Value: string(stimulus.White), Label: "white", Tip: "Draw in white"},
	{Value: string(stimulus.Black), Label: "black", Tip: "Draw in black"},
	{Value: "#c83232", Label: "red", Tip: "Draw in red"},
	{Value: "#3c963c", Label: "green", Tip: "Draw in green"},
	{Value: "#3c64c8", Label: "blue", Tip: "Draw in blue"},
}

const greyInks = 2

func newBrushControls(act do) *brushControls {
	b := &brushControls{act: act, inks: "brush"}
	b.fill = widget.NewSegmented(brushFills, string(stimulus.Noise), func(v string) { b.take(session.Brush{Size: b.inHand.Size, Fill: stimulus.Fill(v)}) })
	b.size = widget.NewSliderRow(widget.SliderSpec{Label: "Size", Unit: "px", Low: 1, High: largestSize, Step: 1, Format: func(v float64) string { return fmt.Sprintf("%.0f", v) }}, 7)
	b.size.OnChanged = func(v float64) { b.resize(int(v)) }
	b.root = stacked(b.fill, b.size)
	return b
}

func (b *brushControls) update(f *frame) {
	b.inHand, b.pen = f.selection.InHand(f.stimulus.Picture), f.stimulus.Picture.Drawing()
	offered := "brush"
	options := brushFills
	if b.pen {
		offered, options = "inks", inks
		if f.shown.Net.Input[0] == 1 {
			offered, options = "grey inks", inks[:greyInks]
		}
	}
	if offered != b.inks {
		b.inks = offered
		b.fill.SetOptions(options, string(b.inHand.Fill))
	}
	b.fill.SetValue(string(b.inHand.Fill))
	b.size.SetValue(float64(b.inHand.Size))
}

// take takes a brush, or the pen, in hand.
func (b *brushControls) take(brush session.Brush) {
	b.inHand = brush // two changes may come within a frame
	if b.pen {
		b.act(session.SetPen{Brush: brush})
	} else {
		b.act(session.SetBrush{Brush: brush})
	}
}

// resize makes what is in hand so many pixels wide.
func (b *brushControls) resize(size int) {
	if size = min(max(size, 1), largestSize); size != b.inHand.Size {
		b.take(session.Brush{Size: size, Fill: b.inHand.Fill})
	}
}

// pictureNote is the line below the picture: how it was made to fit and, of a drawing, where it lies.
type pictureNote struct {
	root   *fyne.Container
	text   *widget.Text
	centre *widget.Segmented // one pill that is pressed
	right  fyne.CanvasObject // where it stands
	shown  *session.Stimulus
}

func newPictureNote(act do) *pictureNote {
	n := &pictureNote{text: widget.NewText("", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})}
	tip := "Move the drawing's centre of mass to the middle, where MNIST's digits have it (C)"
	n.centre = widget.NewSegmented([]widget.Option{{Value: "centre", Label: "centre", Tip: tip}}, "", func(string) {
		n.centre.SetValue("")
		act(session.CentreDrawing{})
	})
	n.right = container.NewCenter(oneLine(n.centre))
	n.root = container.NewBorder(nil, nil, nil, n.right, n.text)
	n.root.Hide()
	return n
}

// update tells whether the line has another height.
func (n *pictureNote) update(f *frame) bool {
	if n.shown != nil && n.shown.Version == f.stimulus.Version {
		return false
	}
	n.shown = &f.stimulus
	text, off := f.stimulus.Picture.Note, false
	if f.stimulus.Picture.Drawing() {
		text, off = whereDrawn(f.stimulus)
	}
	changed := text != n.text.Text() || off != n.right.Visible()
	n.text.SetText(text)
	show(n.right, off)
	show(n.root, text != "")
	return changed
}

// whereDrawn says where the centre of mass of a drawing lies, and whether that is off the middle.
func whereDrawn(s session.Stimulus) (text string, off bool) {
	dx, dy, drawn := s.OffCentre()
	switch {
	case !drawn:
		return "Left button draws, right one erases", false
	case dx == 0 && dy == 0:
		return "In the middle", false
	}
	var sides []string
	side := func(d int, before, behind string) {
		switch {
		case d < 0:
			sides = append(sides, fmt.Sprintf("%d px %s", -d, before))
		case d > 0:
			sides = append(sides, fmt.Sprintf("%d px %s", d, behind))
		}
	}
	side(dx, "left", "right")
	side(dy, "up", "down")
	return "Off the middle: " + strings.Join(sides, ", "), true
}
