package command

import (
	"fmt"

	"unitscope/app/lesson"
	"unitscope/app/session"
)

// lessonCommand is for those who write lessons.
type lessonCommand struct {
	Check lessonCheckCommand `cmd:"" help:"Read a lesson and list its mistakes, a line each."`
	Names lessonNamesCommand `cmd:"" help:"List what a lesson may name: values, things to point at, actions."`
}

// lessonCheckCommand reads a lesson.
type lessonCheckCommand struct {
	File string `arg:"" help:"The lesson, a Markdown file."`
}

func (c *lessonCheckCommand) Run(p *Program) error {
	read, err := lesson.Open(c.File, c.File)
	if err != nil {
		return err
	}
	for _, fault := range read.Faults {
		if err := p.print("%v", fault); err != nil {
			return err
		}
	}
	if n := len(read.Faults); n > 0 {
		return fmt.Errorf("%s: mistakes in the lesson: %d", c.File, n)
	}
	return p.print("%s: %q, %d minutes, %d steps, no mistakes", c.File, read.Title, read.Minutes, len(read.Steps))
}

// lessonNamesCommand lists what a lesson may name.
type lessonNamesCommand struct{}

func (c *lessonNamesCommand) Run(p *Program) error {
	lines := []string{"Values, in {braces} and in \"done:\""}
	for _, v := range lesson.Values() {
		lines = append(lines, fmt.Sprintf("  %-28s %s", v.Usage, v.Doc))
	}
	lines = append(lines, "", "Things to \"point:\" at, besides units (conv1:3)")
	for _, t := range lesson.Targets() {
		lines = append(lines, fmt.Sprintf("  %-28s %s", t.Name, t.Doc))
	}
	lines = append(lines, "", "Actions, for \"do:\", \"reveal:\" and \"done:\"")
	for _, usage := range session.Verbs() {
		lines = append(lines, "  "+usage)
	}
	for _, line := range lines {
		if err := p.print("%s", line); err != nil {
			return err
		}
	}
	return nil
}
