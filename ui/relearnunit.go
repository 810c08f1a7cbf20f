package ui

import (
	"fmt"
	"image"
	"math"

	"fyne.io/fyne/v2"
	xdraw "golang.org/x/image/draw"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/plasticity"
	"unitscope/viz/render"
)

// changedUnit shows what became of the selected unit: its fate, what of it changed, and the pictures that drove it before
// beside those that drive it now.
type changedUnit struct {
	root  *fyne.Container
	act   do
	hover func(text ...string)

	name   *widget.Text
	fate   *widget.Badge
	about  *widget.Text
	strips [2]*driveStrip
	note   *widget.Text

	frame   *frame
	drawn   unitDrawn
	driving session.Driving
}

type unitDrawn struct {
	fates *session.UnitFates
	unit  session.Address
}

// A driveStrip is the pictures that drive a unit, in one of both networks.
type driveStrip struct {
	head   *widget.SectionHead
	tiles  *widget.Tiles
	drives []session.Drive
}

// drivers is how many pictures of each network are shown, drivesAcross how many of them in a line.
const (
	drivers      = 10
	drivesAcross = 5
)

func newChangedUnit(act do, hover func(text ...string)) *changedUnit {
	p := &changedUnit{act: act, hover: hover}
	p.name = widget.NewText("", widget.TextStyle{Size: theme.Title, Bold: true})
	p.fate = widget.NewBadge()
	p.about = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.note = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	for i, head := range []string{"Drove it before", "Drives it now"} {
		p.strips[i] = p.newStrip(i, head)
	}
	p.root = arranged(p.least, p.place, p.name, p.fate, p.about, p.strips[0].head, p.strips[0].tiles, p.strips[1].head, p.strips[1].tiles, p.note)
	return p
}

func (p *changedUnit) newStrip(side int, head string) *driveStrip {
	s := &driveStrip{head: widget.NewSectionHead(head)}
	s.tiles = widget.NewTiles(widget.TileRow{}, func(dst *image.RGBA, i int, r image.Rectangle) { p.paint(s, dst, i, r) })
	s.tiles.OnHover = func(i, _, _ int, inside bool) { p.say(s, i, inside) }
	s.tiles.OnSelect = func(i int) {
		if index, ok := p.heldOut(s, i); ok {
			p.act(session.ShowPicture{Index: index})
		}
	}
	return s
}

// heldOut is a picture's index among the held-out ones on the bench; not ok where it is of the other task's pictures.
func (p *changedUnit) heldOut(s *driveStrip, i int) (index int, ok bool) {
	if i >= len(s.drives) || p.drawn.fates == nil {
		return 0, false
	}
	pictures, source := p.drawn.fates.Pictures, p.frame.session.Pictures.Source()
	tasks := pictures.Tasks()
	if p.drawn.fates.After.Task.Source != source || pictures.Label(s.drives[i].Picture, tasks[len(tasks)-1]) < 0 {
		return 0, false
	}
	name, set := pictures.PictureName(s.drives[i].Picture), source.HeldOut
	for k := range set.Len() {
		if set.PictureName(k) == name {
			return k, true
		}
	}
	return 0, false
}

// update shows a frame; resized tells that it takes another height now.
func (p *changedUnit) update(f *frame, fates *session.UnitFates) (resized bool) {
	p.frame = f
	p.name.SetText(f.title(f.selection.Unit))
	now := unitDrawn{fates, f.selection.Unit}
	another := now != p.drawn
	if another {
		p.drawn = now
		p.show()
	}
	about := p.words()
	resized = about != p.about.Text()
	p.about.SetText(about)
	return resized || another
}

// fateOf is what became of the selected unit; nil where that is not known, or it is no unit of a hidden layer.
func (p *changedUnit) fateOf() (layer int, u *plasticity.UnitFate) {
	fates, at := p.drawn.fates, p.drawn.unit
	if fates == nil {
		return -1, nil
	}
	if layer = fates.Layer(at.Layer); layer < 0 || at.Unit >= len(fates.Layers[layer].Of) {
		return -1, nil
	}
	return layer, &fates.Layers[layer].Of[at.Unit]
}

