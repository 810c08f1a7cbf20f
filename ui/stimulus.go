package ui

import (
	"fmt"
	"image"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/render"
	"unitscope/viz/stimulus"
)

// stimulusPanel is the left column: the picture under the brush, the answers before and
// after, and the strip of pictures.
type stimulusPanel struct {
	root     *fyne.Container
	act      do
	pictures *session.Pictures
	hover    func(readouts ...string)

	head    *widget.SectionHead
	canvas  *widget.Canvas
	below   *pictureNote
	tools   *widget.Segmented
	undo    *widget.Button
	redo    *widget.Button
	clear   *widget.Button
	draw    *widget.Dropdown
	brush   *brushControls
	sliding *slideControls
	asked   *widget.SectionHead // over the answers
	answers *widget.Answers
	strip   *pictureStrip
	batch   fyne.CanvasObject // stands in the strip's place while the network is taught
	taught  bool
	bare    bareness
	tooling fyne.CanvasObject // tools and what they need

	frame   *frame
	painted *cnn.Tensor // what the canvas shows
	shape   cnn.Shape
	drawn   *image.RGBA
	answer  *session.View // what the answers show
	at      *image.Point  // the pixel under the mouse, nil for none
}

func newStimulusPanel(act do, pictures *session.Pictures, batch fyne.CanvasObject) *stimulusPanel {
	p := &stimulusPanel{act: act, pictures: pictures, batch: batch, hover: func(...string) {}}
	p.draw = widget.NewSmallDropdown("", "Draw", p.blanks)
	p.draw.SetTip("Draw on a blank picture and see what the network takes it for (D)")
	p.head = widget.NewSectionHead("Stimulus", p.draw)
	p.canvas = widget.NewCanvas()
	p.canvas.OnStrokeStart = p.strokeStart
	p.canvas.OnStrokeMove = p.strokeMove
	p.canvas.OnHover = p.pointed
	p.canvas.OnWheel = func(steps int) { p.brush.resize(p.brush.inHand.Size + steps) }
	p.tools = widget.NewSegmented([]widget.Option{
		{Value: string(session.ToolPaint), Label: "Paint", Tip: "Hide a part of the picture (B)"},
		{Value: string(session.ToolErase), Label: "Erase", Tip: "Take paint away (E, or the right button)"},
		{Value: string(session.ToolFlashlight), Label: "Flashlight", Tip: "Slide the selected unit's window over the picture (F)"},
	}, string(session.ToolPaint), func(v string) { act(session.UseTool{Tool: session.Tool(v)}) })
	p.undo = widget.NewIconButton(icon(assets.Undo), "Undo (Ctrl+Z)", func() { act(session.Undo{}) })
	p.redo = widget.NewIconButton(icon(assets.Redo), "Redo (Ctrl+Shift+Z)", func() { act(session.Redo{}) })
	p.clear = widget.NewIconButton(icon(assets.Clear), "Take all paint off and put the picture back in place", func() { act(session.ClearPaint{}) })
	p.brush = newBrushControls(act)
	p.sliding = newSlideControls(act)
	p.asked = widget.NewSectionHead("Answer")
	p.answers = widget.NewAnswers(5)
	p.answers.SetSorted(true)
	p.strip = newPictureStrip(act, pictures)
	history := container.New(layout.NewCustomPaddedHBoxLayout(0), p.undo, p.redo, p.clear)
	controls := stacked(container.NewBorder(nil, nil, oneLine(p.tools), history), container.NewStack(p.brush.root, p.sliding.root))
	p.sliding.instead = p.brush.root
	p.tooling = controls
	p.below = newPictureNote(act)
	p.root = container.New(&stimulusLayout{canvas: p.canvas, answers: p.answers, note: p.below.root}, p.head, p.canvas, p.below.root, controls,
		p.asked, p.answers, p.strip.root, batch)
	p.showBatch(false)
	return p
}

func (p *stimulusPanel) update(f *frame) {
	p.frame = f
	p.showPicture(f)
	p.tools.SetValue(string(f.selection.Tool))
	p.brush.update(f)
	p.sliding.update(f)
	enable(p.undo, f.session.CanUndo())
	enable(p.redo, f.session.CanRedo())
	enable(p.clear, f.stimulus.Marks > 0 || f.stimulus.Shift != [2]int{})
	p.showAnswers(f)
	if p.strip.root.Visible() {
		p.strip.update(f)
	}
}

