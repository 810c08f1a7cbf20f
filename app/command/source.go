package command

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/cnn/data"
)

// toyWorld is how the embedded source is called on the command line.
const toyWorld = "toyworld"

// openSource opens pictures to learn from: toyworld, a folder as data.OpenDir reads it, or a file as data.OpenFile does.
func openSource(name string, o data.Options) (*data.Source, error) {
	if name == toyWorld {
		return data.ToyWorld(o), nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, about(name, err)
	}
	if info.IsDir() {
		return data.OpenDir(os.DirFS(name), name, o)
	}
	folder, file := session.InFolder(name)
	return data.OpenFile(folder, file, name, o)
}

// noteLeftOut prints a line about the pictures of a source that cannot be read and are left out, if more of them than
// before are known by now, and returns how many are.
func (p *Program) noteLeftOut(source *data.Source, before int) int {
	known := source.Unreadable()
	if known > before {
		p.note("%s: %s", source.Name, source.LeftOut())
	}
	return known
}

// chooseTask returns the task asked for, or else the one the network has learned, or else the source's first.
func chooseTask(source *data.Source, asked, learned string) (string, error) {
	tasks := source.Train.Tasks()
	switch {
	case len(tasks) == 0:
		return "", fmt.Errorf("%s: these pictures have no labels to learn", source.Name)
	case asked == "" && slices.Contains(tasks, learned):
		return learned, nil
	case asked == "":
		return tasks[0], nil
	case !slices.Contains(tasks, asked):
		return "", fmt.Errorf("%s: no task is named %q; there is %s", source.Name, asked, strings.Join(tasks, ", "))
	}
	return asked, nil
}

// notePreprocessing prints the line that goes wherever pictures are prepared; what is not empty of remarks follows.
func (p *Program) notePreprocessing(prep cnn.Preprocessing, remarks ...string) {
	line := "preprocessing: " + prep.String()
	for _, remark := range remarks {
		if remark != "" {
			line += "; " + remark
		}
	}
	p.note("%s", line)
}
