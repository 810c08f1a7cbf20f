package ui

import (
	"slices"
	"testing"

	"unitscope/app/session"
)

// In a browser nothing in the window asks for a file.
func TestWindowWithoutFiles(t *testing.T) {
	words := func(files bool) (words []string) {
		hasFiles = files
		defer func() { hasFiles = session.HasFiles }()
		w, _ := openWindow(t, 1440, 900)
		w.visit(session.RelearnRoom)
		w.update()
		w.visit(session.BrainRoom)
		w.update()
		for _, items := range [][]string{buttons(w.top.root), entries(w.top.networks(w)), entries(w.top.sources(w)), buttons(w.probe.controls.root),
			buttons(w.relearn.controls.more), buttons(w.brain.controls.root), entries(w.brain.controls.pictures()), entries(w.brain.controls.recordings())} {
			words = append(words, items...)
		}
		for _, key := range keyTable() {
			words = append(words, key.keys)
		}
		return words
	}
	with, without := words(true), words(false)
	for _, file := range []string{"Open…", "Save…", "Open an .onnx file…", "Open a folder…", "Open a picture…", "Paste", "Export…", "Open a folder, in the order of the recording…", "Mask of the volume (.nii .nii.gz .hdr)…", "Ctrl+O, Ctrl+S", "Ctrl+V", "Ctrl+Q"} {
		if !slices.Contains(with, file) || slices.Contains(without, file) {
			t.Errorf("%q: with files %v, without %v", file, slices.Contains(with, file), slices.Contains(without, file))
		}
	}
	if !slices.Contains(without, "Build a network…") {
		t.Errorf("what takes no file has gone, too: %q", without)
	}
}
