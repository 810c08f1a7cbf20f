package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"unitscope/app/session"
)

// keyLine is what a key or a few do.
type keyLine struct{ keys, does string }

// keyTable is what F1 shows.
func keyTable() []keyLine {
	return slices.Concat([]keyLine{
		{"← → ↑ ↓", "the unit beside, above, below"},
		{"Page Up, Page Down", "the layer before, behind"},
		{"Shift + ← → ↑ ↓", "move the picture by a pixel"},
		{"[  ]", "the picture before, after"},
		{"Space", "train, pause"},
		{"B  E  F", "brush, eraser, flashlight"},
		{"D  C", "draw on a blank picture; put the drawing into the middle"},
		{"1  2  3  4  5", "inspect, train, probe, relearn, brain"},
		{"/", "go to a unit: conv2:17; a lesson: lesson 5; or any actions, with ; in between"},
		{"Ctrl+Z, Ctrl+Shift+Z", "undo, redo"},
	}, withFiles(
		keyLine{"Ctrl+O, Ctrl+S", "open a network, a picture, an experiment; save"},
		keyLine{"Ctrl+V", "paste a picture, or files that were copied"},
	), []keyLine{
		{"Ctrl+C", "copy the view as text: whoever presses / and pastes it sees the same"},
		{"Ctrl+L, H", "light or dark; higher contrast"},
		{"F5, K", "present to a class, larger; with the keys that are pressed, or without"},
	}, withFiles(keyLine{"Ctrl+Q", "quit; everything is saved"}), []keyLine{
		{"N  P  R", "lesson: next step, the one before, set this one up again"},
		{"A  Shift + 1 … 9", "lesson: show the answer; guess"},
		{"Shift + Page Up, Page Down", "lesson: the text above, below"},
		{"Tab", "from control to control; Space presses"},
		{"Escape", "close what is open, or the message"},
		{"F1", "this list"},
	})
}

// attachKeys binds the plain keys, and Ctrl chords for what menus would hold.
func (w *Window) attachKeys() {
	w.bindSelection()
	w.bindTools()
	w.bindLesson()
	w.keys.Attach(w.canvas)
	chord := func(key fyne.KeyName, mod fyne.KeyModifier, act func()) {
		w.canvas.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: mod}, func(fyne.Shortcut) { act() })
	}
	const ctrl, shift = fyne.KeyModifierControl, fyne.KeyModifierShift
	// Ctrl+Z and Ctrl+Y have names of their own in Fyne and never come as chords.
	w.canvas.AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { w.do(session.Undo{}) })
	w.canvas.AddShortcut(&fyne.ShortcutRedo{}, func(fyne.Shortcut) { w.do(session.Redo{}) })
	chord(fyne.KeyZ, ctrl|shift, func() { w.do(session.Redo{}) })
	if hasFiles {
		chord(fyne.KeyO, ctrl, w.askFile)
		chord(fyne.KeyS, ctrl, w.askSave)
		w.canvas.AddShortcut(&fyne.ShortcutPaste{}, func(fyne.Shortcut) { w.paste() }) // Ctrl+V has a name of its own, too
		chord(fyne.KeyQ, ctrl, func() { w.do(session.Quit{}) })
	}
	w.canvas.AddShortcut(&fyne.ShortcutCopy{}, func(fyne.Shortcut) { w.copyState() })
	chord(fyne.KeyL, ctrl, w.otherTheme)
	if c, ok := w.canvas.(desktop.Canvas); ok {
		c.SetOnKeyDown(func(ev *fyne.KeyEvent) { w.stage.key(ev.Name, w.keys.Held()) })
	}
}

// bindSelection moves over units, layers and pictures.
func (w *Window) bindSelection() {
	keys := w.keys.Common()
	for key, by := range map[fyne.KeyName][2]int{fyne.KeyLeft: {-1, 0}, fyne.KeyRight: {1, 0}, fyne.KeyUp: {0, -1}, fyne.KeyDown: {0, 1}} {
		keys.Key(key, 0, func() { w.moveUnit(by) })
		keys.Key(key, fyne.KeyModifierShift, func() { w.do(session.ShiftPicture{DX: by[0], DY: by[1]}) })
	}
	keys.Key(fyne.KeyPageUp, 0, func() { w.moveLayer(-1) })
	keys.Key(fyne.KeyPageDown, 0, func() { w.moveLayer(1) })
	keys.Rune('[', func() { w.movePicture(-1) })
	keys.Rune(']', func() { w.movePicture(1) })
	keys.Rune('/', w.goTo)
}

