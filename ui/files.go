package ui

import (
	"fyne.io/fyne/v2"

	"unitscope/app/session"
)

// hasFiles tells whether the window offers what takes files, and to quit: a browser, which has none, closes its pages itself. It
// is a variable for the test of the window without.
var hasFiles = session.HasFiles

// withFiles returns what takes files, where there are any.
func withFiles[T any](objects ...T) []T {
	if !hasFiles {
		return nil
	}
	return objects
}

func pathsOf(files []fyne.URI) []string {
	paths := make([]string, len(files))
	for i, file := range files {
		paths[i] = file.Path()
	}
	return paths
}
