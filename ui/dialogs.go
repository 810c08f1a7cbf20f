package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/storage"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// mayAsk tells whether a dialog may open: none does over what is presented to a class.
func (w *Window) mayAsk() bool { return w.fyne != nil && !w.session.Settings.Presenting }

// askFile lets a person choose a network, a picture or an experiment.
func (w *Window) askFile() {
	w.askFileFor(func(path string) { w.do(session.Open{Path: path}) })
}

// askNetwork lets a person choose a network.
func (w *Window) askNetwork() {
	w.askFileOf("A network", networkFiles, func(path string) { w.do(session.Open{Path: path}) })
}

// askNames lets a person choose a file with names of classes.
func (w *Window) askNames() {
	w.askFileOf("Names for the network's answers: one a line, or a table with a column of them", nameFiles, func(path string) { w.do(session.Open{Path: path}) })
}

// askFolder lets a person choose a folder of pictures.
func (w *Window) askFolder() {
	w.askFolderFor("Pictures: a folder of them, or with a folder per class, or IDX files", "Open", func(path string) { w.do(session.UseImages{Ref: path}) })
}

// askRelearnImages lets a person choose the pictures of the next new task.
func (w *Window) askRelearnImages() {
	w.askFolderFor("The new task's pictures: a folder with a folder per class, or IDX files", "Open", func(path string) { w.do(session.ChooseRelearnImages{Ref: path}) })
}

// askReport lets a person choose where the folder of a report is made.
func (w *Window) askReport() {
	w.askFolderFor("Where the report's folder is made", "Write report", func(path string) { w.do(session.Report{Dir: w.session.ReportFolder(path)}) })
}

func (w *Window) askFolderFor(title, confirm string, use func(path string)) {
	if !w.mayAsk() {
		return
	}
	d := dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		if err == nil && folder != nil {
			w.remember(folder)
			use(folder.Path())
		}
	}, w.fyne)
	d.SetTitleText(title)
	d.SetConfirmText(confirm)
	w.showDialog(d)
}

// askCompared lets a person choose the network that the one here is compared with.
func (w *Window) askCompared() {
	w.askFileOf("The network to compare with", networkFiles, func(path string) { w.do(session.CompareWith{Path: path}) })
}

// What the names of files end in that a dialog shows.
var (
	networkFiles = []string{".onnx"}
	nameFiles    = []string{".txt", ".csv", ".tsv"}
	lessonFiles  = []string{".md"}
)

// askFileFor lets a person choose any file.
func (w *Window) askFileFor(use func(path string)) { w.askFileOf("Open", nil, use) }

// askFileOf lets a person choose a file whose name ends in one of endings; nil: any file.
func (w *Window) askFileOf(title string, endings []string, use func(path string)) {
	if !w.mayAsk() {
		return
	}
	d := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if err != nil || file == nil {
			return
		}
		path := file.URI().Path()
		file.Close()
		w.remember(file.URI())
		use(path)
	}, w.fyne)
	d.SetTitleText(title)
	if endings != nil {
		d.SetFilter(storage.NewExtensionFileFilter(endings))
	}
	w.showDialog(d)
}

// askSave lets a person choose where to save to: an experiment, or the network where the name ends in .onnx.
func (w *Window) askSave() {
	if !w.mayAsk() {
		return
	}
	w.askName("", w.session.Training.Shown().Net.Meta.Name+".unitscope", func(path string) { w.do(session.Save{Path: path}) })
}

// askName lets a person choose the file that use writes, under the name offered or another. Without a title it is the dialog's own.
func (w *Window) askName(title, offered string, use func(path string)) {
	d := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if err != nil || file == nil {
			return
		}
		path := file.URI().Path()
		file.Close()
		w.remember(file.URI())
		use(path)
	}, w.fyne)
	d.SetFileName(offered)
	if title != "" {
		d.SetTitleText(title)
	}
	w.showDialog(d)
	w.canvas.Unfocus() // the name has the keyboard, and would keep Escape to itself
}

// paste opens what was copied: files by their paths, else a picture.
func (w *Window) paste() {
	if paths := session.PastedPaths(w.app.Clipboard().Content()); len(paths) > 0 {
		w.do(session.Opening(paths))
		return
	}
	w.do(session.Paste{})
}

