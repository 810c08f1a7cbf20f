package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// layerHead is the head of a layer's row: its name, what it is linked with and its measures at the left, and
// at the right what its tiles can show. Names come first: where they have too little room, one small menu
// stands for the choices, and where that is not enough, the links go below.
type layerHead struct {
	root  *fyne.Container
	act   do
	row   session.Row
	names *rowNames
	modes []widget.Option

	title *widget.Text
	links *widget.Text // what it reads that is not the row above it
	note  *widget.Text
	tips  [3]*widget.Tip // around these

	part  *widget.Dropdown
	mode  *widget.Segmented
	wide  fyne.CanvasObject // both, side by side
	brief *widget.Dropdown  // both in one menu
	below bool              // the links stand on a line of their own
	shown struct {
		node int
		mode session.Mode
	}
}

func newLayerHead(act do, at int, names *rowNames) *layerHead {
	row := names.rows[at]
	h := &layerHead{act: act, row: row, names: names, modes: modeOptions(row, names.net)}
	h.shown.node = -1
	h.title = widget.NewText(row.Title, widget.TextStyle{Size: theme.Subtitle, Bold: true, Cut: true})
	h.links = widget.NewText(names.links(at), widget.TextStyle{Cut: true})
	h.note = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Cut: true})
	h.tips = [3]*widget.Tip{widget.NewTip(names.inFile(row), h.title), widget.NewTip("", h.links), widget.NewTip("", h.note)}
	h.part = widget.NewDropdown("at", "", h.parts)
	h.part.SetTip("The stage at which the units are looked at: the sum itself, after the activation, after pooling")
	h.mode = widget.NewSegmented(h.modes, string(session.Maps), func(mode string) { h.choose(session.Mode(mode)) })
	h.wide = beside(h.part, oneLine(h.mode))
	show(h.part, len(row.Parts) > 1)
	h.brief = widget.NewSmallDropdown("", "", h.choices)
	h.brief.SetTip("What the tiles show, and at which stage")
	h.brief.Hide()
	h.root = container.New(h, h.tips[0], h.tips[1], h.tips[2], h.wide, h.brief)
	return h
}

func (h *layerHead) choose(mode session.Mode) { h.act(session.ShowRow{Row: h.row.Name, Mode: mode}) }

// parts is the menu of the row's stages.
func (h *layerHead) parts() []*fyne.MenuItem { return partItems(h.act, h.row, h.names, h.shown.node) }

// choices is the menu of all that the tiles can show.
func (h *layerHead) choices() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, o := range h.modes {
		item := fyne.NewMenuItem(o.Label, func() { h.choose(session.Mode(o.Value)) })
		item.Checked = o.Value == string(h.shown.mode)
		items = append(items, item)
	}
	if len(h.row.Parts) > 1 {
		items = append(append(items, fyne.NewMenuItemSeparator()), h.parts()...)
	}
	return items
}

// set has the head say which part of the row is shown, and what of it.
func (h *layerHead) set(node int, mode session.Mode) {
	if h.shown.node == node && h.shown.mode == mode {
		return
	}
	h.shown.node, h.shown.mode = node, mode
	part := h.names.part(h.row, node)
	h.part.SetValue(part)
	h.mode.SetValue(string(mode))
	brief := string(mode)
	if len(h.row.Parts) > 1 && mode != session.Kernels {
		brief += " · " + part
	}
	h.brief.SetValue(brief)
}

// Before scaling.
const (
	leastNote float32 = 56  // a note that gets less is left out
	longLinks float32 = 120 // links get so much before the choices do
	leastMenu float32 = 72  // the menu of choices is cut to this before the name is
)

// cramped tells whether the choices side by side would take what the names need of a width.
func (h *layerHead) cramped(width float32) bool {
	gap := theme.Px(theme.Grid)
	need := h.title.FullWidth() + gap + h.wide.MinSize().Width
	if h.links.Text() != "" {
		need += gap + min(h.links.FullWidth(), theme.Px(longLinks))
	}
	return need > width
}

// fit arranges the head for a width, its choices side by side or in one menu.
func (h *layerHead) fit(width float32, brief bool) {
	show(h.wide, !brief)
	show(h.brief, brief)
	left := width - h.rightWidth(width) - 2*theme.Px(theme.Grid) - h.title.FullWidth()
	h.below = h.links.Text() != "" && left < h.links.FullWidth()
}

func (h *layerHead) right() fyne.CanvasObject {
	if h.brief.Visible() {
		return h.brief
	}
	return h.wide
}

// rightWidth is what the choices take of a width: what the name leaves, if that does for the menu.
func (h *layerHead) rightWidth(width float32) float32 {
	full := h.right().MinSize().Width
	if !h.brief.Visible() {
		return full
	}
	left := width - theme.Px(theme.Grid) - h.title.FullWidth() - 1 // for rounding
	return min(full, max(theme.Px(leastMenu), left))
}

// line is the height of the first line.
func (h *layerHead) line() float32 {
	return max(h.title.MinSize().Height, h.right().MinSize().Height)
}

// MinSize implements fyne.Layout.
func (h *layerHead) MinSize([]fyne.CanvasObject) fyne.Size {
	height := h.line()
	if h.below {
		height += h.links.MinSize().Height
	}
	return fyne.NewSize(h.title.MinSize().Width+theme.Px(theme.Grid)+h.right().MinSize().Width, height)
}

// Layout implements fyne.Layout.
func (h *layerHead) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	gap, right, line := theme.Px(theme.Grid), h.right(), h.line()
	width, height := h.rightWidth(size.Width), right.MinSize().Height
	put(right, size.Width-width, (line-height)/2, width, height)
	left := size.Width - width - gap
	x := h.putText(0, h.title, 0, 0, left, line)
	y := float32(0)
	if h.below {
		x, y, left, line = 0, line, size.Width, size.Height-line
	}
	x = h.putText(1, h.links, x, y, left, line)
	h.putText(2, h.note, x, y, left, line)
}

// putText puts a text, in its tip, at x on a line as far as left allows, and returns where the next one begins. What
// has no words, or no room for more than an ellipsis, is left out; of what is cut, the tip is the whole.
func (h *layerHead) putText(tip int, text *widget.Text, x, y, left, line float32) float32 {
	full := text.FullWidth()
	width := min(full, max(0, left-x))
	if text != h.title {
		fits := text.Text() != "" && (width == full || width >= theme.Px(leastNote))
		show(h.tips[tip], fits)
		if !fits {
			return x
		}
		h.tips[tip].SetTip(map[bool]string{true: text.Text()}[width < full])
	}
	height := text.MinSize().Height
	put(h.tips[tip], x, y+(line-height)/2, width, height)
	return x + width + theme.Px(theme.Grid)
}

// inFile is what a file calls a row's layers, for those who look for them there.
func (n *rowNames) inFile(row session.Row) string {
	names := make([]string, len(row.Parts))
	for i, p := range row.Parts {
		names[i] = n.net.Nodes[p].Name
	}
	return strings.Join(names, ", ")
}