// showPicture draws the painted picture, and over it what the cell under the flashlight
// sees.
func (p *stimulusPanel) showPicture(f *frame) {
	p.head.SetNote(p.note(f))
	if p.below.update(f) {
		p.root.Refresh()
	}
	if f.stimulus.Painted != nil && f.stimulus.Painted != p.painted {
		p.painted = f.stimulus.Painted
		p.sayPixel()
		shape := p.painted.Shape
		if p.drawn == nil || !p.shape.Equal(shape) {
			p.drawn, p.shape = image.NewRGBA(image.Rect(0, 0, shape[2], shape[1])), shape
		}
		render.Picture(p.drawn, p.drawn.Rect, p.painted.Data, shape[0], shape[1], shape[2])
		p.canvas.SetPicture(p.drawn)
	}
	brush := 0
	if f.selection.Tool != session.ToolFlashlight {
		brush = f.selection.InHand(f.stimulus.Picture).Size
	}
	p.canvas.SetBrush(brush)
	if f.view == nil {
		return
	}
	at := f.lit()
	overlay := widget.Overlay{Rect: f.window(at), Color: theme.Color(theme.Accent)}
	if f.hover == nil && f.selection.Tool != session.ToolFlashlight {
		overlay.Dashed = true // where the selected unit answers most, unasked
	}
	p.canvas.SetOverlays(overlay)
}

// note says which picture it is.
func (p *stimulusPanel) note(f *frame) string {
	picture := f.stimulus.Picture
	note := picture.Name
	if f.stimulus.Shift != [2]int{} {
		note = fmt.Sprintf("moved %+d, %+d · %s", f.stimulus.Shift[0], f.stimulus.Shift[1], note)
	}
	if f.label >= 0 && f.label < len(f.classes) {
		note = f.classes[f.label] + " · " + note
	}
	return note
}

func (p *stimulusPanel) showAnswers(f *frame) {
	if f.view == nil || f.view == p.answer {
		return
	}
	p.answer = f.view
	before, now := f.view.Output()
	p.asked.SetNote("")
	if h, w := session.MapSize(f.view.Shown.Net.Nodes[len(f.view.Shown.Net.Nodes)-1].Shape); h*w > 1 {
		before, now = nil, nil
		p.asked.SetNote("none: this network ends in maps")
	}
	names := f.view.Shown.Net.Meta.Labels
	if len(names) != len(now) {
		names = make([]string, len(now))
		for i := range names {
			names[i] = fmt.Sprintf("answer %d", i)
		}
	}
	var earlier []float64
	if !slices.Equal(before, now) && !f.stimulus.Picture.Drawing() { // what it answers to a blank picture tells nothing
		earlier = widen(before)
	}
	high := 1.0
	if f.view.Shown.Net.Nodes[len(f.view.Shown.Net.Nodes)-1].Layer.Kind() != "Softmax" {
		high = 0 // they are no shares: beside the largest
	}
	p.answers.SetHigh(high)
	p.answers.SetValues(names, widen(now), earlier)
	wanted := -1
	if slices.Equal(names, f.classes) {
		wanted = f.label
	}
	p.answers.SetWanted(wanted)
}

func widen(values []float32) []float64 {
	wide := make([]float64, len(values))
	for i, v := range values {
		wide[i] = float64(v)
	}
	return wide
}

func (p *stimulusPanel) strokeStart(x, y int, erase bool) {
	s, brush := p.frame.selection, p.brush.inHand
	switch {
	case s.Tool == session.ToolFlashlight && !erase:
		p.shine(x, y)
	case erase || s.Tool == session.ToolErase:
		p.act(session.Paint{X: x, Y: y, Size: brush.Size, Fill: stimulus.Erase})
	default:
		p.act(session.Paint{X: x, Y: y, Size: brush.Size, Fill: brush.Fill})
	}
}

func (p *stimulusPanel) strokeMove(x, y int) {
	if p.frame.selection.Tool == session.ToolFlashlight {
		p.shine(x, y)
		return
	}
	p.act(session.PaintTo{X: x, Y: y})
}

// shine puts the flashlight on the cell of the selected unit whose window is centred
// nearest to a pixel.
func (p *stimulusPanel) shine(x, y int) {
	f := p.frame
	if f.view == nil {
		return
	}
	_, node := f.unit()
	e := f.extents[node]
	if e.Whole {
		return
	}
	h, w := session.MapSize(f.shown.Net.Nodes[node].Shape)
	cell := session.PinCell{Row: nearest(y, e.Start[0], e.Size[0], e.Stride[0], h), Col: nearest(x, e.Start[1], e.Size[1], e.Stride[1], w)}
	if row, col := f.cell(); cell.Row != row || cell.Col != col || !f.selection.Pinned {
		p.act(cell)
	}
}

// nearest is the index of the window, out of n, whose middle lies nearest to a pixel.
func nearest(pixel, start, size, stride, n int) int {
	i := (2*(pixel-start) - (size - 1) + stride) / (2 * stride)
	return min(max(i, 0), n-1)
}

// pointed tells the pixel under the mouse.
func (p *stimulusPanel) pointed(x, y int, inside bool) {
	if !inside || p.frame.stimulus.Painted == nil {
		p.at = nil
		p.hover()
		return
	}
	p.at = &image.Point{X: x, Y: y}
	p.sayPixel()
}