// remember has the next file dialog begin where a file or folder was taken from.
func (w *Window) remember(taken fyne.URI) {
	parent, err := storage.Parent(taken)
	if err != nil {
		return
	}
	if folder, err := storage.ListerForURI(parent); err == nil {
		w.folder = folder
	}
}

// showDialog shows a file dialog with room to see something. Fyne 2.8.1 panics if it is
// resized before it is shown, and does not close it on Escape.
func (w *Window) showDialog(d *dialog.FileDialog) {
	if w.folder != nil {
		d.SetLocation(w.folder)
	}
	widget.DropTip()
	d.Show()
	size := w.canvas.Size()
	d.Resize(fyne.NewSize(size.Width*0.75, size.Height*0.8))
	w.escape = d.Hide
	d.SetOnClosed(func() { w.escape = nil })
}

// goTo asks for a unit's address, or any other action, and does it.
func (w *Window) goTo() {
	widget.DropTip()
	entry := newPrompt()
	entry.SetPlaceHolder("conv2:17, or any actions:  picture 12; room probe")
	said := widget.NewText("", widget.TextStyle{Color: theme.Bad, Size: theme.Small})
	box := fynewidget.NewModalPopUp(container.NewStack(widget.NewGround(theme.Raised), padded(container.NewVBox(entry, said))), w.canvas)
	close := func() {
		box.Hide()
		w.canvas.Unfocus()
	}
	entry.cancelled = close
	entry.OnSubmitted = func(text string) {
		actions, err := parseGoTo(text)
		if err != nil {
			said.SetText(err.Error())
			return
		}
		close()
		w.perform(actions)
	}
	box.Show()
	box.Resize(fyne.NewSize(theme.Px(480), box.MinSize().Height))
	box.Move(fyne.NewPos((w.canvas.Size().Width-theme.Px(480))/2, theme.Px(80)))
	w.canvas.Focus(entry)
}

// parseGoTo reads an address or actions.
func parseGoTo(text string) ([]session.Action, error) {
	text = strings.TrimSpace(text)
	if unit, err := session.ParseAddress(text); err == nil && !strings.Contains(text, " ") {
		return []session.Action{session.Select{Unit: unit}}, nil
	}
	return session.ReadLine(text)
}

// perform has actions done one after another, each when what the one before opens is open. An error comes back as a notice.
func (w *Window) perform(actions []session.Action) {
	if len(actions) == 1 {
		w.do(actions[0])
		return
	}
	go func() { _ = session.Play(context.Background(), w.session, actions, w.pull.DoAndWait) }()
}

// prompt is an entry that Escape leaves.
type prompt struct {
	fynewidget.Entry
	cancelled func()
}

func newPrompt() *prompt {
	p := &prompt{}
	p.ExtendBaseWidget(p)
	return p
}

// TypedKey implements fyne.Focusable.
func (p *prompt) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyEscape {
		p.cancelled()
		return
	}
	p.Entry.TypedKey(key)
}

// TypedShortcut implements fyne.Shortcutable.
func (p *prompt) TypedShortcut(s fyne.Shortcut) {
	if !widget.PassChord(p, s) {
		p.Entry.TypedShortcut(s)
	}
}

// showKeys lists all keys.
func (w *Window) showKeys() {
	if !w.mayAsk() {
		return
	}
	widget.DropTip()
	grid := container.New(layout.NewFormLayout())
	for _, k := range keyTable() {
		grid.Add(container.NewBorder(nil, nil, nil, indent(2*theme.Grid), widget.NewText(k.keys, widget.TextStyle{Bold: true})))
		grid.Add(widget.NewText(k.does, widget.TextStyle{}))
	}
	var box *fynewidget.PopUp
	hide := func() { box.Hide(); w.escape = nil }
	head := container.NewBorder(nil, nil, widget.NewText("Keys", widget.TextStyle{Size: theme.Title, Bold: true}), widget.NewButton("Close", nil, func() { hide() }))
	box = fynewidget.NewModalPopUp(container.NewStack(widget.NewGround(theme.Raised), padded(padded(container.NewVBox(head, spacer(theme.Grid), grid)))), w.canvas)
	box.Show()
	w.escape = hide
}
