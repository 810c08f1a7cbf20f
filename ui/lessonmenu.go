package ui

import (
	"fmt"

	"fyne.io/fyne/v2"

	"unitscope/app/lesson"
	"unitscope/app/session"
)

// lessonItems are the entries of the menu of lessons: the embedded ones, a teacher's own, and what ends the one that is given.
func lessonItems(act do, open *session.LessonState, ask askers) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, name := range lesson.Names() {
		read, err := lesson.Read(name)
		if err != nil {
			panic("ui: " + err.Error()) // the program carries it within itself
		}
		item := fyne.NewMenuItem(fmt.Sprintf("%s · %s · %d min", lesson.Number(name), read.Title, read.Minutes), func() { act(session.TakeLesson{Name: name}) })
		item.Checked = open != nil && open.Name == name
		items = append(items, item)
	}
	others := withFiles(fyne.NewMenuItem("Open lesson…", ask.askLesson))
	if open != nil {
		others = append(others, fyne.NewMenuItem("Close the lesson", func() { act(session.CloseLesson{}) }))
	}
	if len(others) > 0 {
		items = append(items, fyne.NewMenuItemSeparator())
	}
	return append(items, others...)
}

// askLesson lets a person choose a lesson's file.
func (w *Window) askLesson() {
	w.askFileOf("A lesson", lessonFiles, func(path string) { w.do(session.TakeLesson{Name: path}) })
}
