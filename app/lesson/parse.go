package lesson

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"unitscope/app/session"
)

// mostWords is how long the text of a step may be, and an answer.
const mostWords = 80

// A Fault is something wrong in a lesson's file.
type Fault struct {
	File string
	Line int // from 1
	Text string
}

func (f Fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Text) }

// Parse reads a lesson from the text of a file. It finds every mistake, in the order of the lines; the lesson has what is good of it,
// and the mistakes as its Faults.
func Parse(file, text string) (*session.Lesson, []error) {
	p := &parser{file: file, lesson: &session.Lesson{Name: file}}
	text = strings.TrimPrefix(text, "\ufeff") // which Windows editors begin a file with
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, line := range lines {
		p.at = i + 1
		p.line(strings.TrimRight(line, " \t"))
	}
	p.endStep()
	p.endLesson()
	return p.lesson, p.lesson.Faults
}

// parser goes through a lesson's lines.
type parser struct {
	file   string
	at     int // the line, from 1
	lesson *session.Lesson
	titled bool
	hidden int // the line where the comment began that this line is in; 0: in none

	step    *draft     // nil before the first
	pending *directive // whose text may go on in the next line
}

// draft is a step that is being read.
type draft struct {
	session.LessonStep
	line    int      // of its title
	text    []string // lines of its text, and
	lines   []int    // where they stand
	said    map[string]int
	unknown bool // it has a directive that nobody knows, so that what follows is not judged
}

// directive is a line like "- do: room inspect", with what follows it indented.
type directive struct {
	name, text string
	line       int
}

var (
	headingLine   = regexp.MustCompile(`^(##?)(?:\s+(.*))?$`)
	directiveLine = regexp.MustCompile(`^\s*[-*]\s+([A-Za-z]+):(\s*)(.*)$`)
	minutesLine   = regexp.MustCompile(`^(\d+) minutes?$`)
)

// fault notes something wrong at a line.
func (p *parser) fault(line int, format string, arguments ...any) {
	p.lesson.Faults = append(p.lesson.Faults, Fault{p.file, line, fmt.Sprintf(format, arguments...)})
}

// line reads one line.
func (p *parser) line(line string) {
	if p.comment(line) {
		return
	}
	next := p.directive(line)
	if next == nil && p.pending != nil && indented(line) {
		p.pending.text += " " + strings.TrimSpace(line)
		return
	}
	p.direct()
	switch heading := headingLine.FindStringSubmatch(line); {
	case heading != nil && heading[1] == "##":
		p.endStep()
		p.step = &draft{LessonStep: session.LessonStep{Title: heading[2]}, line: p.at, said: map[string]int{}}
	case heading != nil:
		p.title(heading[2])
	case p.step == nil:
		p.preface(line)
	case next != nil:
		p.pending = next
	case line != "" || len(p.step.text) > 0:
		p.step.text, p.step.lines = append(p.step.text, line), append(p.step.lines, p.at)
	}
}

// indented tells whether a line goes on with the one before.
func indented(line string) bool {
	return strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t")
}

// directive reads a line that is one, however its blanks and its capitals are; nil for a text's. A word in small letters that nobody
// knows is taken for a mistyped one.
func (p *parser) directive(line string) *directive {
	found := directiveLine.FindStringSubmatch(line)
	if found == nil {
		return nil
	}
	name, apart := strings.ToLower(found[1]), found[2] != "" || found[3] == ""
	if !known(name) && (name != found[1] || !apart || indented(line)) {
		return nil
	}
	return &directive{name, found[3], p.at}
}

// comment tells whether a line is one: <!-- what is for authors -->, over as many lines as it takes.
func (p *parser) comment(line string) bool {
	line = strings.TrimSpace(line)
	if p.hidden == 0 && strings.HasPrefix(line, "<!--") {
		p.hidden = p.at
	}
	inside := p.hidden > 0
	if strings.HasSuffix(line, "-->") {
		p.hidden = 0
	}
	return inside
}

func (p *parser) title(text string) {
	if p.titled {
		p.fault(p.at, "a second title; a step begins with ##")
		return
	}
	p.lesson.Title, p.titled = text, text != ""
}

