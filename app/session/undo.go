package session

// mostUndo bounds the undo stack: a class paints a lot.
const mostUndo = 200

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
	if len(u.past) == mostUndo {
		u.past = u.past[1:]
	}
	u.past = append(u.past, before)
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
