// Package lesson reads lessons: classes about the program that are given inside it. A lesson is one Markdown file, an embedded
// one or a teacher's own, made of a title, the minutes it takes, and steps:
//
//	# The flashlight
//	5 minutes
//
//	## A window on the picture
//	A unit sees {sees conv1} pixels across: its **receptive field**.
//
//	- do: room inspect
//	- do: select conv1:3
//	- point: stimulus
//	- ask: Why is the map smaller than the picture?
//	- answer: The window must lie inside: {size conv1} places for it.
//	- done: select conv2:*
//
// Start reading at Parse, which finds every mistake with its line and keeps what is good, then at Values (what braces and
// conditions may name) and Targets (what a step may point at). The session gives lessons: see session.Lesson.
package lesson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"unitscope/app/session"
	"unitscope/assets"
)

// most is how large a lesson may be, in bytes; nobody teaches more in words.
const most = 1 << 20

// Names lists the embedded lessons by the names that Read knows, "1-flashlight", in their order.
func Names() []string {
	files, err := fs.Glob(assets.Lessons(), "*.md")
	if err != nil {
		panic("lesson: " + err.Error()) // the pattern is wrong
	}
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = strings.TrimSuffix(file, ".md")
	}
	return names
}

// Number is the part of an embedded lesson's name by which it is called, "1".
func Number(name string) string {
	number, _, _ := strings.Cut(name, "-")
	return number
}

// Read opens a lesson: an embedded one by its name, "5-occlusion", or what of it tells it apart, "5" or "occlusion"; else the file at
// a path. What is wrong inside is among the lesson's faults; an error is of a file that is none.
func Read(name string) (*session.Lesson, error) {
	if embedded, ok := embeddedAs(name); ok {
		text, err := fs.ReadFile(assets.Lessons(), embedded+".md")
		if err != nil {
			return nil, err
		}
		lesson, _ := Parse(embedded+".md", string(text))
		lesson.Name = embedded
		return lesson, nil
	}
	lesson, err := Open(name, filepath.Base(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no lesson is called %q and no file: there are %s", name, strings.Join(Names(), ", "))
	}
	return lesson, err
}

// Open reads a teacher's lesson from a file, which its faults call by a name of its own. The lesson's name is the file's whole path;
// files that its actions name are found from the folder that it lies in.
func Open(path, called string) (*session.Lesson, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	text, err := readFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", path, err)
	}
	lesson, _ := Parse(called, text)
	lesson.Name = path
	anchor(lesson, filepath.Dir(path))
	return lesson, nil
}

// anchor has a lesson's actions find files from a folder.
func anchor(lesson *session.Lesson, folder string) {
	all := func(actions []session.Action) {
		for i, a := range actions {
			actions[i] = session.Anchored(a, folder)
		}
	}
	for _, step := range lesson.Steps {
		all(step.Do)
		if step.Guess != nil {
			all(step.Guess.Reveal)
		}
	}
}

// readFile reads a file that may be a lesson.
func readFile(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", session.Reason(err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, most+1))
	switch {
	case err != nil:
		return "", session.Reason(err)
	case len(text) > most:
		return "", fmt.Errorf("more than %d MB, which is no lesson", most>>20)
	case !utf8.Valid(text) || bytes.ContainsRune(text, 0):
		return "", errors.New("not a text file (UTF-8)")
	}
	return string(text), nil
}

// embeddedAs finds an embedded lesson by its name, its number or the rest of its name.
func embeddedAs(name string) (string, bool) {
	for _, full := range Names() {
		_, rest, _ := strings.Cut(full, "-")
		if name == full || name == Number(full) || name == rest {
			return full, true
		}
	}
	return "", false
}
