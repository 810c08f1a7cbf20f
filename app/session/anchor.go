package session

import (
	"path/filepath"
	"strings"
)

// A namesFiles is an action that names files or folders. from is the same with relative paths taken from a folder.
type namesFiles interface{ from(folder string) Action }

// Anchored is an action whose files are found whatever folder the program was started in: relative paths are taken from one.
func Anchored(a Action, folder string) Action {
	if f, ok := a.(namesFiles); ok {
		return f.from(folder)
	}
	return a
}

// pathFrom takes a relative path from a folder.
func pathFrom(folder, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(folder, path)
}

// refFrom does the same with what names pictures: see openSource.
func refFrom(folder, ref string) string {
	paths, err := unquoted(ref)
	if err != nil || ref == toyWorld {
		return ref
	}
	for i := range paths {
		paths[i] = pathFrom(folder, paths[i])
	}
	if strings.HasPrefix(ref, `"`) {
		return quoted(paths)
	}
	return paths[0]
}

func (a Open) from(folder string) Action { return Open{pathFrom(folder, a.Path)} }

func (a Drop) from(folder string) Action {
	paths := make([]string, len(a.Paths))
	for i, path := range a.Paths {
		paths[i] = pathFrom(folder, path)
	}
	return Drop{paths}
}

func (a UseImages) from(folder string) Action  { return UseImages{refFrom(folder, a.Ref)} }
func (a FromImages) from(folder string) Action { return FromImages{refFrom(folder, a.Ref)} }
func (a UseLabels) from(folder string) Action  { return UseLabels{pathFrom(folder, a.Path)} }

func (a CompareWith) from(folder string) Action { return CompareWith{a.Step, pathFrom(folder, a.Path)} }

func (a ChooseRelearnImages) from(folder string) Action {
	if orDefault(a.Ref) == "" {
		return a
	}
	return ChooseRelearnImages{refFrom(folder, a.Ref)}
}

func (a UseBrainFile) from(folder string) Action {
	if a.Path == none {
		return a
	}
	return UseBrainFile{a.Part, pathFrom(folder, a.Path)} // FILE:NAME too
}