func (p *changedUnit) show() {
	layer, u := p.fateOf()
	p.driving = session.Driving{}
	if u != nil {
		p.driving = p.drawn.fates.Driving(layer, p.drawn.unit.Unit, drivers)
		p.fate.Set(string(u.Fate), fateColors[u.Fate])
	} else {
		p.fate.Set("", theme.Color(theme.Background))
	}
	p.strips[0].drives, p.strips[1].drives = p.driving.Before, p.driving.After
	for i, s := range p.strips {
		h, w := 1, 1
		if u != nil {
			shape := p.drawn.fates.Pictures.Shape()
			h, w = shape[1], shape[2]
		}
		s.tiles.SetRow(widget.TileRow{Count: len(s.drives), Height: h, Width: w, Filled: true})
		s.tiles.Refresh()
		if u != nil {
			s.head.SetNote([]string{p.drawn.fates.Before.Name, p.drawn.fates.After.Name}[i])
		}
	}
	p.note.SetText(p.drivingWords(u))
}

// drivingWords say how many of the pictures are no longer, or newly, among those that drive the unit.
func (p *changedUnit) drivingWords(u *plasticity.UnitFate) string {
	d := p.driving
	if u == nil {
		return ""
	}
	if u.Silent[0] && u.Silent[1] {
		return "It was silent before, and is now"
	}
	words := "It was silent before"
	if n := len(d.Before); n > 0 {
		words = fmt.Sprintf("%d of these %d no longer do", d.Gone, n)
		if d.Gone == 0 {
			words = fmt.Sprintf("All of these %d still do", n)
		}
	}
	if n := len(d.After); n > 0 {
		if d.Came == 0 {
			return words + " · those at the right all did before"
		}
		return words + fmt.Sprintf(" · %d of the %d at the right did not before", d.Came, n)
	}
	return words + " · it is silent now"
}

// words say what changed of the unit.
func (p *changedUnit) words() string {
	layer, u := p.fateOf()
	switch {
	case p.drawn.fates == nil:
		return ""
	case u == nil:
		return "An answer, whose class changes with the task: no unit of a hidden layer."
	}
	words := "responses correlate " + correlation(u.Correlation)
	if !math.IsNaN(u.Kernel) {
		words += " · kernels' cosine " + correlation(u.Kernel)
	}
	if c := p.frame.selection.Relearn.Task; len(u.Classes) > 0 {
		change := u.Classes[min(c, len(u.Classes)-1)]
		words += " · prefers " + preferredWordsOf(change, p.drawn.fates)
		if u.Silent == [2]bool{} {
			words += fromTo(", selectivity %.2f → %.2f", change.Selectivity[0], change.Selectivity[1])
		}
	}
	if c := p.frame.session.Compare.Changes(p.drawn.unit.Layer).Value; c != nil && p.drawn.unit.Unit < len(c.Changes) {
		change := c.Changes[p.drawn.unit.Unit]
		words += fromTo(" · field %.1f → %.1f px", change.Size[0], change.Size[1])
		if !math.IsNaN(change.Drift) {
			words += fmt.Sprintf(", moved by %.1f", change.Drift)
		}
		words += p.elsewhere(c.Sides)
	}
	if r := p.frame.session.Compare.Retuning().Value; r != nil && layer < len(r.Changes) && p.drawn.unit.Unit < len(r.Changes[layer]) {
		g := r.Changes[layer][p.drawn.unit.Unit]
		words += fromTo(" · orientation %.0f° → %.0f°", g.Before.Orientation, g.After.Orientation)
		words += fromTo(" · %.3f → %.3f cycles per px", g.Before.Frequency, g.After.Frequency) + p.elsewhere(r.Sides)
	}
	return words
}

// elsewhere names the step at which something was measured that is of other networks than the fates.
func (p *changedUnit) elsewhere(sides *session.Sides) string {
	if sides.Same(p.drawn.fates.Sides) {
		return ""
	}
	return " (" + sides.Before.Name + ", " + sides.After.Name + ")"
}

// fromTo says what a number was and is; nothing where one of both is not known.
func fromTo(format string, before, after float64) string {
	if math.IsNaN(before) || math.IsNaN(after) {
		return ""
	}
	return fmt.Sprintf(format, before, after)
}

// preferredWordsOf name the class that a unit answers most, before and after.
func preferredWordsOf(c plasticity.ClassChange, fates *session.UnitFates) string {
	names := fates.Pictures.Classes(c.Task)
	name := func(class int) string {
		if class < 0 || class >= len(names) {
			return "none"
		}
		return names[class]
	}
	if c.Best[0] == c.Best[1] {
		return name(c.Best[0]) + ", as before"
	}
	return name(c.Best[0]) + " → " + name(c.Best[1])
}

