// Package student reads what a student does in an embedded lesson. The lessons are played by it from start to end, without a
// window by the tests of package lesson, by keyboard in a real one by those of package e2e.
//
// A student's file, testdata/students/NAME.txt of package lesson, has a line for each thing:
//
//	step 2              the second step is set up
//	picture 12          an action, as in --play; what it sets going is waited for
//	guess 1             a choice is clicked, then the answer is shown
//	claim fall conv1 > fall conv3    what the text says, as "done:" in a lesson has it
//	says half of them   the step's text, question or answer, filled in, has these words
//
// Empty lines, and those that begin with #, are nobody's.
package student

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// A Line is one thing that a student does, or that then has to be true.
type Line struct {
	Number int // in the file
	Kind   Kind
	Text   string // an action's line, a choice's number, a condition, or words
}

// Kind is what a line is.
type Kind string

// The kinds of lines.
const (
	Act   Kind = "act"
	Guess Kind = "guess"
	Claim Kind = "claim"
	Says  Kind = "says"
)

// Read reads a student's file: the lines of each step, by its number.
func Read(file string) (map[int][]Line, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	steps, at, number := map[int][]Line{}, 0, 0
	for line := range strings.Lines(string(text)) {
		number++
		line = strings.TrimSpace(line)
		word, rest, _ := strings.Cut(line, " ")
		switch kind := Kind(word); {
		case line == "" || line[0] == '#':
		case word == "step":
			if at, err = strconv.Atoi(rest); err != nil {
				return nil, fmt.Errorf("%s: line %d: %q", file, number, line)
			}
			steps[at] = []Line{}
		case kind == Guess || kind == Claim || kind == Says:
			steps[at] = append(steps[at], Line{number, kind, rest})
		default:
			steps[at] = append(steps[at], Line{number, Act, line})
		}
	}
	return steps, nil
}
