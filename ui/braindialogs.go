package ui

import "unitscope/app/session"

// askBrainFile lets a person choose a file of a recording.
func (w *Window) askBrainFile(part session.BrainPart) {
	w.askFileFor(func(path string) { w.do(session.UseBrainFile{Part: part, Path: path}) })
}

// askBrainFolder lets a person choose the pictures that the recorded people looked at.
func (w *Window) askBrainFolder() {
	w.askFolderFor("The pictures of the recording, in its order: a folder of them", "Open", func(path string) { w.do(session.UseBrainFile{Part: session.BrainPictures, Path: path}) })
}