// preface reads what comes before the first step: the minutes.
func (p *parser) preface(line string) {
	found := minutesLine.FindStringSubmatch(line)
	switch {
	case line == "":
	case found != nil && p.lesson.Minutes == 0:
		p.lesson.Minutes, _ = strconv.Atoi(found[1])
		if p.lesson.Minutes < 1 || p.lesson.Minutes > 600 {
			p.fault(p.at, "%s minutes: a lesson takes 1 to 600", found[1])
			p.lesson.Minutes = 1
		}
	default:
		p.fault(p.at, "%q stands before the first step; only the title and a line like \"5 minutes\" do", short(line))
	}
}

// endStep takes the step that was being read into the lesson.
func (p *parser) endStep() {
	p.direct()
	s := p.step
	if s == nil {
		return
	}
	p.step = nil
	text := strings.TrimSpace(strings.Join(s.text, "\n"))
	if s.Title == "" {
		p.fault(s.line, "a step without a title")
	}
	if text == "" {
		p.fault(s.line, "a step without a text")
	}
	at := append(s.lines, s.line) // the title's, where there is no text
	s.Text = p.words(text, at...)
	p.short(text, at[0], "text")
	if !s.unknown {
		p.complete(s)
	}
	if s.Guess != nil && len(s.Guess.Choices) == 0 {
		s.Guess = nil // its mistakes are told
	}
	p.lesson.Steps = append(p.lesson.Steps, s.LessonStep)
}

// complete says what of a step lacks what it needs.
func (p *parser) complete(s *draft) {
	lacks := func(name, other string) {
		if line, ok := s.said[name]; ok && s.said[other] == 0 {
			p.fault(line, "\"%s:\" needs \"%s:\" beside it", name, other)
		}
	}
	lacks("ask", "answer")
	lacks("reveal", "guess")
	lacks("right", "guess")
	if line, ok := s.said["answer"]; ok && s.said["ask"]+s.said["guess"] == 0 {
		p.fault(line, "\"answer:\" needs \"ask:\" or \"guess:\" beside it")
	}
	if line, ok := s.said["ask"]; ok && s.said["guess"] > 0 {
		p.fault(line, "a step has \"ask:\" or \"guess:\", not both: one answer would answer two questions")
	}
	if line := s.said["guess"]; line > 0 && s.said["reveal"]+s.said["answer"] == 0 {
		p.fault(line, "\"guess:\" needs \"reveal:\" or \"answer:\" beside it, that show what is right")
	}
	p.checkRight(s)
}

// checkRight says where what is right is none of the choices.
func (p *parser) checkRight(s *draft) {
	if s.Guess == nil || s.Guess.Right == nil || len(s.Guess.Choices) == 0 { // a guess without choices is told
		return
	}
	right, ok := s.Guess.Right.(words).literal()
	if !ok {
		return
	}
	for _, choice := range s.Guess.Choices {
		if choice == right {
			return
		}
	}
	p.fault(s.said["right"], "%q is none of the choices: %s", right, strings.Join(s.Guess.Choices, " | "))
}

// endLesson says what the whole lacks.
func (p *parser) endLesson() {
	if p.hidden > 0 {
		p.fault(p.hidden, "a comment that <!-- begins has no --> at the end of a line")
	}
	if !p.titled {
		p.fault(1, "no title: a lesson begins with a line like \"# The flashlight\"")
		p.lesson.Title = p.file
	}
	if p.lesson.Minutes == 0 {
		p.fault(1, "no minutes: the line after the title says how long it takes, like \"5 minutes\"")
	}
	if len(p.lesson.Steps) == 0 {
		p.fault(p.at, "no steps: each begins with a line like \"## A window on the picture\"")
	}
	sortFaults(p.lesson.Faults)
}

// short says where a text is too long to be read while somebody talks.
func (p *parser) short(text string, line int, what string) {
	if n := countWords(text); n > mostWords {
		p.fault(line, "%s of %d words; a step has at most %d", withArticle(what), n, mostWords)
	}
}