// sayPixel tells the pixel under the mouse, as it is now.
func (p *stimulusPanel) sayPixel() {
	f := p.frame
	if p.at == nil {
		return
	}
	shape, x, y := f.stimulus.Painted.Shape, p.at.X, p.at.Y
	if x >= shape[2] || y >= shape[1] {
		return // another network's pictures are smaller
	}
	said := []string{fmt.Sprintf("picture, row %d, column %d", y, x)}
	names := []string{"red", "green", "blue"}
	if shape[0] == 1 {
		names = []string{"grey"}
	}
	for c, name := range names {
		i := (c*shape[1]+y)*shape[2] + x
		before, now := f.stimulus.Original.Data[i], f.stimulus.Painted.Data[i]
		if before == now {
			said = append(said, fmt.Sprintf("%s %.2f", name, now))
		} else {
			said = append(said, fmt.Sprintf("%s %.2f → %.2f", name, before, now))
		}
	}
	p.hover(said...)
}

// blanks is the menu of blank pictures.
func (p *stimulusPanel) blanks() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, fill := range session.Blanks {
		items = append(items, fyne.NewMenuItem("On "+string(fill), func() { p.act(session.LayBlank{Fill: fill}) }))
	}
	return items
}

// showBatch shows the pictures that are being learned, or the strip to choose from.
func (p *stimulusPanel) showBatch(visible bool) {
	p.taught = visible
	p.showBelow()
}

// bareness is what is left out, for the rest to be larger.
type bareness struct{ strip, tools, answers bool }

// showBare leaves out the strip, or the batch in its place, the tools, and the answers.
func (p *stimulusPanel) showBare(bare bareness) {
	p.bare = bare
	p.showBelow()
}

func (p *stimulusPanel) showBelow() {
	show(p.batch, p.taught && !p.bare.strip)
	show(p.strip.root, !p.taught && !p.bare.strip)
	show(p.tooling, !p.bare.tools)
	show(p.asked, !p.bare.answers)
	show(p.answers, !p.bare.answers)
	p.root.Refresh()
}

func enable(b *widget.Button, on bool) {
	if on == b.Disabled() {
		if on {
			b.Enable()
		} else {
			b.Disable()
		}
	}
}

// stimulusLayout gives the picture the column's width, or less where the column is short. What
// height is left goes to the answers until all of them show, and to the last visible object.
type stimulusLayout struct {
	canvas  *widget.Canvas
	answers *widget.Answers
	note    fyne.CanvasObject // wraps: it knows its height when it knows its width
}

// Before scaling.
const (
	leastPicture float32 = 144 // the picture's edge: three screen pixels for each of the Toy World's
	shortPicture float32 = 112 // the same where a message takes its height
	leastStrip   float32 = 180 // of the last object, before answers get more than their least height
)

func (l *stimulusLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width, height := theme.Px(leastPicture), l.rest(objects)-l.sparedAnswers()+theme.Px(shortPicture)
	for _, o := range objects {
		if o.Visible() {
			width = max(width, o.MinSize().Width)
		}
	}
	return fyne.NewSize(width+2*theme.Px(theme.Grid), height)
}

// sparedAnswers is how much of their least height the answers do without where the column is short: two of five.
func (l *stimulusLayout) sparedAnswers() float32 {
	if !l.answers.Visible() {
		return 0
	}
	return l.answers.MinSize().Height * 2 / 5
}

// rest is the height of everything but the picture.
func (l *stimulusLayout) rest(objects []fyne.CanvasObject) float32 {
	height := theme.Px(theme.Grid)
	for _, o := range objects {
		if o.Visible() {
			height += theme.Px(theme.Grid)
			if o != l.canvas {
				height += o.MinSize().Height
			}
		}
	}
	return height
}

func (l *stimulusLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap := theme.Px(theme.Grid)
	width := size.Width - 2*gap
	l.note.Resize(fyne.NewSize(width, l.note.Size().Height))
	objects = visible(objects)
	rest := l.rest(objects)
	spared := l.sparedAnswers()
	if row, short := spared/2, max(rest+theme.Px(leastPicture)-size.Height, 0); row > 0 {
		spared = min(float32(math.Ceil(float64(short/row)))*row, spared) // whole rows
	}
	rest -= spared
	edge := max(min(width, size.Height-rest), theme.Px(shortPicture))
	if covered := l.canvas.HeightIn(fyne.NewSize(width, edge)); covered > 0 {
		edge = covered
	}
	last := len(objects) - 1
	spare := size.Height - rest - edge - max(0, theme.Px(leastStrip)-objects[last].MinSize().Height)
	y := gap
	for i, o := range objects {
		height := o.MinSize().Height
		switch {
		case o == l.canvas:
			height = edge
		case o == l.answers:
			height = min(max(l.answers.FullHeight(), height), height+max(0, spare)) - spared
		case i == last:
			height = max(size.Height-y-gap, height)
		}
		put(o, gap, y, width, height)
		y += height + gap
	}
}
