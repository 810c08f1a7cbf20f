package ui

import (
	"fmt"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/cnn"
	"unitscope/ui/widget"
)

// topBar chooses what lies on the bench: network, pictures, task; and the theme.
type topBar struct {
	root    fyne.CanvasObject
	act     do
	network *widget.Dropdown
	images  *widget.Dropdown
	task    *widget.Dropdown
	share   *widget.Dropdown
	lessons *widget.Dropdown
	theme   *widget.Button
	frame   *frame
	dark    bool
}

// askers opens what a bar's buttons need a dialog for.
type askers interface {
	askFile()
	askNetwork()
	askNames()
	askLesson()
	askSave()
	paste()
	askFolder()
	showKeys()
	goTo()
	shareItems() []*fyne.MenuItem
}

func newTopBar(act do, ask askers) *topBar {
	t := &topBar{act: act, dark: true}
	t.network = widget.NewDropdown("Network", "", func() []*fyne.MenuItem { return t.networks(ask) })
	t.images = widget.NewDropdown("Images", "", func() []*fyne.MenuItem { return t.sources(ask) })
	t.task = widget.NewDropdown("Task", "", t.tasks)
	t.lessons = widget.NewDropdown("", "Lessons", func() []*fyne.MenuItem { return lessonItems(act, t.frame.lesson, ask) })
	t.lessons.SetTip("Lessons about what this program shows, step by step; your own experiment comes back when one closes")
	t.theme = widget.NewIconButton(icon(assets.Light), "Light or dark", func() {
		if t.dark {
			act(session.UseTheme{Theme: "light"})
		} else {
			act(session.UseTheme{Theme: "dark"})
		}
	})
	open := widget.NewButton("Open…", icon(assets.Open), ask.askFile)
	open.SetTip("A network (.onnx), a picture or an experiment (Ctrl+O); or drop it on the window")
	save := widget.NewButton("Save…", nil, ask.askSave)
	save.SetTip("The experiment, with everything on the bench, or the network (Ctrl+S)")
	help := widget.NewIconButton(icon(assets.Help), "All keys (F1)", ask.showKeys)
	t.share = widget.NewDropdown("", "Share", ask.shareItems)
	t.share.SetTip("Copy the view for another person (Ctrl+C), or export the window, maps, kernels, curves, a film")
	present := widget.NewButton("Present", nil, func() { act(session.Present{On: true}) })
	present.SetTip("Larger, with less around the room, for a class (F5)")
	right := append([]fyne.CanvasObject{t.lessons}, append(withFiles[fyne.CanvasObject](open, save), t.share, present, t.theme, help)...)
	t.root = widget.NewTopBar("Unitscope", []fyne.CanvasObject{t.network, t.images, t.task}, right)
	return t
}

func (t *topBar) update(f *frame) {
	t.frame = f
	t.network.SetValue(networkName(f))
	t.images.SetValue(sourceName(f.session.Pictures.Source().Name))
	t.task.SetValue(f.task)
	if some := f.task != ""; some != t.task.Visible() { // pictures without labels have no task
		show(t.task, some)
		t.root.Refresh()
	}
	if f.dark != t.dark {
		t.dark = f.dark
		t.theme.SetIcon(icon(map[bool]assets.Name{true: assets.Light, false: assets.Dark}[f.dark]))
	}
}

// networkName is the network's name and how many convolutions it has.
func networkName(f *frame) string {
	convolutions := 0
	for _, node := range f.shown.Net.Nodes {
		if _, ok := node.Layer.(*cnn.Conv2D); ok {
			convolutions++
		}
	}
	return fmt.Sprintf("%s · %d conv", f.shown.Net.Meta.Name, convolutions)
}

func sourceName(name string) string {
	if name == "toyworld" {
		return "Toy World"
	}
	return strings.TrimSuffix(filepath.Base(name), "/")
}

func (t *topBar) networks(ask askers) []*fyne.MenuItem {
	items := []*fyne.MenuItem{
		fyne.NewMenuItem("toy48, trained", func() { t.act(session.NewNetwork{Name: "demo"}) }),
		fyne.NewMenuItemSeparator(),
	}
	for _, name := range cnn.PresetNames {
		items = append(items, fyne.NewMenuItem(name+", random weights", func() { t.act(session.NewNetwork{Name: name}) }))
	}
	items = append(items, fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem("Build a network…", func() { t.act(session.OpenPage{Page: session.PageBuild}) }))
	return append(items, withFiles(
		fyne.NewMenuItem("Open an .onnx file…", ask.askNetwork),
		fyne.NewMenuItem("Names for its answers, from a text or CSV file…", ask.askNames))...)
}

func (t *topBar) sources(ask askers) []*fyne.MenuItem {
	source := t.frame.session.Pictures.Source()
	toys := fyne.NewMenuItem("Toy World", func() { t.act(session.UseImages{Ref: "toyworld"}) })
	toys.Checked = source.Name == "toyworld"
	items := []*fyne.MenuItem{toys}
	if !toys.Checked {
		own := fyne.NewMenuItem(sourceName(source.Name), func() {})
		own.Checked = true
		items = append(items, own)
	}
	items = append(items, fyne.NewMenuItemSeparator())
	for _, fact := range sourceFacts(t.frame) {
		item := fyne.NewMenuItem(fact, nil)
		item.Disabled = true // it is to be read
		items = append(items, item)
	}
	if source.Dealt {
		seed := t.frame.session.HeldOutSeed() + 1
		items = append(items, fyne.NewMenuItem(fmt.Sprintf("Hold out others, by seed %d", seed), func() { t.act(session.HoldOut{Seed: seed}) }))
	}
	items = append(items, fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem("How they are prepared…", func() { t.act(session.OpenPage{Page: session.PagePrepare}) }))
	return append(items, withFiles(
		fyne.NewMenuItem("Open a folder…", ask.askFolder),
		fyne.NewMenuItem("Open a picture…", ask.askFile),
		fyne.NewMenuItem("Paste", ask.paste))...)
}

// splitWords says how many pictures are held out, and who chose them.
func splitWords(f *frame) string {
	source := f.session.Pictures.Source()
	held := source.HeldOut.Len()
	switch total := grouped(held + source.Train.Len()); {
	case source.Split == "":
		return grouped(held) + " pictures without classes: to look at, not to learn"
	case source.Dealt:
		return fmt.Sprintf("%s of %s pictures held out by seed %d", grouped(held), total, f.session.HeldOutSeed())
	default:
		return fmt.Sprintf("%s of %s pictures held out by the source", grouped(held), total)
	}
}

// sourceFacts say how many pictures there are, which of them are learned, how they were made to fit, and
// whether all can be read.
func sourceFacts(f *frame) []string {
	source := f.session.Pictures.Source()
	facts := []string{splitWords(f)}
	if source.Note != "" {
		facts = append(facts, sentence(source.Note))
	}
	if left := source.LeftOut(); left != "" {
		facts = append(facts, sentence(left))
	}
	if !f.session.Pictures.Checked() {
		facts = append(facts, "Looking whether all can be read…")
	}
	return facts
}

func (t *topBar) tasks() []*fyne.MenuItem {
	_, all := t.frame.session.Task()
	items := make([]*fyne.MenuItem, len(all))
	for i, task := range all {
		items[i] = fyne.NewMenuItem(task, func() { t.act(session.ChooseTask{Task: task}) })
		items[i].Checked = task == t.frame.task
	}
	return items
}
