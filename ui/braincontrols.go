package ui

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/ui/widget"
	"unitscope/viz/rsa"
)

// A brainDesk does for the room what takes the window: choosing files, menus.
type brainDesk interface {
	exporter
	askBrainFile(part session.BrainPart)
	askBrainFolder()
	refit() // the room is as wide as it was not before
}

// brainControls choose whose brain the network is compared with, for which pictures and by what, and begin to watch it learn.
type brainControls struct {
	root *fyne.Container
	act  do
	desk brainDesk

	stimuli, brain, compare *widget.Dropdown
	watch, export           *widget.Button

	frame    *frame
	said     controlsSaid
	watching bool // it learns, and is watched
}

// controlsSaid is all that the controls have to say.
type controlsSaid struct{ stimuli, brain, compare string }

func newBrainControls(act do, desk brainDesk) *brainControls {
	p := &brainControls{act: act, desk: desk}
	p.stimuli = widget.NewDropdown("Stimuli", "", p.pictures)
	p.stimuli.SetTip("The pictures that the people looked at, and the network is shown")
	p.brain = widget.NewDropdown("Brain", "", p.recordings)
	p.brain.SetTip("Whose responses to these pictures the network is compared with" + strings.Join(withFiles(". Files can also be dropped on the window"), ""))
	p.compare = widget.NewDropdown("Compare by", "", p.comparators)
	p.compare.SetTip("How alike two matrices are")
	p.watch = widget.NewPrimaryButton("Train and watch", icon(assets.Play), p.begin)
	p.export = widget.NewButton("Export…", icon(assets.Export), func() { desk.exportMenu(p.export, session.BrainExhibits) })
	p.export.SetTip("Figures and tables, and maps that other viewers of brains open (.nii.gz)")
	show(p.export, hasFiles)
	p.root = wrapping(p.stimuli, p.brain, p.compare, p.watch, p.export)
	return p
}

// controlLines is on how many lines the controls stand at most.
const controlLines = 2

// fit says all that there is room for on so many lines of a width.
func (p *brainControls) fit(width float32) {
	line := p.watch.MinSize().Height
	for brevity := range brevities {
		p.write(brevity)
		if heightAt(p.root, width) < (controlLines+1)*line {
			return
		}
	}
}

// brevities are how short the controls can be: without what was recorded when and where, without the regions, without labels.
const brevities = 4

// write says all with less and less words; what is left out is in the tooltips and menus.
func (p *brainControls) write(brevity int) {
	bare := brevity == brevities-1
	labels, export, stimuli := [...]string{"Stimuli", "Brain", "Compare by"}, "Export…", p.said.stimuli
	if bare {
		labels, export = [3]string{}, ""
		if at := strings.LastIndex(stimuli, wordsBetween); at >= 0 {
			stimuli = stimuli[at+len(wordsBetween):] // their number
		}
	}
	recorded := strings.Split(p.said.brain, wordsBetween)
	for most := len(recorded) - 2*brevity; len(recorded) > max(most, 2); {
		recorded = slices.Delete(recorded, len(recorded)-2, len(recorded)-1) // how many people, and that they are simulated, stays
	}
	for i, d := range []*widget.Dropdown{p.stimuli, p.brain, p.compare} {
		d.SetLabel(labels[i])
		d.SetValue([...]string{stimuli, strings.Join(recorded, wordsBetween), p.said.compare}[i])
	}
	p.export.SetText(export)
}

// wordsBetween stands between what a control says.
const wordsBetween = " · "

// begin has the network learn and compares it with the brain meanwhile; or pauses.
func (p *brainControls) begin() {
	if p.watching {
		p.act(session.Pause{})
		return
	}
	p.act(session.WatchBrain{On: true})
	p.act(session.TrainSteps{})
}

func (p *brainControls) update(f *frame) (resized bool) {
	p.frame = f
	b := f.session.Brain
	now := controlsSaid{stimuliWords(b.Stimuli()), recordingWords(b.Recording()), comparatorWords[f.session.BrainSettings().Compare]}
	if resized = now != p.said; resized {
		p.said = now
		p.write(0)
	}
	if watching := f.status.Running && f.selection.Brain.Watch; watching != p.watching || p.watch.Text() == "" {
		p.watching, resized = watching, true
		p.watch.SetPrimary(!watching)
		p.watch.SetText(map[bool]string{true: "Pause", false: "Train and watch"}[watching])
		p.watch.SetIcon(icon(map[bool]assets.Name{true: assets.Pause, false: assets.Play}[watching]))
		p.watch.SetTip(map[bool]string{true: "Pauses the training", false: "Has the network learn, and compares it with the brain every few steps meanwhile"}[watching])
	}
	return resized
}

// stimuliWords name the pictures and say how many there are.
func stimuliWords(a session.Answer[session.BrainStimuli]) string {
	switch {
	case a.Value != nil:
		return fmt.Sprintf("%s · %d pictures", sourceName(a.Value.Name), len(a.Value.Names))
	case a.Err != nil:
		return "cannot be read"
	}
	return "being read…"
}