func (p *changedUnit) paint(s *driveStrip, dst *image.RGBA, i int, r image.Rectangle) {
	if i >= len(s.drives) || p.drawn.fates == nil {
		return
	}
	picture := p.frame.session.Compare.Thumb(p.drawn.fates.Pictures, s.drives[i].Picture)
	if picture == nil {
		render.Fill(dst, r, rgba(theme.Color(theme.Field)))
		return
	}
	xdraw.CatmullRom.Scale(dst, r, picture, picture.Rect, xdraw.Src, nil)
	if s.drives[i].Kept { // it drives the unit in both networks
		render.Outline(dst, r, max(2, r.Dx()/24), rgba(fateColors[plasticity.Kept]))
	}
}

func (p *changedUnit) say(s *driveStrip, i int, inside bool) {
	if !inside || i < 0 || i >= len(s.drives) || p.drawn.fates == nil {
		p.hover()
		return
	}
	d, pictures := s.drives[i], p.drawn.fates.Pictures
	said := []string{pictures.PictureName(d.Picture)}
	for _, task := range pictures.Tasks() {
		if class, names := pictures.Label(d.Picture, task), pictures.Classes(task); class >= 0 && class < len(names) {
			said = append(said, names[class])
		}
	}
	said = append(said, fmt.Sprintf("answer %s → %s", figure(float64(d.Before)), figure(float64(d.After))))
	if d.Kept {
		said = append(said, "drives the unit before and now")
	}
	p.hover(said...)
}

// Before scaling.
const (
	largestDrive float32 = 72 // edge of a picture at most
	leastDrive   float32 = 24
)

// edge is that of a picture at a width of the pane.
func (p *changedUnit) edge(width float32) float32 {
	half := (width - theme.Px(2*theme.Grid)) / 2
	return min(max((half-drivesAcross*theme.Px(tileGap))/drivesAcross, theme.Px(leastDrive)), theme.Px(largestDrive))
}

// height is what all of it takes at a width.
func (p *changedUnit) height(width float32) float32 {
	g := theme.Px(theme.Grid)
	if width > 0 && p.about.Size().Width != width {
		p.about.Resize(fyne.NewSize(width, p.about.MinSize().Height))
	}
	height := p.name.MinSize().Height + p.about.MinSize().Height + g
	if _, u := p.fateOf(); u == nil {
		return height
	}
	lines := float32(drivers / drivesAcross)
	return height + p.strips[0].head.MinSize().Height + lines*(p.edge(width)+theme.Px(tileGap)) + g + p.note.MinSize().Height
}

func (p *changedUnit) least() fyne.Size {
	return fyne.NewSize(theme.Px(changesWidth), p.height(p.root.Size().Width))
}

func (p *changedUnit) place(size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	g, name, badge := theme.Px(theme.Grid), p.name.MinSize(), p.fate.MinSize()
	put(p.name, 0, 0, min(name.Width, size.Width-badge.Width-g), name.Height)
	put(p.fate, name.Width+g, 0, badge.Width, name.Height)
	y := name.Height + fitHeight(p.about, 0, name.Height, size.Width) + g
	_, u := p.fateOf()
	half, edge := (size.Width-2*g)/2, p.edge(size.Width)
	for i, s := range p.strips {
		show(s.head, u != nil)
		show(s.tiles, u != nil)
		x, head := float32(i)*(half+2*g), s.head.MinSize().Height
		put(s.head, x, y, half, head)
		device := widget.DevicePixels(s.tiles, edge)
		s.tiles.SetGap(widget.DevicePixels(s.tiles, theme.Px(tileGap)))
		s.tiles.SetTileSize(image.Pt(device, device))
		put(s.tiles, x, y+head, min(half, drivesAcross*(edge+theme.Px(tileGap))+1), float32(drivers/drivesAcross)*(edge+theme.Px(tileGap))+1)
	}
	show(p.note, u != nil)
	y += p.strips[0].head.MinSize().Height + float32(drivers/drivesAcross)*(edge+theme.Px(tileGap)) + g/2
	fitHeight(p.note, 0, y, size.Width)
}
