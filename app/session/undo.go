package session

// mostUndo bounds the undo stack, for a class paints a lot, and mostUndoBytes what the runs in
// it hold.
const (
	mostUndo      = 200
	mostUndoBytes = 1 << 30
)

// undoStack keeps desks. What is restored is the whole desk: there is one way to undo,
// whatever was done.
type undoStack struct {
	past, future []desk
	last         Action
}

// push notes the desk as it was before an action, unless the action joins the one before.
func (u *undoStack) push(before desk, a Action) {
	joining, ok := a.(joins)
	last := u.last
	u.last = a
	u.future = nil
	if ok && last != nil && joining.joins(last) && len(u.past) > 0 {
		return
	}
	u.past = affordable(append(u.past, before), mostUndoBytes)
}

// affordable is as many of the latest desks as may be kept, one at least.
func affordable(past []desk, bytes int) []desk {
	held := make(map[*Run]bool)
	for i := len(past) - 1; i >= 0; i-- {
		if run := past[i].run; !held[run] {
			held[run] = true
			bytes -= run.bytes()
		}
		if n := len(past) - 1 - i; n > 0 && bytes < 0 || n == mostUndo {
			return append([]desk(nil), past[i+1:]...) // lets go of the others
		}
	}
	return past
}

func (u *undoStack) undo(now desk) (desk, bool) { return step(&u.past, &u.future, now, &u.last) }
func (u *undoStack) redo(now desk) (desk, bool) { return step(&u.future, &u.past, now, &u.last) }

// step takes the top of from and puts now on to. Nothing joins across it.
func step(from, to *[]desk, now desk, last *Action) (desk, bool) {
	n := len(*from)
	if n == 0 {
		return now, false
	}
	top := (*from)[n-1]
	*from = (*from)[:n-1]
	*to = append(*to, now)
	*last = nil
	return top, true
}
