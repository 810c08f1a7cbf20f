package ui

import (
	"cmp"
	"fmt"
	"image"
	"slices"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

// A beam shows what the flashlight does at one cell: patch × kernel for one of the maps that
// the unit reads, and the sum over all of them in numbers.
type beam struct {
	root  *fyne.Container
	act   do
	head  *widget.SectionHead
	which *widget.Dropdown // of the maps
	what  *widget.Text
	view  *widget.ArithmeticView
	line  *widget.Text

	sum    cellSum
	chosen int // index into sum.Maps
	drawn  beamDrawn
	words  pace
}

// beamDrawn is everything that the pictures and numbers depend on.
type beamDrawn struct {
	view  *session.View
	at    spot
	patch int
	mode  session.RangeMode
	dark  bool
}

func newBeam(act do) *beam {
	b := &beam{act: act, words: pace{every: wordsEvery}}
	b.which = widget.NewDropdown("", "", b.choices)
	b.which.SetTip("The map whose patch is shown")
	b.head = widget.NewSectionHead("Under the flashlight", b.which)
	b.what = widget.NewText("", widget.TextStyle{Size: theme.Small, Color: theme.Quiet, Wrap: true})
	b.view = widget.NewArithmeticView()
	b.line = widget.NewText("", widget.TextStyle{Wrap: true})
	b.root = section(b.head, b.what, b.view, b.line)
	return b
}

// update shows the cell under the flashlight; resized tells that it takes another height.
func (b *beam) update(s *subject) (resized bool) {
	now := beamDrawn{s.view, s.lit(), s.selection.Patch, s.selection.Range, s.dark}
	if now == b.drawn {
		return false
	}
	if moved := now.at != b.drawn.at || now.patch != b.drawn.patch || s.selection.Slide != session.SlideOff; !moved && !b.words.due(s.frame) {
		return false
	}
	b.drawn = now
	sum, ok := s.sum(now.at)
	if ok != b.view.Visible() {
		show(b.view, ok)
		show(b.line, ok)
		show(b.which, ok)
		b.head.Refresh()
		resized = true
	}
	if !ok {
		b.what.SetText("This layer has no weights of its own: it joins what others answer.")
		return resized
	}
	b.sum, b.chosen = sum, sum.Strongest()
	if i := slices.Index(sum.Maps, now.patch); i >= 0 {
		b.chosen = i
	}
	b.which.SetValue(sum.part(b.chosen))
	what := b.explain(now.at)
	line := sum.line()
	height := b.what.MinSize().Height + b.line.MinSize().Height
	b.what.SetText(what)
	b.line.SetText(line)
	resized = resized || height != b.what.MinSize().Height+b.line.MinSize().Height
	b.view.Set(b.pictures(s))
	return resized
}

// explain says what is computed: "row 9, col 11: patch × kernel, summed over 16 maps".
func (b *beam) explain(at spot) string {
	cell := fmt.Sprintf("%s:%d", b.sum.net.Nodes[b.sum.head].Name, at.unit)
	if h, w := session.MapSize(b.sum.net.Nodes[at.node].Shape); h*w > 1 {
		cell = fmt.Sprintf("row %d, col %d", at.row, at.col)
	}
	if b.sum.folded {
		return cell + ": answers × weights, summed"
	}
	if len(b.sum.Maps) == 1 {
		return cell + ": patch × kernel, summed"
	}
	over := "maps"
	if b.sum.input < 0 {
		over = "colours"
	}
	return fmt.Sprintf("%s: patch × kernel, summed over %d %s", cell, len(b.sum.Maps), over)
}

// pictures draws the chosen map's patch, kernel and products, one pixel a weight.
func (b *beam) pictures(s *subject) widget.Arithmetic {
	sum := b.sum
	patch, kernel, products := sum.Part(b.chosen)
	input := s.view.Range(sum.input, 0, session.RangeLayer)
	paint := func(data []float32, rng colormap.Range) *image.RGBA {
		img := image.NewRGBA(image.Rect(0, 0, sum.Width, sum.Height))
		render.Map(img, img.Rect, data, sum.Height, sum.Width, rng, activation(rng, s.dark))
		return img
	}
	a := widget.Arithmetic{
		Patch: paint(patch, input), Kernel: paint(kernel, colormap.SignedOf(sum.Kernel)), Products: paint(products, colormap.SignedOf(sum.Products)),
		PatchCaption: sum.part(b.chosen), KernelCaption: "kernel", ProductsCaption: "products",
		Sum: figure(float64(sum.Sums[b.chosen])),
	}
	if sum.folded {
		a.KernelCaption = "weights"
	} else if len(sum.Maps) > 1 {
		a.KernelCaption = fmt.Sprintf("kernel %d←%d", sum.unit, sum.Maps[b.chosen])
	}
	return a
}

// mostChoices is how many maps the menu names: those that add most to the cell.
const mostChoices = 12

// choices is the menu of maps whose patch can be shown.
func (b *beam) choices() []*fyne.MenuItem {
	if len(b.sum.Maps) < 2 {
		return nil
	}
	items := []*fyne.MenuItem{fyne.NewMenuItem("the map that adds most", func() { b.act(session.ShowPatch{Map: session.StrongestPatch}) })}
	items[0].Checked = b.drawn.patch == session.StrongestPatch
	order := make([]int, len(b.sum.Maps))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int {
		return cmp.Compare(magnitude(b.sum.Sums[y]), magnitude(b.sum.Sums[x]))
	})
	for _, m := range order[:min(mostChoices, len(order))] {
		label := fmt.Sprintf("%s  adds %s", b.sum.part(m), figure(float64(b.sum.Sums[m])))
		item := fyne.NewMenuItem(label, func() { b.act(session.ShowPatch{Map: b.sum.Maps[m]}) })
		item.Checked = b.drawn.patch == b.sum.Maps[m]
		items = append(items, item)
	}
	return items
}

func magnitude(v float32) float32 { return max(v, -v) }