// bindTools binds rooms, tools and training.
func (w *Window) bindTools() {
	keys := w.keys.Common()
	keys.Key(fyne.KeySpace, 0, func() {
		if w.session.Training.Status().Running {
			w.do(session.Pause{})
		} else {
			w.do(session.TrainSteps{})
		}
	})
	for key, tool := range map[fyne.KeyName]session.Tool{fyne.KeyB: session.ToolPaint, fyne.KeyE: session.ToolErase, fyne.KeyF: session.ToolFlashlight} {
		keys.Key(key, 0, func() { w.do(session.UseTool{Tool: tool}) })
	}
	for key, room := range map[fyne.KeyName]session.Room{fyne.Key1: session.Inspect, fyne.Key2: session.Train, fyne.Key3: session.ProbeRoom, fyne.Key4: session.RelearnRoom, fyne.Key5: session.BrainRoom} {
		keys.Key(key, 0, func() { w.visit(room) })
	}
	keys.Key(fyne.KeyD, 0, func() { w.do(session.LayBlank{Fill: session.Blanks[0]}) })
	keys.Key(fyne.KeyC, 0, func() { w.do(session.CentreDrawing{}) })
	keys.Key(fyne.KeyF1, 0, w.showKeys)
	keys.Key(fyne.KeyF5, 0, func() { w.do(session.Present{On: !w.session.Settings.Presenting}) })
	keys.Key(fyne.KeyK, 0, func() { w.do(session.ShowKeys{On: w.session.Settings.HideKeys}) })
	keys.Key(fyne.KeyH, 0, func() { w.do(session.UseContrast{On: !w.session.Settings.Contrast}) })
	keys.Key(fyne.KeyEscape, 0, func() {
		switch {
		case w.escape != nil:
			w.escape()
		case w.session.Settings.Presenting:
			w.do(session.Present{On: false})
		case w.session.Selection().Page == session.PagePrepare:
			w.do(session.Prepare{Value: "keep"})
		case w.session.Selection().Page == session.PageBuild:
			w.do(session.OpenPage{Page: session.NoPage})
		case w.session.Notice() != nil:
			w.do(session.Dismiss{})
		}
	})
}

// bindLesson binds what turns a lesson's pages; without a lesson the keys do nothing.
func (w *Window) bindLesson() {
	keys := w.keys.Common()
	bind := func(key fyne.KeyName, mod fyne.KeyModifier, act func()) {
		keys.Key(key, mod, func() {
			if w.session.Lesson() != nil {
				act()
			}
		})
	}
	bind(fyne.KeyN, 0, w.lesson.goOn)
	bind(fyne.KeyP, 0, func() { w.do(session.TurnLesson{By: -1}) })
	bind(fyne.KeyR, 0, func() { w.do(session.RepeatStep{}) })
	bind(fyne.KeyA, 0, func() { w.do(session.ShowAnswer{}) })
	bind(fyne.KeyPageUp, fyne.KeyModifierShift, func() { w.lesson.leaf(-1) })
	bind(fyne.KeyPageDown, fyne.KeyModifierShift, func() { w.lesson.leaf(1) })
	for i, key := range []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7, fyne.Key8, fyne.Key9} {
		bind(key, fyne.KeyModifierShift, func() { w.do(session.GuessChoice{Choice: i + 1}) })
	}
}

// moveUnit selects the unit so many columns and lines away, as the tiles stand.
func (w *Window) moveUnit(by [2]int) {
	neighbour := w.inspect.neighbour
	switch w.room {
	case session.ProbeRoom:
		neighbour = w.probe.tiles.neighbour
	case session.RelearnRoom:
		neighbour = w.relearn.tiles.neighbour
	}
	if unit, ok := neighbour(w.session.Selection().Unit, by[0], by[1]); ok {
		w.do(session.Select{Unit: unit})
	}
}

// moveLayer selects a unit of the row before or behind, the same one where there is one.
func (w *Window) moveLayer(by int) {
	f := newFrame(w.session)
	at := slices.IndexFunc(f.rows, func(r session.Row) bool { return r.Name == f.selection.Unit.Layer }) + by
	if at < 0 || at >= len(f.rows) {
		return
	}
	row := f.rows[at]
	w.do(session.Select{Unit: session.Address{Layer: row.Name, Unit: min(f.selection.Unit.Unit, row.Units-1)}})
}

// movePicture lays the picture before or behind in the strip under the microscope.
func (w *Window) movePicture(by int) {
	f := newFrame(w.session)
	indexes := w.session.Pictures.Of(f.selection.Class)
	at := 0
	if i := slices.Index(indexes, f.stimulus.Picture.Index); i >= 0 {
		at = i + by
	}
	if at >= 0 && at < len(indexes) {
		w.do(session.ShowPicture{Index: indexes[at]})
	}
}

func (w *Window) otherTheme() {
	if w.session.Settings.Theme == "light" {
		w.do(session.UseTheme{Theme: "dark"})
	} else {
		w.do(session.UseTheme{Theme: "light"})
	}
}
