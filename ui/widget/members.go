package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	tooltip "github.com/dweymouth/fyne-tooltip/widget"

	"unitscope/ui/theme"
)

// A member is one value of a group: a point of one colour, a dot of a column, a part of a row.
type member struct{ group, member int } // member −1: the group itself

var noMember = member{-1, -1}

// members is the base of charts whose values stand in groups: one of them is under the mouse or reached by keys, and a
// click or Enter picks it.
//
// A widget embeds it and calls startMembers from its constructor.
type members struct {
	sheet
	focus
	secondary
	tip tooltip.ToolTipWidgetExtend

	OnHover func(group, member int, inside bool) // member −1: the group
	OnPick  func(group, member int)              // member −1: the group

	hovered member
	pen     pen
	at      func(pos fyne.Position) member                     // what is at a position in the widget
	step    func(key fyne.KeyName) (reached member, used bool) // where a key leads to from what is hovered
}

// startMembers makes self, which embeds m, a widget that is painted by draw.
func (m *members) startMembers(self interface {
	fyne.Widget
	fyne.Focusable
}, minimum func() fyne.Size, draw func(p *page), at func(fyne.Position) member, step func(fyne.KeyName) (member, bool)) {
	m.hovered, m.at, m.step = noMember, at, step
	m.startFocus(self, m.typed)
	m.layers = []fyne.CanvasObject{m.ring}
	m.arrange = func(size fyne.Size) {
		m.ring.Resize(size)
		m.styleRing(theme.Accent)
	}
	m.start(self, minimum, draw)
	m.tip.ExtendToolTipWidget(self)
}

// SetTip changes the tooltip.
func (m *members) SetTip(tip string) { m.tip.SetToolTip(tip) }

// MouseIn implements desktop.Hoverable.
func (m *members) MouseIn(ev *desktop.MouseEvent) {
	enterTip(&m.tip, ev)
	m.MouseMoved(ev)
}

// MouseMoved implements desktop.Hoverable.
func (m *members) MouseMoved(ev *desktop.MouseEvent) {
	m.tip.MouseMoved(ev)
	m.hover(m.at(ev.Position))
}

// MouseOut implements desktop.Hoverable.
func (m *members) MouseOut() {
	m.tip.MouseOut()
	m.hover(noMember)
}

func (m *members) hover(at member) {
	if at == m.hovered {
		return
	}
	was := m.hovered
	m.hovered = at
	m.repaint()
	switch {
	case m.OnHover == nil:
	case at.group < 0:
		m.OnHover(was.group, was.member, false)
	default:
		m.OnHover(at.group, at.member, true)
	}
}

// Tapped implements fyne.Tappable.
func (m *members) Tapped(ev *fyne.PointEvent) { m.pick(m.at(ev.Position)) }

func (m *members) pick(at member) {
	if at.group >= 0 && m.OnPick != nil {
		m.OnPick(at.group, at.member)
	}
}

// typed moves over the members, or picks the one that it reached.
func (m *members) typed(ev *fyne.KeyEvent) bool {
	if ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter {
		m.pick(m.hovered)
		return m.hovered.group >= 0
	}
	reached, used := m.step(ev.Name)
	if used {
		m.hover(reached)
	}
	return used
}

// along goes by the left and right arrow over the members of all groups, of which there are so many in each, in their order.
func (m *members) along(key fyne.KeyName, groups ...int) (reached member, used bool) {
	by, used := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[key]
	var all []member
	at := -1
	for g, n := range groups {
		for i := range n {
			if m.hovered == (member{g, i}) {
				at = len(all)
			}
			all = append(all, member{g, i})
		}
	}
	if len(all) == 0 || !used {
		return m.hovered, used
	}
	return all[min(max(at+by, 0), len(all)-1)], true
}
