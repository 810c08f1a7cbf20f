package ui

import (
	"slices"
	"strings"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// furniture is what stands around the room, and how much of the window that takes.
type furniture struct {
	presenting bool
	lesson     bool
	tight      bool  // the window is too narrow for a lesson beside all panels at their widths
	brain      bool  // or for the Brain room, which has most to show, between them
	pointed    parts // what the lesson points into
	step       int   // of the lesson
	inspects   bool  // it opens a page of the inspector
}

// parts are parts of the window.
type parts struct{ top, rail, stimulus, tools, answers, strip, room, inspector, footer, slow, reset bool }

// roomForAll is how wide a window is, before scaling, in which a lesson, or the Brain room, which has most to show, has enough beside
// all panels at their widths.
const roomForAll = 1360

// furnish shows what belongs around the room now. Only what changes is touched: a panel that was dragged stays as wide.
func (w *Window) furnish() {
	l, presenting := w.session.Lesson(), w.session.Settings.Presenting
	now := furniture{presenting: presenting, lesson: l != nil, pointed: pointedParts(l)}
	if l != nil && len(l.Steps) > 0 {
		step, _ := l.Step()
		now.step, now.inspects = l.At, inspects(step)
	}
	if w.canvas != nil {
		width := w.canvas.Size().Width
		now.tight = now.lesson && width < theme.Px(roomForAll)
		now.brain = w.session.Selection().Room == session.BrainRoom && width < theme.Px(roomForAll)
	}
	if w.furnished != nil && now == *w.furnished {
		return
	}
	w.furnished = &now
	widget.DropTip()
	at := now.pointed
	show(w.top.root, !presenting || at.top)
	show(w.stage.root, presenting && !at.top)
	show(w.rail, !presenting || at.rail)
	w.splits["lesson"].SetAway(!now.lesson)
	w.splits["footer"].SetAway(presenting && !at.footer)
	w.footer.showBare(presenting, at.slow, at.reset)
	w.furnishSides(now)
	w.root.Refresh()
}

// furnishSides shows the picture and the unit beside the room. A projector, which also shows a lesson, has no width for all three:
// it shows what the lesson points at. In a narrow window they make way for the room until somebody unfolds them.
func (w *Window) furnishSides(now furniture) {
	at, spare := now.pointed, now.presenting && now.lesson
	both := spare && at.inspector && at.stimulus
	w.splits["inspector"].SetAway(spare && !at.inspector)
	w.splits["stimulus"].SetAway(spare && !at.stimulus && (at.room || at.inspector || at.footer || at.rail) || both && at.room)
	show(w.middle, !both || at.room)
	narrow := now.tight && !now.presenting
	inspector := at.inspector || now.inspects
	w.splits["inspector"].SetAside(narrow && !inspector)
	w.splits["stimulus"].SetAside(narrow && inspector && at.room && !at.stimulus)
	w.inspector.showNamed(!w.stage.root.Visible())
	w.splits["inspector"].SetNarrow((now.presenting || now.brain) && w.middle.Visible())
	w.splits["stimulus"].SetNarrow((now.presenting || now.tight || now.brain) && w.middle.Visible())
	w.stimulus.showBare(bareness{strip: now.presenting && !at.strip, tools: now.presenting && (at.strip || at.footer) && !at.tools,
		answers: now.presenting && at.strip && at.footer && !at.answers})
}

// inspects tells whether a step opens a page of the inspector other than the one that always stands there.
func inspects(step session.LessonStep) bool {
	actions := step.Do
	if step.Guess != nil {
		actions = slices.Concat(actions, step.Guess.Reveal)
	}
	return slices.ContainsFunc(actions, func(a session.Action) bool {
		tab, opens := a.(session.OpenTab)
		return opens && tab.Tab != session.TabMap
	})
}

// pointedParts are the parts that hold what a lesson's step points at.
func pointedParts(l *session.LessonState) (p parts) {
	if l == nil || len(l.Steps) == 0 {
		return p
	}
	step, _ := l.Step()
	for _, name := range step.Points {
		p.add(name)
	}
	return p
}

// add adds the part that holds one of lesson.Targets.
func (p *parts) add(name string) {
	switch name {
	case "network", "images", "task", "lessons":
		p.top = true
	case "picture":
		p.stimulus = true
	case "answers":
		p.stimulus, p.answers = true, true
	case "stimulus", "tools":
		p.stimulus, p.tools = true, true
	case "strip", "batch":
		p.stimulus, p.strip = true, true
	case "inspector", "map", "sum", "discrepancy", "silence", "brain pair":
		p.inspector = true
	case "brain space": // what is like the place of the cross stands beside it
		p.room, p.inspector = true, true
	case "footer", "train", "step", "cost", "correct", "timeline":
		p.footer = true
	case "slow":
		p.footer, p.slow = true, true
	case "reset":
		p.footer, p.reset = true, true
	case "status":
	default:
		switch {
		case strings.HasPrefix(name, "room "):
			p.rail = true
		case strings.HasPrefix(name, "tab "):
			p.inspector = true
		default: // the room, what is in it, and units
			p.room = true
		}
	}
}