// recordingWords say what was recorded.
func recordingWords(a session.Answer[session.BrainRecording]) string {
	switch {
	case a.Value != nil:
		return a.Value.Summary()
	case a.Err != nil:
		return "cannot be read"
	}
	return "being read…"
}

func (p *brainControls) pictures() []*fyne.MenuItem {
	settings := p.frame.session.BrainSettings()
	toys := fyne.NewMenuItem("Toy World, of the simulated brain", func() { p.act(session.UseSimulatedBrain{Seed: settings.Seed}) })
	toys.Checked = !settings.Files
	items := []*fyne.MenuItem{toys}
	if settings.Pictures != "" {
		own := fyne.NewMenuItem(sourceName(settings.Pictures), func() {})
		own.Checked = true
		items = append(items, own)
	}
	if a := p.frame.session.Brain.Stimuli(); a.Err != nil {
		items = append(items, fact(a.Err.Error()))
	}
	return append(items, withFiles(fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem("Open a folder, in the order of the recording…", p.desk.askBrainFolder),
		fyne.NewMenuItem("Open a file of pictures (.zip, .npz, …)…", func() { p.desk.askBrainFile(session.BrainPictures) }))...)
}

// fact is an entry that is only to be read.
func fact(text string) *fyne.MenuItem {
	item := fyne.NewMenuItem(sentence(text), nil)
	item.Disabled = true
	return item
}

// partWords name what can be opened of a recording.
var partWords = []struct {
	part    session.BrainPart
	name    string
	formats string
}{
	{session.BrainRegions, "Dissimilarities of a region", ".npy .npz .mat .csv"},
	{session.BrainMovie, "Dissimilarities over time (MEG, EEG)", ".npy .npz .mat"},
	{session.BrainTimes, "Times of these, in ms", ".npy .npz .mat .csv"},
	{session.BrainVolume, "Volume in space (fMRI)", ".nii .nii.gz .hdr"},
	{session.BrainMask, "Mask of the volume", ".nii .nii.gz .hdr"},
	{session.BrainEvents, "Events: which picture each volume is of", ".tsv .csv .txt"},
}

func (p *brainControls) recordings() []*fyne.MenuItem {
	settings, a := p.frame.session.BrainSettings(), p.frame.session.Brain.Recording()
	simulated := fyne.NewMenuItem(fmt.Sprintf("Simulated people, seed %d", settings.Seed), func() { p.act(session.UseSimulatedBrain{Seed: settings.Seed}) })
	simulated.Checked = !settings.Files
	next := fyne.NewMenuItem(fmt.Sprintf("Other simulated people, seed %d", settings.Seed+1), func() { p.act(session.UseSimulatedBrain{Seed: settings.Seed + 1}) })
	items := append([]*fyne.MenuItem{simulated, next}, withFiles(fyne.NewMenuItemSeparator())...)
	for _, part := range withFiles(partWords...) {
		items = append(items, p.partItem(part.part, part.name, part.formats, settings))
	}
	if a.Err != nil {
		items = append(items, fyne.NewMenuItemSeparator(), fact(a.Err.Error()))
	}
	if a.Value != nil && len(a.Value.Notes) > 0 {
		items = append(items, fyne.NewMenuItemSeparator())
		for _, note := range a.Value.Notes {
			items = append(items, fact(note))
		}
	}
	return items
}

// partItem opens a part of a recording, or, where there is one, offers another or none.
func (p *brainControls) partItem(part session.BrainPart, name, formats string, settings session.BrainSettings) *fyne.MenuItem {
	open := func() { p.desk.askBrainFile(part) }
	files := partFiles(settings, part)
	if len(files) == 0 {
		return fyne.NewMenuItem(fmt.Sprintf("%s (%s)…", name, formats), open)
	}
	item := fyne.NewMenuItem(name, nil)
	item.Checked = true
	var choices []*fyne.MenuItem
	for _, file := range files {
		choices = append(choices, fact(filepath.Base(file)))
	}
	item.ChildMenu = fyne.NewMenu("", append(choices, fyne.NewMenuItemSeparator(), fyne.NewMenuItem("Open…", open),
		fyne.NewMenuItem("Take away", func() { p.act(session.UseBrainFile{Part: part, Path: "none"}) }))...)
	return item
}

// partFiles are those that a part of the recording is read from.
func partFiles(s session.BrainSettings, part session.BrainPart) (files []string) {
	if part == session.BrainRegions {
		return s.Regions
	}
	file := map[session.BrainPart]string{session.BrainMovie: s.Movie, session.BrainTimes: s.Times, session.BrainVolume: s.Volume, session.BrainMask: s.Mask, session.BrainEvents: s.Events}[part]
	if file == "" {
		return nil
	}
	return []string{file}
}

func (p *brainControls) comparators() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, c := range rsa.Comparators {
		item := fyne.NewMenuItem(comparatorWords[c], func() { p.act(session.SetBrain{Name: "compare", Value: string(c)}) })
		item.Checked = c == p.frame.session.BrainSettings().Compare
		items = append(items, item)
	}
	return items
}
