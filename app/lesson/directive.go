package lesson

import (
	"path/filepath"
	"slices"
	"strings"

	"unitscope/app/session"
)

// A clause is what a directive's name means: what is done with its text.
type clause struct {
	name  string
	often bool // it may stand more than once in a step
	read  func(p *parser, d *directive)
}

// clauses are the directives that a step may have.
var clauses []clause

func init() {
	clauses = []clause{
		{"do", true, func(p *parser, d *directive) { p.step.Do = p.action(p.step.Do, d) }},
		{"point", true, (*parser).points},
		{"guess", false, (*parser).guess},
		{"reveal", true, (*parser).reveal},
		{"right", false, (*parser).right},
		{"ask", false, func(p *parser, d *directive) { p.step.Ask = p.words(d.text, d.line) }},
		{"answer", false, (*parser).answer},
		{"done", true, func(p *parser, d *directive) { p.step.Done = p.condition(p.step.Done, d) }},
	}
}

// known tells whether a word is a directive's name.
func known(name string) bool {
	return slices.ContainsFunc(clauses, func(c clause) bool { return c.name == name })
}

// direct takes up the directive that was being read.
func (p *parser) direct() {
	d := p.pending
	if d == nil {
		return
	}
	p.pending = nil
	i := slices.IndexFunc(clauses, func(c clause) bool { return c.name == d.name })
	if i < 0 {
		names := make([]string, len(clauses))
		for k, c := range clauses {
			names[k] = c.name
		}
		p.step.unknown = true
		p.fault(d.line, "\"%s:\" means nothing here; a step has %s", d.name, strings.Join(names, ", "))
		return
	}
	first, again := p.step.said[d.name]
	switch {
	case again && !clauses[i].often:
		p.fault(d.line, "a second \"%s:\" in this step; the first is in line %d", d.name, first)
		return
	case !again:
		p.step.said[d.name] = d.line
	}
	if d.text = strings.TrimSpace(d.text); d.text == "" {
		p.fault(d.line, "\"%s:\" says nothing", d.name)
		return
	}
	clauses[i].read(p, d)
}

// persons are the first words of actions that a lesson may not do: they end the program, change the window, write files, or turn pages.
var persons = []string{"quit", "theme", "contrast", "present", "keys", "arrange", "save", "export", "film", "report", "paste", "lesson", "lesson-at"}

// opensLesson tells whether an action opens a lesson by its file.
func opensLesson(a session.Action) bool {
	var paths []string
	switch a := a.(type) {
	case session.Open:
		paths = []string{a.Path}
	case session.Drop:
		paths = a.Paths
	}
	return slices.ContainsFunc(paths, func(path string) bool { return strings.EqualFold(filepath.Ext(path), ".md") })
}

// action reads a line of what the program does.
func (p *parser) action(before []session.Action, d *directive) []session.Action {
	a, err := session.Parse(d.text)
	if err != nil {
		p.fault(d.line, "%s", explained(err, d.text))
		return before
	}
	if name, _, _ := strings.Cut(d.text, " "); slices.Contains(persons, name) || opensLesson(a) {
		p.fault(d.line, "%q is the person's to do, not a lesson's", d.text)
		return before
	}
	return append(before, a)
}

// allNames is what helps whoever is far from any name.
const allNames = "all are listed by: unitscope lesson names"

// explained words why a line is no action; of one whose first word means nothing, with what would.
func explained(err error, line string) string {
	name, _, _ := strings.Cut(line, " ")
	if slices.ContainsFunc(session.Verbs(), func(usage string) bool { return usage == name || strings.HasPrefix(usage, name+" ") }) {
		return err.Error()
	}
	text := err.Error()
	if near := nearest(name, verbs()); near != "" {
		return text + "; is " + near + " meant?"
	}
	return text + "; " + allNames
}

// verbs are the first words of all actions.
func verbs() []string {
	usages := session.Verbs()
	for i, usage := range usages {
		usages[i], _, _ = strings.Cut(usage, " ")
	}
	return slices.Compact(usages)
}

// points reads what the step points at: names with commas between them.
func (p *parser) points(d *directive) {
	for _, name := range strings.Split(d.text, ",") {
		name = strings.TrimSpace(name)
		if err := CheckTarget(name); err != nil {
			p.fault(d.line, "%v", err)
			continue
		}
		p.step.Points = append(p.step.Points, name)
	}
}

// guess reads a question and its choices: "Which layer falls most? conv1 | conv2 | conv3".
func (p *parser) guess(d *directive) {
	end := strings.LastIndexByte(d.text, '?')
	if end < 0 {
		p.fault(d.line, "a guess is a question and its choices, like \"Which layer falls most? conv1 | conv2\"")
		return
	}
	var choices []string
	for _, choice := range strings.Split(d.text[end+1:], "|") {
		if choice = strings.TrimSpace(choice); choice != "" {
			choices = append(choices, choice)
		}
	}
	if n := len(choices); n < 2 || n > 9 {
		p.fault(d.line, "a guess has 2 to 9 choices with | between them, not %d", n)
		return
	}
	p.guessed().Question, p.guessed().Choices = p.words(d.text[:end+1], d.line), choices
}

// guessed is the step's guess, which its lines fill in whatever their order.
func (p *parser) guessed() *session.Guess {
	if p.step.Guess == nil {
		p.step.Guess = &session.Guess{Question: words{}}
	}
	return p.step.Guess
}

func (p *parser) reveal(d *directive) {
	p.guessed().Reveal = p.action(p.guessed().Reveal, d)
}

func (p *parser) right(d *directive) {
	p.guessed().Right = p.words(d.text, d.line)
}

func (p *parser) answer(d *directive) {
	p.step.Answer = p.words(d.text, d.line)
	p.short(d.text, d.line, "answer")
}
